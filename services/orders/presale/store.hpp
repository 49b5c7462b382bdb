// Presales in the database. Locks: the SKU's stock row, then its presale.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/api.hpp"
#include "services/orders/names.hpp"
#include "services/orders/presale/domain.hpp"

namespace shanhai::orders {

BOOST_DESCRIBE_ENUM(PresaleState, open, closed, withdrawing, withdrawn)

struct PresaleRow {
  PresaleId id;
  SkuId sku;
  OrganisationId supplier;
  PresaleState state = PresaleState::open;
  PresaleTerms terms;
  std::int64_t taken = 0;
  std::string reason;
  std::int64_t version = 1;
  AccountId opened_by;
  Instant opened_at{};
  std::optional<Instant> ended_at;

  bool sells(Instant at) const { return state == PresaleState::open && terms.starts_at <= at && at < terms.ends_at; }
};

namespace store {

PresaleRow read_presale(const db::Row& row);
std::vector<PresaleRow> find_presales(db::Tx& tx, const std::vector<PresaleId>& ids);
// presale_not_found: also another supplier's, where one is named.
Result<PresaleRow> get_presale(db::Tx& tx, PresaleId id, std::optional<OrganisationId> supplier);
PresaleRow lock_presale(db::Tx& tx, PresaleId id);  // it was found before; the SKU's stock row is locked
void insert_presale(db::Tx& tx, const PresaleRow& row);
// Writes state, ships_by, reason and ended_at; raises the row's version.
void update_presale(db::Tx& tx, PresaleRow& row);
void give_back_presale(db::Tx& tx, PresaleId id, std::int64_t units);
// Newest first, with an id before `before`; all suppliers' where none is named.
std::vector<PresaleRow> list_presales(db::Tx& tx, std::optional<OrganisationId> supplier, PresaleId before,
                                      std::int64_t limit);
std::vector<PresaleId> list_presales_due(db::Tx& tx, PresaleState state, Instant ended, std::string_view loop,
                                         std::int64_t limit);

// Orders of presales that are being withdrawn, not dealt with yet.
std::vector<OrderId> list_unsettled_orders(db::Tx& tx, std::string_view loop, std::int64_t limit);
std::vector<PresaleId> list_unsettled_of_order(db::Tx& tx, OrderId order);
void settle_presale_order(db::Tx& tx, PresaleId presale, OrderId order);
std::int64_t count_unsettled(db::Tx& tx, PresaleId presale);
// Whoever bought in it is told that it was put off (ordering/waits.hpp).
void begin_presale_notices(db::Tx& tx, PresaleId presale);

// Whose presale all of the SKU's sale is; nullopt: none. The caller holds the stock row.
void set_open_presale(db::Tx& tx, SkuId sku, std::optional<PresaleId> presale);

}  // namespace store
}  // namespace shanhai::orders
