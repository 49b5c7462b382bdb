#include "services/measurement/benefits/service.hpp"

#include "services/measurement/freezing/store.hpp"
#include "tests/integration/measurement/offline.hpp"

namespace shanhai::measurement {
namespace {

// Traceability, as far as it is asked: whose households are whose.
class KnownHouseholds final : public traceability::Api {
 public:
  Task<Result<traceability::LotSoldPage>> lots_sold(traceability::LotSoldQuery) override {
    co_return traceability::LotSoldPage{};
  }
  Task<Result<traceability::OwnHouseholds>> own_households(traceability::OwnHouseholdsQuery query) override {
    traceability::OwnHouseholds out;
    for (const auto& household : query.households) {
      if (of.contains({query.supplier, household})) out.households.push_back(household);
    }
    std::sort(out.households.begin(), out.households.end());
    co_return out;
  }
  std::set<std::pair<OrganisationId, std::string>> of;
};

class BenefitTest : public Offline {
 protected:
  BenefitTest() {
    for (const auto* name : {"hh_a", "hh_b", "hh_c", "hh_d"}) known->of.insert({cooperative.id, name});
    benefits.connect(known);
  }
  auth::Principal county(std::string code) {
    auto out = of(cooperative, auth::Role::county_reviewer);
    out.organisation = id<OrganisationId>();
    out.region = std::move(code);
    return out;
  }
  static BenefitItem item(const char* household, std::int64_t fen, BenefitMethod method = BenefitMethod::wage,
                          const char* period = "2026-09") {
    BenefitItem out;
    out.household_id = household;
    out.method = method;
    out.period = period;
    out.amount = Money(fen);
    return out;
  }
  BenefitBatchBody batch(std::vector<BenefitItem> items) {
    BenefitBatchBody out;
    out.items = std::move(items);
    out.proof = {"务工名单.txt", to_base64("名单 " + std::to_string(++files))};
    return out;
  }
  BenefitReceipt record(BenefitBatchBody body) {
    return must(benefits.submit(by(seller()), std::move(body), key())).value;
  }
  BenefitBatchId confirmed(std::vector<BenefitItem> items) {
    const auto made = *record(batch(std::move(items))).batch_id;
    must(benefits.move(by(county("513431")), made, BenefitAction::confirm, "已核实"));
    return made;
  }
  std::string wrong(const BenefitBatchBody& body) {
    std::string out;
    for (const auto& field : refused(benefits.submit(by(seller()), body, key())).fields)
      out += (out.empty() ? "" : " ") + field.pointer + ' ' + field.code;
    return out;
  }
  BenefitReport report(const auth::Principal& who, const char* group_by = "", const char* period = "2026") {
    BenefitQuery query;
    query.period = period;
    query.group_by = Text<0, 40>(group_by);
    return must(benefits.report(who, query));
  }

  std::int64_t reads_of(const char* action) {
    return db
        .transaction([&](db::Tx& tx) -> Result<std::int64_t> {
          const db::Query query{"test.count_reads",
                                "SELECT COUNT(*) AS reads_left FROM audit_entry WHERE action = :action"};
          return tx.query(query, {{"action", action}}).front().get<std::int64_t>("reads_left");
        })
        .value();
  }

