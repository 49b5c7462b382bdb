// WeChat Pay as orders sees it: a server that speaks API v3 over HTTP, signs and encrypts. It lives in the test, so it
// remembers what it was asked whatever dies.
#pragma once

#include <mutex>

#include "common/http/server.hpp"
#include "services/orders/payment/wechat_pay/envelope.hpp"

namespace shanhai::orders {

// A callback to be posted until it is taken.
struct Notice {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class WechatPayStandIn {
 public:
  WechatPayStandIn(const Clock& clock, Random& random);
  ~WechatPayStandIn();

  // The section [payment.wechat_pay] of the settings; keys are written into `directory`.
  std::string settings(const std::string& directory) const;

  void pay(const std::string& number);  // by the buyer's phone; std::out_of_range: nobody has opened it
  Notice payment_notice(const std::string& number);
  std::vector<Notice> take_refund_notices();  // of refunds that were paid since the last call

  // The bill of a day on which nobody of ours paid: so many payments that no book of ours knows.
  std::string bill(Date day, std::size_t strangers);

  struct Book {
    Money paid, refunded;
    std::size_t refunds = 0;
    bool overdrawn = false;  // more was given back of a payment than was paid
  };
  Book book();

 private:
  struct Payment {
    Money amount, refunded;
    std::string state = "NOTPAY", transaction, paid_at;
  };
  struct Refund {
    std::string payment;
    Money amount;
    bool paid = false;
  };
  Task<Result<http::Response>> open(http::Request& request);
  Task<Result<http::Response>> find(http::Request& request);
  Task<Result<http::Response>> close(http::Request& request);
  Task<Result<http::Response>> refund(http::Request& request);
  Task<Result<http::Response>> find_refund(http::Request& request);
  Task<std::string> ready() { co_return ""; }
  json::Object payment_document(const std::string& number, const Payment& payment) const;
  json::Object refund_document(const std::string& number, const Refund& refund) const;
  Notice notice(const std::string& type, const std::string& what, const json::Object& document);
  http::Response answer(int status, std::string body);
  http::Response refuse(int status, std::string code);

  const Clock& clock_;
  Random& random_;
  const std::string merchant_pem_, platform_pem_, platform_public_pem_;
  const wechat_pay::RsaPrivateKey platform_;
  std::mutex mutex_;
  std::map<std::string, Payment> payments_;
  std::map<std::string, Refund> refunds_;
  std::vector<std::string> untold_;  // refunds whose success nobody was told
  http::RouteTable table_;
  auth::TokenVerifier tokens_{"https://api.mch.weixin.qq.com", clock_};
  http::RateLimiter limiter_{nullptr, clock_};
  std::unique_ptr<http::Server> server_;
};

}  // namespace shanhai::orders
