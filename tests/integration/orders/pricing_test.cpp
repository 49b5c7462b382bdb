// What goods and their carriage cost: the quote, the checkout and what follows from it are one figure.
#include <boost/asio/detached.hpp>

#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

using catalog::ComponentFacts;

class Pricing : public World {
 protected:
  Pricing() {
    tea.price_steps = {{10, Money(5500)}, {50, Money(5200)}};
    tea.package_weight_g = 100;  // 600 g a box
    tea = publish(tea);
    chicken.name = "美姑崖鹰鸡";
    chicken.price = Money(12800);
    chicken.fresh = true;
    chicken.net_weight_g = 1500;
    chicken = publish(chicken);
    stock(tea, 200);
    stock(chicken, 200, "L2");
  }

  QuoteBody quote_of(std::vector<Wanted> lines, const char* division = "440605") {
    QuoteBody out;
    QuoteDelivery delivery;
    delivery.division = Text<6, 6>(division);
    for (const auto& line : lines) delivery.lines.push_back({line.product->sku, line.quantity, std::nullopt});
    out.deliveries.push_back(std::move(delivery));
    return out;
  }
  QuoteView quote(const auth::Principal& caller, std::vector<Wanted> lines, const char* division = "440605") {
    auto body = quote_of(std::move(lines), division);
    return run(parts.quotation.quote(caller, std::move(body))).value();
  }

  static FreightTerms terms() {
    FreightTerms out;
    out.regions = {{{"44"}, 1000, Money(1200), 500, Money(300), Money(50000)}};
    out.not_delivered = {"4401"};
    out.fresh_divisions = std::vector<Text<2, 6>>{"4406"};
    return out;
  }
  // They hold when this returns.
  FreightTermsView set_freight(const Product& product, FreightTerms what) {
    FreightTermsBody body;
    body.terms = std::move(what);
    const auto command = by(seller(product.supplier));
    auto set = run(parts.terms.set_freight(command, std::move(body), key())).value().value;
    db.clock.advance(context.policy.terms_lead);
    return set;
  }
  PromotionView announce(const Product& product, Money threshold, Money off) {
    PromotionBody body;
    body.title = "满减";
    body.threshold = threshold;
    body.off = off;
    body.ends_at = db.clock.now() + std::chrono::hours(24);
    const auto command = by(seller(product.supplier));
    auto made = run(parts.terms.announce(command, std::move(body), key())).value().value;
    db.clock.advance(context.policy.terms_lead);
    return made;
  }
  static std::string place_of(const Error& error) { return error.fields.empty() ? "" : error.fields[0].pointer; }

  Product tea, chicken;
  auth::Principal who = consumer();
};

TEST_F(Pricing, TheLadderCountsTheWholeCheckout) {
  auto wanted = body({{&tea, 4}, {&tea, 3}});
  wanted.deliveries.push_back(wanted.deliveries[0]);
  wanted.deliveries[1].lines.resize(1);
  wanted.deliveries[1].lines[0].quantity = 3;  // ten boxes, in three lines for two recipients
  const auto receipt = checkout(who, wanted).value();
  EXPECT_EQ(receipt.total, Money(10 * 5500));
  const auto view = order(who, receipt.orders[0].order_id);
  ASSERT_EQ(view.lines.size(), 3U);
  for (const auto& line : view.lines) {
    EXPECT_EQ(line.unit_price, Money(5500));
    EXPECT_EQ(line.price_step, 10);
  }
  EXPECT_EQ(placed(who, {{&tea, 9}}).total, Money(9 * 5800));
  EXPECT_EQ(placed(who, {{&tea, 50}}).total, Money(50 * 5200));
}

