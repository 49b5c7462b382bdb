#include "tests/integration/runtime/running_process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "common/telemetry/log.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::runtime {
namespace {

using namespace std::chrono_literals;

}  // namespace

CapturedLog::CapturedLog() {
  if (::pipe(ends_) != 0) throw std::runtime_error("no pipe");
  reader_ = std::thread([this] { read(); });
  telemetry::log_to(ends_[1]);
}

CapturedLog::~CapturedLog() {
  telemetry::log_to(STDERR_FILENO);
  ::close(ends_[1]);
  reader_.join();
  ::close(ends_[0]);
}

void CapturedLog::read() {
  char chunk[4096];
  for (ssize_t count; (count = ::read(ends_[0], chunk, sizeof chunk)) > 0;) {
    const std::lock_guard lock(mutex_);
    rest_.append(chunk, static_cast<std::size_t>(count));
    for (std::size_t end; (end = rest_.find('\n')) != std::string::npos; rest_.erase(0, end + 1)) {
      auto line = json::parse_value(std::string_view(rest_).substr(0, end));
      if (line.has_value()) {
        lines_.push_back(std::move(*line));
      } else {
        ADD_FAILURE() << "not JSON: " << rest_.substr(0, end);
      }
    }
    grown_.notify_all();
  }
}

std::vector<json::Value> CapturedLog::found(const std::string& event) const {
  std::vector<json::Value> out;
  for (const auto& line : lines_) {
    if (line.at("event").as_string() == event) out.push_back(line);
  }
  return out;
}

json::Value CapturedLog::wait_for(const std::string& event, std::size_t nth) {
  std::unique_lock lock(mutex_);
  const bool came = grown_.wait_for(lock, 30s, [&] { return found(event).size() >= nth; });
  if (came) return found(event)[nth - 1];
  ADD_FAILURE() << "no line " << event;
  for (const auto& line : lines_) std::cerr << json::to_text(line) << '\n';
  return nullptr;
}

std::vector<json::Value> CapturedLog::all(const std::string& event) {
  telemetry::flush_log();
  const std::lock_guard lock(mutex_);
  return found(event);
}

SettingsFile::SettingsFile() {
  std::string name = testing::TempDir() + "runtime.XXXXXX";
  if (!::mkdtemp(name.data())) throw std::runtime_error("no directory");
  directory_ = name;
  values_ = {{"server.listen", "127.0.0.1:0"},
             {"server.public_url", "http://127.0.0.1:8080"},
             {"auth.issuer", "https://shanhai.example"},
             {"internal.token", std::string(32, 't')},
             {"secrets.master_key", std::string(64, 'a')},
             {"secrets.lookup_key", std::string(64, 'b')}};
}

SettingsFile::~SettingsFile() { std::filesystem::remove_all(directory_); }

void SettingsFile::set(const std::string& key, const std::string& value) { values_[key] = value; }

void SettingsFile::remove(const std::string& key) { values_.erase(key); }

std::string SettingsFile::write() {
  const auto path = directory_ / "settings.toml";
  std::ofstream file(path);
  for (const auto& [key, value] : values_) file << key << " = \"" << value << "\"\n";
  return path.string();
}

RunningProcess::RunningProcess(const std::string& settings_path, BuildModules build)
    : result_(std::async(std::launch::async, [settings_path, build] { return serve(settings_path, build); })) {}

int RunningProcess::exit_code() {
  if (result_.wait_for(60s) != std::future_status::ready) {
    ADD_FAILURE() << "the process does not end";
    std::abort();
  }
  return result_.get();
}

void send_signal(int signal) { ::kill(::getpid(), signal); }

Answer get(unsigned short port, const std::string& path, const std::string& token) {
  http::Client client;
  http::ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(port) + path;
  request.timeout = 20s;
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  const auto response = fixture::run(client.send(std::move(request)));
  const auto retry = response.headers.find("Retry-After");
  return {response.status, response.body, retry == response.headers.end() ? std::string() : retry->second};
}

}  // namespace shanhai::runtime
