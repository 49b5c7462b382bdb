// The stock counters and the ledger behind them. Every change of a counter goes through here with its entry.
#pragma once

#include <map>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/api.hpp"
#include "services/orders/names.hpp"

namespace shanhai::orders {

struct SkuStock {
  SkuId sku;
  OrganisationId supplier;
  std::int64_t on_hand = 0, reserved = 0, presale = 0;
  std::int64_t cap_version = 0;           // of its purchase cap; 0: none holds
  std::optional<PresaleId> open_presale;  // all that is sold now is of it
  std::optional<RushId> rush;             // announced and not over
  std::int64_t sellable() const { return on_hand > reserved ? on_hand - reserved : 0; }
};

struct LotStock {
  SkuId sku;
  LotId lot;
  std::string lot_number;
  std::optional<Date> best_before;
  std::int64_t received = 0, on_hand = 0, blocked = 0, bound = 0;
  std::int64_t written_off = 0, expired = 0;  // counted less than the books said; past its date
};

struct StockMove {
  SkuId sku;
  StockEntryKind kind = StockEntryKind::received;
  std::optional<LotId> lot;
  std::int64_t on_hand = 0, reserved = 0;  // signed changes
  std::optional<OrderId> order;
};

using Quantities = std::map<SkuId, std::int64_t>;

namespace store {

// Rows locked in key order; SKUs that never had stock have none.
std::vector<SkuStock> lock_stock(db::Tx& tx, const std::vector<SkuId>& skus);
std::optional<SkuStock> find_stock(db::Tx& tx, SkuId sku);
std::vector<SkuStock> find_stocks(db::Tx& tx, const std::vector<SkuId>& skus);
std::vector<SkuStock> list_stock(db::Tx& tx, OrganisationId supplier, SkuId after, std::int64_t limit);
// Of which more is promised than there is.
std::vector<SkuStock> list_short(db::Tx& tx, OrganisationId supplier, std::int64_t limit);
void ensure_stock(db::Tx& tx, SkuId sku, OrganisationId supplier);
// A supplier's own SKU, locked; its row is made where it has none. sku_not_found: not its own, or a bundle, which has
// no stock; `place` is where the body names it, empty: the path does.
Result<SkuStock> lock_own_stock(db::Tx& tx, SkuId sku, OrganisationId supplier, const std::string& place);

// Changes the SKUs' counters and writes the entries; locks the rows itself, in key order. std::logic_error: a counter
// would fall below zero, which the callers' own guards exclude.
void move_stock(db::Tx& tx, Random& random, const std::vector<StockMove>& moves);
// Reserves all or nothing; false: not enough. What is on sale in a presale is reserved only by who took it from there
// (`of_presale`).
bool try_reserve(db::Tx& tx, Random& random, OrderId order, const Quantities& wanted, bool of_presale = false);
void release(db::Tx& tx, Random& random, OrderId order, const Quantities& quantities);
// The same for who sends them along with other statements: rows of stock_lock, and those for stock_entry_insert.
std::vector<SkuStock> read_stocks(const db::Rows& rows);
std::vector<db::Params> entry_rows(const std::vector<StockMove>& moves, Instant now, Random& random);
// Entries only; the caller changed the counters.
void insert_entries(db::Tx& tx, Random& random, const std::vector<StockMove>& moves);

struct LotGate {
  bool blocked = false;
  std::int64_t version = 0;
  std::int64_t decision = 0;  // that holds: see LotBlock
};
LotGate lock_gate(db::Tx& tx, LotId lot);  // makes the row where there is none
void block_gate(db::Tx& tx, LotId lot, std::string_view reason, std::int64_t decision);
void open_gate(db::Tx& tx, LotId lot, std::int64_t decision);

std::optional<LotStock> find_lot(db::Tx& tx, LotId lot);
std::vector<LotStock> list_lots(db::Tx& tx, const std::vector<SkuId>& skus);
// Lots with something on hand. The caller holds the SKUs' rows.
std::vector<LotStock> lock_lots(db::Tx& tx, const std::vector<SkuId>& skus);

}  // namespace store
}  // namespace shanhai::orders
