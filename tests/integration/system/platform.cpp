#include "tests/integration/system/platform.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/encoding.hpp"
#include "common/http/router.hpp"
#include "services/catalog/module.hpp"
#include "services/identity/module.hpp"
#include "services/measurement/module.hpp"
#include "services/orders/module.hpp"
#include "services/traceability/module.hpp"
#include "sql/common_migrations.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::system_test {
namespace {

struct Part {
  const runtime::ServiceSchema& schema;
  std::unique_ptr<runtime::Module> (*make)(runtime::Resources&);
};

const std::vector<Part>& parts() {
  static const std::vector<Part> all{{identity::kSchema, identity::make_module},
                                     {catalog::kSchema, catalog::make_module},
                                     {orders::kSchema, orders::make_module},
                                     {traceability::kSchema, traceability::make_module},
                                     {measurement::kSchema, measurement::make_module}};
  return all;
}

std::map<std::string, std::unique_ptr<fixture::Schema>> make_schemas() {
  std::map<std::string, std::unique_ptr<fixture::Schema>> out;
  for (const auto& part : parts()) {
    const std::string name(part.schema.service);
    out[name] =
        std::make_unique<fixture::Schema>(name, fixture::Migrations{sql::common::kMigrations, part.schema.migrations});
  }
  return out;
}

}  // namespace

Platform::Platform()
    : schemas_(make_schemas()),
      directory_(std::filesystem::temp_directory_path() / ("shanhai-system." + random_.token(9))),
      settings_(settings()),
      owned_(std::make_unique<runtime::OwnedResources>(settings_)) {
  std::filesystem::create_directory(directory_);
  auto& resources = owned_->resources();
  for (const auto& part : parts()) modules_.push_back(part.make(resources));
  for (const auto& module : modules_) module->connect(resources);
  for (const auto& module : modules_) module->mount(table_);
  start();
  limiter_ = std::make_unique<http::RateLimiter>(nullptr, resources.clock);
  public_ = listen(false);
  internal_ = listen(true);
}

Platform::~Platform() {
  internal_.reset();
  public_.reset();
  for (auto module = modules_.rbegin(); module != modules_.rend(); ++module) (*module)->stop();
  owned_->stop();
  while (!modules_.empty()) modules_.pop_back();
  owned_.reset();
  std::filesystem::remove_all(directory_);
}

runtime::Settings Platform::settings() const {
  std::map<std::string, std::string> values{{"SHANHAI_SERVER__PUBLIC_URL", kIssuer},
                                            {"SHANHAI_DATABASE__ADDRESS", schemas_.at("identity")->endpoint().address},
                                            {"SHANHAI_DATABASE__WORKERS", "2"},
                                            {"SHANHAI_AUTH__ISSUER", kIssuer},
                                            {"SHANHAI_INTERNAL__TOKEN", kInternalToken},
                                            {"SHANHAI_SECRETS__MASTER_KEY", to_hex(std::string(32, 'm'))},
                                            {"SHANHAI_SECRETS__LOOKUP_KEY", to_hex(std::string(32, 'l'))},
                                            {"SHANHAI_FILES__DIRECTORY", (directory_ / "files").string()},
                                            {"SHANHAI_NOTIFICATIONS__DIRECTORY", (directory_ / "outbox").string()},
                                            {"SHANHAI_CATALOG__PUBLICITY_DAYS", "0"},
                                            {"SHANHAI_PAYMENT__BANK_TRANSFER__PAYEE_NAME", "山海助农专户"},
                                            {"SHANHAI_PAYMENT__BANK_TRANSFER__PAYEE_ACCOUNT", "44050100000000000001"},
                                            {"SHANHAI_PAYMENT__BANK_TRANSFER__BANK", "演示银行"}};
  for (const auto& [service, schema] : schemas_) {
    std::string section = "SHANHAI_DATABASE__" + service + "__";
    std::transform(section.begin(), section.end(), section.begin(), ::toupper);
    values[section + "SCHEMA"] = schema->endpoint().schema;
    values[section + "USER"] = schema->endpoint().user;
    values[section + "PASSWORD"] = schema->endpoint().password;
  }
  return runtime::Settings::parse("", values);
}

void Platform::start() {
  std::promise<void> started;
  auto done = started.get_future();
  owned_->resources().background.release();
  owned_->resources().background.spawn("start", [this, &started](Loop&) { return start_modules(started); });
  done.get();
}

Task<> Platform::start_modules(std::promise<void>& started) {
  try {
    for (const auto& module : modules_) co_await module->start();
    started.set_value();
  } catch (...) {
    started.set_exception(std::current_exception());
  }
}

std::unique_ptr<http::Server> Platform::listen(bool internal) {
  http::ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.threads = 1;
  options.internal = internal;
  options.internal_token = kInternalToken;
  options.requests_per_minute = 1'000'000'000;
  options.access_log = false;
  auto& resources = owned_->resources();
  auto server = std::make_unique<http::Server>(options, table_, resources.tokens, *limiter_, resources.random,
                                               [this] { return ready(); });
  server->start();
  return server;
}

Answer Platform::send(const Call& call) {
  http::ClientRequest request;
  request.method = call.method;
  request.url = "http://127.0.0.1:" + std::to_string((call.to_internal ? internal_ : public_)->port()) + call.target;
  request.timeout = std::chrono::seconds(30);
  if (!call.token.empty()) request.headers.emplace_back("Authorization", "Bearer " + call.token);
  if (!call.body.empty()) request.headers.emplace_back("Content-Type", call.content_type);
  if (call.conditional) request.headers.emplace_back("If-Match", "\"1\"");
  if (call.idempotent) request.headers.emplace_back("Idempotency-Key", random_.token(12));
  request.headers.insert(request.headers.end(), call.headers.begin(), call.headers.end());
  request.body = call.body;
  const auto response = fixture::run(client_.send(std::move(request)));
  Answer out;
  out.status = response.status;
  for (const auto& [name, value] : response.headers) out.text += name + ": " + value + "\n";
  out.text += response.body;
  auto parsed = json::parse_value(response.body);
  if (parsed.has_value()) out.body = std::move(*parsed);
  if (const auto* object = out.body.if_object(); object && out.status >= 400) {
    if (const auto* code = object->if_contains("code"); code && code->is_string()) out.code = code->get_string();
  }
  return out;
}

}  // namespace shanhai::system_test
