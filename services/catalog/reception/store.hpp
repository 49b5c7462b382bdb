// Tables of reception.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/catalog/api.hpp"

namespace shanhai::catalog::store {

// What is known of a product that somebody bought.
struct Reception {
  std::int64_t ratings = 0, stars = 0;  // stars: of all ratings together
  std::int64_t units = 0;               // accepted after a day, less what was refunded of them
};

struct AcceptedLine {
  OrderLineId line;
  ProductId product;
  std::int64_t units = 0;           // below zero: refunded before it was accepted
  std::optional<Date> accepted_on;  // China
};

std::vector<AcceptedLine> list_lines(db::Tx& tx, OrderId order);
void add_lines(db::Tx& tx, OrderId order, const std::vector<AcceptedLine>& lines);
struct Sales {
  ProductId product;
  Date day{};
  std::int64_t units = 0;
};
void add_sales(db::Tx& tx, const std::vector<Sales>& sales);
// Ratings and stars are added; `sequence` is the event's.
void add_reception(db::Tx& tx, std::int64_t sequence, const std::map<ProductId, Reception>& added);

// The last event of orders that changed something.
std::int64_t last_received(db::Tx& tx);
struct Received {
  std::vector<ProductId> products;
  std::int64_t sequence = 0;  // everything up to it is among them
};
// What changed after that event, some thousand products at a time.
Received list_received_after(db::Tx& tx, std::int64_t sequence);
// Products that were sold on days after `after`, up to `to`.
std::vector<ProductId> list_sold(db::Tx& tx, Date after, Date to);
// Units are those accepted after `since`.
std::map<ProductId, Reception> list_reception(db::Tx& tx, Date since);
std::map<ProductId, Reception> list_reception_among(db::Tx& tx, Date since, const std::vector<ProductId>& products);

}  // namespace shanhai::catalog::store
