#include "services/orders/presale/store.hpp"

#include <algorithm>
#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

std::vector<PresaleRow> read_presales(const db::Rows& rows) {
  std::vector<PresaleRow> out;
  for (const auto row : rows) out.push_back(read_presale(row));
  return out;
}

}  // namespace

PresaleRow read_presale(const db::Row& row) {
  PresaleRow out;
  out.id = row.get<PresaleId>("id");
  out.sku = row.get<SkuId>("sku");
  out.supplier = row.get<OrganisationId>("supplier");
  out.state = row.get<PresaleState>("state");
  out.terms.allotment = row.get<std::int64_t>("allotment");
  out.terms.starts_at = row.get<Instant>("starts_at");
  out.terms.ends_at = row.get<Instant>("ends_at");
  out.terms.ships_from = row.get<Date>("ships_from");
  out.terms.ships_by = row.get<Date>("ships_by");
  out.taken = row.get<std::int64_t>("taken");
  out.reason = row.get<std::string>("reason");
  out.version = row.get<std::int64_t>("version");
  out.opened_by = row.get<AccountId>("opened_by");
  out.opened_at = row.get<Instant>("opened_at");
  out.ended_at = row.find<Instant>("ended_at");
  return out;
}

std::vector<PresaleRow> find_presales(db::Tx& tx, const std::vector<PresaleId>& ids) {
  if (ids.empty()) return {};
  return read_presales(tx.query(queries::presale_find_many, {{"ids", db::Value::list_of(ids)}}));
}

Result<PresaleRow> get_presale(db::Tx& tx, PresaleId id, std::optional<OrganisationId> supplier) {
  const auto rows = tx.query(queries::presale_find, {{"id", id}, {"supplier", supplier}});
  if (rows.empty()) return Error::not_found("presale");
  return read_presale(rows.front());
}

PresaleRow lock_presale(db::Tx& tx, PresaleId id) {
  const auto rows = tx.query(queries::presale_lock, {{"id", id}});
  if (rows.empty()) throw std::logic_error("a presale is gone");
  return read_presale(rows.front());
}

void insert_presale(db::Tx& tx, const PresaleRow& row) {
  tx.execute(queries::presale_insert, {{"id", row.id},
                                       {"sku", row.sku},
                                       {"supplier", row.supplier},
                                       {"state", row.state},
                                       {"allotment", row.terms.allotment},
                                       {"starts_at", row.terms.starts_at},
                                       {"ends_at", row.terms.ends_at},
                                       {"ships_from", row.terms.ships_from},
                                       {"ships_by", row.terms.ships_by},
                                       {"opened_by", row.opened_by},
                                       {"now", row.opened_at}});
}

void update_presale(db::Tx& tx, PresaleRow& row) {
  const auto matched = tx.execute(queries::presale_update, {{"state", row.state},
                                                            {"ships_by", row.terms.ships_by},
                                                            {"reason", row.reason},
                                                            {"ended_at", row.ended_at},
                                                            {"id", row.id},
                                                            {"version", row.version}});
  if (matched != 1) throw std::logic_error("a presale was changed without its lock");
  ++row.version;
}

void give_back_presale(db::Tx& tx, PresaleId id, std::int64_t units) {
  if (tx.execute(queries::presale_give_back, {{"id", id}, {"units", units}}) != 1) {
    throw std::logic_error("more would be given back to a presale than was taken");
  }
}

std::vector<PresaleRow> list_presales(db::Tx& tx, std::optional<OrganisationId> supplier, PresaleId before,
                                      std::int64_t limit) {
  if (!supplier) return read_presales(tx.query(queries::presale_list, {{"before", before}, {"limit", limit}}));
  return read_presales(
      tx.query(queries::presale_list_of_supplier, {{"supplier", *supplier}, {"before", before}, {"limit", limit}}));
}

std::vector<PresaleId> list_presales_due(db::Tx& tx, PresaleState state, Instant ended, std::string_view loop,
                                         std::int64_t limit) {
  std::vector<PresaleId> out;
  const auto rows = tx.query(queries::presale_list_due,
                             {{"state", state}, {"ended", ended}, {"loop", loop}, {"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<PresaleId>("id"));
  return out;
}

std::vector<OrderId> list_unsettled_orders(db::Tx& tx, std::string_view loop, std::int64_t limit) {
  std::vector<OrderId> out;
  const auto rows =
      tx.query(queries::presale_order_list_unsettled, {{"loop", loop}, {"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<OrderId>("order_id"));
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<PresaleId> list_unsettled_of_order(db::Tx& tx, OrderId order) {
  std::vector<PresaleId> out;
  const auto rows = tx.query(queries::presale_order_list_of_order, {{"order_id", order}});
  for (const auto row : rows) out.push_back(row.get<PresaleId>("presale"));
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void settle_presale_order(db::Tx& tx, PresaleId presale, OrderId order) {
  tx.execute(queries::presale_order_settle, {{"presale", presale}, {"order_id", order}});
}

void begin_presale_notices(db::Tx& tx, PresaleId presale) {
  tx.execute(queries::presale_order_begin_notices, {{"presale", presale}, {"since", tx.now()}});
}

std::int64_t count_unsettled(db::Tx& tx, PresaleId presale) {
  return tx.query(queries::presale_order_count_unsettled, {{"presale", presale}})
      .front()
      .get<std::int64_t>("unsettled");
}

void set_open_presale(db::Tx& tx, SkuId sku, std::optional<PresaleId> presale) {
  tx.execute(queries::stock_set_presale, {{"sku", sku}, {"presale", presale}});
}

}  // namespace shanhai::orders::store
