// What becomes of goods that come back.
#include "services/orders/returns/steps.hpp"
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {

// What waits to replace goods is held for somebody, as what is sold.
void ModelRun::count_reserved(const model::Return& asked, bool before) {
  if (asked.reserved == before) return;
  for (const auto& [sku, count] : asked.order->units(asked.units)) restocked_[sku] += before ? count : -count;
}

Task<> ModelRun::request_return(model::Order& order) {
  ReturnBody body;
  body.order_id = order.id;
  // What was bought on credit may be claimed before it is paid; the model waits until it is.
  body.kind = order.is_paid && dice(3) == 0 ? ReturnKind::quality : ReturnKind::no_reason;
  body.reason = "买多了";
  if (dice(3) == 0) body.remedy = ReturnRemedy::exchange;
  for (const auto& line : order.lines) {
    if (!body.lines.empty() && dice(2) == 0) continue;
    const auto left = std::max<std::int64_t>(1, line.quantity - line.returned);
    const auto units = dice(12) == 0 ? left + 1 : static_cast<std::int64_t>(1 + dice(static_cast<std::uint64_t>(left)));
    body.lines.push_back({line.id, units});
  }
  auto expected = model_.may_return(order, body, db.clock.now());
  model::LineUnits wanted;
  for (const auto& line : body.lines) wanted.emplace_back(line.line_id, line.quantity.value());
  if (expected.empty() && body.remedy && !order.in_one_place(wanted)) expected = "several_addresses";
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
  const bool before = asked.reserved;
  approve ? model_.approve(asked) : model_.end(asked, ReturnState::refused);
  asked.refused_at = db.clock.now();
  count_reserved(asked, before);
  EXPECT_EQ(decided->remedy, asked.remedy) << asked.id.str();
}

Task<> ModelRun::withdraw_return(model::Return& asked) {
  const bool possible = asked.state == ReturnState::requested || asked.state == ReturnState::approved;
  const auto command = by(asked.order->group->buyer);
  auto task = parts.returns.step(command, asked.id, {}, orders::withdraw_return);
  auto withdrawn = co_await std::move(task);
  if (!check("withdraw a return", withdrawn, possible ? "" : "return_state")) co_return;
  const bool before = asked.reserved;
  model_.end(asked, ReturnState::withdrawn);
  count_reserved(asked, before);
}

Task<> ModelRun::send_back(model::Return& asked) {
  const auto command = by(asked.order->group->buyer);
  const Waybill waybill{"中通快递", "ZT1"};
  auto task = parts.returns.send(command, asked.id, waybill);
  auto sent = co_await std::move(task);
  if (check("send goods back", sent, "")) asked.state = ReturnState::sent;
}

Task<> ModelRun::note_arrival(model::Return& asked) {
  const auto command = by(seller(asked.order->supplier));
  auto task = parts.returns.step(command, asked.id, {}, orders::note_arrival);
  auto arrived = co_await std::move(task);
  if (!check("note that goods arrived", arrived, "")) co_return;
  asked.state = ReturnState::arrived;
  asked.at_hand = true;
}

Task<> ModelRun::refund_without_goods(model::Return& asked) {
  const auto command = by(seller(asked.order->supplier));
  auto task = parts.returns.refund(command, asked.id, "不用退货", key());
  auto refunded = co_await std::move(task);
  if (!check("refund without the goods", refunded, asked.order->is_paid ? "" : "order_not_paid")) co_return;
  const bool before = asked.reserved;
  const auto id = refunded->value.refund.value().refund_id;
  known_refunds_.insert(id);
  model_.refund_without_goods(asked, id);
  count_reserved(asked, before);
}

Task<> ModelRun::receive_return(model::Return& back, bool restock) {
  const auto expected = model_.may_receive(back, restock, china_date(db.clock.now()));
  const auto command = by(seller(back.order->supplier));
  const auto once = key();
  auto task = parts.returns.receive(command, back.id, restock, once);
  auto received = co_await std::move(task);
  if (!check("receive a return", received, expected)) co_return;
  const auto& refund = received->value.refund;
  EXPECT_EQ(refund.has_value(), back.remedy == ReturnRemedy::refund) << back.id.str();
  if (refund.has_value() != (back.remedy == ReturnRemedy::refund)) co_return;
  if (refund) known_refunds_.insert(refund->refund_id);
  model_.receive_back(back, restock, refund ? refund->refund_id : RefundId());
  for (const auto& [sku, count] : back.order->units(back.units)) restocked_[sku] += restock ? count : 0;
  if (dice(6) != 0) co_return;
  auto again = parts.returns.receive(command, back.id, restock, once);
  auto repeated = co_await std::move(again);
  if (check("receive a return again", repeated, "")) {
    EXPECT_TRUE(repeated->replayed);
  }
}

// Where the goods are gone meanwhile, the money goes back.
Task<> ModelRun::ship_replacement(model::Return& asked) {
  const bool possible = model_.may_replace(asked, china_date(db.clock.now()));
  const auto supplier = seller(asked.order->supplier);
  const auto command = by(supplier);
  const Waybill waybill{"顺丰速运", "SF2"};
  auto task = parts.returns.ship(command, asked.id, waybill, key());
  auto shipped = co_await std::move(task);
  if (!check("ship a replacement", shipped, possible || asked.order->is_paid ? "" : "order_not_paid")) co_return;
  EXPECT_EQ(shipped->value.state, possible ? ReturnState::exchanged : ReturnState::received) << asked.id.str();
  if (!possible) {
    const bool before = asked.reserved;
    const auto id = shipped->value.refund.value().refund_id;
    known_refunds_.insert(id);
    model_.pay_instead(asked, id);
    count_reserved(asked, before);
    co_return;
  }
  auto reading = parts.fulfilment.packing_list(supplier, asked.order->id);
  auto list = co_await std::move(reading);
  model_.replace(asked, list.value());
}

}  // namespace shanhai::orders
