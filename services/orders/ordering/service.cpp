#include "services/orders/ordering/service.hpp"

#include "common/base/failpoint.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/ordering/ending.hpp"
#include "services/orders/ordering/fair_loop.hpp"
#include "services/orders/ordering/recipients.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/payment/store.hpp"
#include "services/orders/procurement/purchases/store.hpp"
#include "services/orders/returns/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::string_view kExpiry = "expiry";
constexpr std::chrono::milliseconds kExpirePause(1000);

bool may_see_recipient(const OrderRow& order, const auth::Principal& caller) {
  const auto scope = scope_of(caller);
  if (scope.buyer) return *scope.buyer == order.buyer;
  return scope.supplier && *scope.supplier == order.supplier && supplier_sees_recipient(order.state, order.on_credit);
}

Result<OrderPage> read_page(db::Tx& tx, const auth::Principal& caller, const OrderQuery& query) {
  SH_TRY(const auto before, before_of<OrderId>(query.cursor));
  auto rows = store::list_orders(tx, scope_of(caller), query.state, before, query.size() + 1);
  OrderPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const OrderRow& row) { return row.id; });
  std::vector<OrderId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  const auto lines = store::list_lines(tx, ids);
  for (const auto& row : rows) page.items.push_back(summary_of(row, lines));
  const auto contracts = store::find_contract_numbers(tx, ids);
  for (auto& item : page.items) {
    if (const auto found = contracts.find(item.order_id); found != contracts.end())
      item.contract_number = found->second;
  }
  return page;
}

Result<OrderGroupView> read_group(db::Tx& tx, const OrderScope& scope, OrderGroupId id) {
  const auto group = store::find_group(tx, id, scope);
  if (!group) return Error::not_found("order_group");
  OrderGroupView out;
  out.order_group_id = group->id;
  out.payment_channel = group->payment_channel;
  out.total = group->total;
  out.placed_at = group->placed_at;
  out.payment_due_at = group->payment_due_at;
  if (!group->note.empty()) out.note = group->note;
  const auto orders = store::list_orders_of_group(tx, id, scope);
  std::vector<OrderId> ids;
  for (const auto& order : orders) ids.push_back(order.id);
  const auto lines = store::list_lines(tx, ids);
  for (const auto& order : orders) {
    if (order.state != OrderState::cancelled) out.due += order.due();
    out.orders.push_back(summary_of(order, lines));
  }
  return out;
}

// The group is locked first, then its order.
Result<void> cancel_one(db::Tx& tx, Context& context, const Command& command, OrderId id, const std::string& reason) {
  // A late payment revives what expired, never what the buyer cancelled: only the loop says that word.
  if (reason == kExpired || reason == kUndelivered || reason == kPresaleCancelled)
    return Error::invalid_field("/reason", "reserved");
  const auto scope = scope_of(command.caller);
  SH_TRY(const auto seen, store::get_order(tx, id, scope));
  SH_TRY(const auto group, store::lock_group(tx, seen.group, scope));
  for (auto& order : store::lock_orders_of_group(tx, group.id)) {
    if (order.id != id) continue;
    OrderChange change(tx, std::move(order));
    SH_CHECK(end_order(tx, context, change, reason, by_of(command, "cancelled")));
    close_what_asks_for_more(tx, change.order());
  }
  SHANHAI_FAILPOINT("orders.cancel.before_commit");
  return {};
}

Result<void> expire_group(db::Tx& tx, Context& context, OrderGroupId id) {
  SH_TRY(const auto group, store::lock_group(tx, id, {}));
  if (!group.open || group.payment_due_at > tx.now()) return {};
  store::close_payments(tx, group.id);
  SHANHAI_FAILPOINT("orders.expiry.payments_closed");
  auto orders = store::lock_orders_of_group(tx, group.id);
  for (auto& order : orders) {
    if (order.state != OrderState::placed || order.packed_at) continue;
    OrderChange change(tx, order);
    SH_CHECK(
        end_order(tx, context, change, std::string(kExpired), {std::string(kSystemActor), {}, std::string(kExpired)}));
  }
  store::close_group(tx, group.id);
  SHANHAI_FAILPOINT("orders.expiry.before_commit");
  return {};
}

}  // namespace

OrderView read_order_view(db::Tx& tx, const Context& context, const OrderRow& order, const auth::Principal& caller) {
  const auto lines = store::list_lines(tx, order.id);
  OrderView out;
  static_cast<OrderSummary&>(out) = summary_of(order, lines);
  for (const auto& [id, number] : store::find_contract_numbers(tx, {order.id})) out.contract_number = number;
  for (const auto& delivery : store::list_deliveries(tx, order.id)) {
    DeliveryView view{delivery.position, delivery.division, {}};
    if (may_see_recipient(order, caller)) view.recipient = open_recipient(context.vault, order.group, delivery);
    out.deliveries.push_back(std::move(view));
  }
  out.parcels = parcels_of(store::list_parcels(tx, order.id), store::list_parcel_lots(tx, order.id), lines);
  for (const auto& row : store::list_returns_of_order(tx, order.id)) {
    out.cases.push_back({row.id, row.kind, row.remedy, row.state});
    out.disputed = out.disputed || row.state == ReturnState::disputed;
  }
  return out;
}

Task<Result<OrderView>> Ordering::order(const auth::Principal& caller, OrderId id) {
  auto read = [this, caller, id](db::Tx& tx) -> Result<OrderView> {
    SH_TRY(const auto order, store::get_order(tx, id, scope_of(caller)));
    return read_order_view(tx, context_, order, caller);
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<OrderPage>> Ordering::orders(const auth::Principal& caller, OrderQuery query) {
  auto read = [caller, query](db::Tx& tx) { return read_page(tx, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<OrderGroupView>> Ordering::group(const auth::Principal& caller, OrderGroupId id) {
  auto read = [caller, id](db::Tx& tx) { return read_group(tx, scope_of(caller), id); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<OrderView>> Ordering::cancel(const Command& command, OrderId id, std::string reason) {
  auto change = [this, command, id, reason](db::Tx& tx) -> Result<OrderView> {
    SH_CHECK(cancel_one(tx, context_, command, id, reason));
    SH_TRY(const auto order, store::get_order(tx, id, scope_of(command.caller)));
    return read_order_view(tx, context_, order, command.caller);
  };
  auto out = co_await context_.database.transaction(change);
  SHANHAI_FAILPOINT("orders.cancel.after_commit");
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<std::int64_t> Ordering::expire_due() {
  DueWork due;
  due.loop = kExpiry;
  due.list = [](db::Tx& tx, std::int64_t limit) {
    std::vector<IdBytes> out;
    for (const auto& id : store::list_groups_due(tx, tx.now(), kExpiry, limit)) out.push_back(id.bytes());
    return out;
  };
  due.work = [this](db::Tx& tx, const IdBytes& group) -> Result<bool> {
    SHANHAI_FAILPOINT("orders.expiry.before_group");
    SH_CHECK(expire_group(tx, context_, OrderGroupId(group)));
    return true;
  };
  due.committed = [] { SHANHAI_FAILPOINT("orders.expiry.after_group"); };
  const auto closed = co_await run_due(context_, due);
  co_return closed;
}

Task<> Ordering::expire_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto closed = co_await expire_due();
    if (closed < kDueBatch) co_await loop.pause(kExpirePause);
  }
}

}  // namespace shanhai::orders