  std::shared_ptr<KnownHouseholds> known = std::make_shared<KnownHouseholds>();
  Benefits benefits{context, archive, Policy{}};
};

TEST_F(BenefitTest, CountsHouseholdsOnceAndOnlyWhatTheCountyConfirmed) {
  const auto waiting = *record(batch({item("hh_a", 100000), item("hh_b", 90000), item("hh_c", 80000)})).batch_id;
  EXPECT_EQ(report(agency("513400")).total.households, 0);
  EXPECT_EQ(refused(benefits.move(by(county("513436")), waiting, BenefitAction::confirm, "")).code,
            "benefit_batch_not_found");
  must(benefits.move(by(county("513431")), waiting, BenefitAction::confirm, "已核实"));
  confirmed({item("hh_a", 50000, BenefitMethod::produce), item("hh_b", 40000, BenefitMethod::produce),
             item("hh_d", 30000, BenefitMethod::produce)});
  const auto found = report(agency("513400"), "method");
  EXPECT_EQ(found.total.households, 4);
  EXPECT_EQ(found.total.amount, Money(390000));
  ASSERT_EQ(found.rows.size(), 2u);
  EXPECT_EQ(found.rows[0].method, BenefitMethod::produce);
  EXPECT_EQ(found.rows[0].households, 3);
  EXPECT_EQ(found.rows[1].amount, Money(270000));
  EXPECT_EQ(report(seller(), "supplier").rows.at(0).supplier_id, cooperative.id);
  // Who measures buyers sees no county's households; another county's agency neither.
  for (const auto& who : {agency("440600"), agency("513300"), county("513436")})
    EXPECT_EQ(report(who).total.households, 0);
  EXPECT_EQ(report(agency("*"), "", "2026Q3").total.households, 4);
  EXPECT_EQ(report(agency("*"), "", "2026Q2").total.households, 0);
}

TEST_F(BenefitTest, TooFewHouseholdsAreNotTold) {
  confirmed({item("hh_a", 100000), item("hh_b", 90000)});
  EXPECT_TRUE(report(agency("*")).total.suppressed);
  EXPECT_FALSE(report(agency("*")).total.amount);
  confirmed({item("hh_a", 1, BenefitMethod::dividend), item("hh_b", 2, BenefitMethod::dividend),
             item("hh_c", 3, BenefitMethod::dividend)});
  const auto found = report(agency("*"), "method");
  EXPECT_EQ(found.total.households, 3);
  // The wages of two, and what would give them away.
  for (const auto& row : found.rows) EXPECT_TRUE(row.suppressed && !row.amount && !row.households);
}

TEST_F(BenefitTest, OnlyTheSupplierSeesAHousehold) {
  const auto made = *record(batch({item("hh_a", 100000), item("hh_b", 90000)})).batch_id;
  EXPECT_EQ(must(benefits.get(seller(), made)).items->size(), 2u);
  must(benefits.list(seller(), {}));
  must(benefits.list(county("513431"), {}));
  EXPECT_EQ(reads_of("measurement.benefit_batches.listed"), 1) << "the county's, and not the supplier's own";
  EXPECT_EQ(json::print(must(benefits.get(county("513431"), made))).find("hh_"), std::string::npos);
  EXPECT_EQ(must(benefits.proof(county("513431"), made)).bytes, "名单 1");
  EXPECT_EQ(refused(benefits.proof(county("513436"), made)).code, "benefit_batch_not_found");
  for (const auto& event : told()) EXPECT_EQ(json::to_text(event.payload).find("hh_"), std::string::npos);
}

TEST_F(BenefitTest, TakesAllRecordsOrNone) {
  EXPECT_EQ(wrong(batch({item("hh_a", 1), item("hh_x", 1)})), "/items/1/household_id household_not_found");
  EXPECT_EQ(wrong(batch({item("hh_a", 0), item("hh_b", 1, BenefitMethod::wage, "2027")})),
            "/items/0/amount out_of_range /items/1/period invalid_period");
  EXPECT_EQ(wrong(batch({item("hh_a", 1), item("hh_a", 2)})), "/items/1/household_id repeated");
  auto foreign = item("hh_a", 1);
  foreign.product_id = id<ProductId>();
  EXPECT_EQ(wrong(batch({foreign})), "/items/0/product_id product_not_found");
  record(batch({item("hh_a", 1)}));
  EXPECT_EQ(wrong(batch({item("hh_a", 2)})), "/items/0/household_id already_recorded");
  EXPECT_EQ(wrong(batch({item("hh_a", 2, BenefitMethod::wage, "2026")})), "/items/0/household_id already_recorded")
      << "the year's holds the month's";
  auto dry = batch({item("hh_b", 5)});
  dry.dry_run = true;
  EXPECT_FALSE(record(dry).batch_id);
  EXPECT_EQ(must(benefits.list(seller(), {})).items.size(), 1u);
  auto member = seller();
  member.administrator = false;
  EXPECT_EQ(refused(benefits.submit(by(member), batch({item("hh_b", 1)}), key())).code, "administrator_required");
}

TEST_F(BenefitTest, WhatIsWithdrawnCountsNoMoreAndMayBeRecordedAnew) {
  const std::vector<BenefitItem> items{item("hh_a", 1), item("hh_b", 1), item("hh_c", 1)};
  const auto made = confirmed(items);
  EXPECT_EQ(report(agency("*")).total.households, 3);
  must(benefits.move(by(seller()), made, BenefitAction::withdraw, "金额有误"));
  EXPECT_EQ(report(agency("*")).total.households, 0);
  confirmed(items);
  EXPECT_EQ(report(agency("*")).total.households, 3);
  EXPECT_EQ(must(benefits.get(seller(), made)).steps.size(), 2u);
}

// What the records are checked against may be another by then.
TEST_F(BenefitTest, ARepeatedBatchIsAnsweredAsTheFirst) {
  const auto body = batch({item("hh_a", 100000), item("hh_b", 90000)});
  const auto same = key();
  const auto first = must(benefits.submit(by(seller()), body, same));
  known->of.clear();
  const auto again = must(benefits.submit(by(seller()), body, same));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(json::print(again.value), json::print(first.value));
  EXPECT_EQ(must(benefits.list(seller(), {})).items.size(), 1u);
}

TEST_F(BenefitTest, AFrozenPeriodKeepsWhatHadBeenConfirmed) {
  const auto early = confirmed({item("hh_a", 100), item("hh_b", 200), item("hh_c", 300)});
  const auto waiting = *record(batch({item("hh_d", 400)})).batch_id;
  const auto before = report(agency("*"));
  db.clock.advance(std::chrono::seconds(1));
  const auto frozen = db.transaction([&](db::Tx& tx) -> Result<void> {
    const auto as_of = current_as_of(tx);
    store::FrozenPeriod row{"2026", parse_period("2026").value(), as_of.str(), {}, {}, "年报", tx.now(), "test"};
    store::insert_cut(tx, row, as_of);
    row.digest = std::string(32, 'd');
    row.note = "signed";
    store::sign_cut(tx, row);
    return {};
  });
  ASSERT_TRUE(frozen);
  must(benefits.move(by(county("513431")), waiting, BenefitAction::confirm, "已核实"));
  must(benefits.move(by(seller()), early, BenefitAction::withdraw, "金额有误"));
  for (const auto* period : {"2026", "2026Q3", "2026-09"}) {
    const auto after = report(agency("*"), "", period);
    EXPECT_EQ(after.total.households, 3) << period;
    EXPECT_EQ(after.total.amount, Money(600)) << period;
    ASSERT_TRUE(after.frozen) << period;
    EXPECT_EQ(after.frozen->url, "/v1/measurement/freezes/2026");
  }
  BenefitQuery query;
  query.period = "2026";
  query.as_of = Text<10, 160>(*before.as_of);
  EXPECT_EQ(json::print(must(benefits.report(agency("*"), query))), json::print(before));
  EXPECT_FALSE(report(seller()).as_of) << "how much all others sell";
}

TEST_F(BenefitTest, NeitherRowsNorColumnsGiveASmallCellAway) {
  for (const auto* name : {"hh_e", "hh_f", "hh_g"}) known->of.insert({cooperative.id, name});
  std::vector<BenefitItem> items;
  for (const auto* name : {"hh_a", "hh_b", "hh_c", "hh_d"}) items.push_back(item(name, 100));
  for (const auto* name : {"hh_a", "hh_b", "hh_c", "hh_d", "hh_e"})
    items.push_back(item(name, 100, BenefitMethod::produce));
  for (const auto* name : {"hh_f", "hh_g"}) items.push_back(item(name, 100, BenefitMethod::dividend));
  for (auto at : {0, 1, 2, 4, 5, 6, 7, 9, 10}) items[std::size_t(at)].product_id = product;
  confirmed(items);
  // Of no product: one of the wages, one of the produce, one dividend.
  for (const auto& row : report(agency("*"), "method,product").rows) EXPECT_TRUE(row.suppressed);
}

TEST_F(BenefitTest, ASheetInChineseIsTakenAsItIs) {
  auto body = batch({});
  body.items.reset();
  body.sheet_base64 =
      to_base64("农户编号,方式,期间,金额,产品编号\r\nhh_a,务工,2026-09,1200.50,\r\nhh_b,收购,2026Q3,80," +
                product.str() + "\r\n");
  const auto receipt = record(body);
  EXPECT_EQ(receipt.amount, Money(128050));
  const auto items = *must(benefits.get(seller(), *receipt.batch_id)).items;
  EXPECT_EQ(items[0].amount, Money(120050));
  EXPECT_EQ(items[1].method, BenefitMethod::produce);
  EXPECT_EQ(items[1].period.str(), "2026Q3");
  EXPECT_EQ(items[1].product_id, product);
  body.sheet_base64 = to_base64("农户编号,方式,期间,金额\nhh_a,务农,2026-09,1.234\n");
  EXPECT_EQ(wrong(body), "/sheet_base64/1/method unknown_value /sheet_base64/1/amount invalid_amount");
  body.sheet_base64 = to_base64("农户编号,方式,期间\nhh_a,务工,2026-09\n");
  EXPECT_EQ(wrong(body), "/sheet_base64/0/amount column_missing");
}

}  // namespace
}  // namespace shanhai::measurement
