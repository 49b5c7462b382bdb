// How much one buyer or address may take: never exceeded over two writers, given back once, told clearly.
#include "common/base/encoding.hpp"
#include "services/orders/audit.hpp"
#include "sql/orders_queries.hpp"
#include "tests/integration/orders/rush_world.hpp"

namespace shanhai::orders {
namespace {

class PurchaseCapTest : public RushWorld {
 protected:
  struct Limits {
    std::optional<std::int64_t> unpaid, buyer, address, days;
  };

  PurchaseCapTest() { stock(tea, 1000); }

  Result<db::Replayable<PurchaseCapView>> set(const Limits& limits, std::optional<auth::Principal> who = {},
                                              std::optional<SkuId> sku = {}) {
    PurchaseCapBody body;
    body.sku_id = sku.value_or(tea.sku);
    if (limits.unpaid) body.unpaid_max = *limits.unpaid;
    if (limits.buyer) body.buyer_max = *limits.buyer;
    if (limits.address) body.address_max = *limits.address;
    if (limits.days) body.period_days = *limits.days;
    body.reason = "新米不多";
    const auto command = by(who.value_or(coop));
    return run(parts.purchase_caps.set(command, body, key()));
  }
  // By kind, what is still allowed.
  std::map<CapKind, std::int64_t> allowed(const auth::Principal& who) {
    std::map<CapKind, std::int64_t> out;
    for (const auto& cap : run(parts.purchase_caps.allowances(who, tea.sku)).value().caps) {
      if (cap.allowed) out[cap.cap] = *cap.allowed;
    }
    return out;
  }
  void expire_all() {
    db.clock.advance(context.policy.payment_time + std::chrono::seconds(1));
    run(parts.ordering.expire_due());
    run(other.ordering.expire_due());
  }

  auth::Principal buyer = consumer();
};

using Allowed = std::map<CapKind, std::int64_t>;

TEST_F(PurchaseCapTest, ManyCheckoutsOverTwoWritersStayWithinEveryCap) {
  set({4, 5, 12, 7}).value();
  std::vector<auth::Principal> buyers;
  for (int i = 0; i < 6; ++i) buyers.push_back(consumer());
  std::vector<Attempt> attempts;
  for (int i = 0; i < 120; ++i) {
    const auto& who = buyers[static_cast<std::size_t>(i) % buyers.size()];
    attempts.push_back({who, wanted(tea, 1 + i % 2, i % 3 == 0 ? "南海大道北1号" : "大岭路 " + std::to_string(i % 6))});
  }
  const auto tally = place_all(attempts);
  EXPECT_EQ(tally.refused.size(), 1U);
  EXPECT_EQ(tally.placed.size() + static_cast<std::size_t>(tally.refused.at("purchase_cap_exceeded")), 120U);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM purchase_counter WHERE kind = 'unpaid' AND units > 4"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM purchase_counter WHERE kind = 'address' AND units > 12"), 0);
  // What each holds, counted from the orders and not from the counters.
  EXPECT_EQ(
      count("SELECT MAX(t.units) AS n FROM (SELECT o.buyer, SUM(i.quantity) AS units FROM orders o JOIN order_line "
            "i ON i.order_id = o.id GROUP BY o.buyer) t"),
      4);
  EXPECT_EQ(stock_of(tea).reserved, count("SELECT SUM(units) AS n FROM purchase_counter WHERE kind = 'buyer'"));
}

// A union's gift packs: one checkout, many addresses, each a counter of its own.
TEST_F(PurchaseCapTest, OneCheckoutMayAskOfManyCounters) {
  set({1000, 1000, 2, 7}).value();
  CheckoutBody body;
  for (int i = 0; i < 180; ++i) {
    auto part = wanted(tea, 1 + i / 90, "大岭路 " + std::to_string(i) + " 号");
    body.deliveries.push_back(part.deliveries[0]);
    auto again = part.deliveries[0].lines[0];
    if (i < 90) body.deliveries.back().lines.push_back(again);
  }
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1, "大岭路 200 号")), "placed");  // the writer learns that there is a cap
  const auto written = [&] { return statements("Com_insert") + statements("Com_update"); };
  const auto before = written();
  EXPECT_EQ(code_of(buyer, body), "placed");
  EXPECT_LT(written() - before, 20) << "one statement for each table";
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM purchase_counter WHERE kind = 'address' AND units = 2"), 180);
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::unpaid, 640}, {CapKind::buyer, 640}}));
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1, "大岭路 7号")), "purchase_cap_exceeded");
}

