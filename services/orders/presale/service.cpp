#include "services/orders/presale/service.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/views.hpp"
#include "services/orders/ordering/fair_loop.hpp"
#include "services/orders/ordering/service.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/presale/ending.hpp"
#include "services/orders/presale/settling.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::string_view kClosing = "presale_closing";
constexpr std::string_view kSettling = "presale_settling";
constexpr std::string_view kFinishing = "presale_finishing";
constexpr std::chrono::milliseconds kPause(1000);

void tell(db::Tx& tx, Context& context, std::string_view type, const PresaleRow& row, const By& by) {
  const PresaleFacts facts{row.id,
                           row.sku,
                           row.supplier,
                           row.terms.allotment,
                           row.taken,
                           row.terms.starts_at,
                           row.terms.ends_at,
                           row.terms.ships_from,
                           row.terms.ships_by};
  events::append(
      tx, context.random,
      {type, "presale", row.id.str(), row.version, by.actor, by.reason, by.trace_id, json::write(facts).as_object()});
}

Result<PresaleView> open_presale(db::Tx& tx, Context& context, const Command& command, const PresaleBody& body) {
  PresaleRow row;
  row.id = PresaleId(make_uuid_v7(tx.now(), context.random));
  row.sku = body.sku_id;
  row.supplier = command.caller.organisation.value_or(OrganisationId());
  row.terms = {body.allotment.value(), body.starts_at.value_or(tx.now()), body.ends_at, body.ships_from, body.ships_by};
  row.opened_by = command.caller.account;
  row.opened_at = tx.now();
  auto wrong = check_presale(row.terms, tx.now());
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  SH_TRY(const auto stock, store::lock_own_stock(tx, row.sku, row.supplier, "/sku_id"));
  if (stock.open_presale) return Error::conflict("presale_exists", "a presale of the SKU has not ended");
  if (stock.on_hand != 0 || stock.reserved != 0) {
    return Error::conflict("stock_on_hand", "a presale begins when nothing is there and nobody waits")
        .with("on_hand", stock.on_hand)
        .with("reserved", stock.reserved);
  }
  store::insert_presale(tx, row);
  promise_units(tx, context.random, row);
  tell(tx, context, kPresaleOpened, row, by_of(command, "opened"));
  SHANHAI_FAILPOINT("orders.presale_opening.before_commit");
  return view_of(row);
}

// The presale under its locks. presale_not_found.
Result<PresaleRow> lock_by_id(db::Tx& tx, PresaleId id, std::optional<OrganisationId> supplier) {
  SH_TRY(const auto seen, store::get_presale(tx, id, supplier));
  store::lock_stock(tx, {seen.sku});
  return store::lock_presale(tx, id);
}

Result<PresaleView> put_off_presale(db::Tx& tx, Context& context, const Command& command, PresaleId id,
                                    const PutOffBody& body) {
  SH_TRY(auto row, lock_by_id(tx, id, command.caller.organisation.value_or(OrganisationId())));
  if (row.state != PresaleState::open && row.state != PresaleState::closed)
    return Error::conflict("presale_state", "the presale was withdrawn");
  auto terms = row.terms;
  terms.ships_by = body.ships_by;
  if (std::chrono::sys_days(body.ships_by) <= std::chrono::sys_days(row.terms.ships_by))
    return Error::invalid_field("/ships_by", "out_of_range", "later than " + to_string(row.terms.ships_by));
  auto wrong = check_presale(terms, terms.starts_at);
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  row.terms = terms;
  row.reason = body.reason.str();
  store::update_presale(tx, row);
  tell(tx, context, kPresalePutOff, row, by_of(command, "put off"));
  store::begin_presale_notices(tx, id);
  SHANHAI_FAILPOINT("orders.presale_put_off.before_commit");
  return view_of(row);
}

Result<PresaleView> withdraw_presale(db::Tx& tx, Context& context, const Command& command, PresaleId id,
                                     const std::string& reason) {
  SH_TRY(auto row, lock_by_id(tx, id, command.caller.organisation.value_or(OrganisationId())));
  SH_CHECK(end_sale(tx, context.random, row, PresaleAction::withdraw));
  row.reason = reason;
  store::update_presale(tx, row);
  tell(tx, context, kPresaleWithdrawn, row, by_of(command, "withdrawn"));
  SHANHAI_FAILPOINT("orders.presale_withdrawal.before_commit");
  return view_of(row);
}

Result<bool> close_presale(db::Tx& tx, Context& context, PresaleId id) {
  SH_TRY(auto row, lock_by_id(tx, id, std::nullopt));
  if (row.state != PresaleState::open || tx.now() < row.terms.ends_at) return true;
  SH_CHECK(end_sale(tx, context.random, row, PresaleAction::close));
  store::update_presale(tx, row);
  tell(tx, context, kPresaleClosed, row, {std::string(kSystemActor), {}, "its time is over"});
  SHANHAI_FAILPOINT("orders.presale_closing.before_commit");
  return true;
}

