#include "tests/served/process.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <thread>

#include "sql/common_migrations.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::fixture {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

http::ServerOptions options(bool internal) {
  http::ServerOptions out;
  out.listen = "127.0.0.1:0";
  out.threads = 1;
  out.internal = internal;
  out.internal_token = kInternalToken;
  out.requests_per_minute = 1000000;
  out.access_log = false;
  return out;
}

}  // namespace

json::Value Answer::json() const {
  auto value = json::parse_value(body);
  return value ? std::move(*value) : json::Value();
}

std::string Answer::text(std::string_view member) const {
  const auto document = json();
  const auto* object = document.if_object();
  const auto* value = object ? object->if_contains(member) : nullptr;
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string Answer::code() const { return text("code"); }

std::string Answer::field(std::size_t index) const {
  const auto document = json();
  const auto* object = document.if_object();
  const auto* errors = object ? object->if_contains("errors") : nullptr;
  if (!errors || !errors->is_array() || errors->get_array().size() <= index) return "";
  return std::string(errors->get_array()[index].at("pointer").as_string());
}

Process::Process(const std::vector<ServedService>& services, std::map<std::string, std::string> more)
    : settings_(settings_for(services, std::move(more))), owned_(std::make_unique<runtime::OwnedResources>(settings_)) {
  auto& resources = owned_->resources();
  for (const auto& service : services) modules_.push_back(service.make(resources));
  for (const auto& module : modules_) module->connect(resources);
  for (const auto& module : modules_) module->mount(table_);
  limiter_ = std::make_unique<http::RateLimiter>(nullptr, resources.clock);
  for (auto* server : {&public_, &internal_}) {
    *server = std::make_unique<http::Server>(options(server == &internal_), table_, resources.tokens, *limiter_,
                                             resources.random, [this] { return ready(); });
    (*server)->start();
  }
  for (const auto& module : modules_) {
    asio::co_spawn(resources.background.context(), module->start(), asio::use_future).get();
  }
}

Process::~Process() {
  public_.reset();
  internal_.reset();
  for (auto module = modules_.rbegin(); module != modules_.rend(); ++module) (*module)->stop();
  owned_->stop();
  while (!modules_.empty()) modules_.pop_back();
  owned_.reset();
  std::filesystem::remove_all(directory_);
}

runtime::Settings Process::settings_for(const std::vector<ServedService>& services,
                                        std::map<std::string, std::string> more) {
  std::string pattern = (std::filesystem::temp_directory_path() / "shanhai-test.XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a directory like " + pattern);
  directory_ = pattern;
  auto& values = more;
  values.insert({{"SHANHAI_SERVER__PUBLIC_URL", kIssuer},
                 {"SHANHAI_AUTH__ISSUER", kIssuer},
                 {"SHANHAI_INTERNAL__TOKEN", kInternalToken},
                 {"SHANHAI_DATABASE__WORKERS", "2"},
                 {"SHANHAI_SECRETS__MASTER_KEY", std::string(64, 'a')},
                 {"SHANHAI_SECRETS__LOOKUP_KEY", std::string(64, 'b')},
                 {"SHANHAI_FILES__DIRECTORY", (directory_ / "files").string()},
                 {"SHANHAI_NOTIFICATIONS__DIRECTORY", (directory_ / "outbox").string()}});
  for (const auto& service : services) {
    schemas_.push_back(std::make_unique<Schema>(service.schema.service,
                                                Migrations{sql::common::kMigrations, service.schema.migrations}));
    const auto& endpoint = schemas_.back()->endpoint();
    const auto section = "SHANHAI_DATABASE__" + upper(service.schema.service) + "__";
    values["SHANHAI_DATABASE__ADDRESS"] = endpoint.address;
    values[section + "SCHEMA"] = endpoint.schema;
    values[section + "USER"] = endpoint.user;
    values[section + "PASSWORD"] = endpoint.password;
  }
  return runtime::Settings::parse("", values);
}

Answer Process::exchange(http::Server& server, http::Method method, const std::string& target, std::string body,
                         const std::string& token, std::vector<std::pair<std::string, std::string>> headers) {
  http::ClientRequest request;
  request.method = method;
  request.url = "http://127.0.0.1:" + std::to_string(server.port()) + target;
  request.headers = std::move(headers);
  const bool typed = std::any_of(request.headers.begin(), request.headers.end(),
                                 [](const auto& header) { return header.first == "Content-Type"; });
  if (!body.empty() && !typed) request.headers.emplace_back("Content-Type", "application/json");
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  request.body = std::move(body);
  request.timeout = std::chrono::seconds(60);
  auto answer = run(client_.send(std::move(request)));
  return {answer.status, std::move(answer.headers), std::move(answer.body)};
}

Answer Process::send(http::Method method, const std::string& target, std::string body, const std::string& token,
                     std::vector<std::pair<std::string, std::string>> headers) {
  return exchange(*public_, method, target, std::move(body), token, std::move(headers));
}

Answer Process::send_internal(http::Method method, const std::string& target, std::string body,
                              const std::string& token) {
  return exchange(*internal_, method, target, std::move(body), token, {});
}

std::string Process::internal_url() const { return "http://127.0.0.1:" + std::to_string(internal_->port()); }

std::string Process::await_message(const std::string& phone) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < deadline) {
    for (const auto& entry : std::filesystem::directory_iterator(directory_ / "outbox")) {
      const auto path = entry.path().string();
      if (entry.path().extension() != ".json" || read_.contains(path)) continue;
      std::ifstream file(path);
      const std::string text((std::istreambuf_iterator<char>(file)), {});
      const auto message = json::parse_value(text).value();
      if (message.at("phone").as_string() != phone) continue;
      read_.insert(path);
      return std::string(message.at("text").as_string());
    }
    std::this_thread::yield();
  }
  ADD_FAILURE() << "no message came";
  return "";
}

std::string Process::await_code(const std::string& phone) {
  const auto text = await_message(phone);
  std::smatch found;
  return std::regex_search(text, found, std::regex("[0-9]{6}")) ? found.str() : "";
}

}  // namespace shanhai::fixture
