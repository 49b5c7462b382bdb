// /v1/stock, /v1/storefront-stock, and the internal API.
#pragma once

#include "common/http/route.hpp"
#include "services/orders/stock/service.hpp"

namespace shanhai::orders {

class StockRoutes {
 public:
  explicit StockRoutes(Stock& stock) : stock_(stock) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> storefront(http::Request& request);
  Task<Result<http::Response>> correct(http::Request& request);
  Task<Result<http::Response>> corrections(http::Request& request);
  Task<Result<http::Response>> shortfall(http::Request& request);
  Task<Result<http::Response>> receive_lot_stock(http::Request& request);
  Task<Result<http::Response>> block_lot(http::Request& request);
  Task<Result<http::Response>> release_lot(http::Request& request);
  Task<Result<http::Response>> lot_accounts(http::Request& request);
  Task<Result<http::Response>> recall_reach(http::Request& request);

  Stock& stock_;
};

}  // namespace shanhai::orders
