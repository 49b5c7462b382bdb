// From acceptance on: what goes back, what is replaced, and what suppliers get.
#include <algorithm>
#include <tuple>

#include "tests/integration/orders/model.hpp"

namespace shanhai::orders::model {
namespace {

// floor(fee * kept / goods), of goods alone
Money share_of_fee(const Order& order, Money kept) {
  return Money(static_cast<std::int64_t>(static_cast<__int128>(order.fee().fen()) * kept.fen() / order.goods().fen()));
}

Line& line_of(Order& order, OrderLineId id) {
  return *std::find_if(order.lines.begin(), order.lines.end(), [&](const Line& line) { return line.id == id; });
}

}  // namespace

// The last units take what rounding left.
Money share_of(const Line& line, std::int64_t units) {
  if (line.returned + units == line.quantity) return line.amount - line.returned_amount;
  return Money((line.amount * units).fen() / line.quantity);
}

Money Return::amount() const {
  Money out;
  for (const auto& part : amounts) out += part;
  return out;
}

void Model::accept(Order& order, Instant now) {
  order.state = OrderState::accepted;
  order.accepted = true;
  if (!order.return_until) order.return_until = end_of_window(now, policy_.return_days);
  if (!order.quality_until) order.quality_until = end_of_window(now, policy_.quality_days);
  const auto fee = share_of_fee(order, order.kept_goods());
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

// With the last of the goods goes what their carriage cost, unless the buyer only changed their mind.
Refund& Model::promise(Order& order, RefundId id, std::vector<std::pair<OrderLineId, Money>> lines,
                       bool keeps_freight) {
  Money goods;
  for (const auto& [line, part] : lines) goods += part;
  const auto kept = order.kept_goods();
  const auto fee = order.accepted ? share_of_fee(order, kept) - share_of_fee(order, kept - goods) : Money();
  auto amount = goods;
  if (!keeps_freight && kept == goods) {
    amount += order.freight - order.freight_returned;
    order.freight_returned = order.freight;
  }
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

Refund& Model::decline(Order& order, const LineUnits& units, RefundId id) {
  std::vector<std::pair<OrderLineId, Money>> lines;
  for (const auto& [line_id, count] : units) {
    auto& line = line_of(order, line_id);
    const auto amount = share_of(line, count);
    take(line, count, amount);
    line.declined += count;
    lines.emplace_back(line_id, amount);
    shelf(line.sku).reserved -= count;
  }
  give_back(order, units);
  auto& out = promise(order, id, std::move(lines));
  close_shipping(order);
  return out;
}

void Model::forgo(Order& order, const LineUnits& units, Instant now) {
  close_payments(*order.group);
  auto left = order.left();
  std::int64_t rest = 0;
  for (const auto& [id, count] : left) rest += count;
  for (const auto& [id, count] : units) rest -= count;
  if (rest == 0 && may_end(order).empty()) return end(order, now, false);
  for (const auto& [id, count] : units) {
    auto& line = line_of(order, id);
    const auto amount = share_of(line, count);
    take(line, count, amount);
    line.declined += count;
    line.refunded += amount;
    order.refunded += amount;
    order.forgone += amount;
    shelf(line.sku).reserved -= count;
  }
  give_back(order, units);
  close_shipping(order);
}

void Model::take(Line& line, std::int64_t units, Money amount) {
  line.returned += units;
  line.returned_amount += amount;
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

Return& Model::request(Order& order, const ReturnBody& body, ReturnId id) {
  auto& out = returns.emplace_back();
  out.id = id;
  out.order = &order;
  out.kind = body.kind;
  out.remedy = body.remedy.value_or(ReturnRemedy::refund);
  // Money for goods without a reason is the buyer's right: nobody is asked.
  if (out.kind == ReturnKind::no_reason && out.remedy == ReturnRemedy::refund) out.state = ReturnState::approved;
  ++order.open_returns;
  for (const auto& wanted : body.lines) {
    auto& line = line_of(order, wanted.line_id);
    const auto amount = share_of(line, wanted.quantity.value());
    take(line, wanted.quantity.value(), amount);
    out.units.emplace_back(line.id, wanted.quantity.value());
    out.amounts.push_back(amount);
  }
  return out;
}

void Model::approve(Return& asked) {
  if (asked.state == ReturnState::approved) return;
  asked.state = ReturnState::approved;
  if (asked.remedy == ReturnRemedy::exchange) reserve(asked);
}

// What a presale promises is not for exchanges.
bool Model::may_reserve(const Return& asked) {
  const auto units = asked.order->units(asked.units);
  return std::all_of(units.begin(), units.end(), [&](const auto& part) {
    const auto& at = shelf(part.first);
    return !at.sale && at.sellable() >= part.second;
  });
}

// Or the money goes back.
void Model::reserve(Return& asked) {
  if (asked.reserved) return;
  asked.reserved = may_reserve(asked);
  if (!asked.reserved) asked.remedy = ReturnRemedy::refund;
  for (const auto& [sku, count] : asked.order->units(asked.units)) shelf(sku).reserved += asked.reserved ? count : 0;
}

void Model::release(Return& asked) {
  if (!asked.reserved) return;
  for (const auto& [sku, count] : asked.order->units(asked.units)) shelf(sku).reserved -= count;
  asked.reserved = false;
}

void Model::free(Return& asked) {
  for (std::size_t i = 0; i < asked.units.size(); ++i) {
    take(line_of(*asked.order, asked.units[i].first), -asked.units[i].second, -asked.amounts[i]);
  }
}

void Model::end(Return& asked, ReturnState state) {
  asked.state = state;
  --asked.order->open_returns;
  release(asked);
  free(asked);
}

Refund& Model::pay(Return& back, RefundId id) {
  --back.order->open_returns;
  std::vector<std::pair<OrderLineId, Money>> lines;
  for (std::size_t i = 0; i < back.units.size(); ++i) lines.emplace_back(back.units[i].first, back.amounts[i]);
  return promise(*back.order, id, std::move(lines), back.kind == ReturnKind::no_reason);
}

Refund& Model::refund_without_goods(Return& asked, RefundId id) {
  asked.state = ReturnState::refunded;
  release(asked);
  return pay(asked, id);
}

// Whose lots the units are taken from, one entry for each unit: those of the parcel packed first.
std::vector<std::pair<Line*, BoundLot*>> Model::parts_of(Order& order, const LineUnits& units) {
  std::vector<std::pair<Line*, BoundLot*>> out;
  for (const auto& [id, count] : units) {
    auto& line = line_of(order, id);
    auto left = count;
    std::sort(line.lots.begin(), line.lots.end(), [](const BoundLot& a, const BoundLot& b) {
      return std::tie(a.parcel, a.lot) < std::tie(b.parcel, b.lot);
    });
    for (auto& bound : line.lots) {
      for (auto free = std::min(left, bound.out()); free > 0; --free, --left) out.emplace_back(&line, &bound);
    }
  }
  return out;
}

std::string Model::may_receive(const Return& back, bool restock, Date today) {
  if (back.remedy == ReturnRemedy::refund && !back.order->is_paid) return "order_not_paid";
  for (const auto& [line, bound] : parts_of(*back.order, back.units)) {
    if (restock && is_past(shelf(line->sku).lots.at(bound->lot), today)) return "lot_past_best_before";
  }
  return "";
}

Refund* Model::receive_back(Return& back, bool restock, RefundId id) {
  back.at_hand = back.sorted = true;
  for (const auto& [line, bound] : parts_of(*back.order, back.units)) {
    ++(restock ? bound->restocked : bound->scrapped);
    if (!restock) continue;
    auto& lot = shelf(line->sku).lots.at(bound->lot);
    --lot.bound;
    ++(lot.recalled ? lot.blocked : lot.on_hand);
  }
  back.state = back.remedy == ReturnRemedy::exchange ? ReturnState::exchanging : ReturnState::received;
  return back.state == ReturnState::received ? &pay(back, id) : nullptr;
}

bool Model::may_replace(const Return& asked, Date today) {
  const auto units = asked.order->units(asked.units);
  return std::all_of(units.begin(), units.end(),
                     [&](const auto& part) { return shelf(part.first).packable(today) >= part.second; });
}

void Model::replace(Return& asked, const PackingList& list) {
  asked.state = ReturnState::exchanged;
  asked.reserved = false;  // what was reserved is bound now
  --asked.order->open_returns;
  free(asked);
  for (const auto& parcel : list.parcels) {
    if (!asked.order->parcel_lots.contains(parcel.parcel_id)) bind(*asked.order, parcel);
  }
}

Refund& Model::pay_instead(Return& asked, RefundId id) {
  asked.state = ReturnState::received;
  asked.remedy = ReturnRemedy::refund;
  release(asked);
  return pay(asked, id);
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

Money Model::payable(OrganisationId supplier) const {
  const auto out = -balance(Account::supplier_payable, supplier);
  return accounts.contains(supplier) && out >= policy_.payout_minimum ? out : Money();
}

Payout& Model::pay_out(OrganisationId supplier, PayoutId id) {
  const auto amount = payable(supplier);
  post(Account::supplier_payable, supplier, amount);
  post(Account::payouts_in_flight, {}, -amount);
  return payouts.emplace_back(Payout{id, supplier, accounts.at(supplier), amount});
}

void Model::confirm(Payout& payout) {
  post(Account::payouts_in_flight, {}, payout.amount);
  post(Account::payout_bank, {}, -payout.amount);
  payout.state = PayoutState::paid;
}

void Model::fail(Payout& payout, PayoutFailure failure) {
  post(payout.state == PayoutState::paid ? Account::payout_bank : Account::payouts_in_flight, {}, payout.amount);
  post(Account::supplier_payable, payout.supplier, -payout.amount);
  payout.state = PayoutState::failed;
  const bool of_account = failure == PayoutFailure::account_invalid || failure == PayoutFailure::name_mismatch;
  const auto used = accounts.find(payout.supplier);
  if (of_account && used != accounts.end() && used->second == payout.account) accounts.erase(used);
}

Money Model::balance(Account account, OrganisationId owner) const {
  const auto found = ledger.find({account, owner});
  return found == ledger.end() ? Money() : found->second;
}

}  // namespace shanhai::orders::model
