// What buyers and suppliers do with an order.
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
Task<> ModelRun::cancel(model::Order& order) {
  const auto expected = model_.may_end(order);
  const auto command = by(order.group->buyer);
  auto task = parts.ordering.cancel(command, order.id, "不要了");
  auto done = co_await std::move(task);
  if (!check("cancel", done, expected)) co_return;
  model_.end(order, db.clock.now(), false);
  model_.close_payments(*order.group);
  close_group_of(order);
}

// Nobody may pay for it once none of its orders waits for that.
void ModelRun::close_group_of(const model::Order& ended) {
  auto& group = *ended.group;
  const bool others = std::any_of(group.orders.begin(), group.orders.end(),
                                  [](const model::Order* other) { return other->state == OrderState::placed; });
  if (!others) group.open = false;
}

Task<> ModelRun::pack(model::Order& order, PackBody body, model::LineUnits units) {
  const auto expected = model_.may_pack(order, units, body.parcels.has_value());
  const auto command = by(seller(order.supplier));
  auto task = parts.fulfilment.pack(command, order.id, std::move(body), key());
  auto packed = co_await std::move(task);
  if (!check("pack", packed, expected)) co_return;
  std::map<OrderLineId, std::int64_t> bound, wanted(units.begin(), units.end());
  for (const auto& parcel : packed->value.parcels) {
    if (order.parcel_lots.contains(parcel.parcel_id)) continue;
    for (const auto& line : parcel.lines) {
      for (const auto& lot : line.lots) bound[line.line_id] += lot.quantity;
    }
  }
  EXPECT_EQ(bound, wanted) << "bound lots of " << order.id.str();
  model_.pack(order, packed->value);
}

Task<> ModelRun::unpack(model::Order& order, ParcelId parcel) {
  const auto expected = model_.may_unpack(order, parcel);
  const auto command = by(seller(order.supplier));
  auto task = parts.fulfilment.unpack(command, order.id, parcel, "装错了");
  auto unpacked = co_await std::move(task);
  if (check("unpack", unpacked, expected)) model_.unpack(order, parcel);
}

// All parcels, or one of several.
Task<> ModelRun::ship(model::Order& order) {
  const auto count = order.parcels.size() > 1 && dice(2) == 0 ? 1 : order.parcels.size();
  ShipBody body;
  for (std::size_t i = 0; i < count; ++i) body.parcels.push_back({order.parcels[i], "顺丰速运", "SF1"});
  const auto expected = model_.may_ship(order, count);
  const auto command = by(seller(order.supplier));
  const auto once = key();
  auto task = parts.fulfilment.ship(command, order.id, body, once);
  auto shipped = co_await std::move(task);
  if (!check("ship", shipped, expected)) co_return;
  model_.ship(order, count);
  if (dice(8) != 0) co_return;
  auto again = parts.fulfilment.ship(command, order.id, body, once);
  auto repeated = co_await std::move(again);
  if (check("ship again under the key", repeated, "")) {
    EXPECT_TRUE(repeated->replayed);
  }
}

Task<> ModelRun::deliver(model::Order& order) {
  const bool possible = order.state == OrderState::shipped;
  const auto command = by(seller(order.supplier));
  auto task = parts.fulfilment.deliver(command, order.id, DeliverBody{});
  auto delivered = co_await std::move(task);
  if (check("deliver", delivered, possible ? "" : "order_state")) model_.deliver(order);
}

Task<> ModelRun::accept(model::Order& order) {
  const bool possible = order.state == OrderState::shipped || order.state == OrderState::delivered;
  const auto command = by(order.group->buyer);
  auto task = parts.fulfilment.accept(command, order.id);
  auto accepted = co_await std::move(task);
  if (check("accept", accepted, possible ? "" : "order_state")) model_.accept(order, db.clock.now());
}

Task<> ModelRun::rate(model::Order& order) {
  const auto* expected = !order.accepted ? "order_not_accepted" : order.rated ? "already_rated" : "";
  const auto command = by(order.group->buyer);
  RatingBody body;
  body.stars = static_cast<std::int64_t>(1 + dice(5));
  auto task = parts.fulfilment.rate(command, order.id, body, key());
  auto rated = co_await std::move(task);
  if (check("rate", rated, expected)) order.rated = true;
}

// Nothing named: all that is not packed.
Task<> ModelRun::decline(model::Order& order, model::LineUnits named) {
  std::vector<DeclinedLine> lines;
  for (const auto& [id, count] : named) lines.push_back({id, count});
  const auto units = named.empty() ? order.left() : named;
  const auto expected = model_.may_decline(order, units);
  const auto command = by(seller(order.supplier));
  auto task = parts.refunds.decline(command, order.id, "雨季无货", key(), std::move(lines));
  auto declined = co_await std::move(task);
  if (!check("decline", declined, expected)) co_return;
  auto told = tell_declined(order, units);
  co_await std::move(told);
}

// The model is told what will not come of an order, and learns the refund.
Task<> ModelRun::tell_declined(model::Order& order, model::LineUnits units) {
  if (!order.is_paid) {
    model_.forgo(order, units, db.clock.now());
    if (order.state == OrderState::cancelled) {
      close_group_of(order);
    } else {
      for (const auto& [sku, count] : order.units(units)) restocked_[sku] += count;
    }
    co_return;
  }
  auto made = co_await new_refunds(order.paid_by->id);
  EXPECT_EQ(made.size(), 1U);
  if (made.size() != 1) co_return;
  for (const auto& [sku, count] : order.units(units)) restocked_[sku] += count;
  model_.decline(order, units, made.front());
}

// Mostly as the checkout chose.
PaymentChannel ModelRun::choose_channel(const model::Group& group) {
  const auto what = dice(30);
  if (what == 0) return PaymentChannel::bank_transfer;
  if (what < 4) return PaymentChannel::alipay;
  return what < 7 ? PaymentChannel::wechat_pay : group.channel;
}

Task<> ModelRun::open_payment_of(model::Group& group, PaymentChannel by_channel) {
  const auto now = db.clock.now();
  const auto due = model_.due_of(group);
  bool only_on_credit = true;
  for (const auto* order : group.orders) {
    if (order->state != OrderState::cancelled && !order->is_paid && !order->packed) only_on_credit = false;
  }
  const bool mismatch = by_channel == PaymentChannel::bank_transfer && group.channel != by_channel;
  const auto* expected = mismatch                                 ? "channel_mismatch"
                         : due <= Money()                         ? "nothing_to_pay"
                         : !only_on_credit && group.due_at <= now ? "payment_overdue"
                                                                  : "";
  const auto command = by(group.buyer);
  auto task = parts.payments.open(command, {group.id, by_channel}, key());
  auto opened = co_await std::move(task);
  if (!check("open a payment", opened, expected)) co_return;
  const auto& view = opened->value;
  EXPECT_EQ(view.amount, due);
  if (const auto* known = model_.reusable(group, by_channel, now)) {
    EXPECT_EQ(view.payment_id, known->id);
    co_return;
  }
  model_.close_payments(group);
  auto& payment = model_.payments.emplace_back();
  payment.id = view.payment_id;
  payment.group = &group;
  payment.channel = by_channel;
  payment.number = view.bank_transfer ? view.bank_transfer->reference_code : view.payment_id.str();
  payment.amount = due;
  payment.expires_at = view.expires_at;
  group.payments.push_back(&payment);
}

}  // namespace shanhai::orders
