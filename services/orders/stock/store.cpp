#include "services/orders/stock/store.hpp"

#include "services/orders/catalog_projection/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

SkuStock read_stock(const db::Row& row) {
  return {row.get<SkuId>("sku"),
          row.get<OrganisationId>("supplier"),
          row.get<std::int64_t>("on_hand"),
          row.get<std::int64_t>("reserved"),
          row.get<std::int64_t>("presale"),
          row.get<std::int64_t>("cap_version"),
          row.find<PresaleId>("open_presale"),
          row.find<RushId>("rush")};
}

LotStock read_lot(const db::Row& row) {
  return {row.get<SkuId>("sku"),
          row.get<LotId>("lot"),
          row.get<std::string>("lot_number"),
          row.find<Date>("best_before"),
          row.get<std::int64_t>("received"),
          row.get<std::int64_t>("on_hand"),
          row.get<std::int64_t>("blocked"),
          row.get<std::int64_t>("bound"),
          row.get<std::int64_t>("written_off"),
          row.get<std::int64_t>("expired")};
}

template <class T>
std::vector<T> read_all(const db::Rows& rows, T (*read)(const db::Row&)) {
  std::vector<T> out;
  for (const auto row : rows) out.push_back(read(row));
  return out;
}

std::vector<SkuId> skus_of(const Quantities& quantities) {
  std::vector<SkuId> out;
  for (const auto& [sku, quantity] : quantities) out.push_back(sku);
  return out;
}

}  // namespace

std::vector<SkuStock> read_stocks(const db::Rows& rows) { return read_all(rows, read_stock); }

std::vector<SkuStock> lock_stock(db::Tx& tx, const std::vector<SkuId>& skus) {
  if (skus.empty()) return {};
  return read_stocks(tx.query(queries::stock_lock, {{"skus", db::Value::list_of(skus)}}));
}

std::optional<SkuStock> find_stock(db::Tx& tx, SkuId sku) {
  const auto rows = tx.query(queries::stock_find, {{"sku", sku}});
  if (rows.empty()) return std::nullopt;
  return read_stock(rows.front());
}

std::vector<SkuStock> find_stocks(db::Tx& tx, const std::vector<SkuId>& skus) {
  if (skus.empty()) return {};
  return read_stocks(tx.query(queries::stock_find_many, {{"skus", db::Value::list_of(skus)}}));
}

std::vector<SkuStock> list_stock(db::Tx& tx, OrganisationId supplier, SkuId after, std::int64_t limit) {
  return read_all(
      tx.query(queries::stock_list_of_supplier, {{"supplier", supplier}, {"after", after}, {"limit", limit}}),
      read_stock);
}

std::vector<SkuStock> list_short(db::Tx& tx, OrganisationId supplier, std::int64_t limit) {
  return read_all(tx.query(queries::stock_list_short, {{"supplier", supplier}, {"limit", limit}}), read_stock);
}

void ensure_stock(db::Tx& tx, SkuId sku, OrganisationId supplier) {
  tx.execute(queries::stock_ensure, {{"sku", sku}, {"supplier", supplier}});
}

Result<SkuStock> lock_own_stock(db::Tx& tx, SkuId sku, OrganisationId supplier, const std::string& place) {
  if (find_owner(tx, sku) != supplier) {
    auto refusal = Error::not_found("sku");
    if (!place.empty()) refusal.fields.push_back({place, refusal.code, {}});
    return refusal;
  }
  ensure_stock(tx, sku, supplier);
  return lock_stock(tx, {sku}).front();
}

std::vector<db::Params> entry_rows(const std::vector<StockMove>& moves, Instant now, Random& random) {
  std::vector<db::Params> rows;
  rows.reserve(moves.size());
  for (const auto& move : moves) {
    rows.push_back({{"sku", move.sku},
                    {"id", db::Bytes{std::string(EventId(make_uuid_v7(now, random)).raw())}},
                    {"kind", move.kind},
                    {"lot", move.lot},
                    {"on_hand", move.on_hand},
                    {"reserved", move.reserved},
                    {"order_id", move.order},
                    {"occurred_at", now}});
  }
  return rows;
}

