// All five services in this process, on schemas and a database server of their own, behind a public and an internal
// listener: what `shanhai serve` runs, with the route table at hand.
#pragma once

#include <filesystem>
#include <future>

#include "common/db/database.hpp"
#include "common/http/server.hpp"
#include "common/runtime/owned_resources.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::system_test {

inline constexpr auto kIssuer = "https://shanhai.example";
inline constexpr auto kInternalToken = "an internal token of 32 characters";

struct Call {
  http::Method method = http::Method::get;
  std::string target;  // path and query
  std::string token;   // bearer; empty: none
  std::string body;
  std::string content_type = "application/json";
  bool conditional = false;                                    // If-Match: "1"
  bool idempotent = false;                                     // a fresh Idempotency-Key
  bool to_internal = false;                                    // the internal listener
  std::vector<std::pair<std::string, std::string>> headers{};  // besides
};

struct Answer {
  int status = 0;
  json::Value body;  // null where it is no JSON
  std::string code;  // of a problem document
  std::string text;  // all that was answered: headers and body
};

class Platform {
 public:
  Platform();
  ~Platform();
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  const http::RouteTable& table() const { return table_; }
  Answer send(const Call& call);
  const db::Endpoint& endpoint(const std::string& service) const { return schemas_.at(service)->endpoint(); }
  const auth::Vault& vault() { return owned_->resources().vault; }
  Workers& workers() { return owned_->resources().workers; }

 private:
  runtime::Settings settings() const;
  void start();
  Task<> start_modules(std::promise<void>& started);
  std::unique_ptr<http::Server> listen(bool internal);
  Task<std::string> ready() { co_return ""; }

  std::map<std::string, std::unique_ptr<fixture::Schema>> schemas_;
  SecureRandom random_;
  const std::filesystem::path directory_;
  const runtime::Settings settings_;
  std::unique_ptr<runtime::OwnedResources> owned_;
  std::vector<std::unique_ptr<runtime::Module>> modules_;
  http::RouteTable table_;
  std::unique_ptr<http::RateLimiter> limiter_;
  http::Client client_;
  std::unique_ptr<http::Server> public_, internal_;
};

}  // namespace shanhai::system_test