TEST_F(PurchaseCapTest, ARefusalTellsWhatIsStillAllowedAndWhere) {
  set({{}, 5, {}, 7}).value();
  checkout(buyer, wanted(tea, 3)).value();
  const auto refused = checkout(buyer, wanted(tea, 4));
  ASSERT_TRUE(refused.has_error());
  const auto& error = refused.error();
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "purchase_cap_exceeded");
  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].pointer, "/deliveries/0/lines/0/sku_id");
  const auto item = error.extensions.at("items").as_array().at(0).as_object();
  EXPECT_EQ(json::to_text(item),
            R"({"sku_id":")" + tea.sku.str() +
                R"(","cap":"buyer","most":5,"taken":3,"requested":4,"allowed":2,"resets_at":"2026-11-29T16:00:00Z"})");
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 2}}));
  EXPECT_EQ(code_of(buyer, wanted(tea, 2)), "placed");
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "purchase_cap_exceeded");
  EXPECT_EQ(code_of(consumer(), wanted(tea, 5)), "placed");
}

TEST_F(PurchaseCapTest, ExpiryGivesBackOnceAndPaymentFreesWhatWasUnpaid) {
  set({3, 5, {}, 7}).value();
  const auto first = checkout(buyer, wanted(tea, 3)).value();
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::unpaid, 0}, {CapKind::buyer, 2}}));
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "purchase_cap_exceeded");
  expire_all();
  expire_all();
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::unpaid, 3}, {CapKind::buyer, 5}}));
  const auto second = checkout(buyer, wanted(tea, 2)).value();
  pay(buyer, second.order_group_id);
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::unpaid, 3}, {CapKind::buyer, 3}}));
  const auto third = checkout(buyer, wanted(tea, 3)).value();
  const auto command = by(buyer);
  run(parts.ordering.cancel(command, third.orders[0].order_id, "不要了")).value();
  EXPECT_TRUE(run(parts.ordering.cancel(command, third.orders[0].order_id, "再来")).has_error());
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::unpaid, 3}, {CapKind::buyer, 3}}));
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM purchase_claim"), 1);  // of what was paid
}

TEST_F(PurchaseCapTest, WhatTheSupplierDeclinesCountsNoMoreAndWhatWasDeliveredDoes) {
  set({{}, 5, {}, 7}).value();
  const auto receipt = checkout(buyer, wanted(tea, 5)).value();
  pay(buyer, receipt.order_group_id);
  const auto order = receipt.orders[0].order_id;
  const auto command = by(coop);
  run(parts.refunds.decline(command, order, "缺货", key(), {{receipt.orders[0].lines[0].line_id, 2}})).value();
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 2}}));
  fulfil(order);
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 2}}));
  EXPECT_EQ(code_of(buyer, wanted(tea, 3)), "purchase_cap_exceeded");
}

TEST_F(PurchaseCapTest, ALatePaymentComesBackOnlyWithinTheCap) {
  set({{}, 3, {}, 7}).value();
  const auto other_buyer = consumer();
  const auto lost = checkout(buyer, wanted(tea, 2)).value(), kept = checkout(other_buyer, wanted(tea, 2)).value();
  const auto late = open_payment(buyer, lost.order_group_id), fine = open_payment(other_buyer, kept.order_group_id);
  expire_all();
  checkout(buyer, wanted(tea, 2)).value();
  receive(late.payment_id.str(), late.amount, "4200000000000011").value();
  receive(fine.payment_id.str(), fine.amount, "4200000000000012").value();
  EXPECT_EQ(order(buyer, lost.orders[0].order_id).state, OrderState::cancelled);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM orders WHERE replaces IS NOT NULL"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM refund WHERE kind = 'late_payment'"), 1);
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 1}}));
  EXPECT_EQ(allowed(other_buyer), (Allowed{{CapKind::buyer, 1}}));
}

TEST_F(PurchaseCapTest, ANewPeriodBeginsAnewAndTheOldOneIsForgotten) {
  set({{}, 2, 3, 1}).value();
  checkout(buyer, wanted(tea, 2)).value();
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "purchase_cap_exceeded");
  EXPECT_EQ(run(parts.purchase_caps.forget_due()), 0);
  db.clock.advance(std::chrono::hours(24));
  const auto today = checkout(buyer, wanted(tea, 2)).value();
  EXPECT_EQ(run(parts.purchase_caps.forget_due()), 4);  // two counters and two claims of yesterday
  run(parts.ordering.expire_due());                     // yesterday's order gives its stock back, and nothing else
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 0}}));
  const auto command = by(buyer);
  run(parts.ordering.cancel(command, today.orders[0].order_id, "不要了")).value();
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 2}}));
}

