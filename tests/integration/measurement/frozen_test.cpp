// A frozen period stays what it was, whatever comes after; kept reports tell the same for good.
#include "tests/integration/measurement/frozen.hpp"
#include "services/measurement/freezing/domain.hpp"
#include "services/measurement/freezing/figures.hpp"

namespace shanhai::measurement {
namespace {

TEST_F(Frozen, APeriodIsFrozenOnceByWhoMayAndWhenItIsOver) {
  sell_through_november();
  EXPECT_EQ(refused(freeze("2026-11")).code, "period_not_over");
  service_db.clock.advance(kDay * 10);
  EXPECT_EQ(refused(freeze("2026-11")).code, "period_not_counted") << "the stream has not passed its end";
  complete({"440605", "513431"});
  for (const auto* elsewhere : {"440600", "513431", "513400"})
    EXPECT_EQ(refused(freeze("2026-11", elsewhere)).code, "freeze_without_authority") << elsewhere;
  auto operates = of("*");
  operates.role = auth::Role::platform_operator;
  EXPECT_EQ(refused(freezes.freeze({operates, {}}, key(), {"2026-11", "x"})).kind, ErrorKind::forbidden);
  for (const auto* wrong : {"2026-11-23", "2026H1", "26"})
    EXPECT_EQ(refused(freeze(wrong)).fields.front().pointer, "/period") << wrong;
  EXPECT_EQ(refused(freeze("2026Q4")).code, "period_not_over");
  const auto same = key();
  const auto who = of("*");
  const auto first = must(freezes.freeze({who, {}}, same, {"2026-11", "月报"}));
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(must(freezes.freeze({who, {}}, same, {"2026-11", "月报"})).replayed);
  EXPECT_EQ(refused(freeze("2026-11")).code, "period_already_frozen");
  EXPECT_EQ(must(freezes.list(of("440600"))).items.size(), 1u);
  EXPECT_EQ(refused(freezes.find(of("440600"), "2026-10")).code, "freeze_not_found");
  EXPECT_EQ(refused(freezes.figures(of("440600"), "2026-11")).kind, ErrorKind::forbidden);
}

TEST_F(Frozen, APeriodWithinAFrozenOneIsFrozenWithIt) {
  sell_through_november();
  service_db.clock.advance(kDay * 75);
  complete({"440605", "513431"});
  must(freeze("2026Q4"));
  const auto again = refused(freeze("2026-11"));
  EXPECT_EQ(again.code, "period_already_frozen");
  EXPECT_NE(again.detail.find("2026Q4"), std::string::npos) << again.detail;
}

TEST_F(Frozen, TheDigestIsSignedByBothKeysAndIsThatOfTheFigures) {
  sell_through_november();
  into_december();
  const auto view = must(freeze("2026-11")).value;
  const auto figures = figures_of("2026-11");
  EXPECT_EQ(to_hex(sha256(figures)), view.digest);
  const auto note = signing::Note::parse(view.note).value();
  ASSERT_EQ(view.verifier_keys.size(), 2u);
  for (const auto& text : view.verifier_keys) {
    const auto verifier = signing::VerifierKey::parse(text).value();
    EXPECT_EQ(std::count_if(note.lines.begin(), note.lines.end(),
                            [&](const auto& line) { return signing::verifies(verifier, line, note.text); }),
              1)
        << text;
  }
  const auto told = parse_frozen_figures(note.text).value();
  EXPECT_EQ(told.origin, "shanhai.example/v1/measurement");
  EXPECT_EQ(told.period, "2026-11");
  EXPECT_EQ(told.as_of, view.as_of);
  EXPECT_EQ(told.digest, view.digest);
  // Anybody who may see all figures makes a section again from a report.
  ReportQuery query;
  query.measure = Measure::paid;
  query.period = "2026-11";
  query.group_by = Text<0, 200>("month,buyer_division,origin_county,buyer_kind,category,certified,channel");
  query.as_of = Text<10, 160>(view.as_of);
  const auto answer = must(purchases.report(of("*"), query));
  std::string section =
      "[measure=paid&group_by=month,buyer_division,origin_county,buyer_kind,category,certified,channel&refund_view="
      "posting]\n";
  for (const auto& row : answer.rows) {
    for (const auto* name :
         {"month", "buyer_division", "origin_county", "buyer_kind", "category", "certified", "channel"})
      section += row.keys.at(name) + "\t";
    section += std::to_string(row.gross.fen()) + "\t" + std::to_string(row.refunded.fen()) + "\t" +
               std::to_string(row.lines) + "\t0\t" + std::to_string(row.quantity) + "\n";
  }
  EXPECT_NE(figures.find(section), figures.npos) << section;
}

TEST_F(Frozen, TheDigestSurvivesEverythingAfterIt) {
  sell_through_november();
  refund(orders[0], 0, 100, {Measure::ordered, Measure::paid});
  into_december();
  const auto before = report(agency("*"), Measure::ordered, "buyer_division,origin_county", "2026-11");
  EXPECT_FALSE(before.frozen);
  const auto view = must(freeze("2026-11")).value;
  // Refunds of November's sales, sales that nobody had told of, and another partner for a county.
  refund(orders[1], 0, 300, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
  add_late_sales();
  orders[2].lines[0].certified = false;
  orders[2].lines[0].category = catalog::Category::handicraft;
  refund(orders[2], 0, 50, {Measure::ordered, Measure::paid});
  auto operates = of("*");
  operates.role = auth::Role::platform_operator;
  PairingEntry entry;
  entry.buyer_division = Text<6, 6>("440600");
  entry.origin_division = Text<6, 6>("513332");
  entry.valid_from = *parse_date("2026-01-01");
  entry.valid_to = *parse_date("2027-12-31");
  must(pairings.put(operates, entry, must(pairings.list()).version));
  EXPECT_EQ(to_hex(sha256(figures_of("2026-11"))), view.digest);
  EXPECT_EQ(audited(service_db).difference, 0) << audited(service_db).detail;
  const auto after = report(agency("*"), Measure::ordered, "buyer_division,origin_county", "2026-11");
  ASSERT_TRUE(after.frozen);
  EXPECT_EQ(after.frozen->digest, view.digest);
  EXPECT_EQ(json::print(after.rows), json::print(before.rows));
  ASSERT_TRUE(after.frozen->adjustments);
  EXPECT_EQ(after.frozen->adjustments->gross, Money(1700));
  EXPECT_EQ(after.frozen->adjustments->refunded, Money());
  EXPECT_EQ(report(agency("513332"), Measure::ordered, "", "2026-11").frozen->adjustments->gross, Money())
      << "of the caller's region only";
  const auto by_sale = report(agency("*"), Measure::ordered, "", "2026-11", RefundView::sale);
  EXPECT_EQ(by_sale.frozen->adjustments->refunded, Money(350));
  EXPECT_EQ(by_sale.total.refunded, Money(100));
  const auto december = report(agency("*"), Measure::ordered, "", "2026-12");
  EXPECT_EQ(december.total.gross, Money(1000 + 1700));
  EXPECT_EQ(december.total.refunded, Money(350));
  const auto told = must(freezes.adjustments(of("440000"), "2026-11"));
  EXPECT_EQ(told.by_posting.size(), 1u);
  // From zero, with the freeze in place, the same.
  fixture::ServiceDatabase other{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  other.clock.advance(service_db.clock.now() - other.clock.now());
  const auto frozen = service_db.transaction([](db::Tx& tx) -> Result<std::pair<store::FrozenPeriod, AsOf>> {
    const auto row = store::find_frozen(tx, "2026-11").value();
    return std::pair(row, read_as_of(tx, row.as_of).value());
  });
  ASSERT_TRUE(other.transaction([&](db::Tx& tx) -> Result<void> {
    store::insert_cut(tx, frozen->first, frozen->second);
    return {};
  }));
  for (std::span<const events::Event> left(history); !left.empty();
       left = left.subspan(std::min<std::size_t>(3, left.size())))
    apply_again(other, left.first(std::min<std::size_t>(3, left.size())));
  const auto again =
      other.transaction([&](db::Tx& tx) { return canonical_figures(tx, policy, "2026-11", frozen->second); });
  EXPECT_EQ(to_hex(again->digest), view.digest);
}

TEST_F(Frozen, TheAuditSeesFiguresThatWereTouched) {
  sell_through_november();
  into_december();
  must(freeze("2026-11"));
  EXPECT_EQ(audited(service_db).compared, 1);
  EXPECT_EQ(audited(service_db).difference, 0);
  service_db.schema.connect().execute(
      "UPDATE measurement_entry SET amount_fen = amount_fen + 1 WHERE measure = 'paid' AND kind = 'sale' AND posted_on "
      "< "
      "'2026-12-01' LIMIT 1");
  EXPECT_EQ(audited(service_db).difference, 1);
}

TEST_F(Frozen, WhatWaitsToBeCountedIsWaitedFor) {
  sell_through_november();
  const auto told = service_db.transaction([&](db::Tx& tx) -> Result<void> {
    events::append(tx, service_db.random, {"measurement.something", "thing", "1", 1, "test", "", {}, {}});
    return {};
  });
  ASSERT_TRUE(told);
  into_december();
  EXPECT_EQ(refused(freeze("2026-11")).code, "period_not_counted");
  service_db.schema.connect().execute("DELETE FROM outbox_pending");
  EXPECT_EQ(must(freeze("2026-11")).value.period, "2026-11");
}

TEST_F(Frozen, AReportIsKeptAsItWas) {
  sell_through_november();
  const auto foshan = of("440600");
  ReportBody body;
  body.title = "十一月采购";
  body.question.measure = Measure::paid;
  body.question.period = "2026-11";
  body.question.group_by = Text<0, 200>("origin_county");
  const auto made = must(reports.make({foshan, {}}, key(), body)).value;
  const auto first = must(reports.find(foshan, made.id));
  EXPECT_EQ(first.report.total.gross, Money(2501));
  refund(orders[0], 0, 100, {Measure::ordered, Measure::paid});
  complete({"440605", "513431"});
  const auto later = must(reports.find(foshan, made.id));
  EXPECT_EQ(json::print(later.report), json::print(first.report));
  EXPECT_EQ(later.digest, made.digest);
  EXPECT_EQ(must(reports.find(of("440000"), made.id)).report.total.gross, Money(2501)) << "as who made it saw it";
  for (const auto* elsewhere : {"440300", "440605", "513431"})
    EXPECT_EQ(refused(reports.find(of(elsewhere), made.id)).code, "report_not_found") << elsewhere;
  EXPECT_EQ(must(reports.list(foshan, {})).items.size(), 1u);
  EXPECT_EQ(must(reports.list(of("440600"), {})).items.size(), 0u) << "another organisation";
  const auto svg = must(reports.find_as(foshan, made.id, ReportFormat::svg, http::Language::zh));
  EXPECT_NE(svg.bytes.find("昭觉县"), std::string::npos);
  const auto csv =
      sheets::read_csv(must(reports.find_as(foshan, made.id, ReportFormat::csv, http::Language::zh)).bytes).value();
  EXPECT_EQ(csv.front().front(), "十一月采购");
  EXPECT_EQ(row_named(csv, "合计"), (sheets::Cells{"合计", "", "25.01", "0.00", "25.01", "4", "4"}));
  EXPECT_EQ(row_named(csv, "数据摘要").front(), "数据摘要（SHA-256）：" + made.digest);
  EXPECT_FALSE(must(reports.find_as(foshan, made.id, ReportFormat::xlsx, http::Language::en)).bytes.empty());
  service_db.schema.connect().execute("UPDATE measurement_report SET digest = REPEAT('x', 32)");
  EXPECT_EQ(refused(reports.find(foshan, made.id)).kind, ErrorKind::internal) << "other figures are never shown";
}

}  // namespace
}  // namespace shanhai::measurement