Result<bool> finish_presale(db::Tx& tx, Context& context, PresaleId id) {
  SH_TRY(auto row, lock_by_id(tx, id, std::nullopt));
  if (row.state != PresaleState::withdrawing) return true;
  if (store::count_unsettled(tx, id) > 0) return true;  // looked at again with the next round
  SH_TRY(row.state, move_presale(row.state, PresaleAction::finish));
  store::update_presale(tx, row);
  tell(tx, context, kPresaleSettled, row, {std::string(kSystemActor), {}, "its orders are ended"});
  SHANHAI_FAILPOINT("orders.presale_finishing.before_commit");
  return true;
}

Result<PresalePage> read_page(db::Tx& tx, const auth::Principal& caller, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<PresaleId>(query.cursor));
  auto rows = store::list_presales(tx, owner_of(caller), before, query.size() + 1);
  PresalePage page;
  page.next_cursor = cut_page(rows, query.size(), [](const PresaleRow& row) { return row.id; });
  for (const auto& row : rows) page.items.push_back(view_of(row));
  return page;
}

}  // namespace

PresaleView view_of(const PresaleRow& row) {
  PresaleView out{row.id,
                  row.sku,
                  row.supplier,
                  row.state,
                  row.terms.allotment,
                  row.taken,
                  row.state == PresaleState::open ? row.terms.allotment - row.taken : 0,
                  row.terms.starts_at,
                  row.terms.ends_at,
                  row.terms.ships_from,
                  row.terms.ships_by,
                  {},
                  row.opened_at,
                  row.ended_at};
  if (!row.reason.empty()) out.reason = row.reason;
  return out;
}

Task<Result<db::Replayable<PresaleView>>> Presales::open(const Command& command, PresaleBody body,
                                                         db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return open_presale(tx, context_, command, body); });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PresalePage>> Presales::presales(const auth::Principal& caller, http::PageQuery query) {
  auto read = [caller, query](db::Tx& tx) { return read_page(tx, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<PresaleView>> Presales::presale(const auth::Principal& caller, PresaleId id) {
  auto read = [owner = owner_of(caller), id](db::Tx& tx) -> Result<PresaleView> {
    SH_TRY(const auto row, store::get_presale(tx, id, owner));
    return view_of(row);
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<PresaleView>> Presales::put_off(const Command& command, PresaleId id, PutOffBody body) {
  auto work = [this, command, id, body](db::Tx& tx) { return put_off_presale(tx, context_, command, id, body); };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PresaleView>> Presales::withdraw(const Command& command, PresaleId id, std::string reason) {
  auto work = [this, command, id, reason](db::Tx& tx) { return withdraw_presale(tx, context_, command, id, reason); };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<OrderView>>> Presales::leave(const Command& command, OrderId id, db::IdempotencyKey key) {
  auto work = [this, command, id, key](db::Tx& tx) -> Result<db::Replayable<OrderView>> {
    const auto scope = scope_of(command.caller);
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<ChangedOrder> {
             SH_CHECK(leave_presale(tx, context_, command, id));
             return ChangedOrder{id};
           }));
    SH_TRY(const auto order, store::get_order(tx, done.value.order_id, scope));
    return db::Replayable<OrderView>{read_order_view(tx, context_, order, command.caller), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<std::int64_t> Presales::close_due() {
  DueWork due;
  due.loop = kClosing;
  due.list = [](db::Tx& tx, std::int64_t limit) {
    std::vector<IdBytes> out;
    for (const auto& id : store::list_presales_due(tx, PresaleState::open, tx.now(), kClosing, limit))
      out.push_back(id.bytes());
    return out;
  };
  due.work = [this](db::Tx& tx, const IdBytes& id) { return close_presale(tx, context_, PresaleId(id)); };
  const auto closed = co_await orders::run_due(context_, due);
  co_return closed;
}

Task<std::int64_t> Presales::settle_orders_due() {
  DueWork due;
  due.loop = kSettling;
  due.list = [](db::Tx& tx, std::int64_t limit) {
    std::vector<IdBytes> out;
    for (const auto& id : store::list_unsettled_orders(tx, kSettling, limit)) out.push_back(id.bytes());
    return out;
  };
  due.work = [this](db::Tx& tx, const IdBytes& id) { return settle_order(tx, context_, OrderId(id)); };
  const auto settled = co_await orders::run_due(context_, due);
  co_return settled;
}

Task<std::int64_t> Presales::finish_due() {
  DueWork due;
  due.loop = kFinishing;
  due.list = [](db::Tx& tx, std::int64_t limit) {
    std::vector<IdBytes> out;
    for (const auto& id : store::list_presales_due(tx, PresaleState::withdrawing, kLastInstant, kFinishing, limit))
      out.push_back(id.bytes());
    return out;
  };
  due.work = [this](db::Tx& tx, const IdBytes& id) { return finish_presale(tx, context_, PresaleId(id)); };
  const auto finished = co_await orders::run_due(context_, due);
  co_return finished;
}

Task<std::int64_t> Presales::run_due() {
  const auto closed = co_await close_due();
  const auto settled = co_await settle_orders_due();
  co_await finish_due();
  co_return std::max(closed, settled);
}

Task<> Presales::loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto done = co_await run_due();
    if (done < kDueBatch) co_await loop.pause(kPause);
  }
}

}  // namespace shanhai::orders
