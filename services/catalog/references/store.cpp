#include "services/catalog/references/store.hpp"

#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

References::Published read_published(const db::Row& row) {
  References::Published out;
  out.id = row.get<ReferencePriceId>("id");
  out.category = row.get<Category>("category");
  out.goods = row.get<std::string>("goods");
  out.unit = row.get<std::string>("unit");
  out.price = Money(row.get<std::int64_t>("price_fen"));
  out.source = row.get<std::string>("source");
  out.valid_from = row.get<Date>("valid_from");
  out.valid_to = row.get<Date>("valid_to");
  return out;
}

std::string_view name_of(Category category) { return boost::describe::enum_to_string(category, ""); }

}  // namespace

void insert_reference(db::Tx& tx, const References::Published& price, std::string_view actor) {
  tx.execute(sql::reference_insert, {{"id", price.id},
                                     {"category", price.category},
                                     {"goods", price.goods},
                                     {"unit", price.unit},
                                     {"price_fen", price.price.fen()},
                                     {"source", price.source},
                                     {"valid_from", price.valid_from},
                                     {"valid_to", price.valid_to},
                                     {"actor", actor},
                                     {"entered_at", tx.now()}});
}

std::optional<ReferenceRow> lock_reference(db::Tx& tx, ReferencePriceId id) {
  const auto rows = tx.query(sql::reference_lock, {{"id", id}});
  if (rows.empty()) return std::nullopt;
  return ReferenceRow{read_published(rows.front()), rows.front().find<Instant>("withdrawn_at")};
}

void withdraw_reference(db::Tx& tx, ReferencePriceId id) {
  tx.execute(sql::reference_withdraw, {{"id", id}, {"withdrawn_at", tx.now()}});
}

std::vector<ReferenceRow> list_references(db::Tx& tx, ReferencePriceId before, std::int64_t limit) {
  std::vector<ReferenceRow> out;
  const auto rows = tx.query(sql::reference_list, {{"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back({read_published(row), row.find<Instant>("withdrawn_at")});
  return out;
}

std::vector<References::Published> list_valid_references(db::Tx& tx, Date day) {
  constexpr std::int64_t kMost = 1000;
  std::vector<References::Published> out;
  const auto rows = tx.query(sql::reference_list_valid, {{"day", day}, {"limit", kMost}});
  for (const auto row : rows) out.push_back(read_published(row));
  return out;
}

std::optional<References::Medians> find_medians(db::Tx& tx, Date day) {
  const auto rows = tx.query(sql::reference_list_medians, {{"day", day}});
  if (rows.empty()) return std::nullopt;
  References::Medians out;
  for (const auto row : rows) {
    if (row.get<std::string>("category").empty()) continue;  // tells that the day was computed
    out[{row.get<Category>("category"), row.get<std::string>("unit")}] = {Money(row.get<std::int64_t>("price_fen")),
                                                                          row.get<std::int64_t>("offers")};
  }
  return out;
}

void insert_medians(db::Tx& tx, Date day, const References::Medians& medians) {
  std::vector<db::Params> rows;
  const auto add = [&](std::string_view category, const std::string& unit, std::int64_t fen, std::int64_t offers) {
    rows.push_back({{"day", day}, {"category", category}, {"unit", unit}, {"price_fen", fen}, {"offers", offers}});
  };
  add("", "", 0, 0);
  for (const auto& [key, median] : medians) add(name_of(key.first), key.second, median.price.fen(), median.offers);
  tx.execute_rows(sql::reference_insert_medians, rows);
}

}  // namespace shanhai::catalog::store
