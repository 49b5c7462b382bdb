#include <gtest/gtest.h>

#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

class Licences : public World {
 protected:
  Date in_days(int days) { return add_days(china_date(clock.now()), days); }
  LicenceHandIn renewed(LicenceKind kind, const char* number, int days) {
    LicenceHandIn out;
    out.licences.push_back({kind, number, in_days(days), file("新证")});
    return out;
  }
  LicenceId waiting(const SupplierView& view) {
    for (const auto& licence : view.licences) {
      if (licence.standing == LicenceStanding::handed_in) return licence.licence_id;
    }
    throw std::runtime_error("no licence waits");
  }
  // Ids of one instant have no order of their own.
  static LicenceView numbered(const SupplierView& view, const std::string& number) {
    for (const auto& licence : view.licences) {
      if (licence.number == number) return licence;
    }
    throw std::runtime_error("no licence " + number);
  }
  std::int64_t notices() { return count("SELECT COUNT(*) AS n FROM notification"); }
  LicenceDecision saying(Verdict verdict) { return {verdict, "已核对原件"}; }

  const auth::Principal caller = supplier();
  const auth::Principal county = reviewer(kZhaojue);
  const OrganisationId id = *caller.organisation;
};

TEST_F(Licences, AreRenewedBeforeTheyEnd) {
  const auto product = published(caller, tea());
  const auto handed_in =
      must(licences.hand_in(caller, renewed(LicenceKind::food_production, "SC11451343100999", 900), {}));
  const auto second = must(licences.hand_in(caller, renewed(LicenceKind::business_licence, "93", 900), {}));
  EXPECT_EQ(handed_in.status, SupplierStatus::approved);
  for (const auto licence : {waiting(handed_in), numbered(second, "93").licence_id})
    must(licences.decide(county, id, licence, saying(Verdict::pass), {}));
  clock.advance(std::chrono::days(366));
  EXPECT_EQ(run(products.withdraw_lapsed()), 0) << "the new ones count";
  EXPECT_EQ(must(products.get(caller, product.product_id)).status, ProductStatus::published);
  const auto view = must(suppliers.get(caller, id));
  EXPECT_EQ(view.history.back().reason, "已核对原件");
  EXPECT_EQ(view.history.back().actor, county.actor());
  EXPECT_EQ(numbered(view, "93").decided_by, county.actor());
}

TEST_F(Licences, CountOnceTheyAreConfirmed) {
  auto drug = tea();
  drug.herb_class = HerbClass::drug_material;
  const auto view = must(licences.hand_in(caller, renewed(LicenceKind::drug_trading, "川药-1", 300), {}));
  EXPECT_EQ(refused(products.create(caller, drug)).code, "listing_refused") << "handed in is not held";
  const auto refusal = must(licences.decide(county, id, waiting(view), saying(Verdict::refuse), {}));
  EXPECT_EQ(numbered(refusal, "川药-1").standing, LicenceStanding::refused);
  EXPECT_EQ(refused(products.create(caller, drug)).code, "listing_refused");
  EXPECT_EQ(refused(licences.decide(county, id, waiting(view), saying(Verdict::pass), {})).code, "licence_state");
  const auto again = must(licences.hand_in(caller, renewed(LicenceKind::drug_trading, "川药-1", 300), {}));
  EXPECT_EQ(refused(licences.decide(reviewer(kMeigu), id, waiting(again), saying(Verdict::pass), {})).code,
            "supplier_not_found");
  must(licences.decide(platform(), id, waiting(again), saying(Verdict::pass), {}));
  EXPECT_EQ(must(products.create(caller, drug)).consumers_may_buy, false);
}

TEST_F(Licences, HandedInAreCheckedAsThoseOfAnApplication) {
  auto wrong = renewed(LicenceKind::food_production, "SC1", -1);
  EXPECT_EQ(
      places(refused(licences.hand_in(caller, wrong, {}))),
      (std::vector<std::string>{"/licences/0/valid_to licence_expired", "/licences/0/number invalid_licence_number"}));
  wrong = renewed(LicenceKind::drug_trading, "川药-1", 10);
  wrong.licences[0].file.content_base64 = to_base64("GIF89a\x01");
  EXPECT_EQ(refused(licences.hand_in(caller, wrong, {})).code, "file_refused");
  const auto stranger = cooperative();
  EXPECT_EQ(refused(licences.hand_in(stranger, renewed(LicenceKind::drug_trading, "川药-1", 10), {})).code,
            "supplier_not_found");
  must(suppliers.apply(stranger, application(stranger), {}));
  EXPECT_EQ(refused(licences.hand_in(stranger, renewed(LicenceKind::drug_trading, "川药-1", 10), {})).code,
            "supplier_state");
}

TEST_F(Licences, ThatAreNotProvedInTimeSuspendTheirSupplier) {
  const auto product = published(caller, tea());
  EXPECT_EQ(places(refused(licences.reverify(county, id, {in_days(0), "年检"}, {}))),
            std::vector<std::string>{"/due out_of_range"});
  EXPECT_EQ(refused(licences.reverify(reviewer(kMeigu), id, {in_days(10), "年检"}, {})).code, "supplier_not_found");
  const auto asked = must(licences.reverify(county, id, {in_days(10), "年检"}, {}));
  ASSERT_TRUE(asked.reverification);
  EXPECT_EQ(asked.reverification->due, in_days(10));
  EXPECT_EQ(notices(), 1);
  clock.advance(std::chrono::days(10));
  EXPECT_EQ(run(licences.suspend_overdue()), 0) << "the last day is not over";
  clock.advance(std::chrono::days(1));
  EXPECT_EQ(run(licences.suspend_overdue()), 1);
  EXPECT_EQ(run(licences.suspend_overdue()), 0);
  const auto view = must(suppliers.get(caller, id));
  EXPECT_EQ(view.status, SupplierStatus::suspended);
  EXPECT_EQ(view.history.back().actor, "system");
  EXPECT_EQ(view.history.back().reason, "licences not proved by " + to_string(asked.reverification->due));
  EXPECT_EQ(must(products.get(caller, product.product_id)).withdrawn_reason, "supplier_suspended");
  EXPECT_EQ(notices(), 2);
  must(licences.hand_in(caller, renewed(LicenceKind::food_production, "SC11451343100999", 900), {}));
  const auto back = must(suppliers.move(platform(), id, SupplierVerb::reinstate, "已补交", {}));
  EXPECT_FALSE(back.reverification) << "who is admitted again has proved them";
  EXPECT_EQ(run(licences.suspend_overdue()), 0);
}

