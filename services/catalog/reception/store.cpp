#include "services/catalog/reception/store.hpp"

#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

constexpr std::int64_t kPage = 1000;

Reception read_reception(const db::Row& row) {
  return {row.get<std::int64_t>("ratings"), row.get<std::int64_t>("stars"), row.get<std::int64_t>("units")};
}

}  // namespace

std::vector<AcceptedLine> list_lines(db::Tx& tx, OrderId order) {
  std::vector<AcceptedLine> out;
  const auto rows = tx.query(sql::reception_list_lines, {{"order", order}});
  for (const auto row : rows) {
    out.push_back({row.get<OrderLineId>("line_id"), row.get<ProductId>("product_id"), row.get<std::int64_t>("units"),
                   row.find<Date>("accepted_on")});
  }
  return out;
}

void add_lines(db::Tx& tx, OrderId order, const std::vector<AcceptedLine>& lines) {
  std::vector<db::Params> rows;
  for (const auto& line : lines) {
    rows.push_back({{"order", order},
                    {"line", line.line},
                    {"product", line.product},
                    {"units", line.units},
                    {"accepted_on", line.accepted_on}});
  }
  tx.execute_rows(sql::reception_add_lines, rows);
}

void add_sales(db::Tx& tx, const std::vector<Sales>& sales) {
  std::vector<db::Params> rows;
  for (const auto& one : sales) rows.push_back({{"product", one.product}, {"sold_on", one.day}, {"units", one.units}});
  tx.execute_rows(sql::reception_add_sales, rows);
}

void add_reception(db::Tx& tx, std::int64_t sequence, const std::map<ProductId, Reception>& added) {
  std::vector<db::Params> rows;
  for (const auto& [product, one] : added) {
    rows.push_back({{"product", product}, {"ratings", one.ratings}, {"stars", one.stars}, {"sequence", sequence}});
  }
  tx.execute_rows(sql::reception_add, rows);
}

std::int64_t last_received(db::Tx& tx) { return tx.query(sql::reception_last).front().get<std::int64_t>("sequence"); }

Received list_received_after(db::Tx& tx, std::int64_t sequence) {
  Received out;
  out.sequence = sequence;
  const auto rows = tx.query(sql::reception_list_changed, {{"after", sequence}, {"limit", kPage}});
  for (const auto row : rows) {
    out.products.push_back(row.get<ProductId>("product_id"));
    out.sequence = row.get<std::int64_t>("sequence");
  }
  // The last event's products may go on behind the page; an order has fewer products than a page has room for.
  if (static_cast<std::int64_t>(rows.size()) == kPage) --out.sequence;
  return out;
}

std::vector<ProductId> list_sold(db::Tx& tx, Date after, Date to) {
  std::vector<ProductId> out;
  for (const auto row : tx.query(sql::reception_list_sold, {{"after", after}, {"to", to}}))
    out.push_back(row.get<ProductId>("product_id"));
  return out;
}

std::map<ProductId, Reception> list_reception(db::Tx& tx, Date since) {
  std::map<ProductId, Reception> out;
  for (ProductId after;;) {
    const auto rows = tx.query(sql::reception_list, {{"since", since}, {"after", after}, {"limit", kPage}});
    for (const auto row : rows) {
      after = row.get<ProductId>("product_id");
      out.emplace(after, read_reception(row));
    }
    if (static_cast<std::int64_t>(rows.size()) < kPage) return out;
  }
}

std::map<ProductId, Reception> list_reception_among(db::Tx& tx, Date since, const std::vector<ProductId>& products) {
  std::map<ProductId, Reception> out;
  const auto rows = tx.query(sql::reception_list_among, {{"since", since}, {"products", db::Value::list_of(products)}});
  for (const auto row : rows) out.emplace(row.get<ProductId>("product_id"), read_reception(row));
  return out;
}

}  // namespace shanhai::catalog::store
