#include "common/base/encoding.hpp"
#include "common/sheets/sheets.hpp"
#include "services/traceability/records/inspection.hpp"
#include "services/traceability/records/service.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

using H = HerbStage;

class Records : public World {
 protected:
  HerbRecordEntry of_stage(H stage) {
    HerbRecordEntry out;
    out.stage = stage;
    out.happened_on = stage > H::harvest ? today() : add_days(today(), -60);
    if (stage == H::plot) out.plot = HerbPlot{"A-1", HerbArea(600), {}};
    if (stage == H::seed) out.seed = HerbSeed{"大黄", "自留种", {}, {}};
    if (stage == H::inputs) out.input = HerbInput{HerbInputKind::fertiliser, "羊粪", "1500 kg/亩", {}, {}};
    if (stage == H::planting) out.planting = HerbPlanting{"移栽", {}};
    if (stage == H::harvest) out.harvest = HerbHarvest{"根及根茎", "人工采挖"};
    if (stage == H::processing) out.processing = HerbProcessing{"晾晒", "昭觉县"};
    if (stage == H::storage) out.storage = HerbStorage{"一号库", Bounded<-60, 60>(0), Bounded<-60, 60>(18), {}, {}};
    return out;
  }
  HerbRecordView write(const Chain& chain, LotId lot, HerbRecordEntry entry) {
    return must(herbs.record(chain.owner, key(), lot, std::move(entry), {})).value;
  }
  std::vector<sheets::Cells> rows(const auth::Principal& caller, SheetKind kind, SheetQuery query = {},
                                  http::Language language = http::Language::en) {
    const auto file = must(sheet_service.sheet(caller, kind, std::move(query), language));
    return sheets::read(file.bytes, {100000, 64, 4000}).value();
  }
  auth::Principal official(auth::Role role, const char* region) {
    auth::Principal out;
    out.account = AccountId::make(clock, random);
    out.role = role;
    out.organisation = OrganisationId::make(clock, random);
    out.region = region;
    return out;
  }
  auth::Principal reviewer(const char* county) { return official(auth::Role::county_reviewer, county); }
  // The values of a column, by its English head.
  static std::vector<std::string> column(const std::vector<sheets::Cells>& table, const std::string& head) {
    const auto at = std::find(table[0].begin(), table[0].end(), head) - table[0].begin();
    std::vector<std::string> out;
    for (std::size_t i = 1; i < table.size(); ++i) out.push_back(table[i].at(static_cast<std::size_t>(at)));
    return out;
  }

  static std::string hex(LotId lot) {
    const auto& bytes = lot.bytes();
    return to_hex(std::string(bytes.begin(), bytes.end()));
  }

  HerbService herbs{service.database, sequencer, recorder, {}, random};
  InspectionService sheet_service{service.database, workers, archive, random, 20000};
};

TEST_F(Records, OfAHerbStandInTheOrderOfTheListAndAsEvents) {
  const auto chain = tea();
  auto seed = of_stage(H::seed);
  seed.household_id = chain.households[0];
  for (const auto stage : {H::plot, H::inputs, H::planting}) write(chain, chain.raw.lot_id, of_stage(stage));
  const auto view = write(chain, chain.raw.lot_id, seed);
  EXPECT_EQ(view.household_id, chain.households[0]);
  EXPECT_EQ(view.content.at("species").as_string(), "大黄");
  write(chain, chain.packed.lot_id, of_stage(H::storage));
  const auto list = must(herbs.list(chain.owner, chain.packed.lot_id));
  EXPECT_EQ(list.items.size(), 5u);
  EXPECT_EQ(list.recorded,
            (std::vector<H>{H::plot, H::seed, H::inputs, H::planting, H::harvest, H::processing, H::storage}));
  EXPECT_EQ(list.missing, (std::vector<H>{H::test})) << "deliveries tell of the harvest, processed lots of processing";
  EXPECT_TRUE(list.sellable);
  const auto events = recorded();
  const auto told = json::parse_value(events[7].body).value().as_object();
  EXPECT_EQ(told.at("shanhai:herbStage").as_string(), "seed");
  EXPECT_EQ(told.at("shanhai:seedSpecies").as_string(), "大黄");
  EXPECT_EQ(told.at("bizStep").as_string(), "other");
  EXPECT_EQ(told.at("sourceList").at(0).at("source").as_string(),
            std::string(kPublicUrl) + "/party/" + chain.households[0].str());
  EXPECT_EQ(json::parse_value(events[8].body)->at("bizStep").as_string(), "storing");
  for (const auto& event : events) EXPECT_EQ(epcis::tampering(event), "");
  EXPECT_EQ(trace(chain.packed).journey.front().step, Step::cultivate);
  EXPECT_EQ(events_of(kHerbRecorded).size(), 5u);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Records, AreCorrectedByOthersThatStandForThem) {
  const auto chain = tea();
  const auto wrong = write(chain, chain.raw.lot_id, of_stage(H::plot));
  auto right = of_stage(H::plot);
  right.plot->code = "B-2";
  right.corrects = wrong.number;
  write(chain, chain.raw.lot_id, right);
  const auto list = must(herbs.list(chain.owner, chain.raw.lot_id)).items;
  ASSERT_EQ(list.size(), 2u);
  EXPECT_FALSE(list[0].standing);
  EXPECT_TRUE(list[1].standing);
  const auto again = refused(herbs.record(chain.owner, key(), chain.raw.lot_id, right, {}));
  EXPECT_EQ(again.code, "record_not_found") << "only what stands is corrected";
  EXPECT_EQ(again.fields.at(0).pointer, "/corrects");
}

