#include "services/orders/placement/at_once.hpp"

#include <set>

#include "common/base/failpoint.hpp"
#include "services/orders/placement/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostSkus = 1000;  // the guard compares each row with every SKU, under the rows' locks

// False: it counts on something else than the ones before.
bool add_expected(Expectations& expectations, const Placement& placement) {
  if (!placement.taken.empty()) return false;  // an attempt that failed has written conditions into its lines
  std::map<SkuId, std::int64_t> versions;
  for (const auto& wanted : placement.demand) {
    const auto version = versions.emplace(wanted.sku, wanted.price_version).first->second;
    if (wanted.price_frozen || wanted.quantity == 0 || version != wanted.price_version) return false;
  }
  for (const auto& order : placement.orders) {
    for (const auto& line : order.lines) {
      const Expected own{line.quantity, versions.at(line.sku), line.certified};
      const auto [known, is_new] = expectations.emplace(line.sku, own);
      if (is_new) continue;
      auto& all = known->second;
      if (all.version != own.version || all.certified != own.certified) return false;
      all.quantity += own.quantity;
    }
  }
  return true;
}

}  // namespace

std::optional<Expectations> expectations_of(std::span<const Placement* const> placements) {
  // These mistakes are made where placements are decided one by one.
  const bool mistaken = SHANHAI_PLANTED_BUG("orders.price_version_unchecked") ||
                        SHANHAI_PLANTED_BUG("orders.reserve_unguarded") ||
                        SHANHAI_PLANTED_BUG("orders.acknowledge_before_commit");
  if (mistaken) return std::nullopt;
  Expectations out;
  std::set<std::string_view> scopes;
  for (const auto* placement : placements) {
    if (!scopes.insert(placement->key.scope).second || !add_expected(out, *placement)) return std::nullopt;
    if (out.size() > kMostSkus) return std::nullopt;
  }
  return out;
}

namespace store {

void place_at_once(db::Tx& tx, std::span<const Placement* const> placements, const Expectations& expectations) {
  std::vector<db::Params> rows;
  for (const auto& [sku, expected] : expectations) {
    rows.push_back({{"sku", sku},
                    {"quantity", expected.quantity},
                    {"version", expected.version},
                    {"certified", expected.certified ? 1 : 0}});
  }
  db::Script script("orders.placement_at_once");
  script.begin();
  add_placements(script, placements);
  // Last, so that rows that everybody wants are held for the commit and nothing else.
  const bool unguarded = SHANHAI_PLANTED_BUG("orders.expectations_unchecked");
  script.add_rows(sql::orders::stock_reserve_expected, rows, {{"at", tx.now()}});
  if (!unguarded) script.expect(expectations.size());
  script.commit();
  tx.execute(script);
}

}  // namespace store
}  // namespace shanhai::orders
