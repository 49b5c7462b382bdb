// Purchase caps, and what was taken under them.
//
// A counter is changed by who holds the lock of its SKU's stock row, or only lowers it; the guard stands in the
// statement besides. Locks: the SKUs' stock, claims by order, counters by key.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/api.hpp"
#include "services/orders/caps/domain.hpp"
#include "services/orders/names.hpp"

namespace shanhai::orders {

BOOST_DESCRIBE_ENUM(CapKind, address, buyer, unpaid)

struct CapRow {
  SkuId sku;
  std::int64_t version = 0;
  OrganisationId supplier;
  CapTerms terms;
  std::string reason;
  AccountId set_by;
  Instant set_at{};
};

// Units of an order's line that count under a cap.
struct ClaimRow {
  OrderId order;
  OrderLineId line;
  CounterKey key;
  std::int64_t units = 0;
};

namespace store {

CapRow read_cap(const db::Row& row);
std::optional<CapRow> find_newest_cap(db::Tx& tx, SkuId sku);
// The version that its stock row names; nullopt: none holds.
std::optional<CapRow> find_cap(db::Tx& tx, SkuId sku, std::int64_t version);
// The caller holds the SKU's stock row. A cap without limits ends it.
void put_cap(db::Tx& tx, const CapRow& row);
// Newest first; all suppliers' where none is named.
std::vector<CapRow> list_caps(db::Tx& tx, std::optional<OrganisationId> supplier, Instant set_before, SkuId sku_before,
                              std::int64_t limit);

db::Params key_params(const CounterKey& key);
Counters find_counters(db::Tx& tx, const std::vector<CounterKey>& keys);

// What an order's lines still count for, locked.
std::vector<ClaimRow> lock_claims(db::Tx& tx, OrderId order);
// Lowers each claim and its counter by `units` of the given rows. std::logic_error: more than was claimed.
void lower_claims(db::Tx& tx, const std::vector<ClaimRow>& given_back);
// Forgets what counted in periods that ended before; gives how many rows at most `limit` of each went.
std::uint64_t prune_claims(db::Tx& tx, Instant before, std::int64_t limit);

}  // namespace store
}  // namespace shanhai::orders
