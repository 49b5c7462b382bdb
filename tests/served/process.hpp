// Services as a process serves them: real modules on schemas of their own, a public and an internal listener on free
// ports.
#pragma once

#include <filesystem>
#include <memory>
#include <set>

#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "common/runtime/owned_resources.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::fixture {

struct ServedService {
  const runtime::ServiceSchema& schema;
  runtime::ModuleFactory make;
};

inline constexpr auto kIssuer = "https://shanhai.example";
inline constexpr auto kInternalToken = "0123456789abcdef0123456789abcdef";

struct Answer {
  int status = 0;
  http::Headers headers;
  std::string body;
  json::Value json() const;                        // null where the body is none
  std::string code() const;                        // of the problem document
  std::string field(std::size_t index = 0) const;  // pointer of its nth error
  std::string text(std::string_view member) const;
};

class Process {
 public:
  // `more`: further settings by their name in the environment (SHANHAI_...).
  explicit Process(const std::vector<ServedService>& services, std::map<std::string, std::string> more = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  Answer send(http::Method method, const std::string& target, std::string body = {}, const std::string& token = {},
              std::vector<std::pair<std::string, std::string>> headers = {});
  Answer get(const std::string& target, const std::string& token = {}) {
    return send(http::Method::get, target, {}, token);
  }
  Answer post(const std::string& target, const json::Object& body, const std::string& token = {}) {
    return send(http::Method::post, target, json::to_text(body), token);
  }
  // The same to the internal listener; `token` is sent as it is.
  Answer send_internal(http::Method method, const std::string& target, std::string body, const std::string& token);

  // The newest message in the outbox for a phone; waits for one that was not there before the last call.
  std::string await_message(const std::string& phone);
  std::string await_code(const std::string& phone);  // its six digits

  runtime::Resources& resources() { return owned_->resources(); }
  const http::RouteTable& table() const { return table_; }
  std::vector<std::unique_ptr<runtime::Module>>& modules() { return modules_; }
  std::string internal_url() const;
  db::Connection connect(std::size_t service = 0) const { return schemas_[service]->connect(); }

 private:
  runtime::Settings settings_for(const std::vector<ServedService>& services, std::map<std::string, std::string> more);
  Answer exchange(http::Server& server, http::Method method, const std::string& target, std::string body,
                  const std::string& token, std::vector<std::pair<std::string, std::string>> headers);
  Task<std::string> ready() { co_return ""; }

  std::filesystem::path directory_;
  std::vector<std::unique_ptr<Schema>> schemas_;
  runtime::Settings settings_;
  std::unique_ptr<runtime::OwnedResources> owned_;
  std::vector<std::unique_ptr<runtime::Module>> modules_;
  http::RouteTable table_;
  std::unique_ptr<http::RateLimiter> limiter_;
  std::unique_ptr<http::Server> public_, internal_;
  http::Client client_;
  std::set<std::string> read_;
};

}  // namespace shanhai::fixture
