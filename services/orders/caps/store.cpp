#include "services/orders/caps/store.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "common/base/failpoint.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

constexpr std::size_t kKeysOfStatement = 200;  // each is a SELECT of a UNION, which the server plans one by one

CounterKey read_key(const db::Row& row) {
  return {row.get<SkuId>("sku"), row.get<CapKind>("kind"), row.get<db::Bytes>("subject").value,
          row.get<Instant>("period_from"), row.get<Instant>("period_until")};
}

}  // namespace

CapRow read_cap(const db::Row& row) {
  CapRow out;
  out.sku = row.get<SkuId>("sku");
  out.version = row.get<std::int64_t>("version");
  out.supplier = row.get<OrganisationId>("supplier");
  out.terms.unpaid_max = row.find<std::int64_t>("unpaid_max");
  out.terms.buyer_max = row.find<std::int64_t>("buyer_max");
  out.terms.address_max = row.find<std::int64_t>("address_max");
  out.terms.period_days = row.get<std::int64_t>("period_days");
  out.terms.counts_from = row.get<Instant>("counts_from");
  out.reason = row.get<std::string>("reason");
  out.set_by = row.get<AccountId>("set_by");
  out.set_at = row.get<Instant>("set_at");
  return out;
}

std::optional<CapRow> find_newest_cap(db::Tx& tx, SkuId sku) {
  const auto rows = tx.query(queries::purchase_cap_find_newest, {{"sku", sku}});
  if (rows.empty()) return std::nullopt;
  return read_cap(rows.front());
}

std::optional<CapRow> find_cap(db::Tx& tx, SkuId sku, std::int64_t version) {
  if (version == 0) return std::nullopt;
  const std::vector<db::Params> wanted{{{"sku", sku}, {"version", version}}};
  const auto rows = tx.query_rows(queries::purchase_cap_find_many, wanted);
  if (rows.empty()) return std::nullopt;
  return read_cap(rows.front());
}

void put_cap(db::Tx& tx, const CapRow& row) {
  tx.execute(queries::purchase_cap_insert, {{"sku", row.sku},
                                            {"version", row.version},
                                            {"supplier", row.supplier},
                                            {"unpaid_max", row.terms.unpaid_max},
                                            {"buyer_max", row.terms.buyer_max},
                                            {"address_max", row.terms.address_max},
                                            {"period_days", row.terms.period_days},
                                            {"counts_from", row.terms.counts_from},
                                            {"reason", row.reason},
                                            {"set_by", row.set_by},
                                            {"now", row.set_at}});
  tx.execute(queries::stock_set_cap, {{"sku", row.sku}, {"version", row.terms.any() ? row.version : 0}});
}

std::vector<CapRow> list_caps(db::Tx& tx, std::optional<OrganisationId> supplier, Instant set_before, SkuId sku_before,
                              std::int64_t limit) {
  db::Params params{{"set_before", set_before}, {"sku_before", sku_before}, {"limit", limit}};
  if (supplier) params.push_back({"supplier", *supplier});
  const auto rows = tx.query(supplier ? queries::purchase_cap_list_of_supplier : queries::purchase_cap_list, params);
  std::vector<CapRow> out;
  for (const auto row : rows) out.push_back(read_cap(row));
  return out;
}

db::Params key_params(const CounterKey& key) {
  return {{"sku", key.sku},
          {"kind", key.kind},
          {"subject", db::Bytes{key.subject}},
          {"period_from", key.from},
          {"period_until", key.until}};
}

Counters find_counters(db::Tx& tx, const std::vector<CounterKey>& keys) {
  if (keys.empty()) return {};
  std::vector<db::Params> wanted;
  for (const auto& key : keys) wanted.push_back(key_params(key));
  db::Script script("orders.purchase_counters_read");
  const std::span<const db::Params> all(wanted);
  for (std::size_t from = 0; from < all.size(); from += kKeysOfStatement) {
    script.add_rows(queries::purchase_counter_find_many,
                    all.subspan(from, std::min(kKeysOfStatement, all.size() - from)));
  }
  Counters out;
  for (const auto& rows : tx.query(script)) {
    for (const auto row : rows) out[read_key(row)] = row.get<std::int64_t>("units");
  }
  return out;
}

std::vector<ClaimRow> lock_claims(db::Tx& tx, OrderId order) {
  std::vector<ClaimRow> out;
  const auto rows = tx.query(queries::purchase_claim_lock, {{"order_id", order}});
  for (const auto row : rows) {
    out.push_back(
        {row.get<OrderId>("order_id"), row.get<OrderLineId>("line_id"), read_key(row), row.get<std::int64_t>("units")});
  }
  return out;
}

void lower_claims(db::Tx& tx, const std::vector<ClaimRow>& given_back) {
  Counters sums;  // in key order, each counter once
  for (const auto& claim : given_back) {
    const auto matched = tx.execute(
        queries::purchase_claim_lower,
        {{"order_id", claim.order}, {"line_id", claim.line}, {"kind", claim.key.kind}, {"units", claim.units}});
    if (matched != 1) throw std::logic_error("more would be given back under a cap than was claimed");
    sums[claim.key] += claim.units;
  }
  SHANHAI_FAILPOINT("orders.purchase_cap.claims_lowered");
  if (SHANHAI_PLANTED_BUG("orders.cap_kept")) sums.clear();
  for (const auto& [key, units] : sums) {
    auto params = key_params(key);
    params.push_back({"units", units});
    if (tx.execute(queries::purchase_counter_lower, params) != 1) {
      throw std::logic_error("a purchase counter would fall below zero");
    }
  }
  if (!given_back.empty()) tx.execute(queries::purchase_claim_end, {{"order_id", given_back.front().order}});
}

std::uint64_t prune_claims(db::Tx& tx, Instant before, std::int64_t limit) {
  const auto claims = tx.execute(queries::purchase_claim_prune, {{"before", before}, {"limit", limit}});
  if (claims == static_cast<std::uint64_t>(limit)) return claims;  // counters last: none may miss one that has claims
  return claims + tx.execute(queries::purchase_counter_prune, {{"before", before}, {"limit", limit}});
}

}  // namespace shanhai::orders::store
