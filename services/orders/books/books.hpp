// The orders' own rows as BooksApi tells them; nothing of it comes from events.
#pragma once

#include "common/db/database.hpp"
#include "common/http/client.hpp"
#include "common/http/route.hpp"
#include "services/orders/books/api.hpp"

namespace shanhai::orders {

class Books final : public BooksApi {
 public:
  explicit Books(db::Database& database) : database_(database) {}
  Task<Result<CountedOrders>> counted(CountedQuery query) override;
  Task<Result<FirstOrder>> first_order(FirstOrderQuery query) override;

 private:
  db::Database& database_;
};

class BooksRoutes {
 public:
  explicit BooksRoutes(Books& books) : books_(books) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> counted(http::Request& request);
  Task<Result<http::Response>> first_order(http::Request& request);

  Books& books_;
};

}  // namespace shanhai::orders
