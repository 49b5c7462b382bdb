// Where a channel's bill of one day and our books disagree. Pure: what is compared was read before.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/money.hpp"

namespace shanhai::orders {

enum class BillSubject { payment, refund };

enum class BillState {
  succeeded,
  processing,    // taken, not paid yet: a bill is a picture of its day and is not updated
  failed,        // the channel could not pay it, or closed it
  paid_by_bank,  // ours only: the channel refused it and the bank paid
};

// A line of a bill, or what stands in our books instead of it.
struct BillEntry {
  BillSubject subject = BillSubject::payment;
  std::string number;       // ours: of the payment, or of the refund
  std::string transaction;  // the channel's
  Money amount;
  BillState state = BillState::succeeded;
  Instant occurred_at{};

  // Under what the two sides find each other: money that came by the channel's number, so that one payment paid twice
  // shows; a refund by ours, whichever of its numbers the bill names.
  std::string key() const;
};

enum class DifferenceKind {
  missing_here,   // the channel moved money that we do not know of
  missing_there,  // we booked what the bill of that day does not have
  amount_differs,
  state_differs,
};

struct Difference {
  DifferenceKind kind = DifferenceKind::missing_here;
  BillSubject subject = BillSubject::payment;
  std::string number, transaction;
  std::optional<Money> ours, theirs;
  std::optional<BillState> ours_state, theirs_state;
};

// `known` are our entries by key, as far as the bill names them; `expected` those that the bill of the day should name
// and that no bill does. In the order of the bill, then of `expected`.
std::vector<Difference> compare(const std::vector<BillEntry>& bill, const std::map<std::string, BillEntry>& known,
                                const std::vector<BillEntry>& expected);

}  // namespace shanhai::orders
