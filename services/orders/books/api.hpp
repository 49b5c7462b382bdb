// What each order's own rows say of its purchase volume, for the audit of who counts from the stream.
#pragma once

#include "services/orders/api.hpp"

namespace shanhai::orders {

struct CountedLine {
  OrderLineId line;
  Money amount, refunded;  // as ordered; of it given back so far
  std::string production_county;
};
BOOST_DESCRIBE_STRUCT(CountedLine, (), (line, amount, refunded, production_county))

struct CountedOrder {
  OrderId order;
  std::string buyer_division;
  std::vector<Measure> counted;  // in which measures
  bool cancelled = false;        // nothing of what was ordered is left
  Money freight, freight_refunded;
  std::vector<CountedLine> lines;
};
BOOST_DESCRIBE_STRUCT(CountedOrder, (), (order, buyer_division, counted, cancelled, freight, freight_refunded, lines))

// Orders that were placed in [from, to), in order of their ids; of the page before: `next`.
struct CountedQuery {
  Instant from{}, to{};
  std::optional<OrderId> after{};
};
BOOST_DESCRIBE_STRUCT(CountedQuery, (), (from, to, after))

struct CountedOrders {
  std::vector<CountedOrder> items;
  std::optional<OrderId> next;
};
BOOST_DESCRIBE_STRUCT(CountedOrders, (), (items, next))

struct FirstOrderQuery {};
BOOST_DESCRIBE_STRUCT(FirstOrderQuery, (), ())

struct FirstOrder {
  std::optional<Instant> placed_at;  // none: no order at all
};
BOOST_DESCRIBE_STRUCT(FirstOrder, (), (placed_at))

class BooksApi {
 public:
  virtual ~BooksApi() = default;
  virtual Task<Result<CountedOrders>> counted(CountedQuery query) = 0;
  virtual Task<Result<FirstOrder>> first_order(FirstOrderQuery query) = 0;
};

}  // namespace shanhai::orders