void insert_entries(db::Tx& tx, Random& random, const std::vector<StockMove>& moves) {
  tx.execute_rows(queries::stock_entry_insert, entry_rows(moves, tx.now(), random));
}

void move_stock(db::Tx& tx, Random& random, const std::vector<StockMove>& moves) {
  std::map<SkuId, std::pair<std::int64_t, std::int64_t>> sums;
  for (const auto& move : moves) {
    auto& [on_hand, reserved] = sums[move.sku];
    on_hand += move.on_hand;
    reserved += move.reserved;
  }
  for (const auto& [sku, change] : sums) {  // in key order, one row each
    const auto matched =
        tx.execute(queries::stock_move, {{"sku", sku}, {"on_hand", change.first}, {"reserved", change.second}});
    if (matched != 1) throw std::logic_error("a stock counter would fall below zero: " + sku.str());
  }
  insert_entries(tx, random, moves);
}

bool try_reserve(db::Tx& tx, Random& random, OrderId order, const Quantities& wanted, bool of_presale) {
  std::vector<db::Params> rows;
  std::vector<StockMove> moves;
  for (const auto& [sku, quantity] : wanted) {
    rows.push_back({{"sku", sku}, {"quantity", quantity}});
    moves.push_back({sku, StockEntryKind::reserved, std::nullopt, 0, quantity, order});
  }
  const auto locked = lock_stock(tx, skus_of(wanted));
  if (locked.size() != wanted.size()) return false;
  for (const auto& stock : locked) {
    if (stock.sellable() < wanted.at(stock.sku) || (stock.open_presale && !of_presale)) return false;
  }
  if (tx.execute_rows(queries::stock_reserve, rows) != wanted.size()) {
    throw std::logic_error("locked stock could not be reserved");
  }
  insert_entries(tx, random, moves);
  return true;
}

void release(db::Tx& tx, Random& random, OrderId order, const Quantities& quantities) {
  std::vector<StockMove> moves;
  for (const auto& [sku, quantity] : quantities) {
    moves.push_back({sku, StockEntryKind::released, std::nullopt, 0, -quantity, order});
  }
  move_stock(tx, random, moves);
}

LotGate lock_gate(db::Tx& tx, LotId lot) {
  tx.execute(queries::lot_gate_ensure, {{"lot", lot}});
  const auto rows = tx.query(queries::lot_gate_lock, {{"lot", lot}});
  return {rows.front().find<Instant>("blocked_at").has_value(), rows.front().get<std::int64_t>("version"),
          rows.front().get<std::int64_t>("decision")};
}

void block_gate(db::Tx& tx, LotId lot, std::string_view reason, std::int64_t decision) {
  const db::Params values{{"lot", lot}, {"reason", reason}, {"decision", decision}, {"now", tx.now()}};
  if (tx.execute(queries::lot_gate_block, values) != 1) throw std::logic_error("a lot was blocked without its lock");
}

void open_gate(db::Tx& tx, LotId lot, std::int64_t decision) {
  if (tx.execute(queries::lot_gate_open, {{"lot", lot}, {"decision", decision}}) != 1)
    throw std::logic_error("a lot was released without its lock");
}

std::optional<LotStock> find_lot(db::Tx& tx, LotId lot) {
  const auto rows = tx.query(queries::lot_stock_find, {{"lot", lot}});
  if (rows.empty()) return std::nullopt;
  return read_lot(rows.front());
}

std::vector<LotStock> list_lots(db::Tx& tx, const std::vector<SkuId>& skus) {
  if (skus.empty()) return {};
  return read_all(tx.query(queries::lot_stock_list, {{"skus", db::Value::list_of(skus)}}), read_lot);
}

std::vector<LotStock> lock_lots(db::Tx& tx, const std::vector<SkuId>& skus) {
  if (skus.empty()) return {};
  return read_all(tx.query(queries::lot_stock_lock, {{"skus", db::Value::list_of(skus)}}), read_lot);
}

}  // namespace shanhai::orders::store
