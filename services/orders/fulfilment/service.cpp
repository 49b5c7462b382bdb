#include "services/orders/fulfilment/service.hpp"

#include <algorithm>

#include "common/telemetry/log.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/packing.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/ordering/service.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/settlement/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::int64_t kCompleteBatch = 100;
constexpr std::chrono::milliseconds kCompletePause(5000);

Error parcel_error(std::size_t index, const char* code) {
  auto error = code == std::string_view("parcel_shipped") ? Error::conflict(code) : Error::unprocessable(code);
  error.fields.push_back({"/parcels/" + std::to_string(index) + "/parcel_id", code, {}});
  return error;
}

Result<void> ship_parcels(db::Tx& tx, OrderChange& change, const ShipBody& body, const By& by) {
  const auto order = change.order().id;
  const auto known = store::list_parcels(tx, order);
  const auto lots = store::list_parcel_lots(tx, order);
  std::size_t shipped = 0;
  for (const auto& parcel : known) shipped += parcel.shipped_at.has_value();
  for (std::size_t i = 0; i < body.parcels.size(); ++i) {
    const auto& wanted = body.parcels[i];
    const auto parcel =
        std::find_if(known.begin(), known.end(), [&](const ParcelRow& row) { return row.id == wanted.parcel_id; });
    if (parcel == known.end()) return parcel_error(i, "parcel_not_found");
    if (!store::ship_parcel(tx, order, parcel->id, wanted.carrier.str(), wanted.tracking_number.str())) {
      return parcel_error(i, "parcel_shipped");
    }
    ++shipped;
    change.tell(kParcelShipped, by, json::write(parcel_facts(change.order(), *parcel, lots)).as_object());
  }
  const bool rest = shipped == known.size();
  SH_CHECK(change.act(rest ? OrderAction::ship_rest : OrderAction::ship_part));
  if (rest) change->shipped_at = tx.now();
  return {};
}

Result<void> check_ship_body(const ShipBody& body) {
  if (body.parcels.empty() || body.parcels.size() > 200)
    return Error::invalid_field("/parcels", "out_of_range", "1 to 200");
  for (std::size_t i = 0; i < body.parcels.size(); ++i) {
    for (const unsigned char c : body.parcels[i].tracking_number.str()) {
      if (c > ' ' && c < 0x7f) continue;
      return Error::invalid_field("/parcels/" + std::to_string(i) + "/tracking_number", "expected_ascii");
    }
  }
  return {};
}

Result<void> deliver_order(db::Tx& tx, const Policy& policy, OrderChange& change, const DeliverBody& body) {
  const auto at = body.delivered_at.value_or(tx.now());
  if (at > tx.now() || (change->shipped_at && at < *change->shipped_at)) {
    return Error::invalid_field("/delivered_at", "out_of_range", "from shipping until now");
  }
  SH_CHECK(change.act(OrderAction::deliver));
  change->delivered_at = at;
  change->return_until = end_of_window(at, policy.return_days);
  return {};
}

// Acceptance is when the supplier's money accrues.
Result<void> accept_order(db::Tx& tx, Context& context, OrderChange& change, const By& by) {
  SH_CHECK(change.act(OrderAction::accept));
  change->accepted_at = tx.now();
  if (!change->return_until) change->return_until = end_of_window(tx.now(), context.policy.return_days);
  const auto& order = change.order();
  const auto fee = fee_on(order.kept(), order.total, fee_of(change.lines()));
  store::post(tx, context.random, {LedgerKind::acceptance, order.id.bytes(), order.id},
              post_acceptance(order.supplier, order.kept(), fee, order.paid_at.has_value()));
  change.tell(kOrderAccepted, by);
  change.count_if_complete(by);
  return {};
}

Result<void> complete_order(db::Tx& tx, Context& context, OrderId id) {
  SH_TRY(auto order, store::lock_order(tx, id, {}));
  if (order.state != OrderState::accepted || !order.paid_at) return {};
  OrderChange change(tx, std::move(order));
  SH_CHECK(change.act(OrderAction::complete));
  change->completed_at = tx.now();
  const auto accrued = -store::balance_of_order(tx, id, Account::supplier_accrued);
  store::post(tx, context.random, {LedgerKind::completion, id.bytes(), id}, post_completion(change->supplier, accrued));
  change.tell(kOrderCompleted, {});
  change.save(context.random);
  return {};
}

}  // namespace

