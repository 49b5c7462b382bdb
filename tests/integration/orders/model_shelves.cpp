// Suppliers' shelves, and checkouts.
#include "common/base/encoding.hpp"
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {

Product ModelRun::make_product(OrganisationId supplier) {
  Product made;
  made.supplier = supplier;
  made.price = Money(static_cast<std::int64_t>(333 + dice(9000)));
  made.net_weight_g.reset();
  if (dice(5) != 0) made.net_weight_g = static_cast<std::int64_t>(100 + dice(3000));
  made.package_weight_g = static_cast<std::int64_t>(dice(3) * 80);
  model::Shelf shelf;
  shelf.product = publish(made);
  shelf.prices[1] = made.price;
  model_.shelves[shelf.product.sku] = shelf;
  return shelf.product;
}

void ModelRun::add_product(OrganisationId supplier) {
  skus_.push_back(make_product(supplier).sku);
  for (int i = 0; i < 2; ++i) receive_lot(model_.shelf(skus_.back()));
}

// Nothing of it is there, and something of it will be.
void ModelRun::add_crop(OrganisationId supplier) {
  crops_.push_back(make_product(supplier).sku);
  open_sale(model_.shelf(crops_.back()));
}

void ModelRun::receive_lot(model::Shelf& shelf, std::int64_t least, std::int64_t most) {
  LotTransfer transfer;
  transfer.transfer = TransferId::make(db.clock, db.random);
  transfer.supplier = shelf.product.supplier;
  transfer.sku = shelf.product.sku;
  transfer.quantity = least + static_cast<std::int64_t>(dice(static_cast<std::uint64_t>(most - least)));
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
  model_.meet_promise(transfer.sku, transfer.quantity.value());
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
  if (shelf.for_sale && dice(2) == 0) return;  // most goods are on sale
  shelf.for_sale = !shelf.for_sale;
  if (!shelf.for_sale) return withdraw(shelf.product);
  publish(shelf.product);
}

ModelRun::Attempt ModelRun::make_attempt() {
  Attempt out;
  std::vector<SkuId> skus;
  for (std::uint64_t i = 0; i <= dice(3); ++i) {
    auto sku = one_of(quiet_ ? plain_ : skus_);
    for (int tries = 0; tries < 3 && !model_.shelf(sku).for_sale; ++tries) sku = one_of(quiet_ ? plain_ : skus_);
    skus.push_back(sku);
  }
  const bool scarce = !quiet_ && dice(2) == 0;
  if (scarce) skus.front() = one_of(dice(2) == 0 ? capped_ : dice(3) == 0 ? rushed_ : crops_);
  out.body = make_body(skus, out.places);
  const auto who = dice(10);
  out.buyer = who >= 7 ? one_of(units_) : scarce && dice(2) == 0 ? one_of(regulars_).buyer : consumer();
  if (scarce) ask_in_rush(out, skus.front());
  out.body.payment_channel = out.buyer.organisation ? PaymentChannel::bank_transfer
                             : who < 4              ? PaymentChannel::wechat_pay
                                                    : PaymentChannel::alipay;
  if (scarce && dice(3) == 0) {
    const auto& pack = model_.packs.at(one_of(packs_)).product;
    out.body.deliveries[0].lines.push_back({pack.sku, static_cast<std::int64_t>(1 + dice(2)), pack.version});
  }
  if (dice(12) != 0) out.body.accepts_presale = true;
  out.key = key();
  if (dice(25) == 0) {
    auto& line = out.body.deliveries[0].lines[0];
    if (line.price_version.value() > 1) line.price_version = line.price_version.value() - 1;
  }
  out.expected = judge(out);
  return out;
}

// What is certain whoever is served first; what depends on that is looked at when everybody has been answered.
std::string ModelRun::judge(Attempt& attempt) {
  if (holds_broken_pack(attempt.body)) return "sku_not_for_sale";
  if (!is_carried(attempt.body)) return "not_deliverable";
  if (auto code = judge_rush(attempt); !code.empty()) return code;
  if (auto code = judge_sale(attempt); !code.empty()) return code;
  attempt.counts = model_.counted(opened(attempt.body, attempt.places), model::name_of_buyer(attempt.buyer));
  return model_.exceeds(attempt.counts) ? "purchase_cap_exceeded" : judge_listings(attempt.body);
}

std::string ModelRun::judge_listings(const CheckoutBody& body) {
  std::string out;
  for (const auto& delivery : body.deliveries) {
    for (const auto& line : delivery.lines) {
      const auto code = judge_line(line);
      if (code == "sku_not_for_sale") return code;
      if (!code.empty()) out = code;
    }
  }
  return out;
}

std::string ModelRun::judge_line(const CheckoutLine& line) {
  const auto pack = model_.packs.find(line.sku_id);
  const bool packed = pack != model_.packs.end();
  if (!(packed ? pack->second.for_sale : model_.shelf(line.sku_id).for_sale)) return "sku_not_for_sale";
  const auto& product = packed ? pack->second.product : model_.shelf(line.sku_id).product;
  return line.price_version.value() == product.version ? "" : "price_changed";
}

CheckoutBody ModelRun::make_body(const std::vector<SkuId>& skus, std::vector<std::string>& places) {
  CheckoutBody out;
  const std::size_t deliveries = dice(6) == 0 ? 2 : 1;
  for (std::size_t i = 0; i < deliveries; ++i) {
    CheckoutDelivery delivery;
    auto place = some_place(i != 0);
    delivery.recipient = place.address;
    places.push_back(place.name);
    out.deliveries.push_back(std::move(delivery));
  }
  for (std::size_t i = 0; i < skus.size(); ++i) {
    const auto units = static_cast<std::int64_t>(dice(30) == 0 ? 40 + dice(200) : 1 + dice(3));
    out.deliveries[i % deliveries].lines.push_back({skus[i], units, model_.shelf(skus[i]).product.version});
  }
  if (out.deliveries.back().lines.empty()) out.deliveries.pop_back();
  places.resize(out.deliveries.size());
  return out;
}

ModelRun::Attempt ModelRun::repeat_attempt() {
  const auto& earlier = one_of(checkouts_);
  Attempt out;
  out.buyer = earlier.buyer;
  out.body = earlier.body;
  out.key = earlier.key;
  out.answer = earlier.answer;
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
    const bool is_new = attempt.answer.empty() && attempt.expected != "idempotency_key_reused";
    const bool of_listing = attempt.expected == "price_changed" || attempt.expected == "sku_not_for_sale";
    if (is_new && refusal.code == "insufficient_stock" && (attempt.expected.empty() || is_of_sale(attempt))) {
      note_shortages(attempt, refusal);
    } else if (is_new && refusal.code == "purchase_cap_exceeded" && (attempt.expected.empty() || of_listing)) {
      note_cap_refusal(attempt, refusal);
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
  auto& group = model_.place(receipt, attempt.buyer, attempt.body.payment_channel, credit, attempt.places);
  living_.push_back(&group);
  use_ticket(attempt);
  for (const auto* order : group.orders) {
    for (const auto& [sku, units] : order->units()) accepted_[sku] += units;
  }
  checkouts_.push_back({attempt.buyer, attempt.body, attempt.key, answer});
  if (!attempt.body.from_cart) return;
  for (auto& regular : regulars_) {
    if (regular.buyer.account == attempt.buyer.account) regular.cart.clear();
  }
}

// What was asked for, at the price that was quoted, and what its carriage costs.
void ModelRun::expect_priced(const CheckoutReceipt& receipt, const CheckoutBody& body) {
  Units told;
  Money goods, asked, total;
  for (const auto& delivery : body.deliveries) {
    for (const auto& line : delivery.lines) {
      const auto pack = model_.packs.find(line.sku_id);
      const bool packed = pack != model_.packs.end();
      const auto& prices = packed ? pack->second.prices : model_.shelf(line.sku_id).prices;
      asked += prices.at(line.price_version.value()) * line.quantity.value();
      if (packed) expect_shared(receipt, line);
    }
  }
  for (const auto& order : receipt.orders) {
    EXPECT_EQ(order.freight, freight_of(order, body)) << order.order_id.str();
    total += order.total;
    Money sum;
    for (const auto& line : order.lines) {
      told[line.sku_id] += line.quantity;
      sum += line.amount;
      EXPECT_EQ(line.amount, line.unit_price * line.quantity - line.discount);
      EXPECT_EQ(model_.shelf(line.sku_id).product.supplier, order.supplier_id);
    }
    EXPECT_EQ(order.total, sum + order.freight);
    goods += sum;
  }
  EXPECT_EQ(told, units_of(body));
  EXPECT_EQ(goods, asked);
  EXPECT_EQ(receipt.total, total);
}

// Then its allotment is looked at before its price.
bool ModelRun::is_of_sale(const Attempt& attempt) {
  const auto units = units_of(attempt.body);
  return std::any_of(units.begin(), units.end(), [&](const auto& part) { return model_.shelf(part.first).sale; });
}

void ModelRun::note_shortages(const Attempt& attempt, const Error& refusal) {
  ++refusals_[refusal.code];
  auto wanted = units_of(attempt.body);
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
  const auto before = [&](SkuId sku) {  // what was there, and what was left of its presale
    const auto there = sellable_before_[sku];
    const auto left = left_before_.find(sku);
    return std::minmax({there, left == left_before_.end() ? there : left->second});
  };
  for (const auto& [sku, units] : accepted_) EXPECT_LE(units, std::max<std::int64_t>(0, before(sku).first));
  for (const auto& shortage : shortages_) {
    const auto [least, most] = before(shortage.sku);
    EXPECT_GT(shortage.requested, shortage.available);
    EXPECT_LE(shortage.available, std::max<std::int64_t>(0, most));
    EXPECT_GE(shortage.available, least - accepted_[shortage.sku]);
  }
}

}  // namespace shanhai::orders