TEST_F(Pricing, AQuoteIsWhatTheCheckoutCharges) {
  set_freight(tea, terms());
  announce(tea, Money(50000), Money(1234));
  const auto quoted = quote(who, {{&tea, 10}, {&chicken, 2}});
  EXPECT_TRUE(quoted.orderable);
  ASSERT_EQ(quoted.lines.size(), 2U);
  EXPECT_EQ(quoted.lines[0].price_version, 1);
  EXPECT_EQ(quoted.lines[0].price_step, 10);
  EXPECT_EQ(quoted.lines[0].unit_price, Money(5500));
  EXPECT_EQ(quoted.lines[0].discount, Money(1234));
  EXPECT_EQ(quoted.lines[0].amount, Money(55000 - 1234));
  EXPECT_EQ(quoted.lines[0].available, 200);
  ASSERT_EQ(quoted.orders.size(), 2U);
  EXPECT_EQ(quoted.orders[0].weight_g, 6000);
  EXPECT_EQ(quoted.orders[0].freight, Money(0));  // 53766 is over 500 yuan
  EXPECT_EQ(quoted.orders[0].promotion_title, "满减");
  EXPECT_EQ(quoted.orders[0].supplier_name, "昭觉县合作社");
  EXPECT_EQ(quoted.total, Money(55000 - 1234 + 25600));
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_TRUE(events(kOrderPlaced).empty());
  auto wanted = body({{&tea, 10}, {&chicken, 2}});
  wanted.expected_total = quoted.total;
  EXPECT_EQ(checkout(who, wanted).value().total, quoted.total);
}

TEST_F(Pricing, ManyBasketsAreChargedAsQuoted) {
  set_freight(tea, terms());
  set_freight(chicken, [] {
    auto out = terms();
    out.regions[0].step_weight_g = 700;
    out.not_delivered.clear();
    out.fresh_divisions.reset();
    return out;
  }());
  announce(tea, Money(20000), Money(777));
  announce(tea, Money(40000), Money(1999));
  announce(chicken, Money(30000), Money(3001));
  const std::uint64_t seed = SecureRandom().below(1'000'000);
  SeededRandom random(seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (int round = 0; round < 25; ++round) {
    auto wanted = body({});
    QuoteBody asked;
    wanted.deliveries.clear();
    for (std::uint64_t d = 0; d <= random.below(2); ++d) {
      CheckoutDelivery delivery;
      QuoteDelivery quoted;
      const char* division = random.below(2) ? "440605" : "440606";
      delivery.recipient = address(division);
      quoted.division = Text<6, 6>(division);
      for (std::uint64_t l = 0; l <= random.below(3); ++l) {
        const auto& product = random.below(2) ? tea : chicken;
        const auto quantity = static_cast<std::int64_t>(1 + random.below(3));
        delivery.lines.push_back({product.sku, quantity, 1});
        quoted.lines.push_back({product.sku, quantity, std::nullopt});
      }
      wanted.deliveries.push_back(delivery);
      asked.deliveries.push_back(quoted);
    }
    const auto quoted = run(parts.quotation.quote(who, asked)).value();
    if (!quoted.orderable) continue;  // sold out in the end
    wanted.expected_total = quoted.total;
    const auto receipt = checkout(who, wanted);
    ASSERT_TRUE(receipt.has_value()) << receipt.error().code;
    Money orders, lines;
    for (const auto& order : receipt->orders) {
      orders += order.total;
      lines += order.freight;
      for (const auto& line : order.lines) lines += line.amount;
    }
    EXPECT_EQ(orders, receipt->total);
    EXPECT_EQ(lines, receipt->total);
  }
}

TEST_F(Pricing, AnotherTotalThanExpectedIsRefusedWithBoth) {
  auto wanted = body({{&tea, 2}});
  wanted.expected_total = Money(11000);
  const auto error = checkout(who, wanted).error();
  EXPECT_EQ(error.code, "total_changed");
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(place_of(error), "/expected_total");
  EXPECT_EQ(error.extensions.at("expected_total").at("amount_fen"), 11000);
  EXPECT_EQ(error.extensions.at("total").at("amount_fen"), 11600);
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

TEST_F(Pricing, AQuoteSaysWhatStandsInTheWay) {
  set_freight(tea, terms());
  set_freight(chicken, terms());
  const auto drug = [this] {
    Product out;
    out.consumers_may_buy = false;
    return publish(out);
  }();
  auto gone = publish({});
  withdraw(gone);
  const auto problem = [](const QuoteView& view, std::size_t at) { return view.lines.at(at).problem.value_or(""); };
  auto view = quote(who, {{&tea, 1}, {&drug, 1}, {&gone, 1}, {&chicken, 201}});
  EXPECT_FALSE(view.orderable);
  EXPECT_EQ(problem(view, 0), "");
  EXPECT_TRUE(view.lines[0].deliverable);
  EXPECT_EQ(problem(view, 1), "not_for_consumers");
  EXPECT_EQ(problem(view, 2), "sku_not_for_sale");
  EXPECT_EQ(problem(view, 3), "insufficient_stock");
  EXPECT_EQ(view.lines[3].available, 200);
  view = quote(who, {{&tea, 1}, {&chicken, 1}}, "440106");
  EXPECT_EQ(problem(view, 0), "not_delivered_there");
  EXPECT_EQ(view.total, Money());
  view = quote(who, {{&tea, 1}, {&chicken, 1}}, "441900");
  EXPECT_EQ(problem(view, 0), "");
  EXPECT_EQ(problem(view, 1), "fresh_not_delivered_there");
  EXPECT_EQ(view.total, Money(5800 + 1200));
  auto old = quote_of({{&tea, 1}});
  old.deliveries[0].lines[0].price_version = 7;
  EXPECT_EQ(run(parts.quotation.quote(who, old)).value().lines[0].problem, "price_changed");
  auto far = quote_of({{&tea, 1}}, "513431");
  const auto error = run(parts.quotation.quote(who, far)).error();
  EXPECT_EQ(error.code, "address_outside_guangdong");
  EXPECT_EQ(place_of(error), "/deliveries/0/division");
}

TEST_F(Pricing, TheCheckoutRefusesWhatIsNotCarriedThere) {
  set_freight(tea, terms());
  auto wanted = body({{&tea, 1}});
  wanted.deliveries[0].recipient = address("440106");
  auto error = checkout(who, wanted).error();
  EXPECT_EQ(error.code, "not_deliverable");
  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].pointer, "/deliveries/0/lines/0/sku_id");
  EXPECT_EQ(error.fields[0].code, "not_delivered_there");
}