TEST_F(Records, OfOthersAreRefused) {
  const auto chain = tea();
  const auto stranger = cooperative();
  EXPECT_EQ(refused(herbs.record(stranger, key(), chain.raw.lot_id, of_stage(H::plot), {})).code, "lot_not_found");
  EXPECT_EQ(refused(herbs.list(stranger, chain.raw.lot_id)).code, "lot_not_found");
  auto entry = of_stage(H::plot);
  entry.household_id = household(stranger);
  const auto error = refused(herbs.record(chain.owner, key(), chain.raw.lot_id, entry, {}));
  EXPECT_EQ(error.code, "household_not_found");
  EXPECT_EQ(error.fields.at(0).pointer, "/household_id");
  const auto once = key();
  const auto first = must(herbs.record(chain.owner, once, chain.raw.lot_id, of_stage(H::plot), {}));
  const auto second = must(herbs.record(chain.owner, once, chain.raw.lot_id, of_stage(H::plot), {}));
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(first.value.number, second.value.number);
  EXPECT_EQ(count("SELECT COUNT(*) FROM herb_record"), 1);
}

// What was harvested too early is told as it was, and not sold until the record turns out to be wrong.
TEST_F(Records, AHarvestWithinASafetyIntervalIsNotSold) {
  const auto chain = tea();
  HerbRecordEntry spray;
  spray.stage = H::inputs;
  spray.happened_on = add_days(today(), -5);
  spray.input =
      HerbInput{HerbInputKind::pesticide, "吡虫啉", "20 g/亩", HerbNumber("PD20040001"), Bounded<0, 1000>(14)};
  const auto told = write(chain, chain.raw.lot_id, spray);
  EXPECT_EQ(told.finding, HerbFinding::safety_interval);
  const auto error = refused(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {1}, {}));
  EXPECT_EQ(error.code, "safety_interval");
  EXPECT_FALSE(must(herbs.list(chain.owner, chain.packed.lot_id)).sellable);
  spray.happened_on = add_days(today(), -14);
  spray.corrects = told.number;
  EXPECT_EQ(write(chain, chain.raw.lot_id, spray).finding, HerbFinding::none);
  EXPECT_EQ(put_on_sale(chain, 1).state, TransferState::confirmed);
}

