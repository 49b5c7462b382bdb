#include "services/orders/fulfilment/service.hpp"

#include <algorithm>

#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/acceptance.hpp"
#include "services/orders/fulfilment/packing.hpp"
#include "services/orders/fulfilment/shipping.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/ordering/service.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/returns/evidence.hpp"

namespace shanhai::orders {
namespace {

Error at_parcel(std::size_t index, Error error) {
  error.fields.push_back({"/parcels/" + std::to_string(index) + "/parcel_id", error.code, {}});
  return error;
}

Result<void> ship_parcels(db::Tx& tx, OrderChange& change, const ShipBody& body, const By& by) {
  Shipping shipping(tx, change, by);
  for (std::size_t i = 0; i < body.parcels.size(); ++i) {
    const auto& wanted = body.parcels[i];
    const auto shipped = shipping.ship({wanted.parcel_id, wanted.carrier.str(), wanted.tracking_number.str()});
    if (shipped.has_error()) return at_parcel(i, shipped.error());
    if (!*shipped) return at_parcel(i, Error::conflict("parcel_shipped"));
  }
  return shipping.finish();
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

// An operator speaks for a carrier or a buyer who does not: that is written down, with the reason.
Result<void> deliver_by(db::Tx& tx, Context& context, OrderChange& change, const Command& command,
                        const DeliverBody& body) {
  const bool operates = command.caller.role == auth::Role::platform_operator;
  if (operates && !body.reason) return Error::invalid_field("/reason", "required", "an operator says why");
  // The buyer's time to return runs from here: who is paid by its end can't put it into the past.
  constexpr std::chrono::hours kSupplierLooksBack{24};
  if (command.caller.role == auth::Role::supplier && body.delivered_at &&
      *body.delivered_at < tx.now() - kSupplierLooksBack) {
    return Error::invalid_field("/delivered_at", "out_of_range", "a supplier reports the last 24 hours");
  }
  SH_CHECK(deliver_order(context.policy, change, body.delivered_at.value_or(tx.now()), tx.now(),
                         by_of(command, operates ? "by the platform" : "")));
  if (operates) {
    db::append_audit(
        tx, context.random,
        {command.caller.actor(), "orders.deliver", change.order().id.str(), {{"reason", body.reason->str()}}});
  }
  return {};
}

Result<void> check_acceptance(db::Tx& tx, const Context& context, const OrderRow& order, const AcceptBody& body) {
  if (body.inspection) {
    if (order.is_consumer()) return Error::invalid_field("/inspection", "institutions_only");
    return {};
  }
  if (!context.policy.inspection_kinds.contains(order.buyer_kind)) return {};
  if (store::find_inspection(tx, order.id)) return {};
  auto refusal = Error::unprocessable("inspection_required");
  refusal.fields.push_back({"/inspection", refusal.code, {}});
  return refusal;
}

// The order accepted, then what was rejected claimed, in one transaction.
Result<void> accept(db::Tx& tx, Context& context, const Command& command, OrderId id, const AcceptBody& body,
                    const std::vector<files::KeptFile>& evidence) {
  SH_TRY(auto order, store::lock_order(tx, id, scope_of(command.caller)));
  SH_CHECK(check_acceptance(tx, context, order, body));
  OrderChange change(tx, std::move(order));
  if (body.inspection) {
    SH_CHECK(inspect_order(tx, context, change, *body.inspection, command));
  } else {
    SH_CHECK(accept_order(tx, context, change, by_of(command)));
  }
  change.save(context);
  if (!body.inspection) return {};
  return claim_rejected(tx, context, id, *body.inspection, evidence, command);
}

Error within_inspection(Error error) {
  for (auto& field : error.fields) field.pointer = "/inspection" + field.pointer;
  return error;
}

Result<PackingList> read_packing_list(db::Tx& tx, const Context& context, const auth::Principal& caller, OrderId id) {
  SH_TRY(const auto order, store::get_order(tx, id, scope_of(caller)));
  return packing_list_of(read_order_view(tx, context, order, caller));
}

}  // namespace

// Locks the caller's order, lets `f(tx, change)` change it, saves, and reads what the caller may see of it.
template <class F>
Task<Result<OrderView>> Fulfilment::change(Command command, OrderId id, F f) {
  auto body = [this, command, id, f](db::Tx& tx) -> Result<OrderView> {
    SH_TRY(auto order, store::lock_order(tx, id, scope_of(command.caller)));
    OrderChange change(tx, std::move(order));
    SH_CHECK(f(tx, change));
    change.save(context_);
    return read_order_view(tx, context_, change.order(), command.caller);
  };
  auto out = co_await context_.database.transaction(body);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<PackingList>>> Fulfilment::pack(const Command& command, OrderId id, PackBody body,
                                                           db::IdempotencyKey key) {
  auto work = [this, command, id, body, key](db::Tx& tx) -> Result<db::Replayable<PackingList>> {
    const auto reason = body.reason ? body.reason->str() : std::string();
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<ChangedOrder> {
             SH_TRY(auto order, store::lock_order(tx, id, scope_of(command.caller)));
             OrderChange change(tx, std::move(order));
             SH_CHECK(pack_order(tx, context_, change, body, by_of(command, reason)));
             return ChangedOrder{id};
           }));
    SH_TRY(auto list, read_packing_list(tx, context_, command.caller, done.value.order_id));
    return db::Replayable<PackingList>{std::move(list), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PackingList>> Fulfilment::unpack(const Command& command, OrderId id, ParcelId parcel, std::string reason) {
  auto work = [this, command, id, parcel, reason](db::Tx& tx) -> Result<PackingList> {
    SH_TRY(auto order, store::lock_order(tx, id, scope_of(command.caller)));
    OrderChange change(tx, std::move(order));
    SH_CHECK(unpack_parcel(tx, context_, change, parcel, by_of(command, reason)));
    return read_packing_list(tx, context_, command.caller, id);
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PackingList>> Fulfilment::packing_list(const auth::Principal& caller, OrderId id) {
  auto read = [this, caller, id](db::Tx& tx) { return read_packing_list(tx, context_, caller, id); };
  auto out = co_await context_.database.snapshot(read);
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
             change.save(context_);
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
  auto work = [this, command, body](db::Tx& tx, OrderChange& change) {
    return deliver_by(tx, context_, change, command, body);
  };
  auto out = co_await change(command, id, work);
  co_return out;
}

Task<Result<OrderView>> Fulfilment::accept(const Command& command, OrderId id, AcceptBody body) {
  std::vector<files::KeptFile> evidence;
  if (body.inspection && body.inspection->evidence) {
    const auto& lines = body.inspection->lines;
    const bool rejects =
        std::any_of(lines.begin(), lines.end(), [](const InspectedUnits& line) { return line.rejected.value() > 0; });
    if (!rejects) co_return Error::invalid_field("/inspection/evidence", "nothing_rejected");
    auto kept = co_await keep_evidence(context_, body.inspection->evidence);
    if (kept.has_error()) co_return within_inspection(kept.error());
    evidence = std::move(*kept);
  }
  auto work = [this, command, id, body, evidence](db::Tx& tx) -> Result<OrderView> {
    SH_CHECK(orders::accept(tx, context_, command, id, body, evidence));
    SH_TRY(const auto order, store::get_order(tx, id, scope_of(command.caller)));
    return read_order_view(tx, context_, order, command.caller);
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<InspectionView>> Fulfilment::inspection(const auth::Principal& caller, OrderId id) {
  auto read = [this, caller, id](db::Tx& tx) -> Result<InspectionView> {
    SH_TRY(const auto order, store::get_order(tx, id, scope_of(caller)));
    return read_inspection(tx, context_, order, caller);
  };
  auto out = co_await context_.database.snapshot(read);
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
                  json::write(OrderRated{id, change->supplier, body.stars.value()}).as_object(),
                  {{"stars", body.stars.value()}});
      change.count_if_complete(by_of(command));
      change.save(context_);
      return RatingView{id, body.stars.value(), text};
    });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<ToShipPage>> Fulfilment::to_ship(const auth::Principal& caller, http::PageQuery query) {
  auto read = [this, caller, query](db::Tx& tx) { return read_to_ship(tx, context_.policy, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<PickList>> Fulfilment::pick_list(const auth::Principal& caller, std::vector<OrderId> orders) {
  auto read = [caller, orders](db::Tx& tx) { return read_pick_list(tx, caller, orders); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

}  // namespace shanhai::orders
