// What looks like a purchase that was none: orders and offline sales as flags follow them.
#pragma once

#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/units/consumer.hpp"
#include "services/traceability/api.hpp"
#include "tests/integration/measurement/offline.hpp"

namespace shanhai::measurement {

class FlagTest : public Offline {
 protected:
  struct Bought {
    std::int64_t fen = 10000, quantity = 1;
    std::optional<OrganisationId> by{};
    std::optional<AccountId> account{};
  };
  orders::OrderFacts order(const Bought& bought) {
    orders::OrderFacts out;
    out.order = id<OrderId>();
    out.supplier = cooperative.id;
    out.buyer_kind = bought.by ? orders::BuyerKind::trade_union : orders::BuyerKind::consumer;
    out.buyer_organisation = bought.by;
    if (!bought.by) out.buyer_account = bought.account.value_or(id<AccountId>());
    out.buyer_division = "440605";
    out.placed_at = db.clock.now();
    out.paid_at = db.clock.now();
    orders::LineFacts line;
    line.line = id<OrderLineId>();
    line.sku = sku;
    line.product = product;
    line.quantity = bought.quantity;
    line.amount = Money(bought.fen);
    line.production_county = line.raw_material_county = line.registration_county = "513431";
    line.delivery_division = "440605";
    out.lines = {line};
    return out;
  }
  void apply_orders(std::vector<events::Event> events) {
    history.insert(history.end(), events.begin(), events.end());
    apply([&](db::Tx& tx) { return watch.apply_orders(tx, events); });
  }
  orders::OrderFacts pay(const Bought& bought) {
    auto out = order(bought);
    apply_orders({event(orders::kOrderPaid, "order", json::write(out).as_object())});
    return out;
  }
  void refund(const orders::OrderFacts& facts, std::vector<orders::Measure> counted) {
    const orders::OrderRefunded out{
        id<RefundId>(), facts, {{facts.lines[0].line, 1, facts.lines[0].amount}}, std::move(counted)};
    apply_orders({event(orders::kOrderRefunded, "order", json::write(out).as_object())});
  }
  // After payment.
  void give_back(orders::OrderFacts& facts, std::int64_t fen) {
    const orders::OrderRefunded out{id<RefundId>(),
                                    facts,
                                    {{facts.lines[0].line, 0, Money(fen)}},
                                    {orders::Measure::ordered, orders::Measure::paid}};
    apply_orders({event(orders::kOrderRefunded, "order", json::write(out).as_object())});
    facts.lines[0].refunded += Money(fen);
  }
  FlagView only(FlagRule rule) {
    const auto found = raised(rule);
    EXPECT_EQ(found.size(), 1u);
    return must(flags.get(agency("*"), found.at(0).flag_id));
  }
  // What the steps did, in order: "withdraw raise_again".
  static std::string steps_of(const FlagView& flag) {
    std::string out;
    for (const auto& step : flag.steps)
      out += (out.empty() ? "" : " ") + std::string(boost::describe::enum_to_string(step.action, ""));
    return out;
  }
  std::vector<FlagView> raised(FlagRule rule, std::string region = "*") {
    FlagQuery query;
    query.rule = rule;
    return must(flags.list(agency(std::move(region)), query)).items;
  }
  std::int64_t look() {
    return db.transaction([&](db::Tx& tx) { return watch.look(tx); }).value();
  }
  // One person acts for it, from now on.
  void relate(OrganisationId party, AccountId account) {
    const identity::MembershipChanged member{id<identity::MembershipId>(), party, account, false, false};
    parties.push_back(event(identity::kMembershipChanged, "membership", json::write(member).as_object()));
    apply([&](db::Tx& tx) { return apply_party(tx, parties.back()); });
  }
  Result<void> apply_party(db::Tx& tx, const events::Event& told) {
    SH_CHECK(apply_identity_event(tx, told));
    return watch.apply_party(tx, told);
  }

  std::vector<events::Event> history, parties;
};

}  // namespace shanhai::measurement
