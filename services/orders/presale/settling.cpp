#include "services/orders/presale/settling.hpp"

#include <algorithm>
#include <set>

#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/declining.hpp"
#include "services/orders/ordering/ending.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/payment/store.hpp"
#include "services/orders/presale/service.hpp"

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

Result<void> end_unpaid(db::Tx& tx, Context& context, OrderChange& change, const std::vector<OrderRow>& orders,
                        const By& by) {
  SH_CHECK(end_order(tx, context, change, std::string(kPresaleCancelled), by));
  store::close_payments(tx, change->group);  // they ask for more than is due now
  const bool others = std::any_of(orders.begin(), orders.end(), [&](const OrderRow& order) {
    return order.id != change.order().id && order.state == OrderState::placed;
  });
  if (!others) store::close_group(tx, change->group);
  return {};
}

}  // namespace

Result<bool> settle_order(db::Tx& tx, Context& context, OrderId id) {
  std::set<PresaleId> withdrawn;
  for (const auto& presale : store::find_presales(tx, store::list_unsettled_of_order(tx, id))) {
    if (presale.state == PresaleState::withdrawing) withdrawn.insert(presale.id);
  }
  if (withdrawn.empty()) return true;
  SH_TRY(const auto seen, store::get_order(tx, id, {}));
  SH_TRY(const auto group, store::lock_group(tx, seen.group, {}));
  const auto orders = store::lock_orders_of_group(tx, group.id);
  const auto found = std::find_if(orders.begin(), orders.end(), [&](const OrderRow& order) { return order.id == id; });
  OrderChange change(tx, *found);
  const auto lines = left_of(change.lines(), [&](const LineRow& line) { return withdrawn.contains(*line.presale); });
  const By by{std::string(kSystemActor), {}, std::string(kPresaleCancelled)};
  if (change->state != OrderState::cancelled && !lines.empty()) {
    if (change->paid_at || change->packed_at) {
      SH_CHECK(decline_lines(tx, context, change, lines, std::string(kPresaleCancelled), by));
    } else {
      SH_CHECK(end_unpaid(tx, context, change, orders, by));
    }
  }
  for (const auto& presale : withdrawn) store::settle_presale_order(tx, presale, id);
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
  const auto lines = left_of(change.lines(), [&](const LineRow& line) {
    const auto promised = line.ships_by.value_or(today);
    return before(promised, today) || before(promised, presales.at(*line.presale).terms.ships_by);
  });
  if (lines.empty()) return Error::conflict("promise_kept", "nothing of the order is late");
  return decline_lines(tx, context, change, lines, "promise_broken", by_of(command));
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
