// The world of orders served over HTTP, its callbacks included.
#pragma once

#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "services/orders/payment/wechat_pay/callbacks.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;
  http::Headers headers;
  json::Value body;
  std::string text;

  std::string header(const char* name) const;  // empty: absent
  std::string code() const;                    // of the problem document
  std::vector<std::string> places() const;     // "pointer code" of its errors
};

class OverHttp : public World {
 protected:
  OverHttp();
  ~OverHttp() override;

  HeaderList as(const auth::Principal& caller, const std::string& idempotency_key = {});
  Answer send(http::Method method, const std::string& path, HeaderList headers, std::string body = {},
              std::string media_type = "application/json");
  Answer get(const std::string& path, const auth::Principal& caller) {
    return send(http::Method::get, path, as(caller));
  }
  Answer post(const std::string& path, const auth::Principal& caller, const std::string& body,
              const std::string& idempotency_key = {}) {
    return send(http::Method::post, path, as(caller, idempotency_key), body);
  }
  // As WeChat Pay calls: `document` sealed now, unless headers are changed by the test.
  HeaderList sealed(const std::string& body);
  std::string notice(const std::string& type, const json::Object& document);
  Answer notify(const std::string& body, HeaderList headers) {
    return send(http::Method::post, "/v1/payments/wechat-pay/notifications", std::move(headers), body);
  }

  auth::SigningKey signing_key = auth::SigningKey::make(db.random);
  auth::TokenVerifier tokens{"https://shanhai.example", db.clock};
  http::RateLimiter limiter{nullptr, db.clock};
  wechat_pay::RsaPrivateKey platform_key;
  wechat_pay::Merchant merchant;
  wechat_pay::Callbacks callbacks{merchant, parts.payments, parts.refunds, db.clock};
  alipay::App app;  // its own key pair signs both ways
  alipay::Callbacks alipay_callbacks{app, parts.payments};
  PaymentRoutes payment_routes{parts.payments, parts.refunds, parts.statements, &callbacks, &alipay_callbacks};
  StockRoutes stock_routes{stock_service};
  http::RouteTable table;
  std::unique_ptr<http::Server> server;

 private:
  Task<std::string> ready() { co_return ""; }
};

}  // namespace shanhai::orders