TEST_F(Licences, AreProvedByHandingThemInAndBeingConfirmed) {
  must(licences.reverify(county, id, {in_days(10), "年检"}, {}));
  const auto handed_in =
      must(licences.hand_in(caller, renewed(LicenceKind::food_production, "SC11451343100999", 900), {}));
  EXPECT_TRUE(handed_in.reverification->answered);
  clock.advance(std::chrono::days(11));
  EXPECT_EQ(run(licences.suspend_overdue()), 0) << "it waits for the reviewer, not for the supplier";
  EXPECT_EQ(refused(licences.verify(county, id, "通过", {})).code, "licences_undecided");
  must(licences.decide(county, id, waiting(handed_in), saying(Verdict::pass), {}));
  const auto proved = must(licences.verify(county, id, "通过", {}));
  EXPECT_FALSE(proved.reverification);
  EXPECT_EQ(proved.history.back().reason, "通过");
  EXPECT_EQ(refused(licences.verify(county, id, "再次", {})).code, "supplier_state");
}

TEST_F(Licences, RefusedProofIsNone) {
  must(licences.reverify(county, id, {in_days(10), "年检"}, {}));
  const auto handed_in =
      must(licences.hand_in(caller, renewed(LicenceKind::food_production, "SC11451343100999", 900), {}));
  must(licences.decide(county, id, waiting(handed_in), saying(Verdict::refuse), {}));
  clock.advance(std::chrono::days(11));
  EXPECT_EQ(run(licences.suspend_overdue()), 1);
}

TEST_F(Licences, OneRefusedOfSeveralLeavesTheOthersAnAnswer) {
  must(licences.reverify(county, id, {in_days(10), "年检"}, {}));
  const auto first = must(licences.hand_in(caller, renewed(LicenceKind::food_production, "SC11451343100999", 900), {}));
  const auto both = must(licences.hand_in(caller, renewed(LicenceKind::business_licence, "93", 900), {}));
  const auto third = must(licences.hand_in(caller, renewed(LicenceKind::drug_trading, "川药-1", 900), {}));
  const auto decide = [&](LicenceId licence, Verdict verdict) {
    return must(licences.decide(county, id, licence, saying(verdict), {}));
  };
  EXPECT_TRUE(decide(waiting(first), Verdict::refuse).reverification->answered) << "others wait";
  EXPECT_TRUE(decide(numbered(both, "93").licence_id, Verdict::pass).reverification->answered);
  EXPECT_TRUE(decide(numbered(third, "川药-1").licence_id, Verdict::refuse).reverification->answered)
      << "another was confirmed";
  clock.advance(std::chrono::days(11));
  EXPECT_EQ(run(licences.suspend_overdue()), 0);
}

TEST_F(Licences, WhatWasConfirmedBeforeTheRequestIsNoAnswer) {
  const auto early = must(licences.hand_in(caller, renewed(LicenceKind::business_licence, "93", 900), {}));
  must(licences.decide(county, id, waiting(early), saying(Verdict::pass), {}));
  clock.advance(std::chrono::days(1));
  must(licences.reverify(county, id, {in_days(10), "年检"}, {}));
  const auto late = must(licences.hand_in(caller, renewed(LicenceKind::food_production, "SC11451343100999", 900), {}));
  EXPECT_FALSE(must(licences.decide(county, id, waiting(late), saying(Verdict::refuse), {})).reverification->answered);
}

TEST_F(Licences, OneThatWaitedIsRemindedOfOnceItIsConfirmed) {
  const auto view = must(licences.hand_in(caller, renewed(LicenceKind::drug_trading, "川药-1", 20), {}));
  EXPECT_EQ(run(licences.remind()), 0) << "it does not count yet";
  must(licences.decide(county, id, waiting(view), saying(Verdict::pass), {}));
  EXPECT_EQ(run(licences.remind()), 1);
  EXPECT_EQ(run(licences.remind()), 0);
}

TEST_F(Licences, TheirHoldersAreToldOnceBeforeTheyEnd) {
  EXPECT_EQ(run(licences.remind()), 0);
  clock.advance(std::chrono::days(335));  // the licences of an application end after 365 days
  EXPECT_EQ(run(licences.remind()), 2);
  EXPECT_EQ(run(licences.remind()), 0) << "once";
  EXPECT_EQ(notices(), 2);
  const auto other = supplier();
  clock.advance(std::chrono::days(300));
  const auto view = must(licences.hand_in(other, renewed(LicenceKind::food_production, "SC11451343100999", 900), {}));
  must(licences.decide(platform(), *other.organisation, waiting(view), saying(Verdict::pass), {}));
  clock.advance(std::chrono::days(40));
  EXPECT_EQ(run(licences.remind()), 1) << "of what is renewed nobody is told";
}

}  // namespace
}  // namespace shanhai::catalog
