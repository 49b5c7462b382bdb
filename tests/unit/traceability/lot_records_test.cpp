// Rules of certificates, tests, origins, herb records, and whose lots somebody may look into.
#include <gtest/gtest.h>

#include "services/traceability/evidence/domain.hpp"
#include "services/traceability/evidence/store.hpp"
#include "services/traceability/lot/domain.hpp"
#include "services/traceability/records/domain.hpp"
#include "services/traceability/records/scope.hpp"

namespace shanhai::traceability {
namespace {

Date day(const char* text) { return parse_date(text).value(); }
const Date kToday = parse_date("2026-11-23").value();

template <class T>
std::string told(const Result<T>& result) {
  if (result.has_value()) return "";
  const auto& error = result.error();
  return error.fields.empty() ? error.code : error.fields.front().pointer + " " + error.fields.front().code;
}

TEST(Origin, IsTheOneTheProductIsRegisteredWith) {
  const RegisteredOrigin zhaojue{"513431", "513431"};
  const struct {
    RegisteredOrigin registered;
    const char* made_in;
    bool outside;
    std::vector<std::string> raw;
    const char* told;
  } cases[] = {
      {zhaojue, "513431", false, {"513431"}, ""},
      {zhaojue, "513436", false, {"513431"}, "/county origin_differs"},
      {zhaojue, "510104", true, {"513431"}, ""},  // packed in Chengdu, and says so
      {zhaojue, "513431", false, {"513431", "513436"}, "/inputs origin_differs"},
      {zhaojue, "510104", true, {"513436"}, "/inputs origin_differs"},
      {{"513400", "513400"}, "513431", false, {"513436"}, ""},  // registered with a prefecture
      {{"", ""}, "513436", false, {"513431"}, ""},              // published before origins were kept
  };
  for (const auto& c : cases)
    EXPECT_EQ(told(check_origin(c.registered, c.made_in, c.outside, c.raw)), c.told) << c.made_in << c.told;
  const auto error = check_origin(zhaojue, "513431", false, {"513436"}).error();
  EXPECT_EQ(error.kind, ErrorKind::unprocessable);
  EXPECT_EQ(error.extensions.at("registered").as_string(), "513431");
  EXPECT_EQ(error.extensions.at("found").as_string(), "513436");
}

TEST(Yield, KeepsToTheLimitOfTheDay) {
  const std::vector<YieldLimit> limits{{"drying", day("2026-01-01"), 400, 50, "标准甲"},
                                       {"drying", day("2026-11-01"), 300, 0, "标准乙"},
                                       {"roasting", day("2026-12-01"), 900, 0, "标准丙"},
                                       {"sorting", day("2026-01-01"), 1000, 1000, "标准丁"}};
  const auto yield = [&](std::int64_t out, const char* process, const char* made_on,
                         LotKind kind = LotKind::processed) {
    return told(check_yield({kind, Unit::g, out, {}}, {{Unit::g, 600}, {Unit::g, 400}, {Unit::pcs, 9000}}, limits,
                            process, day(made_on)));
  };
  EXPECT_EQ(yield(450, "drying", "2026-10-31"), "") << "with its tolerance";
  EXPECT_EQ(yield(451, "drying", "2026-10-31"), "/quantity yield_exceeded");
  EXPECT_EQ(yield(300, "drying", "2026-11-01"), "");
  EXPECT_EQ(yield(301, "drying", "2026-11-01"), "/quantity yield_exceeded");
  EXPECT_EQ(yield(1000, "sorting", "2026-11-01"), "") << "a tolerance makes no goods";
  EXPECT_EQ(yield(1001, "sorting", "2026-11-01"), "/quantity yield_exceeded");
  EXPECT_EQ(yield(1, "roasting", "2026-11-01"), "/process process_not_known") << "not in force yet";
  EXPECT_EQ(yield(1, "", "2026-11-01"), "/process process_required");
  EXPECT_EQ(yield(1000, "", "2025-12-31"), "") << "nothing was in force";
  EXPECT_EQ(yield(1000, "", "2026-11-01", LotKind::packed), "") << "packing is no process of its own";
}

TEST(Freshness, WhatIsPastItsDateGoesIntoNothing) {
  EXPECT_EQ(told(check_fresh(kToday, std::nullopt)), "");
  EXPECT_EQ(told(check_fresh(kToday, kToday)), "");
  EXPECT_EQ(told(check_fresh(kToday, day("2026-11-22"))), "lot_expired");
}

TEST(LabTest, SaysWhatCanBeSaid) {
  TestFacts good;
  good.tested_on = kToday;
  good.cma_number = "230020349096";
  good.items = {std::nullopt, TestResult::pass};
  EXPECT_EQ(told(check_test(good, kToday)), "");
  const auto wrong = [&](auto change) {
    auto facts = good;
    change(facts);
    return told(check_test(facts, kToday));
  };
  EXPECT_EQ(wrong([](auto& f) { f.tested_on = day("2026-11-24"); }), "/tested_on in_the_future");
  EXPECT_EQ(wrong([](auto& f) { f.cma_number = "23002034909"; }), "/cma_number invalid_cma_number");
  EXPECT_EQ(wrong([](auto& f) { f.cma_number = "23002034909x"; }), "/cma_number invalid_cma_number");
  EXPECT_EQ(wrong([](auto& f) { f.kind = TestKind::own; }), "/cma_number not_allowed");
  EXPECT_EQ(wrong([](auto& f) { f.items[1] = TestResult::fail; }), "/items/1/verdict contradicts_result");
  EXPECT_EQ(wrong([](auto& f) { f.items[1] = TestResult::fail, f.result = TestResult::fail; }), "");
  EXPECT_EQ(wrong([](auto& f) { f.items.resize(201); }), "/items too_many");
}

TEST(CommitmentCertificate, RestsOnWhatIsShown) {
  CertificateFacts good;
  good.lot_quantity = 80;
  good.basis = {CertificateBasis::quality_control};
  EXPECT_EQ(told(check_certificate(good)), "");
  const auto wrong = [&](auto change) {
    auto facts = good;
    change(facts);
    return told(check_certificate(facts));
  };
  using B = CertificateBasis;
  EXPECT_EQ(wrong([](auto& f) { f.recalled = true; }), "lot_recalled");
  EXPECT_EQ(wrong([](auto& f) { f.failed_test = true; }), "lot_failed_test");
  EXPECT_EQ(wrong([](auto& f) { f.basis.clear(); }), "/basis required");
  EXPECT_EQ(wrong([](auto& f) { f.basis = {B::own_test, B::own_test}, f.passed_own = true; }), "/basis repeated");
  EXPECT_EQ(wrong([](auto& f) { f.basis = {B::commissioned_test}, f.passed_own = true; }), "/basis basis_not_shown");
  EXPECT_EQ(wrong([](auto& f) { f.basis = {B::commissioned_test}, f.passed_commissioned = true; }), "");
  EXPECT_EQ(wrong([](auto& f) { f.basis = {B::own_test}; }), "/basis basis_not_shown");
  EXPECT_EQ(wrong([](auto& f) { f.quantity = 81; }), "/quantity out_of_range");
  EXPECT_EQ(wrong([](auto& f) { f.quantity = 80; }), "");
  EXPECT_EQ(certificate_number(kToday, "tst_01jd8w4qm0abcdefghjk7k3m9q2x4t"), "HGZ20261123-7K3M9Q2X4T");
}

TEST(CommitmentCertificate, StandsUntilItIsReplacedOrWithdrawn) {
  const auto entries = [](std::vector<bool> withdrawn) {
    std::vector<store::CertificateRow> out(withdrawn.size());
    for (std::size_t i = 0; i < withdrawn.size(); ++i) out[i].withdrawn = withdrawn[i];
    return out;
  };
  using S = CertificateStatus;
  EXPECT_EQ(store::status_of(entries({false}), 0, false), S::valid);
  EXPECT_EQ(store::status_of(entries({false}), 0, true), S::lot_recalled);
  EXPECT_EQ(store::status_of(entries({false, false}), 0, false), S::replaced);
  EXPECT_EQ(store::status_of(entries({false, false}), 1, false), S::valid);
  EXPECT_EQ(store::status_of(entries({false, true, false}), 0, true), S::withdrawn);
  EXPECT_EQ(store::status_of(entries({false, true, false}), 1, false), S::withdrawn);
  EXPECT_EQ(store::status_of(entries({false, true, false}), 2, false), S::valid);
}

TEST(HerbRecord, TellsOfOneStageAtItsTime) {
  HerbFacts good;
  good.stage = HerbStage::inputs;
  good.happened_on = day("2026-06-01");
  good.lot_made_on = day("2026-10-01");
  good.parts = {HerbStage::inputs};
  EXPECT_EQ(told(check_herb_record(good, kToday)), "");
  const auto wrong = [&](auto change) {
    auto facts = good;
    change(facts);
    return told(check_herb_record(facts, kToday));
  };
  EXPECT_EQ(wrong([](auto& f) { f.stage = HerbStage::test; }), "/stage not_recorded_here");
  EXPECT_EQ(wrong([](auto& f) { f.stage = HerbStage::sale; }), "/stage not_recorded_here");
  EXPECT_EQ(wrong([](auto& f) { f.lot = LotKind::packed; }), "/stage not_of_this_lot");
  EXPECT_EQ(wrong([](auto& f) { f.happened_on = day("2026-10-02"); }), "/happened_on after_harvest");
  EXPECT_EQ(wrong([](auto& f) { f.happened_on = day("2026-11-24"); }), "/happened_on in_the_future");
  EXPECT_EQ(wrong([](auto& f) { f.stage = HerbStage::storage, f.parts = {HerbStage::storage}; }),
            "/happened_on before_harvest");
  EXPECT_EQ(wrong([](auto& f) { f.parts.clear(); }), "/input required");
  EXPECT_EQ(wrong([](auto& f) { f.parts.push_back(HerbStage::plot); }), "/plot not_allowed");
  EXPECT_EQ(wrong([](auto& f) { f.input = HerbInputKind::pesticide; }), "/input/safety_interval_days required");
  EXPECT_EQ(wrong([](auto& f) { f.input = HerbInputKind::fertiliser; }), "");
}

TEST(HerbRecord, ASafetyIntervalIsOverBeforeTheHarvest) {
  HerbFacts facts;
  facts.stage = HerbStage::inputs;
  facts.happened_on = day("2026-09-01");
  facts.input = HerbInputKind::pesticide;
  facts.safety_interval_days = 14;
  EXPECT_EQ(finding_of(facts, day("2026-09-14")), HerbFinding::safety_interval);
  EXPECT_EQ(finding_of(facts, day("2026-09-15")), HerbFinding::none);
  facts.input = HerbInputKind::fertiliser;
  EXPECT_EQ(finding_of(facts, day("2026-09-01")), HerbFinding::none);
}

TEST(HerbRecord, MissingStagesStandInTheOrderOfTheList) {
  using H = HerbStage;
  const HerbPolicy policy{{"drug_material"}, {H::test, H::plot, H::seed}};
  EXPECT_EQ(missing_stages(policy, {{H::seed}, {}}), (std::vector<H>{H::plot, H::test}));
  EXPECT_TRUE(missing_stages(policy, {{H::plot, H::seed, H::test}, {}}).empty());
  EXPECT_TRUE(missing_stages({}, {}).empty());
}

auth::Principal who(auth::Role role, const char* region) {
  auth::Principal out;
  out.role = role;
  out.region = region;
  return out;
}

TEST(LotScope, IsTheCallersOwnOrItsRegions) {
  using R = auth::Role;
  EXPECT_TRUE(lot_scope_of(who(R::platform_operator, "*"))->everything);
  EXPECT_TRUE(lot_scope_of(who(R::agency, "*"))->everything);
  EXPECT_TRUE(lot_scope_of(who(R::agency, "440000"))->everything) << "both provinces supervise jointly";
  EXPECT_EQ(lot_scope_of(who(R::county_reviewer, "513431"))->counties, std::vector<std::string>{"513431"});
  EXPECT_EQ(lot_scope_of(who(R::agency, "513400"))->counties.size(), 11u);
  EXPECT_EQ(told(lot_scope_of(who(R::agency, "440600"))), "region_without_lots");
  EXPECT_EQ(told(lot_scope_of(who(R::agency, ""))), "region_without_lots");
  EXPECT_EQ(told(lot_scope_of(who(R::supplier, "513431"))), "forbidden") << "it names no organisation";
  EXPECT_EQ(told(lot_scope_of(who(R::consumer, ""))), "forbidden");
  EXPECT_EQ(told(lot_scope_of(who(R::buyer_unit, "440600"))), "forbidden");
  const auto zhaojue = lot_scope_of(who(R::county_reviewer, "513431")).value();
  EXPECT_EQ(told(narrowed(zhaojue, "513436")), "county_outside_region");
  EXPECT_EQ(narrowed(LotScope{true, {}, {}}, "513436")->counties, std::vector<std::string>{"513436"});
  EXPECT_FALSE(narrowed(LotScope{true, {}, {}}, "513436")->everything);
}

}  // namespace
}  // namespace shanhai::traceability
