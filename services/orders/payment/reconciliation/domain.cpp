#include "services/orders/payment/reconciliation/domain.hpp"

namespace shanhai::orders {
namespace {

// A bill shows a refund as it was on its day: that it has got further since is no difference.
bool states_agree(const BillEntry& theirs, const BillEntry& ours) {
  if (ours.state == theirs.state) return true;
  if (theirs.state == BillState::processing) return ours.state != BillState::paid_by_bank;
  // Refused there, and settled otherwise here.
  return theirs.state == BillState::failed && ours.state != BillState::succeeded;
}

Difference difference(DifferenceKind kind, const BillEntry* theirs, const BillEntry* ours) {
  const auto& shown = theirs ? *theirs : *ours;
  Difference out{kind, shown.subject, shown.number, shown.transaction, {}, {}, {}, {}};
  if (ours) {
    out.ours = ours->amount;
    out.ours_state = ours->state;
  }
  if (theirs) {
    out.theirs = theirs->amount;
    out.theirs_state = theirs->state;
  }
  return out;
}

}  // namespace

std::string BillEntry::key() const {
  if (subject == BillSubject::payment) return "payment " + transaction;
  return "refund " + number.substr(0, number.rfind('-'));
}

std::vector<Difference> compare(const std::vector<BillEntry>& bill, const std::map<std::string, BillEntry>& known,
                                const std::vector<BillEntry>& expected) {
  std::vector<Difference> out;
  for (const auto& theirs : bill) {
    const auto found = known.find(theirs.key());
    if (found == known.end()) {
      out.push_back(difference(DifferenceKind::missing_here, &theirs, nullptr));
    } else if (found->second.amount != theirs.amount) {
      out.push_back(difference(DifferenceKind::amount_differs, &theirs, &found->second));
    } else if (!states_agree(theirs, found->second)) {
      out.push_back(difference(DifferenceKind::state_differs, &theirs, &found->second));
    }
  }
  for (const auto& ours : expected) out.push_back(difference(DifferenceKind::missing_there, nullptr, &ours));
  return out;
}

}  // namespace shanhai::orders