// However many records stand before it.
TEST_F(Records, AFindingIsSeenBehindThousandsOfRecords) {
  const auto chain = tea();
  std::string rows;
  for (int number = -5000; number < 0; ++number) {
    rows += (rows.empty() ? "" : ",") + ("(UNHEX('" + hex(chain.raw.lot_id) + "')," + std::to_string(number)) +
            ",'inputs','2026-01-01','none','{}','x','2026-01-01')";
  }
  service.schema.connect().execute(
      "INSERT INTO herb_record (lot_id, number, stage, happened_on, finding, content, actor, recorded_at) VALUES " +
      rows);
  HerbRecordEntry spray;
  spray.stage = H::inputs;
  spray.happened_on = add_days(today(), -5);
  spray.input = HerbInput{HerbInputKind::pesticide, "吡虫啉", "20 g/亩", {}, Bounded<0, 1000>(14)};
  const auto told = write(chain, chain.raw.lot_id, spray);
  EXPECT_EQ(refused(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {1}, {})).code, "safety_interval");
  EXPECT_FALSE(must(herbs.list(chain.owner, chain.packed.lot_id)).sellable);
  spray.happened_on = add_days(today(), -14);
  spray.corrects = told.number;
  write(chain, chain.raw.lot_id, spray);
  EXPECT_EQ(refused(herbs.record(chain.owner, key(), chain.raw.lot_id, spray, {})).code, "record_not_found");
  EXPECT_EQ(put_on_sale(chain, 1).state, TransferState::confirmed);
}

// Their events are never erased.
TEST_F(Records, TellOfNoPerson) {
  const auto chain = tea();
  auto entry = of_stage(H::processing);
  entry.processing->place = "昭觉县，找阿木 138 0013 8000";
  const auto error = refused(herbs.record(chain.owner, key(), chain.processed.lot_id, entry, {}));
  EXPECT_EQ(error.fields.at(0).pointer, "/processing/place");
  EXPECT_EQ(error.fields.at(0).code, "personal_data");
  entry = of_stage(H::inputs);
  entry.input->name = "羊粪 13800138000";
  EXPECT_EQ(refused(herbs.record(chain.owner, key(), chain.raw.lot_id, entry, {})).fields.at(0).pointer, "/input/name");
  EXPECT_EQ(count("SELECT COUNT(*) FROM herb_record"), 0);
}

TEST_F(Records, AreAskedForAsThePolicySays) {
  const auto chain = tea();
  service.transaction([&](db::Tx& tx) -> Result<void> {
    store::put_skus(tx, 2,
                    {{chain.sku, product_of(chain.sku), *chain.owner.organisation, *chain.packed.gtin, "大黄", "500 g",
                      "袋", 500, kZhaojue, kZhaojue, "drug_material"}});
    return {};
  });
  const HerbPolicy policy{{"drug_material"}, {H::plot, H::harvest, H::processing, H::test}};
  SaleService strict{service.database, sequencer, recorder, random, policy};
  strict.connect(orders_service);
  const auto put = [&] { return strict.put_on_sale(chain.owner, key(), chain.packed.lot_id, {1}, {}); };
  const auto error = refused(put());
  EXPECT_EQ(error.code, "herb_records_incomplete");
  EXPECT_EQ(json::to_text(error.extensions.at("missing")), R"(["plot","test"])");
  write(chain, chain.raw.lot_id, of_stage(H::plot));
  TestEntry report;
  report.laboratory = "凉山州检测中心";
  report.report_number = "LS-1";
  report.tested_on = today();
  report.file = {"报告.txt", to_base64("合格")};
  must(evidence.add_test(chain.owner, chain.raw.lot_id, report, {}));
  must(put());
  const HerbPolicy other{{"food_medicine"}, {H::seed}};
  SaleService lenient{service.database, sequencer, recorder, random, other};
  lenient.connect(orders_service);
  must(lenient.put_on_sale(chain.owner, key(), chain.packed.lot_id, {1}, {}));
}