TEST_F(Pricing, EachRecipientOfAnOrderHasAParcelOfItsOwn) {
  set_freight(tea, terms());
  auto wanted = body({{&tea, 2}});
  wanted.deliveries.push_back(wanted.deliveries[0]);
  wanted.deliveries[1].lines[0].quantity = 1;
  const auto receipt = checkout(who, wanted).value();
  // 1200 g: 12 yuan and one step; 600 g: 12 yuan.
  EXPECT_EQ(receipt.orders[0].freight, Money(1500 + 1200));
  EXPECT_EQ(receipt.total, Money(3 * 5800 + 2700));
  const auto facts = json::read<OrderFacts>(events(kOrderPlaced).at(0).payload).value();
  EXPECT_EQ(facts.freight, Money(2700));
  EXPECT_EQ(pay(who, receipt.order_group_id).amount, receipt.total);
}

TEST_F(Pricing, TermsHoldFromTheirInstantOnAndNotBefore) {
  FreightTermsBody body_;
  body_.terms = terms();
  const auto command = by(seller(tea.supplier));
  EXPECT_EQ(quote(who, {{&tea, 1}}).total, Money(5800));
  run(parts.terms.set_freight(command, body_, key())).value();
  db.clock.advance(context.policy.terms_lead - std::chrono::microseconds(1));
  EXPECT_EQ(quote(who, {{&tea, 1}}).total, Money(5800));
  db.clock.advance(std::chrono::microseconds(1));
  EXPECT_EQ(quote(who, {{&tea, 1}}).total, Money(5800 + 1200));
  body_.effective_from = db.clock.now() + std::chrono::seconds(59);
  EXPECT_EQ(run(parts.terms.set_freight(command, body_, key())).error().fields.at(0).code, "too_soon");
  body_.effective_from = db.clock.now() + std::chrono::seconds(61);
  const auto same = key();
  const auto set = run(parts.terms.set_freight(command, body_, same)).value();
  EXPECT_TRUE(run(parts.terms.set_freight(command, body_, same)).value().replayed);
  EXPECT_EQ(run(parts.terms.set_freight(command, body_, key())).error().code, "freight_terms_exist");
  EXPECT_EQ(run(parts.terms.freight(seller(tea.supplier), {})).value().items.size(), 2U);
  EXPECT_TRUE(run(parts.terms.freight(seller(chicken.supplier), {})).value().items.empty());
  EXPECT_EQ(run(parts.terms.storefront(tea.supplier)).value().freight->regions[0].first_fee, Money(1200));
  EXPECT_EQ(events(kFreightTermsSet).size(), 2U);
}

