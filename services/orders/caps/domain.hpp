// How much of a SKU one buyer, or one address, may take while it is scarce.
//
// Periods are whole days in China, counted from when the cap was set; buying less than the most leaves nothing over for
// the next one. What goes back before it was delivered (the order expired, was cancelled or declined) counts no more;
// what came back after delivery does.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/ids.hpp"

namespace shanhai::orders {

enum class CapKind {
  address,  // to one address in a period
  buyer,    // by one buyer in a period
  unpaid,   // held by one buyer and not paid
};

struct CapTerms {
  std::optional<std::int64_t> unpaid_max, buyer_max, address_max;  // units
  std::int64_t period_days = 0;                                    // 0: no limit has a period
  Instant counts_from{};                                           // a start of a day in China

  std::optional<std::int64_t> most(CapKind kind) const;
  bool has_period() const { return buyer_max || address_max; }
  bool any() const { return unpaid_max || has_period(); }
};

struct Period {
  Instant from{}, until{};  // until: exclusive
};
// Of `unpaid`, which has none, all of time.
Period period_of(const CapTerms& terms, CapKind kind, Instant at);

// Which units are counted together. `subject` is a buyer's id or the digest of an address. Periods of different lengths
// may begin on one day, so that the end belongs to it, too.
struct CounterKey {
  SkuId sku;
  CapKind kind = CapKind::buyer;
  std::string subject;
  Instant from{}, until{};
  auto operator<=>(const CounterKey&) const = default;
};

// What one placement asks of a counter.
struct CapUse {
  std::int64_t units = 0, most = 0;
};
using CapUses = std::map<CounterKey, CapUse>;
using Counters = std::map<CounterKey, std::int64_t>;

struct CapHit {
  CounterKey key;
  std::int64_t requested = 0, taken = 0, most = 0;
  std::int64_t allowed() const { return taken < most ? most - taken : 0; }
};

// The uses that do not fit beside what was taken.
std::vector<CapHit> find_hits(const Counters& counters, const CapUses& uses);
void add_uses(Counters& counters, const CapUses& uses);

}  // namespace shanhai::orders