TEST_F(Records, SheetsTellWhatIsKnownOfLots) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  must(lots.write_off(chain.owner, key(), chain.packed.lot_id, {AdjustmentCause::sample, 2, "=抽样"}, {}));
  CorrectionEntry correction;
  correction.delivery = 1;
  correction.quantity = 26000;
  correction.reason = "抄错";
  must(lots.correct(chain.owner, key(), chain.raw.lot_id, correction, {}));
  refused(lots.record(chain.owner, key(), processed_entry(chain.processed, 5001, 1), {}));
  must(evidence.certify(chain.owner, chain.packed.lot_id, {"阿木一", "13800138000", "不使用禁用农药兽药"}, {}));
  write(chain, chain.raw.lot_id, of_stage(H::plot));
  const auto inspector = reviewer(kZhaojue);
  const auto lots_sheet = rows(inspector, SheetKind::lots);
  EXPECT_EQ(column(lots_sheet, "kind"), (std::vector<std::string>{"raw", "processed", "packed"}));
  EXPECT_EQ(column(lots_sheet, "supplier").front(), "昭觉县苦荞农民专业合作社");
  EXPECT_EQ(column(lots_sheet, "households").back(), "2");
  const auto balances = rows(inspector, SheetKind::balances);
  EXPECT_EQ(column(balances, "quantity"), (std::vector<std::string>{"61000", "45000", "80"}));
  EXPECT_EQ(column(balances, "of it corrected by"), (std::vector<std::string>{"1000", "0", "0"}));
  EXPECT_EQ(column(balances, "written off").back(), "2");
  EXPECT_EQ(column(balances, "available").back(), "18");
  EXPECT_EQ(column(rows(inspector, SheetKind::adjustments), "quantity"), (std::vector<std::string>{"1000", "2"}));
  EXPECT_EQ(column(rows(inspector, SheetKind::adjustments), "reason").back(), "'=抽样") << "nothing runs in a CSV";
  EXPECT_EQ(column(rows(inspector, SheetKind::refusals), "requested"), (std::vector<std::string>{"5001"}));
  EXPECT_EQ(column(rows(inspector, SheetKind::certificates), "status"), (std::vector<std::string>{"valid"}));
  EXPECT_EQ(column(rows(inspector, SheetKind::certificates), "producer"), (std::vector<std::string>{""}));
  EXPECT_EQ(column(rows(inspector, SheetKind::herb_records), "content"),
            (std::vector<std::string>{"code=A-1; area_m2=600"}));
  SheetQuery xlsx;
  xlsx.format = SheetFormat::xlsx;
  EXPECT_EQ(column(rows(inspector, SheetKind::adjustments, xlsx), "reason").back(), "=抽样");
  EXPECT_EQ(column(rows(inspector, SheetKind::balances, xlsx), "quantity"), column(balances, "quantity"));
  EXPECT_EQ(rows(inspector, SheetKind::tests, {}, http::Language::zh)[0][1], "批号");
  for (const auto kind : {SheetKind::lots, SheetKind::certificates, SheetKind::herb_records, SheetKind::adjustments}) {
    const auto bytes = must(sheet_service.sheet(inspector, kind, {}, http::Language::zh)).bytes;
    EXPECT_EQ(bytes.find("阿木"), bytes.npos) << "a person stands in a sheet";
    EXPECT_EQ(bytes.find("13800138000"), bytes.npos);
    EXPECT_EQ(bytes, must(sheet_service.sheet(inspector, kind, {}, http::Language::zh)).bytes);
  }
}

TEST_F(Records, SheetsHoldWhatTheirReaderMaySee) {
  const auto first = tea();
  const auto second = cooperative();
  auto meigu = raw_entry({{household(second), 1000}});
  meigu.county = kMeigu;
  const auto there = record(second, meigu);
  // Made in Chengdu by a supplier of Zhaojue: its county looks after it.
  auto elsewhere = processed_entry(first.processed, 100, 100);
  elsewhere.county = "510104";
  elsewhere.outside_county = true;
  const auto outside = record(first.owner, elsewhere);
  const auto ids = [&](const auth::Principal& who, SheetQuery query = {}) {
    const auto out = column(rows(who, SheetKind::lots, std::move(query)), "lot id");
    return std::set<std::string>(out.begin(), out.end());
  };
  const std::set<std::string> zhaojue{first.raw.lot_id.str(), first.processed.lot_id.str(), first.packed.lot_id.str(),
                                      outside.lot_id.str()};
  const std::set<std::string> of_meigu{there.lot_id.str()};
  auto all = zhaojue;
  all.insert(there.lot_id.str());
  EXPECT_EQ(ids(first.owner), zhaojue);
  EXPECT_EQ(ids(second), of_meigu);
  EXPECT_EQ(ids(reviewer(kZhaojue)), zhaojue);
  EXPECT_EQ(ids(reviewer(kMeigu)), of_meigu);
  EXPECT_EQ(ids(official(auth::Role::agency, "513400")), all);
  EXPECT_EQ(ids(official(auth::Role::agency, "513300")), std::set<std::string>{}) << "Ganzi has none of them";
  EXPECT_EQ(ids(official(auth::Role::agency, "*")), all);
  EXPECT_EQ(ids(official(auth::Role::platform_operator, "*")), all);
  SheetQuery query;
  query.county = Text<6, 6>(kMeigu);
  EXPECT_EQ(ids(official(auth::Role::agency, "513400"), query), of_meigu);
  EXPECT_EQ(ids(first.owner, query), std::set<std::string>{});
  EXPECT_EQ(refused(sheet_service.sheet(reviewer(kZhaojue), SheetKind::lots, query, {})).code, "county_outside_region");
  query.county.reset();
  query.supplier = second.organisation;
  EXPECT_EQ(ids(official(auth::Role::agency, "*"), query), of_meigu);
  EXPECT_EQ(ids(first.owner, query), std::set<std::string>{}) << "naming another's does not show it";
  EXPECT_EQ(ids(reviewer(kZhaojue), query), std::set<std::string>{}) << "it has nothing in the county";
  query.supplier = first.owner.organisation;
  EXPECT_EQ(ids(reviewer(kZhaojue), query), zhaojue);
  EXPECT_EQ(ids(reviewer(kMeigu), query), std::set<std::string>{});
  EXPECT_EQ(refused(sheet_service.sheet(official(auth::Role::agency, "440600"), SheetKind::lots, {}, {})).code,
            "region_without_lots");
}