TEST_F(PurchaseCapTest, OneAddressIsOneHoweverItIsWrittenAndWhoeverBuys) {
  set({{}, {}, 3, 7}).value();
  const std::string place = "桂城街道南海大道北1号A座1203室";
  EXPECT_EQ(code_of(consumer(), wanted(tea, 2, place)), "placed");
  EXPECT_EQ(code_of(consumer(), wanted(tea, 2, "桂城街道 南海大道北１号（a座）１２０３室")), "purchase_cap_exceeded");
  EXPECT_EQ(code_of(consumer(), wanted(tea, 1, "桂城街道，南海大道北1号，A座1203室")), "placed");
  EXPECT_EQ(code_of(consumer(), wanted(tea, 3, "桂城街道南海大道北1号A座1204室")), "placed");
  // Nothing of the place stands anywhere but sealed: not in rows, not in events.
  for (const auto& event : events()) {
    const auto text = json::to_text(json::write(event));
    EXPECT_EQ(text.find("南海大道"), text.npos) << event.type;
    EXPECT_EQ(text.find("subject"), text.npos) << event.type;
  }
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM purchase_counter WHERE kind = 'address' AND LENGTH(subject) = 32"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM purchase_counter WHERE CONVERT(subject USING utf8mb4) LIKE '%1203%'"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM purchase_counter WHERE HEX(subject) = '" +
                  to_hex(sha256("桂城街道南海大道北1号a座1203室")) + "'"),
            0);
}

TEST_F(PurchaseCapTest, AChangedNumberKeepsWhatWasTakenAndAnEndedCapHoldsNobodyBack) {
  set({{}, 2, {}, 7}).value();
  checkout(buyer, wanted(tea, 2)).value();
  EXPECT_EQ(set({{}, 3, {}, 7}).value().value.version, 2);
  EXPECT_EQ(code_of(buyer, wanted(tea, 2)), "purchase_cap_exceeded");
  EXPECT_EQ(code_of(buyer, wanted(tea, 1)), "placed");
  const auto command = by(coop);
  EXPECT_EQ(run(parts.purchase_caps.end(command, tea.sku, "货源充足")).value().version, 3);
  EXPECT_EQ(run(parts.purchase_caps.end(command, tea.sku, "再来")).error().code, "purchase_cap_not_found");
  EXPECT_EQ(code_of(buyer, wanted(tea, 50)), "placed");
  expire_all();  // what was claimed before goes back all the same
  EXPECT_EQ(count("SELECT SUM(units) AS n FROM purchase_counter"), 0);
  const auto seen = run(parts.purchase_caps.caps(platform(), {})).value();
  ASSERT_EQ(seen.items.size(), 3U);
  EXPECT_FALSE(seen.items[0].buyer_max);
  EXPECT_EQ(seen.items[2].buyer_max, 2);
  EXPECT_EQ(events(kPurchaseCapSet).size(), 2U);
  EXPECT_EQ(events(kPurchaseCapEnded).size(), 1U);
}

// Both periods begin on the same day; each has its own counter, and the longer one stays when the other is over.
TEST_F(PurchaseCapTest, AnotherLengthOnTheSameDayCountsForItself) {
  set({{}, 5, {}, 7}).value();
  const auto first = checkout(buyer, wanted(tea, 2)).value();
  set({{}, 5, {}, 30}).value();
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 5}}));
  const auto second = checkout(buyer, wanted(tea, 3)).value();
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 2}}));
  db.clock.advance(std::chrono::hours(24 * 8));
  EXPECT_EQ(run(parts.purchase_caps.forget_due()), 2);  // the claim and the counter of the seven days
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 2}}));
  EXPECT_EQ(code_of(buyer, wanted(tea, 3)), "purchase_cap_exceeded");
  const auto command = by(buyer);
  run(parts.ordering.cancel(command, first.orders[0].order_id, "不要了")).value();
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 2}}));
  run(parts.ordering.cancel(command, second.orders[0].order_id, "不要了")).value();
  EXPECT_EQ(allowed(buyer), (Allowed{{CapKind::buyer, 5}}));
}

// Claims go first, so a counter may stand for a moment without them.
TEST_F(PurchaseCapTest, TheBooksAgreeWhileWhatIsOverIsForgotten) {
  set({{}, 2, {}, 1}).value();
  checkout(buyer, wanted(tea, 1)).value();
  checkout(consumer(), wanted(tea, 1)).value();
  const auto difference = [&] {
    const auto findings = db.transaction(audit_orders).value();
    const auto found = std::find_if(findings.begin(), findings.end(), [](const runtime::AuditFinding& finding) {
      return finding.check == "orders.purchase_counters";
    });
    return found->difference;
  };
  const auto prune = [](db::Tx& tx) -> Result<std::uint64_t> {
    return store::prune_claims(tx, tx.now() + std::chrono::hours(24), 1);
  };
  EXPECT_EQ(db.transaction(prune).value(), 1U);
  EXPECT_EQ(difference(), 1) << "a claim of a period that goes on is missed";
  db.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(difference(), 0);
  EXPECT_EQ(run(parts.purchase_caps.forget_due()), 3);  // the other claim and both counters
}

