// A sale before the goods are there: so many units, from when until when, and the days between which they ship.
//
// The allotment stands in the stock as units without a lot. A lot that comes takes the place of such units; what is
// left of them when the sale ends is taken off again, and so is what comes back later.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"

namespace shanhai::orders {

enum class PresaleState {
  open,         // announced or on sale
  closed,       // its time is over; its orders wait for the goods
  withdrawing,  // the supplier can't deliver: its orders are being ended
  withdrawn,    // they are
};

enum class PresaleAction { close, withdraw, finish };

struct PresaleMove {
  PresaleState from;
  PresaleAction action;
  PresaleState to;
};
std::span<const PresaleMove> presale_moves();
Result<PresaleState> move_presale(PresaleState from, PresaleAction action);  // conflict presale_state

struct PresaleTerms {
  std::int64_t allotment = 0;  // units
  Instant starts_at{}, ends_at{};
  Date ships_from{}, ships_by{};  // in China
};
// All wrong places at once; empty: none. `earliest`: when it may begin.
std::vector<FieldError> check_presale(const PresaleTerms& terms, Instant earliest);

// Units that are promised no longer when a sale ends, of those that stand in the stock without a lot.
std::int64_t untaken(std::int64_t allotment, std::int64_t taken, std::int64_t without_lot);

}  // namespace shanhai::orders