TEST_F(Records, AReportIsReadByWhoMayLookIntoItsLot) {
  const auto chain = tea();
  TestEntry report;
  report.laboratory = "凉山州检测中心";
  report.report_number = "LS-1";
  report.tested_on = today();
  report.file = {"报告.txt", to_base64("水分合格")};
  const auto test = must(evidence.add_test(chain.owner, chain.raw.lot_id, report, {})).test_id;
  const auto read = [&](const auth::Principal& who) { return sheet_service.report(who, chain.raw.lot_id, test); };
  EXPECT_EQ(must(read(chain.owner)).bytes, "水分合格");
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'traceability.report.read'"), 0) << "its own";
  EXPECT_EQ(must(read(reviewer(kZhaojue))).name, "报告.txt");
  EXPECT_EQ(must(read(official(auth::Role::agency, "513400"))).media_type, "text/plain");
  EXPECT_EQ(must(read(official(auth::Role::platform_operator, "*"))).bytes, "水分合格");
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'traceability.report.read'"), 3);
  for (const auto& who : {cooperative(), reviewer(kMeigu), official(auth::Role::agency, "513300")})
    EXPECT_EQ(refused(read(who)).code, "test_not_found");
  EXPECT_EQ(refused(read(official(auth::Role::agency, "440600"))).kind, ErrorKind::forbidden);
  EXPECT_EQ(refused(sheet_service.report(chain.owner, chain.processed.lot_id, test)).code, "test_not_found");
  must(sheet_service.sheet(reviewer(kZhaojue), SheetKind::lots, {}, {}));
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'traceability.lot_sheet.read'"), 1);
}

TEST_F(Records, SheetsAreOfAPeriodAndBounded) {
  const auto owner = cooperative();
  const auto from = household(owner);
  const auto first_day = today();
  for (int i = 0; i < 205; ++i) record(owner, raw_entry({{from, 10}}));
  clock.advance(std::chrono::hours(24));
  record(owner, raw_entry({{from, 10}}));
  SheetQuery query;
  query.from = query.to = first_day;
  EXPECT_EQ(rows(owner, SheetKind::lots, query).size(), 206u) << "all pages";
  query.from = query.to = today();
  EXPECT_EQ(rows(owner, SheetKind::lots, query).size(), 2u);
  query.from = add_days(today(), 1);
  EXPECT_EQ(refused(sheet_service.sheet(owner, SheetKind::lots, query, {})).fields.at(0).code, "before_from");
  query.from = add_days(today(), -366);
  EXPECT_EQ(refused(sheet_service.sheet(owner, SheetKind::lots, query, {})).fields.at(0).code, "period_too_long");
  InspectionService small{service.database, workers, archive, random, 205};
  query.from = first_day;
  const auto error = refused(small.sheet(owner, SheetKind::lots, query, {}));
  EXPECT_EQ(error.code, "sheet_limit");
  EXPECT_EQ(error.kind, ErrorKind::too_large);
  EXPECT_EQ(refused(small.sheet(owner, SheetKind::refusals, query, {})).code, "sheet_limit") << "lots without a row";
}

}  // namespace
}  // namespace shanhai::traceability
