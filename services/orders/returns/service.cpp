#include "services/orders/returns/service.hpp"

#include "common/base/failpoint.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/names.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/refunds/store.hpp"
#include "services/orders/returns/receiving.hpp"
#include "services/orders/returns/requesting.hpp"
#include "services/orders/returns/store.hpp"

namespace shanhai::orders {
namespace {

ReturnView view_of(db::Tx& tx, const ReturnRow& row, const std::vector<ReturnLineRow>& lines) {
  ReturnView out;
  out.return_id = row.id;
  out.order_id = row.order;
  out.supplier_id = row.supplier;
  out.kind = row.kind;
  out.state = row.state;
  out.reason = row.reason;
  if (!row.decision_reason.empty()) out.decision_reason = row.decision_reason;
  out.refund_amount = row.refund_amount;
  out.restocked = row.restocked;
  out.requested_at = row.requested_at;
  out.decided_at = row.decided_at;
  out.received_at = row.received_at;
  for (const auto& line : lines) {
    if (line.return_id == row.id) out.lines.push_back({line.line, line.quantity, line.amount});
  }
  if (row.refund) {
    if (const auto refund = store::find_refund(tx, *row.refund)) {
      out.refund = ReturnRefundView{refund->id, refund->state, refund->amount, refund->succeeded_at};
    }
  }
  return out;
}

Result<ReturnView> read_return(db::Tx& tx, ReturnId id, const OrderScope& scope) {
  SH_TRY(const auto row, store::get_return(tx, id, scope));
  return view_of(tx, row, store::list_return_lines(tx, {id}));
}

Result<ReturnPage> read_page(db::Tx& tx, const OrderScope& scope, const http::PageQuery& query) {
  SH_TRY(const auto cursor, cursor_of<ReturnId>(query.cursor));
  IdBytes last;
  last.fill(0xff);
  auto rows = store::list_returns(tx, scope, cursor.value_or(ReturnId(last)), query.size() + 1);
  ReturnPage page;
  if (rows.size() > static_cast<std::size_t>(query.size())) {
    rows.pop_back();
    page.next_cursor = rows.back().id.str();
  }
  std::vector<ReturnId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  const auto lines = store::list_return_lines(tx, ids);
  for (const auto& row : rows) page.items.push_back(view_of(tx, row, lines));
  return page;
}

// The order is locked before its return is read, so that what is read stays true.
struct LockedReturn {
  OrderRow order;
  ReturnRow row;
};

Result<LockedReturn> lock_return(db::Tx& tx, ReturnId id, const OrderScope& scope) {
  SH_TRY(const auto seen, store::get_return(tx, id, scope));
  SH_TRY(auto order, store::lock_order(tx, seen.order, scope));
  SH_TRY(auto row, store::get_return(tx, id, scope));
  return LockedReturn{std::move(order), std::move(row)};
}

Result<void> decide_return(db::Tx& tx, Context& context, const OrderScope& scope, ReturnId id, bool approve,
                           const By& by) {
  SH_TRY(auto locked, lock_return(tx, id, scope));
  auto& row = locked.row;
  const auto old_state = row.state;
  SH_TRY(row.state, move_return(row.state, approve ? ReturnAction::approve : ReturnAction::refuse));
  row.decision_reason = by.reason;
  row.decided_at = tx.now();
  store::update_return(tx, row, old_state);
  const auto lines = store::list_return_lines(tx, {id});
  OrderChange change(tx, std::move(locked.order));
  // What people write may name a person, and events are never erased: their words stay in the row.
  change.tell(approve ? kReturnApproved : kReturnRefused, {by.actor, by.trace_id, name_of(row.kind)},
              return_facts(row, lines));
  change.save(context.random);
  if (approve) return {};
  for (const auto& line : lines) {
    if (!store::add_returned(tx, row.order, line.line, -line.quantity, -line.amount)) {
      throw std::logic_error("a line changed under its order's lock");
    }
  }
  return {};
}

Result<ReturnRef> receive_return(db::Tx& tx, Context& context, const OrderScope& scope, ReturnId id, bool put_back,
                                 const By& by) {
  SH_TRY(auto locked, lock_return(tx, id, scope));
  auto& row = locked.row;
  const auto old_state = row.state;
  SH_TRY(row.state, move_return(row.state, ReturnAction::receive));
  const auto lines = store::list_return_lines(tx, {id});
  RefundPlan plan{RefundKind::returned, id, {}, name_of(row.kind)};
  for (const auto& line : lines) plan.lines.push_back({line.line, line.quantity, line.amount});
  OrderChange change(tx, std::move(locked.order));
  row.refund = promise_refund(tx, context, change, plan);
  row.restocked = put_back;
  row.received_at = tx.now();
  store::update_return(tx, row, old_state);
  if (put_back) restock(tx, context.random, row.order, lines);
  change.tell(kReturnReceived, by, return_facts(row, lines));
  change.save(context.random);
  SHANHAI_FAILPOINT("orders.return.before_commit");
  return ReturnRef{id};
}

}  // namespace

Task<Result<db::Replayable<ReturnView>>> Returns::request(const Command& command, ReturnBody body,
                                                          db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) -> Result<db::Replayable<ReturnView>> {
    const auto scope = scope_of(command.caller);
    // The buyer's words stay with the return: they may name a person.
    const auto by = by_of(command, name_of(body.kind));
    SH_TRY(const auto done, db::idempotent(tx, key, [&] { return request_return(tx, context_, scope, body, by); }));
    SH_TRY(auto view, read_return(tx, done.value.return_id, scope));
    return db::Replayable<ReturnView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<ReturnPage>> Returns::returns(const auth::Principal& caller, http::PageQuery query) {
  auto read = [scope = scope_of(caller), query](db::Tx& tx) { return read_page(tx, scope, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<ReturnView>> Returns::get(const auth::Principal& caller, ReturnId id) {
  auto read = [scope = scope_of(caller), id](db::Tx& tx) { return read_return(tx, id, scope); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<ReturnView>> Returns::decide(const Command& command, ReturnId id, bool approve, std::string reason) {
  auto work = [this, command, id, approve, reason](db::Tx& tx) -> Result<ReturnView> {
    const auto scope = scope_of(command.caller);
    SH_CHECK(decide_return(tx, context_, scope, id, approve, by_of(command, reason)));
    return read_return(tx, id, scope);
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<ReturnView>>> Returns::receive(const Command& command, ReturnId id, bool put_back,
                                                          db::IdempotencyKey key) {
  auto work = [this, command, id, put_back, key](db::Tx& tx) -> Result<db::Replayable<ReturnView>> {
    const auto scope = scope_of(command.caller);
    const auto by = by_of(command, put_back ? "restocked" : "not restocked");
    SH_TRY(const auto done,
           db::idempotent(tx, key, [&] { return receive_return(tx, context_, scope, id, put_back, by); }));
    SH_TRY(auto view, read_return(tx, done.value.return_id, scope));
    return db::Replayable<ReturnView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) {
    context_.sequencer.committed();
    refunds_.wake();
  }
  co_return out;
}

}  // namespace shanhai::orders