// Locks the caller's order, lets `f(tx, change)` change it, saves, and reads what the caller may see of it.
template <class F>
Task<Result<OrderView>> Fulfilment::change(Command command, OrderId id, F f) {
  auto body = [this, command, id, f](db::Tx& tx) -> Result<OrderView> {
    SH_TRY(auto order, store::lock_order(tx, id, scope_of(command.caller)));
    OrderChange change(tx, std::move(order));
    SH_CHECK(f(tx, change));
    change.save(context_.random);
    return read_order_view(tx, context_, change.order(), command.caller);
  };
  auto out = co_await context_.database.transaction(body);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<PackingList>>> Fulfilment::pack(const Command& command, OrderId id, std::string reason,
                                                           db::IdempotencyKey key) {
  auto body = [this, command, id, reason, key](db::Tx& tx) -> Result<db::Replayable<PackingList>> {
    const auto scope = scope_of(command.caller);
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<ChangedOrder> {
             SH_TRY(auto order, store::lock_order(tx, id, scope));
             OrderChange change(tx, std::move(order));
             SH_CHECK(pack_order(tx, context_.random, change, by_of(command, reason)));
             return ChangedOrder{id};
           }));
    SH_TRY(const auto order, store::get_order(tx, done.value.order_id, scope));
    return db::Replayable<PackingList>{packing_list_of(read_order_view(tx, context_, order, command.caller)),
                                       done.replayed};
  };
  auto out = co_await context_.database.transaction(body);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<OrderView>>> Fulfilment::ship(const Command& command, OrderId id, ShipBody body,
                                                         db::IdempotencyKey key) {
  SH_CO_CHECK(check_ship_body(body));
  auto work = [this, command, id, body, key](db::Tx& tx) -> Result<db::Replayable<OrderView>> {
    const auto scope = scope_of(command.caller);
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<ChangedOrder> {
             SH_TRY(auto order, store::lock_order(tx, id, scope));
             OrderChange change(tx, std::move(order));
             SH_CHECK(ship_parcels(tx, change, body, by_of(command)));
             change.save(context_.random);
             return ChangedOrder{id};
           }));
    SH_TRY(const auto order, store::get_order(tx, done.value.order_id, scope));
    return db::Replayable<OrderView>{read_order_view(tx, context_, order, command.caller), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<OrderView>> Fulfilment::deliver(const Command& command, OrderId id, DeliverBody body) {
  auto work = [this, command, body](db::Tx& tx, OrderChange& change) -> Result<void> {
    SH_CHECK(deliver_order(tx, context_.policy, change, body));
    change.tell(kOrderDelivered, by_of(command));
    return {};
  };
  auto out = co_await change(command, id, work);
  co_return out;
}

Task<Result<OrderView>> Fulfilment::accept(const Command& command, OrderId id) {
  auto work = [this, command](db::Tx& tx, OrderChange& change) {
    return accept_order(tx, context_, change, by_of(command));
  };
  auto out = co_await change(command, id, work);
  co_return out;
}

Task<Result<db::Replayable<RatingView>>> Fulfilment::rate(const Command& command, OrderId id, RatingBody body,
                                                          db::IdempotencyKey key) {
  auto work = [this, command, id, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<RatingView> {
      SH_TRY(auto order, store::lock_order(tx, id, scope_of(command.caller)));
      if (!order.accepted_at) return Error::conflict("order_not_accepted");
      OrderChange change(tx, std::move(order));
      const auto text = body.text ? body.text->str() : std::string();
      if (!store::insert_rating(tx, id, change->supplier, body.stars.value(), text))
        return Error::conflict("already_rated");
      change->rated_at = tx.now();
      change.tell(kOrderRated, by_of(command),
                  json::write(OrderRated{id, change->supplier, body.stars.value()}).as_object());
      change.count_if_complete(by_of(command));
      change.save(context_.random);
      return RatingView{id, body.stars.value(), text};
    });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<std::int64_t> Fulfilment::complete_due() {
  auto read = [](db::Tx& tx) -> Result<std::vector<OrderId>> { return store::list_to_complete(tx, kCompleteBatch); };
  auto due = co_await context_.database.snapshot(read);
  std::int64_t completed = 0;
  for (const auto& id : due.value()) {
    auto work = [this, id](db::Tx& tx) { return complete_order(tx, context_, id); };
    std::string failure;
    try {
      auto done = co_await context_.database.transaction(work);
      if (done.has_error()) failure = done.error().code;
    } catch (const std::exception& e) {
      failure = e.what();  // one that can't be completed holds no other up
    }
    if (failure.empty()) {
      ++completed;
    } else {
      telemetry::log_error("orders.completion_failed", {{"order", id.str()}, {"what", failure}});
    }
  }
  if (completed > 0) context_.sequencer.committed();
  co_return completed;
}

Task<> Fulfilment::complete_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto completed = co_await complete_due();
    if (completed < kCompleteBatch) co_await loop.pause(kCompletePause);
  }
}

}  // namespace shanhai::orders