Task<> find_terms(TermsBook& book, std::vector<OrganisationId> suppliers, TermsOf& out) {
  out = co_await book.find(std::move(suppliers));
}

// Each of many buyers asks for another supplier's terms: one reads, and one reads for all others.
TEST_F(Pricing, TermsOfManySuppliersAreReadTogether) {
  set_freight(tea, terms());
  auto newer = terms();
  newer.regions[0].first_fee = Money(900);
  set_freight(tea, newer);
  std::vector<OrganisationId> suppliers{tea.supplier};
  while (suppliers.size() < 30) suppliers.push_back(OrganisationId::make(db.clock, db.random));
  TermsBook book(context);
  std::vector<TermsOf> found(suppliers.size());
  auto connection = db.schema.connect();
  const auto begun = [&] {
    return std::stoll(connection.query("SHOW GLOBAL STATUS LIKE 'Com_begin'").front().get<std::string>("Value"));
  };
  const auto reads = [&] {
    const auto before = begun();
    asio::io_context all(1);
    for (std::size_t i = 0; i < suppliers.size(); ++i)
      asio::co_spawn(all.get_executor(), find_terms(book, {suppliers[i]}, found[i]), asio::detached);
    all.run();
    return begun() - before;
  };
  EXPECT_LE(reads(), 2 + 1);
  for (std::size_t i = 0; i < suppliers.size(); ++i) {
    const auto* freight = found[i].at(suppliers[i])->freight_at(db.clock.now());
    ASSERT_EQ(freight != nullptr, i == 0) << i;
    EXPECT_TRUE(!freight || freight->regions[0].first_fee == Money(900)) << "the newest holds";
  }
  EXPECT_EQ(reads(), 0);
  db.clock.advance(context.policy.terms_lead / 2);
  EXPECT_GT(reads(), 0);
}

TEST_F(Pricing, APromotionEndsWhenItIsEnded) {
  const auto made = announce(tea, Money(10000), Money(1000));
  EXPECT_EQ(quote(who, {{&tea, 2}}).total, Money(11600 - 1000));
  EXPECT_EQ(quote(who, {{&tea, 1}}).total, Money(5800));
  const auto stranger = by(seller(chicken.supplier));
  EXPECT_EQ(run(parts.terms.end(stranger, made.promotion_id)).error().code, "promotion_not_found");
  const auto owner = by(seller(tea.supplier));
  EXPECT_EQ(run(parts.terms.end(owner, made.promotion_id)).value().ends_at, db.clock.now() + context.policy.terms_lead);
  EXPECT_EQ(run(parts.terms.end(owner, made.promotion_id)).error().code, "promotion_over");
  EXPECT_EQ(quote(who, {{&tea, 2}}).total, Money(11600 - 1000));
  db.clock.advance(context.policy.terms_lead);
  EXPECT_EQ(quote(who, {{&tea, 2}}).total, Money(11600));
  EXPECT_EQ(events(kPromotionAnnounced).size(), 1U);
  EXPECT_EQ(events(kPromotionEnded).size(), 1U);
  PromotionBody body_;
  body_.title = "满减";
  body_.threshold = Money(100);
  body_.off = Money(100);
  body_.ends_at = db.clock.now();
  const auto error = run(parts.terms.announce(owner, body_, key())).error();
  ASSERT_EQ(error.fields.size(), 2U);
  EXPECT_EQ(error.fields[0].pointer, "/off/amount_fen");
  EXPECT_EQ(error.fields[1].pointer, "/ends_at");
}

