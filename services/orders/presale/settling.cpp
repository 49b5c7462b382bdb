#include "services/orders/presale/settling.hpp"

#include <algorithm>
#include <set>

#include "common/base/failpoint.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/declining.hpp"
#include "services/orders/ordering/ending.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/presale/store.hpp"

namespace shanhai::orders {
namespace {

bool before(Date a, Date b) { return std::chrono::sys_days(a) < std::chrono::sys_days(b); }

std::map<PresaleId, PresaleRow> presales_of(db::Tx& tx, const std::vector<LineRow>& lines) {
  std::set<PresaleId> ids;
  for (const auto& line : lines) {
    if (line.presale && line.left() > 0) ids.insert(*line.presale);
  }
  std::map<PresaleId, PresaleRow> out;
  for (auto& row : store::find_presales(tx, {ids.begin(), ids.end()})) out.emplace(row.id, std::move(row));
  return out;
}

// What is left of the lines of some presales.
template <class F>
std::vector<DeclinedLine> left_of(const std::vector<LineRow>& lines, F of_it) {
  std::vector<DeclinedLine> out;
  for (const auto& line : lines) {
    if (line.presale && line.left() > 0 && of_it(line)) out.push_back({line.id, line.left()});
  }
  return out;
}

// The presale of these lines is withdrawn. What waits for its money ends as a whole, for its payment asks for all of
// it.
Result<void> end_lines(db::Tx& tx, Context& context, OrderChange& change, const std::vector<DeclinedLine>& lines) {
  const std::string reason(kPresaleCancelled);
  const By by{std::string(kSystemActor), {}, reason};
  if (may_pack(change->state, change->on_credit))
    return decline_lines(tx, context, change, lines, reason, by, kPresaleCancelled);
  SH_CHECK(end_order(tx, context, change, reason, by));
  close_what_asks_for_more(tx, change.order());
  return {};
}

bool is_late(const LineRow& line, const std::map<PresaleId, PresaleRow>& presales, Date today) {
  const auto promised = line.ships_by.value_or(today);
  return before(promised, today) || before(promised, presales.at(*line.presale).terms.ships_by);
}

}  // namespace

Result<bool> settle_order(db::Tx& tx, Context& context, OrderId id) {
  std::set<PresaleId> withdrawn;
  for (const auto& presale : store::find_presales(tx, store::list_unsettled_of_order(tx, id))) {
    if (presale.state == PresaleState::withdrawing) withdrawn.insert(presale.id);
  }
  if (withdrawn.empty()) return true;
  SH_TRY(const auto seen, store::get_order(tx, id, {}));
  SH_CHECK(store::lock_group(tx, seen.group, {}));
  SH_TRY(auto order, store::lock_order(tx, id, {}));
  OrderChange change(tx, std::move(order));
  const auto lines = left_of(change.lines(), [&](const LineRow& line) { return withdrawn.contains(*line.presale); });
  if (change->state != OrderState::cancelled && !lines.empty()) SH_CHECK(end_lines(tx, context, change, lines));
  for (const auto& presale : withdrawn) store::settle_presale_order(tx, presale, id);
  SHANHAI_FAILPOINT("orders.presale_settling.before_commit");
  return true;
}

Result<void> leave_presale(db::Tx& tx, Context& context, const Command& command, OrderId id) {
  const auto scope = scope_of(command.caller);
  SH_TRY(const auto seen, store::get_order(tx, id, scope));
  if (!seen.paid_at) SH_CHECK(store::lock_group(tx, seen.group, {}));
  SH_TRY(auto order, store::lock_order(tx, id, scope));
  OrderChange change(tx, std::move(order));
  const auto presales = presales_of(tx, change.lines());
  const auto today = china_date(tx.now());
  const auto lines = left_of(change.lines(), [&](const LineRow& line) { return is_late(line, presales, today); });
  if (lines.empty()) return Error::conflict("promise_kept", "nothing of the order is late");
  SH_CHECK(decline_lines(tx, context, change, lines, "promise_broken", by_of(command)));
  SHANHAI_FAILPOINT("orders.presale_leaving.before_commit");
  return {};
}

bool waits_longer(db::Tx& tx, const std::vector<LineRow>& lines) {
  const auto presales = presales_of(tx, lines);
  return std::any_of(lines.begin(), lines.end(), [&](const LineRow& line) {
    return line.presale && line.left() > 0 && line.ships_by &&
           before(*line.ships_by, presales.at(*line.presale).terms.ships_by);
  });
}

std::map<OrderLineId, Date> held_back(db::Tx& tx, const std::vector<LineRow>& lines, Date today) {
  std::map<OrderLineId, Date> out;
  const auto presales = presales_of(tx, lines);
  for (const auto& line : lines) {
    if (!line.presale || line.left() == 0) continue;
    const auto from = presales.at(*line.presale).terms.ships_from;
    if (before(today, from)) out.emplace(line.id, from);
  }
  return out;
}

}  // namespace shanhai::orders
