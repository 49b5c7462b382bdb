#include "tests/integration/orders/model_run.hpp"

#include <boost/asio/detached.hpp>

namespace shanhai::orders {
namespace {

constexpr int kSuppliers = 6, kProducts = 24, kCapped = 6, kCrops = 6, kPacks = 4, kRushed = 2, kUnits = 6,
              kRegulars = 16;
constexpr int kShelfChanges = 12, kPlacements = 160, kSteps = 320, kStepPhases = 2;
constexpr std::int64_t kFee = 250;

bool is_over(const model::Group& group) {
  return std::all_of(group.orders.begin(), group.orders.end(), [](const model::Order* order) {
    return order->state == OrderState::cancelled || order->state == OrderState::refunded ||
           order->state == OrderState::completed;
  });
}

}  // namespace

ModelRun::ModelRun() {
  context.policy.fee_basis_points = kFee;
  context.policy.transfer_days = 2;
  context.policy.auto_deliver_days = context.policy.auto_accept_days = 1;
  context.policy.refund_attempts = 1'000'000;  // the model gives up no refund
  for (int i = 0; i < kSuppliers; ++i) suppliers_.push_back(OrganisationId::make(db.clock, db.random));
  model_.now = db.clock.now();
  for (int i = 0; i < kProducts; ++i) add_product(suppliers_[static_cast<std::size_t>(i) % kSuppliers]);
  capped_.assign(skus_.begin(), skus_.begin() + kCapped);
  plain_.assign(skus_.begin() + kCapped, skus_.end());
  for (int i = 0; i < kCrops; ++i) add_crop(suppliers_[static_cast<std::size_t>(i) % kSuppliers]);
  for (int i = 0; i < kPacks; ++i) add_pack(suppliers_[static_cast<std::size_t>(i) % kSuppliers]);
  for (int i = 0; i < kRushed; ++i) add_rushed(suppliers_[static_cast<std::size_t>(i) % kSuppliers]);
  using Kind = identity::OrganisationKind;
  for (int i = 0; i < kUnits; ++i) {
    units_.push_back(unit(i % 3 == 0 ? Kind::budget_unit : i % 3 == 1 ? Kind::trade_union : Kind::enterprise));
    if (i % 3 == 0) on_credit_.insert(*units_.back().organisation);
  }
  for (int i = 0; i < kRegulars; ++i) regulars_.push_back({consumer(), {}});
}

void ModelRun::run_operations(std::int64_t count) {
  while (operations_ < count && !HasFailure()) {
    ++rounds_;
    change_shelves();
    place_many();
    for (int i = 0; i < kStepPhases && !HasFailure(); ++i) step_many();
    pass_time();
    if (rounds_ % 8 != 0) continue;
    expect_refunds();
    expect_ledger();
    expect_payouts();
    expect_carts();
  }
}

bool ModelRun::check_code(const char* what, std::string_view code, std::string_view expected) {
  EXPECT_EQ(code, expected) << what << ", after " << operations_ << " operations";
  if (!code.empty()) ++refusals_[std::string(code)];
  return code == expected && code.empty();
}

Task<> ModelRun::guarded(Task<> task) {
  try {
    co_await std::move(task);
  } catch (const std::exception& e) {
    ADD_FAILURE() << "an operation threw, after " << operations_ << " others: " << e.what();
  }
}

void ModelRun::spawn(Task<> task) {
  ++operations_;
  asio::co_spawn(phase_.get_executor(), guarded(std::move(task)), asio::detached);
}

void ModelRun::run_spawned() {
  phase_.restart();
  phase_.run();
}

bool ModelRun::claim(const Units& units, Use use) {
  const auto today = china_date(db.clock.now());
  for (const auto& [sku, count] : units) {
    const auto used = uses_.find(sku);
    if (used != uses_.end() && (used->second != use || use == Use::alone)) return false;
    if (use == Use::pack && packing_[sku] + count > model_.shelf(sku).packable(today)) return false;
  }
  for (const auto& [sku, count] : units) {
    uses_[sku] = use;
    if (use == Use::pack) packing_[sku] += count;
  }
  return true;
}

void ModelRun::change_shelves() {
  for (int i = 0; i < kShelfChanges; ++i) {
    ++operations_;
    auto& shelf = model_.shelf(one_of(skus_));
    const auto what = dice(100);
    if (what < 60) {
      receive_lot(shelf);
    } else if (what < 75) {
      repeat_transfer();
    } else if (what < 80) {
      recall_lot();
    } else if (what < 92) {
      change_price(shelf);
    } else {
      change_listing(shelf);
    }
  }
  for (int i = 0; i < 2; ++i) change_cap();
  if (dice(2) == 0) change_pack();
  if (dice(2) == 0) change_freight();
  tend_crops();
  tend_rushes();
  expect_shelves();
}

void ModelRun::place_many() {
  accepted_.clear();
  shortages_.clear();
  cap_refusals_.clear();
  left_before_.clear();
  counts_before_ = model_.counts;
  quiet_ = dice(2) == 0;
  for (auto& [sku, shelf] : model_.shelves) {
    sellable_before_[sku] = shelf.sellable();
    if (shelf.sale) left_before_[sku] = shelf.sale->left();
  }
  for (int i = 0; i < kPlacements; ++i) {
    const auto what = dice(100);
    auto attempt = what < 12 && !checkouts_.empty() ? repeat_attempt() : make_attempt();
    const int times = what >= 94 ? 3 : 1;
    auto together = std::make_shared<Together>(Together{times, 0, {}});
    for (int t = 0; t < times; ++t) spawn(place(attempt, together));
  }
  for (auto& regular : regulars_) use_cart(regular);
  joining_.clear();
  join_some();
  run_spawned();
  expect_shortages_true();
  expect_caps_kept();
  expect_shelves();
}

void ModelRun::step_many() {
  busy_.clear();
  uses_.clear();
  packing_.clear();
  std::map<SkuId, std::map<LotId, std::int64_t>> before;
  for (const auto& [sku, shelf] : model_.shelves) {
    for (const auto& [id, lot] : shelf.lots) before[sku][id] = lot.on_hand;
  }
  std::vector<model::Return*> open;
  for (auto& asked : model_.returns) {
    const bool refused = asked.state == ReturnState::refused && dice(10) == 0 &&
                         asked.refused_at + std::chrono::hours(24 * 9) > db.clock.now();
    if (refused || is_open(asked.state)) open.push_back(&asked);
  }
  const auto enough = operations_ + kSteps;
  for (int i = 0; i < 2 * kSteps && operations_ < enough && !living_.empty(); ++i) {
    if (dice(6) == 0 && !open.empty()) {
      auto& asked = *one_of(open);
      if (busy_.insert(asked.order->group).second) step_return(asked);
      continue;
    }
    const auto at = dice(living_.size());
    auto* group = living_[at];
    if (is_over(*group) && dice(4) == 0) {
      living_[at] = living_.back();
      living_.pop_back();
    }
    if (busy_.insert(group).second) step(*group);
  }
  run_spawned();
  expect_first_expired_first_out(before);
  expect_shelves();
  expect_touched();
}

void ModelRun::step(model::Group& group) {
  auto& order = *one_of(group.orders);
  const bool any_in_sale =
      std::any_of(order.lines.begin(), order.lines.end(), [](const model::Line& line) { return line.sale; });
  if (any_in_sale && dice(5) == 0) return try_leave(order);
  switch (order.state) {
    case OrderState::placed:
    case OrderState::cancelled:
      return step_unpaid(group, order);
    case OrderState::paid:
      return step_paid(group, order);
    default:
      return step_received(group, order);
  }
}

void ModelRun::step_unpaid(model::Group& group, model::Order& order) {
  const auto what = dice(100);
  if (order.packed) {
    if (what < 50 && !order.parcels.empty()) return spawn(ship(order));
    if (what < 74 && what >= 70 && claim(order.units(), Use::release)) return spawn(cancel(order));
    return what < 60   ? try_unpack(order)
           : what < 66 ? try_pack(order)
           : what < 70 ? try_decline(order)
                       : try_pay(group);
  }
  if (what < 25) return spawn(open_payment_of(group, choose_channel(group)));
  if (what < 80) return try_pay(group);
  if (what < 88) {
    if (claim(order.units(), Use::release)) spawn(cancel(order));
    return;
  }
  if (what < 90) return try_decline(order);
  if (what < 98) return try_pack(order);
  spawn(accept(order));
}

void ModelRun::step_paid(model::Group& group, model::Order& order) {
  const auto what = dice(100);
  if (what < 5) return try_pay(group);
  if (what < 8) {
    if (claim(order.units(), Use::release)) spawn(cancel(order));
    return;
  }
  if (what < 18) return try_decline(order);
  if (what < 24) return try_unpack(order);
  if (!order.parcels.empty() && what < 75) return spawn(ship(order));
  try_pack(order);
}

void ModelRun::step_received(model::Group& group, model::Order& order) {
  const auto what = dice(100);
  if (!order.is_paid && what < 40) return try_pay(group);
  switch (order.state) {
    case OrderState::partly_shipped:
      if (what < 45 && !order.parcels.empty()) return spawn(ship(order));
      if (what < 75) return try_pack(order);
      return what < 85 ? try_decline(order) : what < 95 ? try_unpack(order) : spawn(deliver(order));
    case OrderState::shipped:
      if (what < 3) return try_unpack(order);
      return what < 55 ? spawn(deliver(order)) : what < 80 ? spawn(accept(order)) : spawn(request_return(order));
    case OrderState::delivered:
      return what < 60 ? spawn(accept(order)) : what < 90 ? spawn(request_return(order)) : spawn(deliver(order));
    default:
      break;
  }
  if (what < 20) return spawn(rate(order));
  if (what < 70) return spawn(request_return(order));
  if (what < 75) return spawn(accept(order));
  if (what < 80) return try_pay(group);
  for (auto* payment : group.payments) {
    if (payment->channel == PaymentChannel::bank_transfer && payment->unapplied > Money()) {
      return spawn(give_back_rest(*payment));
    }
  }
  for (auto* refund : group.refunds) {
    if (refund->state == RefundState::requested) continue;
    const bool by_bank = refund->payment->channel == PaymentChannel::bank_transfer;
    return by_bank ? spawn(confirm_refund(*refund)) : spawn(refund_callback(*refund));
  }
}

void ModelRun::step_return(model::Return& asked) {
  const auto what = dice(100);
  const auto units = asked.order->units(asked.units);
  switch (asked.state) {
    case ReturnState::requested:
      if (what < 8) return spawn(withdraw_return(asked));
      if (what < 14) return spawn(refund_without_goods(asked));
      if (what < 35) return spawn(decide_return(asked, false));
      if (claim(units, Use::alone)) spawn(decide_return(asked, true));
      return;
    case ReturnState::approved:
      if (what < 10) return spawn(decide_return(asked, true));  // it is approved already
      if (what < 45 && what >= 24) return spawn(send_back(asked));
      if (what < 24) {
        if (claim(units, Use::release)) what < 18 ? spawn(withdraw_return(asked)) : spawn(refund_without_goods(asked));
        return;
      }
      break;
    case ReturnState::sent:
      if (what < 10) return spawn(withdraw_return(asked));
      if (what < 40) return spawn(note_arrival(asked));
      if (what < 50) return spawn(dispute_return(asked));
      break;
    case ReturnState::arrived:
      if (what < 15) return spawn(dispute_return(asked));
      break;
    case ReturnState::refused:
      return spawn(dispute_return(asked));
    case ReturnState::disputed:
      if (claim(units, Use::alone)) spawn(rule_return(asked));
      return;
    case ReturnState::exchanging:
      if (what < 15) return spawn(dispute_return(asked));
      if (claim(units, Use::alone)) spawn(ship_replacement(asked));
      return;
    default:
      break;
  }
  if (claim(units, Use::alone)) spawn(receive_return(asked, dice(2) == 0));
}

// Some lines of one address, some units of each; sometimes more than there are.
model::LineUnits ModelRun::some_of(const model::Order& order) {
  model::LineUnits out;
  for (const auto& [id, left] : order.left()) {
    const auto units = dice(15) == 0 ? left + 1 : static_cast<std::int64_t>(1 + dice(static_cast<std::uint64_t>(left)));
    out.emplace_back(id, units);
    if (!order.in_one_place(out) || (out.size() > 1 && dice(2) == 0)) out.pop_back();
  }
  return out;
}

void ModelRun::try_pack(model::Order& order) {
  PackBody body;
  auto units = dice(3) == 0 ? some_of(order) : model::LineUnits();
  if (!units.empty()) {
    auto& parcel = body.parcels.emplace().emplace_back();
    for (const auto& [id, count] : units) parcel.lines.push_back({id, count});
  } else {
    units = model_.ready(order);
  }
  const auto expected = model_.may_pack(order, units, body.parcels.has_value());
  if (!claim(order.units(units), expected.empty() ? Use::pack : Use::alone)) return;
  spawn(pack(order, std::move(body), std::move(units)));
}

void ModelRun::try_unpack(model::Order& order) {
  if (order.parcel_lots.empty()) return;
  auto parcel =
      std::next(order.parcel_lots.begin(), static_cast<std::ptrdiff_t>(dice(order.parcel_lots.size())))->first;
  if (!order.parcels.empty() && dice(8) != 0) parcel = one_of(order.parcels);
  if (claim(order.units(), Use::alone)) spawn(unpack(order, parcel));
}

void ModelRun::try_decline(model::Order& order) {
  auto units = dice(2) == 0 ? some_of(order) : model::LineUnits();
  if (claim(order.units(), Use::release)) spawn(decline(order, std::move(units)));
}

void ModelRun::try_leave(model::Order& order) {
  if (claim(order.units(), Use::release)) spawn(leave(order));
}

}  // namespace shanhai::orders