TEST_F(Pricing, DiscountsAreFrozenOnTheLinesAndGoBackWithThem) {
  const auto made = announce(tea, Money(10000), Money(1001));
  const auto id = accepted(who, {{&tea, 2}, {&tea, 1}});
  const auto view = order(who, id);
  EXPECT_EQ(view.promotion_id, made.promotion_id);
  EXPECT_EQ(view.total, Money(3 * 5800 - 1001));
  EXPECT_EQ(view.lines[0].discount, Money(667));  // 667.33 and 333.67: the fen goes to the larger remainder
  EXPECT_EQ(view.lines[1].discount, Money(334));
  EXPECT_EQ(-balance(Account::supplier_accrued, tea.supplier), view.total);
}

class Freight : public Pricing {
 protected:
  void give_back(OrderId id, ReturnKind kind, std::vector<std::pair<std::size_t, std::int64_t>> units) {
    const auto view = order(who, id);
    ReturnBody asked;
    asked.order_id = id;
    asked.kind = kind;
    asked.reason = "不要了";
    for (const auto& [line, quantity] : units) asked.lines.push_back({view.lines.at(line).line_id, quantity});
    const auto buyer = by(who), supplier = by(seller(view.supplier_id));
    const auto made = run(parts.returns.request(buyer, asked, key())).value().value;
    run(parts.returns.decide(supplier, made.return_id, true, "同意")).value();
    run(parts.returns.receive(supplier, made.return_id, true, key())).value();
    run(parts.refunds.run_due());
  }
};

TEST_F(Freight, IsAccruedToTheSupplierWithoutAFee) {
  context.policy.fee_basis_points = 100;
  set_freight(tea, terms());
  const auto id = accepted(who, {{&tea, 2}});
  EXPECT_EQ(order(who, id).total, Money(11600 + 1500));
  EXPECT_EQ(-balance(Account::platform_fees), Money(116));
  EXPECT_EQ(-balance(Account::supplier_accrued, tea.supplier), Money(11600 - 116 + 1500));
  give_back(id, ReturnKind::no_reason, {{0, 2}});
  EXPECT_EQ(balance(Account::platform_fees), Money());  // the fee is on goods, and they are back
  EXPECT_EQ(-balance(Account::supplier_accrued, tea.supplier), Money(1500));
  const auto view = order(who, id);
  EXPECT_EQ(view.refunded, Money(11600));
  EXPECT_EQ(view.state, OrderState::accepted);
}

TEST_F(Freight, GoesBackWhenNothingOfTheOrderWasGood) {
  set_freight(tea, terms());
  const auto id = accepted(who, {{&tea, 2}});
  give_back(id, ReturnKind::quality, {{0, 1}});
  EXPECT_EQ(order(who, id).refunded, Money(5800));
  give_back(id, ReturnKind::quality, {{0, 1}});
  const auto view = order(who, id);
  EXPECT_EQ(view.refunded, Money(11600 + 1500));
  EXPECT_EQ(view.state, OrderState::refunded);
  const auto told = events(kOrderRefunded);
  ASSERT_EQ(told.size(), 2U);
  const auto last = json::read<OrderRefunded>(told[1].payload).value();
  ASSERT_EQ(last.lines.size(), 2U);
  const auto of_freight = std::find_if(last.lines.begin(), last.lines.end(),
                                       [&](const RefundedLine& line) { return line.line == freight_line(id); });
  ASSERT_NE(of_freight, last.lines.end());
  EXPECT_EQ(of_freight->amount, Money(1500));
  EXPECT_EQ(-balance(Account::supplier_accrued, tea.supplier), Money());
}

TEST_F(Freight, GoesBackWithAnOrderThatIsDeclined) {
  set_freight(tea, terms());
  const auto receipt = placed(who, {{&tea, 2}});
  pay(who, receipt.order_group_id);
  const auto id = receipt.orders[0].order_id;
  const auto command = by(seller(tea.supplier));
  run(parts.refunds.decline(command, id, "缺货", key())).value();
  run(parts.refunds.run_due());
  const auto view = order(who, id);
  EXPECT_EQ(view.refunded, receipt.total);
  EXPECT_EQ(view.state, OrderState::refunded);
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

}  // namespace
}  // namespace shanhai::orders
