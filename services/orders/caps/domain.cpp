#include "services/orders/caps/domain.hpp"

namespace shanhai::orders {

std::optional<std::int64_t> CapTerms::most(CapKind kind) const {
  switch (kind) {
    case CapKind::address:
      return address_max;
    case CapKind::buyer:
      return buyer_max;
    case CapKind::unpaid:
      return unpaid_max;
  }
  return std::nullopt;
}

Period period_of(const CapTerms& terms, CapKind kind, Instant at) {
  if (kind == CapKind::unpaid || terms.period_days <= 0) {
    return {Instant(std::chrono::sys_days(std::chrono::year(1970) / 1 / 1)),
            Instant(std::chrono::sys_days(std::chrono::year(9999) / 12 / 31))};
  }
  const auto length = std::chrono::duration_cast<Instant::duration>(std::chrono::hours(24) * terms.period_days);
  const auto since = at < terms.counts_from ? Instant::duration(0) : at - terms.counts_from;
  const auto from = terms.counts_from + length * (since / length);
  return {from, from + length};
}

std::vector<CapHit> find_hits(const Counters& counters, const CapUses& uses) {
  std::vector<CapHit> out;
  for (const auto& [key, use] : uses) {
    const auto found = counters.find(key);
    const auto taken = found == counters.end() ? 0 : found->second;
    if (taken + use.units > use.most) out.push_back({key, use.units, taken, use.most});
  }
  return out;
}

void add_uses(Counters& counters, const CapUses& uses) {
  for (const auto& [key, use] : uses) counters[key] += use.units;
}

}  // namespace shanhai::orders
