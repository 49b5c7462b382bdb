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
  auto& group = *order.group;
  model_.close_payments(group);
  const bool others = std::any_of(group.orders.begin(), group.orders.end(),
                                  [](const model::Order* other) { return other->state == OrderState::placed; });
  if (!others) group.open = false;
}

Task<> ModelRun::pack(model::Order& order) {
  const auto expected = model_.may_pack(order, china_date(db.clock.now()));
  const auto command = by(seller(order.supplier));
  auto task = parts.fulfilment.pack(command, order.id, PackBody{}, key());
  auto packed = co_await std::move(task);
  if (!check("pack", packed, expected)) co_return;
  std::map<OrderLineId, std::int64_t> bound;
  for (const auto& parcel : packed->value.parcels) {
    for (const auto& line : parcel.lines) {
      for (const auto& lot : line.lots) bound[line.line_id] += lot.quantity;
    }
  }
  for (const auto& line : order.lines) EXPECT_EQ(bound[line.id], line.quantity) << "bound lots of " << line.id.str();
  model_.pack(order, packed->value);
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
  order.parcels.erase(order.parcels.begin(), order.parcels.begin() + static_cast<std::ptrdiff_t>(count));
  order.state = order.parcels.empty() ? OrderState::shipped : OrderState::partly_shipped;
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
  if (!check("deliver", delivered, possible ? "" : "order_state")) co_return;
  order.state = OrderState::delivered;
  order.return_until = end_of_window(db.clock.now(), context.policy.return_days);
  order.quality_until = end_of_window(db.clock.now(), context.policy.quality_days);
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

Task<> ModelRun::decline(model::Order& order) {
  const bool possible = order.state == OrderState::paid && !order.packed && !order.declined;
  const auto command = by(seller(order.supplier));
  auto task = parts.refunds.decline(command, order.id, "雨季无货", key());
  auto declined = co_await std::move(task);
  if (!check("decline", declined, possible ? "" : "order_state")) co_return;
  auto made = co_await new_refunds(order.paid_by->id);
  EXPECT_EQ(made.size(), 1U);
  if (made.size() == 1) model_.decline(order, made.front());
}

Task<> ModelRun::request_return(model::Order& order) {
  ReturnBody body;
  body.order_id = order.id;
  // What was bought on credit may be claimed before it is paid; the model waits until it is.
  body.kind = order.is_paid && dice(3) == 0 ? ReturnKind::quality : ReturnKind::no_reason;
  body.reason = "买多了";
  for (const auto& line : order.lines) {
    if (!body.lines.empty() && dice(2) == 0) continue;
    const auto left = std::max<std::int64_t>(1, line.quantity - line.returned);
    const auto units = dice(12) == 0 ? left + 1 : static_cast<std::int64_t>(1 + dice(static_cast<std::uint64_t>(left)));
    body.lines.push_back({line.id, units});
  }
  const auto expected = model_.may_return(order, body, db.clock.now());
  const auto command = by(order.group->buyer);
  const auto once = key();
  auto task = parts.returns.request(command, body, once);
  auto asked = co_await std::move(task);
  if (!check("request a return", asked, expected)) co_return;
  const auto& made = model_.request(order, body, asked->value.return_id);
  EXPECT_EQ(asked->value.refund_amount, made.amount()) << made.id.str();
  if (dice(8) != 0) co_return;
  auto again = parts.returns.request(command, body, once);
  auto repeated = co_await std::move(again);
  if (check("request a return again", repeated, "")) {
    EXPECT_EQ(repeated->value.return_id, made.id);
  }
}

Task<> ModelRun::decide_return(model::Return& asked, bool approve) {
  const auto command = by(seller(asked.order->supplier));
  auto task = parts.returns.decide(command, asked.id, approve, "看过照片");
  auto decided = co_await std::move(task);
  if (!check("decide a return", decided, "")) co_return;  // approving what is approved changes nothing
  if (approve) {
    asked.state = ReturnState::approved;
  } else {
    model_.refuse(asked);
  }
}

Task<> ModelRun::receive_return(model::Return& back, bool restock) {
  const auto command = by(seller(back.order->supplier));
  const auto once = key();
  auto task = parts.returns.receive(command, back.id, restock, once);
  auto received = co_await std::move(task);
  if (!check("receive a return", received, back.order->is_paid ? "" : "order_not_paid")) co_return;
  if (!received->value.refund) {
    ADD_FAILURE() << "a return that was received gives nothing back: " << back.id.str();
    co_return;
  }
  known_refunds_.insert(received->value.refund->refund_id);
  model_.receive_back(back, restock, received->value.refund->refund_id);
  for (const auto& [id, units] : back.units) {
    for (const auto& line : back.order->lines) {
      if (line.id == id && restock) restocked_[line.sku] += units;
    }
  }
  if (dice(6) != 0) co_return;
  auto again = parts.returns.receive(command, back.id, restock, once);
  auto repeated = co_await std::move(again);
  if (check("receive a return again", repeated, "")) {
    EXPECT_TRUE(repeated->replayed);
  }
}

Task<> ModelRun::open_payment_of(model::Group& group) {
  const auto now = db.clock.now();
  const auto due = model_.due_of(group);
  bool only_on_credit = true;
  for (const auto* order : group.orders) {
    if (order->state != OrderState::cancelled && !order->is_paid && !order->packed) only_on_credit = false;
  }
  const auto* expected = due <= Money()                           ? "nothing_to_pay"
                         : !only_on_credit && group.due_at <= now ? "payment_overdue"
                                                                  : "";
  const auto command = by(group.buyer);
  auto task = parts.payments.open(command, {group.id, group.channel}, key());
  auto opened = co_await std::move(task);
  if (!check("open a payment", opened, expected)) co_return;
  const auto& view = opened->value;
  EXPECT_EQ(view.amount, due);
  if (const auto* known = model_.reusable(group, group.channel, now)) {
    EXPECT_EQ(view.payment_id, known->id);
    co_return;
  }
  model_.close_payments(group);
  auto& payment = model_.payments.emplace_back();
  payment.id = view.payment_id;
  payment.group = &group;
  payment.channel = group.channel;
  payment.number = view.bank_transfer ? view.bank_transfer->reference_code : view.payment_id.str();
  payment.amount = due;
  payment.expires_at = view.expires_at;
  group.payments.push_back(&payment);
}

}  // namespace shanhai::orders