// Whatever a writer believes to know, the table keeps the cap.
TEST_F(PurchaseCapTest, ACounterHoldsNoMoreThanItsCap) {
  const auto work = [&](db::Tx& tx) -> Result<bool> {
    const auto take = [&](CapKind kind, std::int64_t units) {
      auto row = store::key_params({tea.sku, kind, "somebody", tx.now(), tx.now() + std::chrono::hours(24)});
      row.push_back({"units", units});
      row.push_back({"most", 5});
      tx.execute_rows(sql::orders::purchase_counter_take, std::vector<db::Params>{row});
    };
    take(CapKind::buyer, 3);
    take(CapKind::buyer, 2);
    EXPECT_THROW(take(CapKind::buyer, 1), db::DatabaseError);
    EXPECT_THROW(take(CapKind::unpaid, 6), db::DatabaseError);
    return Error::conflict("undone");  // no order claims them
  };
  EXPECT_EQ(db.transaction(work).error().code, "undone");
}

TEST_F(PurchaseCapTest, EveryVersionIsReadPageByPage) {
  for (int most = 1; most <= 3; ++most) {
    set({{}, most, {}, 7}).value();
    db.clock.advance(std::chrono::seconds(1));
  }
  http::PageQuery query;
  query.limit = 2;
  const auto first = run(parts.purchase_caps.caps(coop, query)).value();
  ASSERT_EQ(first.items.size(), 2U);
  EXPECT_EQ(first.items[1].version, 2);
  query.cursor = first.next_cursor.value();
  const auto second = run(parts.purchase_caps.caps(coop, query)).value();
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(second.items[0].version, 1);
  EXPECT_FALSE(second.next_cursor);
  const std::string at = to_rfc3339(db.clock.now());
  for (const auto& wrong : {std::string("x"), at, at + '/', at + "/x", '/' + tea.sku.str()}) {
    query.cursor = wrong;
    const auto refused = run(parts.purchase_caps.caps(coop, query));
    ASSERT_TRUE(refused.has_error()) << wrong;
    EXPECT_EQ(refused.error().fields.at(0).pointer + ' ' + refused.error().fields.at(0).code,
              "query/cursor invalid_cursor");
  }
}

TEST_F(PurchaseCapTest, IsSetByItsOwnSupplierAndMakesSense) {
  const auto stranger = publish({});
  EXPECT_EQ(set({{}, 2, {}, 7}, seller(stranger.supplier)).error().code, "sku_not_found");
  const auto places = [&](const Limits& limits) {
    std::vector<std::string> out;
    const auto refused = set(limits);
    for (const auto& field : refused.error().fields) out.push_back(field.pointer + ' ' + field.code);
    return out;
  };
  EXPECT_EQ(places({}), (std::vector<std::string>{" no_limit"}));
  EXPECT_EQ(places({{}, 2, {}, {}}), (std::vector<std::string>{"/period_days required"}));
  EXPECT_EQ(places({2, {}, {}, 7}), (std::vector<std::string>{"/period_days not_allowed"}));
  EXPECT_TRUE(run(parts.purchase_caps.caps(seller(stranger.supplier), {})).value().items.empty());
}

TEST_F(PurchaseCapTest, ASkuWithoutConditionsCostsNoStatement) {
  const auto plain = publish({});
  stock(plain, 100, "L2");
  const auto of_conditions = [](const std::set<std::string>& names) {
    std::set<std::string> out;
    for (const auto& name : names) {
      const bool found =
          name.find("purchase_") != name.npos || name.find("presale") != name.npos || name.find("rush") != name.npos;
      if (found) out.insert(name);
    }
    return out;
  };
  const auto names = sent_during([&] { checkout(buyer, wanted(plain, 1)).value(); });
  EXPECT_TRUE(names.contains("orders.stock_reserve_expected"));
  EXPECT_EQ(of_conditions(names), std::set<std::string>());
  set({{}, 5, {}, 7}).value();
  EXPECT_EQ(of_conditions(sent_during([&] { checkout(buyer, wanted(plain, 1)).value(); })), std::set<std::string>());
  EXPECT_EQ(of_conditions(sent_during([&] { checkout(buyer, wanted(tea, 1)).value(); })),
            (std::set<std::string>{"orders.purchase_cap_find_many", "orders.purchase_claim_insert",
                                   "orders.purchase_counter_find_many", "orders.purchase_counter_take"}));
}

}  // namespace
}  // namespace shanhai::orders
