// The way to whichever process serves now: a request is repeated, under its key, until somebody answers it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "common/auth/tokens.hpp"
#include "common/http/client.hpp"
#include "tests/crash/orders/wechat_pay_stand_in.hpp"

namespace shanhai::orders {

struct Call {
  http::Method method = http::Method::post;
  std::string path;
  auth::Principal caller;
  std::string key;  // empty: without Idempotency-Key
  std::string body;
  std::string media_type = "application/json";
};

struct Reply {
  int status = 0;
  json::Value body;
  std::string text;
  bool replayed = false;
  bool repeated = false;  // an earlier attempt got no answer: it may have happened
  std::string code() const;
};

// An answer that somebody outside holds in hands.
struct Acknowledged {
  Call call;
  Reply reply;
};

class HungUp : public std::runtime_error {
 public:
  HungUp() : std::runtime_error("nobody serves any more") {}
};

class Line {
 public:
  explicit Line(const Clock& clock) : clock_(clock) {}

  std::string token_key_hex() const;

  void serve_at(unsigned short port);  // a process has started
  void hang_up();                      // nobody will serve any more: who waits gets HungUp
  // Blocks while nobody serves. Thread-safe.
  Reply send(const Call& call);
  Reply send(const Notice& notice);  // until it is taken
  Reply get(const std::string& path, const auth::Principal& caller) {
    return send({http::Method::get, path, caller, {}, {}});
  }

  // Until so many more answers have come than there were at the call; false: they do not come.
  bool await_answers(std::int64_t more, std::chrono::seconds patience);
  std::vector<Acknowledged> acknowledged();  // of calls with a key
  std::int64_t answers() const { return answers_; }
  std::int64_t lost() const { return lost_; }  // attempts without an answer

 private:
  struct Target {
    std::int64_t generation = 0;
    unsigned short port = 0;
  };
  std::optional<Reply> attempt(const Call& call, const std::vector<std::pair<std::string, std::string>>& headers,
                               const Target& target);
  Reply repeat(const Call& call, const std::vector<std::pair<std::string, std::string>>& headers);
  Target target();
  void await_another(const Target& target);

  const Clock& clock_;
  http::Client client_;
  SecureRandom random_;
  const auth::SigningKey key_ = auth::SigningKey::make(random_);
  std::mutex mutex_;
  std::condition_variable changed_;
  Target target_;
  bool hung_up_ = false;
  std::vector<Acknowledged> acknowledged_;
  std::atomic<std::int64_t> answers_{0}, lost_{0};
};

}  // namespace shanhai::orders
