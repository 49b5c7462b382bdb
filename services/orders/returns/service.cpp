#include "services/orders/returns/service.hpp"

#include "common/base/failpoint.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/ordering/fair_loop.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/returns/address.hpp"
#include "services/orders/returns/disputes.hpp"
#include "services/orders/returns/requesting.hpp"
#include "services/orders/returns/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::string_view kLoop = "returns";
constexpr std::chrono::milliseconds kDuePause(5000);

}  // namespace

// Locks the case, lets `f(change, by)` change it, saves, and reads what the caller may see of it.
template <class F>
Task<Result<ReturnView>> Returns::change(Command command, ReturnId id, std::string reason, F f) {
  auto work = [this, command, id, reason, f](db::Tx& tx) -> Result<ReturnView> {
    SH_TRY(auto change, lock_return(tx, context_, id, scope_of(command.caller)));
    SH_CHECK(f(change, by_of(command, reason)));
    change.save();
    return read_return_view(tx, context_, command.caller, id);
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

// The same, once per key; the money goes out after the commit.
template <class F>
Task<Result<db::Replayable<ReturnView>>> Returns::change_once(Command command, ReturnId id, std::string reason,
                                                              db::IdempotencyKey key, F f) {
  auto work = [this, command, id, reason, key, f](db::Tx& tx) -> Result<db::Replayable<ReturnView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<ReturnRef> {
             SH_TRY(auto change, lock_return(tx, context_, id, scope_of(command.caller)));
             SH_CHECK(f(change, by_of(command, reason)));
             change.save();
             SHANHAI_FAILPOINT("orders.return.before_commit");
             return ReturnRef{id};
           }));
    SH_TRY(auto view, read_return_view(tx, context_, command.caller, done.value.return_id));
    return db::Replayable<ReturnView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) {
    context_.sequencer.committed();
    refunds_.wake();
  }
  co_return out;
}

Task<Result<void>> Returns::may_see(const auth::Principal& caller, ReturnId id) {
  auto look = [scope = scope_of(caller), id](db::Tx& tx) -> Result<void> {
    SH_CHECK(store::get_return(tx, id, scope));
    return {};
  };
  auto out = co_await context_.database.snapshot(look);
  co_return out;
}

