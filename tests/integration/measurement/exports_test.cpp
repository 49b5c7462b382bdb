// Exports: whole, of the books as they were, made by one process at a time.
#include <fstream>

#include "services/measurement/units/store.hpp"
#include "tests/integration/measurement/frozen.hpp"

namespace shanhai::measurement {
namespace {

TEST_F(Frozen, LinesAreExportedWholeAndAddUp) {
  Sale sale{"440605", "513431"};
  sale.kind = orders::BuyerKind::trade_union;  // whose lines are told one by one
  sale.amounts.assign(205, 101);
  auto order = facts(sale);
  apply(orders::kOrderPlaced, order);
  refund(order, 7, 50, {Measure::ordered});
  const auto named = service_db.transaction([&](db::Tx& tx) -> Result<void> {
    store::insert_product_version(tx, order.lines[0].product, 1, supplier, "=HYPERLINK(\"x\")",
                                  Date(china_date(tx.now())), 1);
    return {};
  });
  ASSERT_TRUE(named);
  ExportBody body;
  body.lines = november(Measure::ordered);
  const auto view = exported(body);
  EXPECT_EQ(view.state, ExportState::finished);
  EXPECT_EQ(view.rows_expected, 206);
  EXPECT_EQ(view.rows_written, 206);
  const auto csv = sheets::read_csv(bytes_of(view)).value();
  ASSERT_EQ(csv.size(), 6u + 206u);
  EXPECT_EQ(csv[0].front(), "采购明细表");
  EXPECT_EQ(csv[5][4], "金额（元）");
  std::int64_t fen = 0;
  std::size_t guarded = 0;
  for (std::size_t i = 6; i < csv.size(); ++i) {
    fen += static_cast<std::int64_t>(std::llround(std::stod(csv[i][4]) * 100));
    guarded += csv[i][13] == "'=HYPERLINK(\"x\")" ? 1 : 0;
  }
  EXPECT_EQ(fen, 205 * 101 - 50);
  EXPECT_EQ(guarded, 1u);
  body.format = ExportFormat::xlsx;
  const auto xlsx = sheets::read_xlsx(bytes_of(exported(body))).value();
  ASSERT_EQ(xlsx.size(), csv.size());
  EXPECT_EQ(xlsx.back()[0], "206");
  EXPECT_EQ(refused(exports.ask({reader, {}}, key(), body, http::Language::zh)).code, "too_many_exports");
  EXPECT_FALSE(fixture::run(exports.remove({reader, {}}, view.id)).has_error());
  EXPECT_EQ(refused(exports.open(reader, view.id)).code, "export_expired");
  EXPECT_EQ(files(), 1u);
  sale.amounts.assign(200, 1);
  apply(orders::kOrderPlaced, facts(sale));
  EXPECT_EQ(refused(exports.ask({reader, {}}, key(), body, http::Language::zh)).code, "export_too_large");
}

TEST_F(Frozen, AnExportIsOfTheBooksAsTheyWereWhenItWasAskedFor) {
  sell_through_november();
  ExportBody body;
  body.report.emplace();
  static_cast<PurchaseFilter&>(*body.report) = november(Measure::paid);
  body.report->group_by = Text<0, 200>("buyer_division");
  const auto asked = must(exports.ask({reader, {}}, key(), body, http::Language::zh)).value;
  complete({"440605", "513431"});
  EXPECT_EQ(refused(exports.open(reader, asked.id)).code, "export_not_finished");
  auto other = reader;
  other.organisation = OrganisationId::make(service_db.clock, service_db.random);
  EXPECT_EQ(refused(exports.find(other, asked.id)).code, "export_not_found");
  auto narrower = reader;
  narrower.region = "440600";
  EXPECT_EQ(refused(exports.find(narrower, asked.id)).code, "export_not_found") << "it sees less than it did";
  EXPECT_EQ(fixture::run(jobs.carry_out_due()), 1);
  const auto csv = sheets::read_csv(bytes_of(must(exports.find(reader, asked.id)))).value();
  EXPECT_EQ(row_named(csv, "合计"), (sheets::Cells{"合计", "", "50.06", "0.00", "50.06", "8", "8"}));
  body.report->group_by = Text<0, 200>("colour");
  EXPECT_EQ(refused(exports.ask({reader, {}}, key(), body, http::Language::zh)).fields.front().code, "unknown_value");
  body.lines = november(Measure::paid);
  EXPECT_EQ(refused(exports.ask({reader, {}}, key(), body, http::Language::zh)).fields.front().code, "conflict");
  service_db.clock.advance(std::chrono::hours(73));
  fixture::run(jobs.expire());
  EXPECT_EQ(must(exports.find(reader, asked.id)).state, ExportState::expired);
  EXPECT_EQ(files(), 0u);
}

// Who was believed to be lost, and was not, changes nothing any more.
TEST_F(Frozen, AnExportIsFinishedByWhoHoldsItOnly) {
  sell_through_november();
  ExportBody body;
  body.lines = november(Measure::paid);
  const auto asked = must(exports.ask({reader, {}}, key(), body, http::Language::zh)).value;
  const auto stale = service_db.transaction([&](db::Tx& tx) -> Result<store::ExportRow> {
    return store::lease_export(tx, asked.id, tx.now() + std::chrono::seconds(30)).value();
  });
  EXPECT_EQ(fixture::run(jobs.carry_out_due()), 0) << "somebody has it";
  service_db.clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(fixture::run(jobs.carry_out_due()), 1);
  const auto written = service_db.transaction([&](db::Tx& tx) -> Result<std::array<bool, 3>> {
    return std::array{store::renew_export(tx, asked.id, stale->attempt, tx.now(), 1),
                      store::finish_export(tx, asked.id, stale->attempt, 1, 1, std::string(32, 'x'), tx.now()),
                      store::fail_export(tx, asked.id, stale->attempt, "x")};
  });
  EXPECT_EQ(*written, (std::array{false, false, false}));
  EXPECT_EQ(must(exports.find(reader, asked.id)).state, ExportState::finished);
  EXPECT_EQ(sheets::read_csv(bytes_of(must(exports.find(reader, asked.id)))).value().size(), 6u + 6u + 1u)
      << "one person's two lines are one row";
}

TEST_F(Frozen, AnExportWhoseDiskIsAwayIsTriedAgainAndGivenUpAtLast) {
  sell_through_november();
  std::ofstream(directory + "/exports") << "a file where a directory should be";
  ExportBody body;
  body.lines = november(Measure::paid);
  const auto asked = must(exports.ask({reader, {}}, key(), body, http::Language::zh)).value;
  for (int attempt = 1; attempt <= 5; ++attempt) {
    EXPECT_EQ(fixture::run(jobs.carry_out_due()), 0) << attempt;
    EXPECT_EQ(must(exports.find(reader, asked.id)).state, ExportState::waiting);
    service_db.clock.advance(std::chrono::seconds(31));
  }
  EXPECT_EQ(fixture::run(jobs.carry_out_due()), 1);
  EXPECT_EQ(must(exports.find(reader, asked.id)).failure, "export_given_up");
}

TEST_F(Frozen, AnExportSpeaksTheLanguageOfWhoAskedForIt) {
  sell_through_november();
  ExportBody body;
  body.lines = november(Measure::paid);
  const auto view = exported(body, http::Language::en);
  const auto csv = sheets::read_csv(bytes_of(view)).value();
  EXPECT_EQ(csv[0].front(), "Lines of purchases");
  EXPECT_EQ(csv[5][4], "amount (yuan)");
  EXPECT_EQ(csv[6][3], "sale");
  EXPECT_EQ(must(exports.open(reader, view.id)).name, "Lines of purchases.csv");
}

// Of a removal, an attempt that was lost, and somebody else's directory: what no export keeps goes, and nothing else.
TEST_F(Frozen, FilesThatNoExportKeepsAreSwept) {
  sell_through_november();
  ExportBody body;
  body.lines = november(Measure::paid);
  const auto kept = exported(body), removed = exported(body);
  ASSERT_FALSE(fixture::run(exports.remove({reader, {}}, removed.id)).has_error());
  const auto unknown = ExportId::make(service_db.clock, service_db.random);
  for (const auto& path :
       {export_files.path_of(removed.id, 1, ExportFormat::csv), export_files.path_of(kept.id, 2, ExportFormat::csv),
        export_files.path_of(unknown, 1, ExportFormat::csv), directory + "/exports/notes.csv"})
    std::ofstream(path) << "left";
  EXPECT_EQ(files(), 5u);
  fixture::run(jobs.sweep());
  EXPECT_EQ(files(), 3u);
  EXPECT_FALSE(std::filesystem::exists(export_files.path_of(removed.id, 1, ExportFormat::csv)));
  EXPECT_FALSE(std::filesystem::exists(export_files.path_of(kept.id, 2, ExportFormat::csv)));
  EXPECT_EQ(bytes_of(kept).substr(0, 3), "\xEF\xBB\xBF");
}

TEST_F(Frozen, WhoLooksAtExportsIsWrittenDown) {
  sell_through_november();
  ExportBody body;
  body.lines = november(Measure::paid);
  const auto view = exported(body);
  must(exports.list(reader, {}));
  auto connection = service_db.schema.connect();
  std::map<std::string, std::int64_t> read;
  for (const auto row : connection.query("SELECT action, COUNT(*) AS n FROM audit_entry GROUP BY action"))
    read[row.get<std::string>("action")] = row.get<std::int64_t>("n");
  EXPECT_EQ(read["measurement.exports.listed"], 1);
  EXPECT_EQ(read["measurement.export.looked_at"], 1);
  EXPECT_EQ(read["measurement.export.read"], 0);
}

}  // namespace
}  // namespace shanhai::measurement
