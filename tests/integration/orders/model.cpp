#include "tests/integration/orders/model.hpp"

#include <algorithm>

namespace shanhai::orders::model {
namespace {

bool is_past(const Lot& lot, Date today) {
  return lot.best_before && std::chrono::sys_days(*lot.best_before) < std::chrono::sys_days(today);
}

// floor(fee * kept / total)
Money share_of_fee(const Order& order, Money kept) {
  return Money(static_cast<std::int64_t>(static_cast<__int128>(order.fee().fen()) * kept.fen() / order.total.fen()));
}

Line& line_of(Order& order, OrderLineId id) {
  return *std::find_if(order.lines.begin(), order.lines.end(), [&](const Line& line) { return line.id == id; });
}

}  // namespace

Account receivable(PaymentChannel channel) {
  return channel == PaymentChannel::bank_transfer ? Account::bank_receivable : Account::channel_receivable;
}

std::int64_t Shelf::on_hand() const {
  std::int64_t out = 0;
  for (const auto& [id, lot] : lots) out += lot.on_hand;
  return out;
}

std::int64_t Shelf::packable(Date today) const {
  std::int64_t out = 0;
  for (const auto& [id, lot] : lots) out += is_past(lot, today) ? 0 : lot.on_hand;
  return out;
}

Money Order::fee() const {
  Money out;
  for (const auto& line : lines) out += line.fee;
  return out;
}

std::map<SkuId, std::int64_t> Order::units() const {
  std::map<SkuId, std::int64_t> out;
  for (const auto& line : lines) out[line.sku] += line.quantity;
  return out;
}

Money Return::amount() const {
  Money out;
  for (const auto& part : amounts) out += part;
  return out;
}

Group& Model::place(const CheckoutReceipt& receipt, const auth::Principal& buyer, PaymentChannel channel,
                    bool on_credit) {
  auto& group = groups.emplace_back();
  group.id = receipt.order_group_id;
  group.buyer = buyer;
  group.channel = channel;
  group.due_at = receipt.payment_due_at;
  for (const auto& placed : receipt.orders) {
    auto& order = orders.emplace_back();
    order.id = placed.order_id;
    order.group = &group;
    order.supplier = placed.supplier_id;
    order.on_credit = on_credit;
    order.total = placed.total;
    for (const auto& line : placed.lines) {
      const Money fee((line.amount * policy_.fee_basis_points).fen() / 10'000);
      order.lines.push_back({line.line_id, line.sku_id, line.quantity, line.amount, fee});
    }
    for (const auto& [sku, units] : order.units()) shelf(sku).reserved += units;
    group.orders.push_back(&order);
  }
  return group;
}

std::string Model::may_end(const Order& order) const {
  return order.state == OrderState::placed && !order.packed ? "" : "order_state";
}

std::string Model::may_pack(const Order& order, Date today) {
  const bool ready = order.state == OrderState::paid || order.state == OrderState::partly_shipped ||
                     (order.state == OrderState::placed && order.on_credit);
  if (!ready || order.packed || order.declined) return "order_state";
  for (const auto& [sku, units] : order.units()) {
    if (shelf(sku).packable(today) < units) return "insufficient_lot_stock";
  }
  return "";
}

// What was recalled after it was packed stays where it is.
std::string Model::may_ship(const Order& order, std::size_t parcels) {
  for (std::size_t i = 0; i < parcels; ++i) {
    for (const auto& lot : order.parcel_lots.at(order.parcels[i])) {
      for (const auto& line : order.lines) {
        const auto& lots = shelf(line.sku).lots;
        const auto found = lots.find(lot);
        if (found != lots.end() && found->second.recalled) return "lot_recalled";
      }
    }
  }
  return "";
}

std::string Model::may_return(const Order& order, const ReturnBody& body, Instant now) const {
  const bool may_wait = order.on_credit && body.kind == ReturnKind::quality;  // for its money
  if (!order.is_paid && !may_wait) return "order_not_paid";
  const bool arrived = order.state == OrderState::delivered || order.state == OrderState::accepted ||
                       order.state == OrderState::completed;
  if (!arrived) return "order_state";
  const auto& until = body.kind == ReturnKind::quality ? order.quality_until : order.return_until;
  if (!until || now >= *until) return "return_window_over";
  for (const auto& wanted : body.lines) {
    const auto line =
        std::find_if(order.lines.begin(), order.lines.end(), [&](const Line& row) { return row.id == wanted.line_id; });
    if (line->returned + wanted.quantity.value() > line->quantity) return "more_than_bought";
  }
  return "";
}

void Model::end(Order& order, Instant now, bool expired) {
  order.state = OrderState::cancelled;
  order.cancelled_at = now;
  order.expired = expired;
  for (const auto& [sku, units] : order.units()) shelf(sku).reserved -= units;
}

void Model::close_payments(Group& group) {
  for (auto* payment : group.payments) {
    if (payment->state == PaymentState::awaiting) payment->state = PaymentState::closed;
  }
}

void Model::expire(Instant now) {
  for (auto& group : groups) {
    if (!group.open || group.due_at > now) continue;
    close_payments(group);
    for (auto* order : group.orders) {
      if (may_end(*order).empty()) end(*order, now, true);
    }
    group.open = false;
  }
}

Money Model::due_of(const Group& group) const {
  Money out;
  for (const auto* order : group.orders) {
    if (order->state != OrderState::cancelled && !order->is_paid) out += order->total - order->paid;
  }
  return out;
}

Payment* Model::reusable(const Group& group, PaymentChannel channel, Instant now) const {
  for (auto* payment : group.payments) {
    if (payment->state == PaymentState::awaiting && payment->channel == channel && payment->amount == due_of(group) &&
        payment->expires_at > now) {
      return payment;
    }
  }
  return nullptr;
}

bool Model::may_revive(const Order& order) {
  for (const auto& [sku, units] : order.units()) {
    if (!shelf(sku).for_sale || shelf(sku).sellable() < units) return false;
  }
  return true;
}

void Model::pay(Order& order, Payment& payment) {
  const auto due = order.total - order.paid;
  post(Account::buyer_deposits, {}, due);
  post(order.accepted ? Account::trade_receivable : Account::order_escrow, {}, -due);
  order.paid += due;
  order.is_paid = true;
  order.paid_by = &payment;
  if (order.state == OrderState::placed) order.state = OrderState::paid;
  payment.unapplied -= due;
}

void Model::receive(Payment& payment, Money amount, const Found& found) {
  post(receivable(payment.channel), {}, amount);
  post(Account::buyer_deposits, {}, -amount);
  payment.received += amount;
  payment.unapplied += amount;
  payment.phone_paid = false;
  if (payment.state == PaymentState::paid || payment.unapplied < payment.amount) return;
  payment.state = PaymentState::paid;
  auto rest = payment.amount, late = Money();
  std::size_t unpaid = 0;
  auto& group = *payment.group;
  auto before = group.orders;
  std::sort(before.begin(), before.end(), [](const Order* a, const Order* b) { return a->id < b->id; });
  for (const bool expired : {false, true}) {
    for (auto* order : before) {
      if (order->is_paid || order->replaced || order->expired != expired) continue;
      if (order->state == OrderState::cancelled && !expired) continue;
      const auto due = order->total - order->paid;
      ++unpaid;
      if (due > rest) continue;
      rest -= due;
      if (!expired) {
        pay(*order, payment);
        --unpaid;
      } else if (may_revive(*order)) {
        order->replaced = true;
        for (const auto& [sku, units] : order->units()) shelf(sku).reserved += units;
        if (auto* again = found.revive(*order)) pay(*again, payment);
      } else {
        late += due;
      }
    }
  }
  if (rest + late > Money()) give_back(payment, rest + late, found.refund(rest + late));
  if (unpaid == 0) group.open = false;
}

void Model::pack(Order& order, const PackingList& list) {
  order.packed = true;
  for (const auto& parcel : list.parcels) {
    order.parcels.push_back(parcel.parcel_id);
    for (const auto& packed : parcel.lines) {
      auto& line = line_of(order, packed.line_id);
      for (const auto& bound : packed.lots) {
        auto& lot = shelf(line.sku).lots.at(bound.lot_id);
        order.parcel_lots[parcel.parcel_id].insert(bound.lot_id);
        lot.on_hand -= bound.quantity;
        lot.bound += bound.quantity;
        line.lots.push_back({bound.lot_id, bound.quantity});
      }
    }
  }
  for (const auto& [sku, units] : order.units()) shelf(sku).reserved -= units;
}

void Model::accept(Order& order, Instant now) {
  order.state = OrderState::accepted;
  order.accepted = true;
  if (!order.return_until) order.return_until = end_of_window(now, policy_.return_days);
  if (!order.quality_until) order.quality_until = end_of_window(now, policy_.quality_days);
  const auto fee = share_of_fee(order, order.kept());
  post(order.is_paid ? Account::order_escrow : Account::trade_receivable, {}, order.kept());
  post(Account::platform_fees, {}, -fee);
  post(Account::supplier_accrued, order.supplier, fee - order.kept());
  order.accrued = order.kept() - fee;
}

void Model::complete(Instant now) {
  for (auto& order : orders) {
    const bool over = order.state == OrderState::accepted && order.is_paid && *order.return_until <= now;
    if (!over || order.open_returns > 0) continue;
    order.state = OrderState::completed;
    order.completed = true;
    post(Account::supplier_accrued, order.supplier, order.accrued);
    post(Account::supplier_payable, order.supplier, -order.accrued);
  }
}

Refund& Model::add_refund(Payment& payment, Order* order, RefundId id, Money amount,
                          std::vector<std::pair<OrderLineId, Money>> lines) {
  const bool by_bank = payment.channel == PaymentChannel::bank_transfer;  // the operator pays it out
  auto& out = refunds.emplace_back();
  out.id = id;
  out.payment = &payment;
  out.order = order;
  out.state = by_bank ? RefundState::processing : RefundState::requested;
  out.amount = amount;
  out.lines = std::move(lines);
  payment.group->refunds.push_back(&out);
  return out;
}

Refund& Model::promise(Order& order, RefundId id, std::vector<std::pair<OrderLineId, Money>> lines) {
  Money amount;
  for (const auto& [line, part] : lines) amount += part;
  const auto fee =
      order.accepted ? share_of_fee(order, order.kept()) - share_of_fee(order, order.kept() - amount) : Money();
  const auto source = order.completed  ? Account::supplier_payable
                      : order.accepted ? Account::supplier_accrued
                                       : Account::order_escrow;
  post(source, order.accepted ? order.supplier : OrganisationId(), amount - fee);
  post(Account::platform_fees, {}, fee);
  post(Account::refunds_in_flight, {}, -amount);
  order.accrued -= order.accepted ? amount - fee : Money();
  order.refunding += amount;
  return add_refund(*order.paid_by, &order, id, amount, std::move(lines));
}

Refund& Model::decline(Order& order, RefundId id) {
  order.declined = true;
  std::vector<std::pair<OrderLineId, Money>> lines;
  for (auto& line : order.lines) {
    line.returned = line.quantity;
    line.returned_amount = line.amount;
    lines.emplace_back(line.id, line.amount);
  }
  for (const auto& [sku, units] : order.units()) shelf(sku).reserved -= units;
  return promise(order, id, std::move(lines));
}

Return& Model::request(Order& order, const ReturnBody& body, ReturnId id) {
  auto& out = returns.emplace_back();
  out.id = id;
  out.order = &order;
  // Without a reason it is the buyer's right: nobody is asked.
  if (body.kind == ReturnKind::no_reason) out.state = ReturnState::approved;
  if (body.kind == ReturnKind::no_reason) out.state = ReturnState::approved;  // nobody is asked
  ++order.open_returns;
  for (const auto& wanted : body.lines) {
    auto& line = line_of(order, wanted.line_id);
    const auto units = wanted.quantity.value();
    const bool last = line.returned + units == line.quantity;
    const auto amount = last ? line.amount - line.returned_amount : Money((line.amount * units).fen() / line.quantity);
    line.returned += units;
    line.returned_amount += amount;
    out.units.emplace_back(line.id, units);
    out.amounts.push_back(amount);
  }
  return out;
}

void Model::refuse(Return& asked) {
  asked.state = ReturnState::refused;
  --asked.order->open_returns;
  for (std::size_t i = 0; i < asked.units.size(); ++i) {
    auto& line = line_of(*asked.order, asked.units[i].first);
    line.returned -= asked.units[i].second;
    line.returned_amount -= asked.amounts[i];
  }
}

Refund& Model::receive_back(Return& back, bool put_back, RefundId id) {
  back.state = ReturnState::received;
  --back.order->open_returns;
  std::vector<std::pair<OrderLineId, Money>> lines;
  for (std::size_t i = 0; i < back.units.size(); ++i) lines.emplace_back(back.units[i].first, back.amounts[i]);
  if (put_back) restock(*back.order, back);
  return promise(*back.order, id, std::move(lines));
}

void Model::restock(Order& order, const Return& back) {
  for (const auto& [id, units] : back.units) {
    auto& line = line_of(order, id);
    auto left = units;
    // Parcels list their lots in key order.
    std::sort(line.lots.begin(), line.lots.end(), [](const BoundLot& a, const BoundLot& b) { return a.lot < b.lot; });
    for (auto& bound : line.lots) {
      const auto taken = std::min(left, bound.quantity - bound.restocked);
      bound.restocked += taken;
      left -= taken;
      auto& lot = shelf(line.sku).lots.at(bound.lot);
      lot.bound -= taken;
      (lot.recalled ? lot.blocked : lot.on_hand) += taken;
    }
  }
}

void Model::refund_paid(Refund& refund) {
  refund.state = RefundState::succeeded;
  post(Account::refunds_in_flight, {}, refund.amount);
  post(receivable(refund.payment->channel), {}, -refund.amount);
  if (!refund.order) return;
  auto& order = *refund.order;
  order.refunding -= refund.amount;
  order.refunded += refund.amount;
  for (const auto& [id, amount] : refund.lines) line_of(order, id).refunded += amount;
  if (order.refunded == order.total) order.state = OrderState::refunded;
}

Refund& Model::give_back(Payment& payment, Money amount, RefundId id) {
  post(Account::buyer_deposits, {}, amount);
  post(Account::refunds_in_flight, {}, -amount);
  payment.unapplied -= amount;
  return add_refund(payment, nullptr, id, amount, {});
}

void Model::recall(Lot& lot) {
  if (lot.recalled) return;
  lot.recalled = true;
  lot.blocked += lot.on_hand;
  lot.on_hand = 0;
}

Money Model::balance(Account account, OrganisationId owner) const {
  const auto found = ledger.find({account, owner});
  return found == ledger.end() ? Money() : found->second;
}

}  // namespace shanhai::orders::model
