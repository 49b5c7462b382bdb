#include "services/orders/books/books.hpp"

#include <map>

#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

namespace q = sql::orders;

constexpr std::int64_t kPage = 250;

// The least id that an order placed then could have: ids begin with their millisecond.
OrderId least_id(Instant at) {
  const auto ms = std::uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
  IdBytes bytes{};
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  return OrderId(bytes);
}

CountedOrder read_order(const db::Row& row) {
  CountedOrder out;
  out.order = row.get<OrderId>("id");
  out.buyer_division = row.get<std::string>("buyer_division");
  out.cancelled = row.get<bool>("cancelled");
  out.freight = row.get<Money>("freight_fen");
  out.freight_refunded = row.get<Money>("freight_refunded_fen");
  out.counted = {Measure::ordered};
  if (row.get<bool>("paid")) out.counted.push_back(Measure::paid);
  if (row.get<bool>("accepted")) out.counted.push_back(Measure::accepted);
  if (row.get<bool>("completed")) out.counted.push_back(Measure::completed);
  return out;
}

void add_lines(db::Tx& tx, std::vector<CountedOrder>& orders) {
  if (orders.empty()) return;
  std::map<OrderId, CountedOrder*> by_id;
  std::vector<OrderId> ids;
  for (auto& order : orders) {
    by_id[order.order] = &order;
    ids.push_back(order.order);
  }
  for (const auto row : tx.query(q::books_line_list, {{"orders", db::Value::list_of(ids)}})) {
    by_id.at(row.get<OrderId>("order_id"))
        ->lines.push_back({row.get<OrderLineId>("id"), row.get<Money>("amount_fen"), row.get<Money>("refunded_fen"),
                           row.get<std::string>("production_county")});
  }
}

}  // namespace

Task<Result<CountedOrders>> Books::counted(CountedQuery query) {
  auto work = [query](db::Tx& tx) -> Result<CountedOrders> {
    CountedOrders out;
    const auto rows = tx.query(q::books_order_list, {{"from", least_id(query.from)},
                                                     {"to", least_id(query.to)},
                                                     {"after", query.after.value_or(OrderId())},
                                                     {"limit", kPage}});
    for (const auto row : rows) out.items.push_back(read_order(row));
    add_lines(tx, out.items);
    if (std::int64_t(out.items.size()) == kPage) out.next = out.items.back().order;
    return out;
  };
  co_return co_await database_.snapshot(std::move(work));
}

Task<Result<FirstOrder>> Books::first_order(FirstOrderQuery) {
  auto work = [](db::Tx& tx) -> Result<FirstOrder> {
    const auto rows = tx.query(q::books_first_order);
    if (rows.empty()) return FirstOrder{};
    return FirstOrder{rows.front().get<Instant>("placed_at")};
  };
  co_return co_await database_.snapshot(std::move(work));
}

void BooksRoutes::mount(http::RouteTable& table) {
  table.mount<BooksRoutes>(
      *this,
      {{http::Method::post, "/internal/v1/orders/counted", http::Access::internal(), &BooksRoutes::counted,
        http::Contract("What orders' rows say of purchase volume").body<CountedQuery>().reply<CountedOrders>(200)},
       {http::Method::post, "/internal/v1/orders/first", http::Access::internal(), &BooksRoutes::first_order,
        http::Contract("When the first order was placed").body<FirstOrderQuery>().reply<FirstOrder>(200)}});
}

Task<Result<http::Response>> BooksRoutes::counted(http::Request& request) {
  SH_CO_TRY(auto query, request.read_body<CountedQuery>());
  SH_CO_TRY(auto page, co_await books_.counted(std::move(query)));
  co_return http::Response::json(200, page);
}

Task<Result<http::Response>> BooksRoutes::first_order(http::Request& request) {
  SH_CO_TRY(auto query, request.read_body<FirstOrderQuery>());
  SH_CO_TRY(auto first, co_await books_.first_order(query));
  co_return http::Response::json(200, first);
}

}  // namespace shanhai::orders
