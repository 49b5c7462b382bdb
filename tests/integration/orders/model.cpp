#include "tests/integration/orders/model.hpp"

#include <algorithm>

namespace shanhai::orders::model {
namespace {

// More of a line than is left of it.
bool goes_beyond(const Order& order, const LineUnits& units) {
  return std::any_of(units.begin(), units.end(),
                     [&](const auto& wanted) { return wanted.second > order.line(wanted.first).left(); });
}

}  // namespace

bool is_past(const Lot& lot, Date today) {
  return lot.best_before && std::chrono::sys_days(*lot.best_before) < std::chrono::sys_days(today);
}

void Lot::look(Date today) {
  if (!is_past(*this, today)) return;
  expired += on_hand;
  on_hand = 0;
}

Account receivable(PaymentChannel channel) {
  switch (channel) {
    case PaymentChannel::alipay:
      return Account::alipay_receivable;
    case PaymentChannel::bank_transfer:
      return Account::bank_receivable;
    default:
      return Account::channel_receivable;
  }
}

std::int64_t Shelf::on_hand() const {
  auto out = promised;
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

std::map<SkuId, std::int64_t> Order::units(const LineUnits& of) const {
  std::map<SkuId, std::int64_t> out;
  for (const auto& [id, count] : of) out[line(id).sku] += count;
  return out;
}

LineUnits Order::left() const {
  LineUnits out;
  for (const auto& line : lines) {
    if (line.left() > 0) out.emplace_back(line.id, line.left());
  }
  return out;
}

bool Order::in_one_place(const LineUnits& of) const {
  return std::all_of(of.begin(), of.end(),
                     [&](const auto& part) { return line(part.first).delivery == line(of.front().first).delivery; });
}

bool Order::is_open_to_packing() const {
  return state == OrderState::paid || state == OrderState::partly_shipped || (state == OrderState::placed && on_credit);
}

Line& Order::line(OrderLineId id) {
  return *std::find_if(lines.begin(), lines.end(), [&](const Line& row) { return row.id == id; });
}

const Line& Order::line(OrderLineId id) const {
  return *std::find_if(lines.begin(), lines.end(), [&](const Line& row) { return row.id == id; });
}

Group& Model::place(const CheckoutReceipt& receipt, const auth::Principal& buyer, PaymentChannel channel,
                    bool on_credit, std::vector<std::string> places) {
  auto& group = groups.emplace_back();
  group.id = receipt.order_group_id;
  group.buyer = buyer;
  group.channel = channel;
  group.due_at = receipt.payment_due_at;
  group.places = std::move(places);
  for (const auto& placed : receipt.orders) {
    auto& order = orders.emplace_back();
    order.id = placed.order_id;
    order.group = &group;
    order.supplier = placed.supplier_id;
    order.on_credit = on_credit;
    order.total = placed.total;
    order.freight = placed.freight;
    for (const auto& line : placed.lines) {
      const Money fee((line.amount * policy_.fee_basis_points).fen() / 10'000);
      auto& made = order.lines.emplace_back();
      made.id = line.line_id;
      made.sku = line.sku_id;
      made.delivery = line.address_index;
      made.quantity = line.quantity;
      made.amount = line.amount;
      made.fee = fee;
    }
    for (const auto& [sku, units] : order.units()) shelf(sku).reserved += units;
    group.orders.push_back(&order);
    take_scarce(order);
  }
  return group;
}

std::string Model::may_end(const Order& order) const {
  const bool any =
      std::any_of(order.lines.begin(), order.lines.end(), [](const Line& line) { return line.packed > 0; });
  return order.state == OrderState::placed && !any ? "" : "order_state";
}

std::string Model::may_pack(const Order& order, const LineUnits& units, bool named) {
  if (!order.is_open_to_packing()) return "order_state";
  for (const auto& [id, count] : units) {  // the first that is wrong is told
    if (named && is_held(order.line(id))) return "presale_not_shippable";
    if (count > order.line(id).left()) return "more_than_left";
  }
  if (units.empty()) return order.left().empty() ? "order_state" : "presale_not_shippable";
  for (const auto& [sku, count] : order.units(units)) {
    if (shelf(sku).packable(today()) < count) return "insufficient_lot_stock";
  }
  return "";
}

std::string Model::may_unpack(const Order& order, ParcelId parcel) const {
  return std::find(order.parcels.begin(), order.parcels.end(), parcel) == order.parcels.end() ? "parcel_shipped" : "";
}

std::string Model::may_decline(const Order& order, const LineUnits& units) const {
  if (!order.is_open_to_packing()) return "order_state";
  if (goes_beyond(order, units)) return "more_than_left";
  return units.empty() ? "order_state" : "";
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

void Model::end(Order& order, Instant now, bool expired) {
  order.state = OrderState::cancelled;
  order.cancelled_at = now;
  order.expired = expired;
  for (const auto& [sku, units] : order.units(order.left())) shelf(sku).reserved -= units;
  give_back(order, order.left());
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
      if (may_end(*order).empty() && !order->packed) end(*order, now, true);
    }
    group.open = false;
  }
}

Money Model::due_of(const Group& group) const {
  Money out;
  for (const auto* order : group.orders) {
    if (order->state != OrderState::cancelled && !order->is_paid) out += order->due();
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
  if (order.forgone > Money()) return false;
  std::vector<Bought> wanted;
  for (const auto& line : order.lines) {
    const auto* sale = shelf(line.sku).sale;
    if (sale && sale != line.sale) return false;  // nobody said that they would wait for that one
    wanted.push_back({line.sku, line.quantity, order.group->places.at(static_cast<std::size_t>(line.delivery))});
  }
  for (const auto& [sku, units] : order.units()) {
    const auto& at = shelf(sku);
    if (!at.for_sale || at.sellable() < units) return false;
    if (at.sale && (now >= at.sale->ends_at || at.sale->left() < units)) return false;
  }
  return !exceeds(counted(wanted, name_of_buyer(order.group->buyer)));
}

void Model::pay(Order& order, Payment& payment) {
  const auto due = order.due();
  post(Account::buyer_deposits, {}, due);
  post(order.accepted ? Account::trade_receivable : Account::order_escrow, {}, -due);
  order.paid += due;
  order.is_paid = true;
  order.paid_by = &payment;
  if (order.state == OrderState::placed) order.state = OrderState::paid;
  payment.unapplied -= due;
  settle_unpaid(order);
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
      const auto due = order->due();
      ++unpaid;
      if (due > rest) continue;
      rest -= due;
      if (!expired) {
        pay(*order, payment);
        --unpaid;
      } else if (may_revive(*order)) {
        order->replaced = true;
        for (const auto& [sku, units] : order->units()) shelf(sku).reserved += units;
        if (auto* again = found.revive(*order)) {
          take_scarce(*again);
          pay(*again, payment);
        }
      } else {
        late += due;
      }
    }
  }
  if (rest + late > Money()) give_back(payment, rest + late, found.refund(rest + late));
  if (unpaid == 0) group.open = false;
}

void Model::expire_lots(Date today) {
  for (auto& [sku, shelf] : shelves) {
    for (auto& [id, lot] : shelf.lots) lot.look(today);
  }
}

void Model::bind(Order& order, const PackedParcelView& parcel) {
  auto& lots = order.parcel_lots[parcel.parcel_id];
  for (const auto& packed : parcel.lines) {
    auto& line = *std::find_if(order.lines.begin(), order.lines.end(),
                               [&](const Line& row) { return row.id == packed.line_id; });
    for (const auto& bound : packed.lots) {
      auto& lot = shelf(line.sku).lots.at(bound.lot_id);
      lots.insert(bound.lot_id);
      lot.on_hand -= bound.quantity;
      lot.bound += bound.quantity;
      shelf(line.sku).reserved -= bound.quantity;
      line.lots.push_back({parcel.parcel_id, bound.lot_id, bound.quantity});
    }
  }
}

void Model::pack(Order& order, const PackingList& list) {
  order.packed = true;
  for (const auto& parcel : list.parcels) {
    if (order.parcel_lots.contains(parcel.parcel_id)) continue;
    order.parcels.push_back(parcel.parcel_id);
    bind(order, parcel);
    for (auto& line : order.lines) {
      for (const auto& bound : line.lots) line.packed += bound.parcel == parcel.parcel_id ? bound.quantity : 0;
    }
  }
}

void Model::unpack(Order& order, ParcelId parcel) {
  bool empty = true;
  for (auto& line : order.lines) {
    for (const auto& bound : line.lots) {
      if (bound.parcel != parcel) continue;
      auto& lot = shelf(line.sku).lots.at(bound.lot);
      lot.bound -= bound.quantity;
      (lot.recalled ? lot.blocked : lot.on_hand) += bound.quantity;
      shelf(line.sku).reserved += bound.quantity;
      line.packed -= bound.quantity;
    }
    std::erase_if(line.lots, [&](const BoundLot& bound) { return bound.parcel == parcel; });
    empty = empty && line.packed == 0;
  }
  std::erase(order.parcels, parcel);
  order.parcel_lots.erase(parcel);
  if (empty && order.is_paid) order.packed = false;
}

void Model::close_shipping(Order& order) {
  const bool some = order.parcel_lots.size() > order.parcels.size();
  if (!some) return;
  order.since = now;
  order.state = order.parcels.empty() && order.left().empty() ? OrderState::shipped : OrderState::partly_shipped;
}

void Model::ship(Order& order, std::size_t parcels) {
  order.parcels.erase(order.parcels.begin(), order.parcels.begin() + static_cast<std::ptrdiff_t>(parcels));
  close_shipping(order);
}

}  // namespace shanhai::orders::model