Task<Result<db::Replayable<ReturnView>>> Returns::request(const Command& command, ReturnBody body,
                                                          db::IdempotencyKey key) {
  if (body.evidence) {
    auto look = [scope = scope_of(command.caller), order = body.order_id](db::Tx& tx) -> Result<void> {
      SH_CHECK(store::get_order(tx, order, scope));
      return {};
    };
    auto seen = co_await context_.database.snapshot(look);
    if (seen.has_error()) {
      auto refusal = std::move(seen).error();
      refusal.fields.push_back({"/order_id", refusal.code, {}});
      co_return refusal;
    }
  }
  auto uploads = std::move(body.evidence);
  body.evidence.reset();
  auto kept = co_await keep_evidence(context_, std::move(uploads));
  if (kept.has_error()) co_return std::move(kept).error();
  auto work = [this, command, body, key, files = *kept](db::Tx& tx) -> Result<db::Replayable<ReturnView>> {
    const auto scope = scope_of(command.caller);
    const auto by = by_of(command);
    SH_TRY(const auto done,
           db::idempotent(tx, key, [&] { return request_return(tx, context_, scope, body, by, files); }));
    SH_TRY(auto view, read_return_view(tx, context_, command.caller, done.value.return_id));
    return db::Replayable<ReturnView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<ReturnPage>> Returns::returns(const auth::Principal& caller, ReturnQuery query) {
  auto read = [caller, query](db::Tx& tx) { return read_return_page(tx, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<ReturnView>> Returns::get(const auth::Principal& caller, ReturnId id) {
  auto read = [this, caller, id](db::Tx& tx) { return read_return_view(tx, context_, caller, id); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<ReturnView>> Returns::step(const Command& command, ReturnId id, std::string reason, Step step) {
  auto out = co_await change(command, id, std::move(reason), step);
  co_return out;
}

Task<Result<ReturnView>> Returns::decide(const Command& command, ReturnId id, bool approve, std::string reason) {
  auto out = co_await step(command, id, std::move(reason), approve ? approve_return : refuse_return);
  co_return out;
}

Task<Result<ReturnView>> Returns::send(const Command& command, ReturnId id, Waybill waybill) {
  auto work = [waybill](ReturnChange& change, const By& by) { return send_back(change, waybill, by); };
  auto out = co_await change(command, id, {}, work);
  co_return out;
}

Task<Result<ReturnView>> Returns::dispute(const Command& command, ReturnId id, DisputeBody body) {
  SH_CO_CHECK(co_await may_see(command.caller, id));
  auto kept = co_await keep_evidence(context_, std::move(body.evidence));
  if (kept.has_error()) co_return std::move(kept).error();
  auto work = [this, files = *kept, party = party_of(command.caller), reason = body.reason.str()](
                  ReturnChange& change, const By& by) -> Result<void> {
    SH_CHECK(dispute_return(change, party, reason, files.size(), by));
    return orders::add_evidence(change.tx(), context_, change.row().id, files, party, by.actor);
  };
  auto out = co_await change(command, id, {}, work);
  co_return out;
}

Task<Result<ReturnView>> Returns::add_evidence(const Command& command, ReturnId id, EvidenceBody body) {
  SH_CO_CHECK(co_await may_see(command.caller, id));
  if (body.evidence.empty()) co_return Error::invalid_field("/evidence", "out_of_range", "at least one");
  auto kept = co_await keep_evidence(context_, std::move(body.evidence));
  if (kept.has_error()) co_return std::move(kept).error();
  auto work = [this, files = *kept, party = party_of(command.caller)](ReturnChange& change,
                                                                      const By& by) -> Result<void> {
    if (!is_open(change.row().state)) return Error::conflict("return_state", "the case has ended");
    SH_CHECK(orders::add_evidence(change.tx(), context_, change.row().id, files, party, by.actor));
    change.tell(kReturnEvidence, by);
    return {};
  };
  auto out = co_await change(command, id, {}, work);
  co_return out;
}

Task<Result<EvidenceContent>> Returns::evidence(const auth::Principal& caller, ReturnId id, FileId file) {
  auto out = co_await read_evidence(context_, scope_of(caller), id, file);
  co_return out;
}

Task<Result<db::Replayable<ReturnView>>> Returns::refund(const Command& command, ReturnId id, std::string reason,
                                                         db::IdempotencyKey key) {
  auto out = co_await change_once(command, id, std::move(reason), std::move(key), refund_without_goods);
  co_return out;
}

Task<Result<db::Replayable<ReturnView>>> Returns::receive(const Command& command, ReturnId id, ReceiveBody body,
                                                          db::IdempotencyKey key) {
  auto work = [body](ReturnChange& change, const By& by) { return receive_return(change, body, by); };
  auto out = co_await change_once(command, id, {}, std::move(key), work);
  co_return out;
}

Task<Result<db::Replayable<ReturnView>>> Returns::sort(const Command& command, ReturnId id, ReceiveBody body,
                                                       db::IdempotencyKey key) {
  auto work = [body](ReturnChange& change, const By& by) { return sort_return(change, body, by); };
  auto out = co_await change_once(command, id, {}, std::move(key), work);
  co_return out;
}

Task<Result<db::Replayable<ReturnView>>> Returns::ship(const Command& command, ReturnId id, Waybill waybill,
                                                       db::IdempotencyKey key) {
  auto work = [waybill](ReturnChange& change, const By& by) { return ship_to_buyer(change, waybill, by); };
  auto out = co_await change_once(command, id, {}, std::move(key), work);
  co_return out;
}

Task<Result<db::Replayable<ReturnView>>> Returns::rule(const Command& command, ReturnId id, RulingBody body,
                                                       db::IdempotencyKey key) {
  auto work = [body](ReturnChange& change, const By& by) { return rule_return(change, body, by); };
  auto out = co_await change_once(command, id, {}, std::move(key), work);
  co_return out;
}

Task<Result<identity::DeliveryAddress>> Returns::put_address(const Command& command,
                                                             identity::DeliveryAddress address) {
  auto work = [this, command, address](db::Tx& tx) -> Result<identity::DeliveryAddress> {
    const auto supplier = command.caller.organisation.value_or(OrganisationId());
    SH_CHECK(put_return_address(tx, context_, supplier, address, command.caller.actor()));
    return address;
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<identity::DeliveryAddress>> Returns::address(const auth::Principal& caller) {
  auto read = [this, supplier = caller.organisation](db::Tx& tx) -> Result<identity::DeliveryAddress> {
    auto found = find_return_address(tx, context_, supplier.value_or(OrganisationId()));
    if (!found) return Error::not_found("return_address");
    return std::move(*found);
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<std::int64_t> Returns::run_due() {
  DueWork due;
  due.loop = kLoop;
  due.list = [](db::Tx& tx, std::int64_t limit) {
    std::vector<IdBytes> out;
    for (const auto& id : store::list_returns_due(tx, kLoop, limit)) out.push_back(id.bytes());
    return out;
  };
  due.work = [this](db::Tx& tx, const IdBytes& subject) -> Result<bool> {
    SH_TRY(auto change, lock_return(tx, context_, ReturnId(subject), {}));
    if (waits_for_money(change)) return false;
    SH_TRY(const bool acted, take_due_step(change, {std::string(kSystemActor), {}, "overdue"}));
    if (acted) change.save();
    return true;  // or somebody acted in the meantime
  };
  due.committed = [this] { refunds_.wake(); };
  const auto taken = co_await orders::run_due(context_, due);
  co_return taken;
}

Task<> Returns::run_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto taken = co_await run_due();
    if (taken < kDueBatch) co_await loop.pause(kDuePause);
  }
}

}  // namespace shanhai::orders
