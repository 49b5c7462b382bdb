// Orders of approved proposals, and caps of gift packs: /v1/procurement/orders, /v1/procurement/gift-caps
#pragma once

#include "common/http/route.hpp"
#include "services/orders/procurement/purchases/caps.hpp"
#include "services/orders/procurement/purchases/service.hpp"

namespace shanhai::orders {

class PurchaseRoutes {
 public:
  PurchaseRoutes(Purchases& purchases, GiftCaps& caps) : purchases_(purchases), caps_(caps) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> order(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> enter_cap(http::Request& request);
  Task<Result<http::Response>> list_caps(http::Request& request);

  Purchases& purchases_;
  GiftCaps& caps_;
};

}  // namespace shanhai::orders
