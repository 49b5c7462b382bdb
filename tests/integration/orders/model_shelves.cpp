// Suppliers' shelves, and checkouts.
#include "common/base/encoding.hpp"
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {

void ModelRun::add_product(OrganisationId supplier) {
  Product made;
  made.supplier = supplier;
  made.price = Money(static_cast<std::int64_t>(333 + dice(9000)));
  model::Shelf shelf;
  shelf.product = publish(made);
  shelf.prices[1] = made.price;
  skus_.push_back(shelf.product.sku);
  model_.shelves[shelf.product.sku] = shelf;
  for (int i = 0; i < 2; ++i) receive_lot(model_.shelf(skus_.back()));
}

void ModelRun::receive_lot(model::Shelf& shelf) {
  LotTransfer transfer;
  transfer.transfer = TransferId::make(db.clock, db.random);
  transfer.supplier = shelf.product.supplier;
  transfer.sku = shelf.product.sku;
  transfer.quantity = static_cast<std::int64_t>(20 + dice(100));
  const bool more = !shelf.lots.empty() && dice(3) == 0;  // of a lot that is on sale already
  if (more) {
    const auto& lot = std::next(shelf.lots.begin(), static_cast<std::ptrdiff_t>(dice(shelf.lots.size())))->second;
    transfer.lot = lot.id;
    transfer.lot_number = lot.number;
    transfer.best_before = lot.best_before;
  } else {
    transfer.lot = LotId::make(db.clock, db.random);
    transfer.lot_number = "L" + std::to_string(dice(1'000'000));
    if (dice(3) != 0) {
      transfer.best_before = add_days(china_date(db.clock.now()), 2 + static_cast<int>(dice(40)));
    }
  }
  const auto known = shelf.lots.find(transfer.lot);
  const bool recalled = known != shelf.lots.end() && known->second.recalled;
  if (!check("receive a lot", run(stock_service.receive_lot_stock(transfer)), recalled ? "lot_blocked" : "")) return;
  auto& lot = shelf.lots[transfer.lot];
  lot.id = transfer.lot;
  lot.number = transfer.lot_number.str();
  lot.best_before = transfer.best_before;
  lot.received += transfer.quantity.value();
  lot.on_hand += transfer.quantity.value();
  lot.look(china_date(db.clock.now()));
  transfers_.push_back(transfer);
}

void ModelRun::repeat_transfer() {
  auto transfer = one_of(transfers_);
  const bool other = dice(3) == 0;
  if (other) transfer.quantity = transfer.quantity.value() + 1;
  const auto repeated = run(stock_service.receive_lot_stock(transfer));
  if (!check("repeat a transfer", repeated, other ? "transfer_mismatch" : "")) return;
  auto& lot = model_.shelf(transfer.sku).lots.at(transfer.lot);  // looked at, once it is touched
  lot.look(china_date(db.clock.now()));
}

void ModelRun::recall_lot() {
  const auto& transfer = one_of(transfers_);
  auto& lot = model_.shelf(transfer.sku).lots.at(transfer.lot);
  model_.recall(lot);
  const auto blocked = run(stock_service.block_lot({transfer.lot, "检出超标"}));
  if (check("recall a lot", blocked, "")) {
    EXPECT_EQ(blocked->blocked_quantity, lot.blocked + lot.expired);  // neither was sold
  }
}

void ModelRun::change_price(model::Shelf& shelf) {
  ++shelf.product.version;
  shelf.product.price = Money(static_cast<std::int64_t>(333 + dice(9000)));
  shelf.prices[shelf.product.version] = shelf.product.price;
  shelf.for_sale = true;
  publish(shelf.product);
}

void ModelRun::change_listing(model::Shelf& shelf) {
  shelf.for_sale = !shelf.for_sale;
  if (!shelf.for_sale) return withdraw(shelf.product);
  publish(shelf.product);
}

ModelRun::Attempt ModelRun::make_attempt() {
  Attempt out;
  std::vector<SkuId> skus;
  for (std::uint64_t i = 0; i <= dice(3); ++i) skus.push_back(one_of(skus_));
  out.body = make_body(skus);
  const auto who = dice(10);
  out.buyer = who < 7 ? consumer() : one_of(units_);
  out.body.payment_channel = who < 4   ? PaymentChannel::wechat_pay
                             : who < 7 ? PaymentChannel::alipay
                                       : PaymentChannel::bank_transfer;
  out.key = key();
  if (dice(25) == 0) {
    auto& line = out.body.deliveries[0].lines[0];
    if (line.price_version.value() > 1) line.price_version = line.price_version.value() - 1;
  }
  out.expected = judge(out.body);
  return out;
}

std::string ModelRun::judge(const CheckoutBody& body) {
  std::string out;
  for (const auto& delivery : body.deliveries) {
    for (const auto& line : delivery.lines) {
      const auto& shelf = model_.shelf(line.sku_id);
      if (!shelf.for_sale) return "sku_not_for_sale";
      if (line.price_version.value() != shelf.product.version) out = "price_changed";
    }
  }
  return out;
}

CheckoutBody ModelRun::make_body(const std::vector<SkuId>& skus) {
  CheckoutBody out;
  const std::size_t deliveries = dice(6) == 0 ? 2 : 1;
  for (std::size_t i = 0; i < deliveries; ++i) {
    CheckoutDelivery delivery;
    delivery.recipient = address(i == 0 ? "440605" : "440104");
    out.deliveries.push_back(std::move(delivery));
  }
  for (std::size_t i = 0; i < skus.size(); ++i) {
    const auto units = static_cast<std::int64_t>(dice(30) == 0 ? 40 + dice(200) : 1 + dice(3));
    out.deliveries[i % deliveries].lines.push_back({skus[i], units, model_.shelf(skus[i]).product.version});
  }
  if (out.deliveries.back().lines.empty()) out.deliveries.pop_back();
  return out;
}

ModelRun::Attempt ModelRun::repeat_attempt() {
  const auto& earlier = one_of(checkouts_);
  Attempt out{earlier.buyer, earlier.body, earlier.key, {}, earlier.answer};
  if (dice(3) == 0) {  // under the same key something else
    out.key.payload = sha256("another payload");
    out.expected = "idempotency_key_reused";
    out.answer.clear();
  }
  return out;
}

Task<> ModelRun::place(Attempt attempt, Shared together) {
  const auto command = by(attempt.buyer);
  auto task = parts.checkout.place(command, attempt.body, attempt.key);
  auto placed = co_await std::move(task);
  if (placed.has_error()) {
    const auto& refusal = placed.error();
    if (attempt.expected.empty() && attempt.answer.empty() && refusal.code == "insufficient_stock") {
      note_shortages(attempt, refusal);
    } else {
      check("a checkout", placed, attempt.expected);
    }
    co_return;
  }
  check("a checkout", placed, attempt.expected);
  if (!attempt.answer.empty()) {
    EXPECT_EQ(placed->answer, attempt.answer);
    EXPECT_TRUE(placed->replayed);
    co_return;
  }
  together->fresh += !placed->replayed;
  EXPECT_LE(together->fresh, 1);
  if (together->answer.empty()) {
    together->answer = placed->answer;
    accept_placement(attempt, placed->answer);
  }
  EXPECT_EQ(placed->answer, together->answer);
}

void ModelRun::accept_placement(const Attempt& attempt, const std::string& answer) {
  const auto receipt = json::parse<CheckoutReceipt>(answer).value();
  expect_priced(receipt, attempt.body);
  const bool credit = attempt.buyer.organisation && on_credit_.contains(*attempt.buyer.organisation);
  auto& group = model_.place(receipt, attempt.buyer, attempt.body.payment_channel, credit);
  living_.push_back(&group);
  for (const auto* order : group.orders) {
    for (const auto& [sku, units] : order->units()) accepted_[sku] += units;
  }
  checkouts_.push_back({attempt.buyer, attempt.body, attempt.key, answer});
  if (!attempt.body.from_cart) return;
  for (auto& regular : regulars_) {
    if (regular.buyer.account == attempt.buyer.account) regular.cart.clear();
  }
}

// What was asked for, at the price that was quoted.
void ModelRun::expect_priced(const CheckoutReceipt& receipt, const CheckoutBody& body) {
  Units wanted, told;
  Money total, sum;
  for (const auto& delivery : body.deliveries) {
    for (const auto& line : delivery.lines) {
      wanted[line.sku_id] += line.quantity.value();
      total += model_.shelf(line.sku_id).prices.at(line.price_version.value()) * line.quantity.value();
    }
  }
  for (const auto& order : receipt.orders) {
    sum += order.total;
    for (const auto& line : order.lines) {
      told[line.sku_id] += line.quantity;
      EXPECT_EQ(line.amount, line.unit_price * line.quantity);
      EXPECT_EQ(model_.shelf(line.sku_id).product.supplier, order.supplier_id);
    }
  }
  EXPECT_EQ(told, wanted);
  EXPECT_EQ(sum, total);
  EXPECT_EQ(receipt.total, total);
}

void ModelRun::note_shortages(const Attempt& attempt, const Error& refusal) {
  Units wanted;
  for (const auto& delivery : attempt.body.deliveries) {
    for (const auto& line : delivery.lines) wanted[line.sku_id] += line.quantity.value();
  }
  const auto* items = refusal.extensions.if_contains("items");
  ASSERT_TRUE(items && !items->as_array().empty());
  for (const auto& item : items->as_array()) {
    const auto sku = SkuId::parse(std::string_view(item.at("sku_id").as_string())).value();
    const auto requested = item.at("requested").to_number<std::int64_t>();
    EXPECT_EQ(requested, wanted[sku]);
    shortages_.push_back({sku, requested, item.at("available").to_number<std::int64_t>()});
  }
}

// Nothing is oversold; who was sent away asked for more than there was at some moment.
void ModelRun::expect_shortages_true() {
  for (const auto& [sku, units] : accepted_) EXPECT_LE(units, std::max<std::int64_t>(0, sellable_before_[sku]));
  for (const auto& shortage : shortages_) {
    const auto before = sellable_before_[shortage.sku];
    EXPECT_GT(shortage.requested, shortage.available);
    EXPECT_LE(shortage.available, std::max<std::int64_t>(0, before));
    EXPECT_GE(shortage.available, before - accepted_[shortage.sku]);
  }
}

}  // namespace shanhai::orders
