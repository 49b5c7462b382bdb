// What goods are sold under while they are scarce, or not there yet: as simply as it can be said.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "tests/integration/orders/world.hpp"

namespace shanhai::orders::model {

using Day = std::chrono::sys_days;  // in China

struct Cap {
  std::map<CapKind, std::int64_t> most;  // none: nothing is capped
  int days = 0;                          // of a period
  Day since{};
};

// Units that are counted together. `whose`: the buyer, or the place.
struct CapCount {
  SkuId sku;
  CapKind kind = CapKind::buyer;
  std::string whose;
  Day from{}, until{};  // none of what is unpaid
  auto operator<=>(const CapCount&) const = default;
};
using CapCounts = std::map<CapCount, std::int64_t>;

// Units of a SKU that somebody wants sent to a place.
struct Bought {
  SkuId sku;
  std::int64_t quantity = 0;
  std::string place;
};

// A sale before the goods are there.
struct Sale {
  PresaleId id;
  SkuId sku;
  PresaleState state = PresaleState::open;
  std::int64_t allotment = 0, taken = 0;
  Instant starts_at{}, ends_at{};
  Date ships_from{}, ships_by{};

  std::int64_t left() const { return allotment - taken; }
};

struct Ticket {
  RushTicketId id;
  std::string buyer;
  auth::Principal who;
  Instant joined_at{};
  std::int64_t place = 0;  // 0: none yet
  std::optional<Instant> admitted_until;
  std::int64_t units = 0;

  bool missed(Instant now) const { return admitted_until && now >= *admitted_until && units == 0; }
  bool may_place(Instant now) const { return admitted_until && now < *admitted_until; }
};

struct Rush {
  RushId id;
  SkuId sku;
  Instant joins_from{}, starts_at{}, ends_at{};
  std::int64_t per_look = 0;  // let in with each look, which are far apart
  std::chrono::seconds window{};
  bool over = false;
  std::string seed_digest;
  std::int64_t admitted = 0;
  std::deque<Ticket> tickets;

  bool holds(Instant now) const { return !over && joins_from <= now && now < ends_at; }
  Ticket* newest_of(const std::string& buyer);
};

// A bundle: it has no stock, it takes its parts'.
struct Part {
  SkuId sku;
  std::int64_t quantity = 0;
  Money share;
};
struct Pack {
  Product product;
  bool for_sale = true;
  std::map<std::int64_t, Money> prices;             // by version
  std::map<std::int64_t, std::vector<Part>> parts;  // by version
};

std::string name_of_buyer(const auth::Principal& buyer);

}  // namespace shanhai::orders::model
