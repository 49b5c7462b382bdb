// The process that works at a sheet is killed after each chunk, at every commit and with its file of errors written.
// The next one goes on behind what was written: every row counts once, and no product is there twice.
#include "services/catalog/audit.hpp"
#include "tests/fixture/child.hpp"
#include "tests/integration/catalog/sheet_world.hpp"

namespace shanhai::catalog {
namespace {

constexpr int kRows = 7;

ImportPolicy short_chunks() {
  ImportPolicy out;
  out.per_supplier = 1000;
  out.chunk_rows = 2;
  return out;
}

TEST(CrashChild, DISABLED_Imports) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  ManualClock clock(parse_rfc3339(fixture::from_parent("NOW")).value());
  SecureRandom random;
  db::Database database("catalog", endpoint, 2, clock, random);
  Workers workers(1, 16);
  Background background(
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; });
  events::Wakeup wakeup("catalog", nullptr);
  events::Sequencer sequencer(database, wakeup, random, background);
  const SheetFiles files(fixture::from_parent("DIRECTORY"));
  ImportJobs jobs(database, sequencer, random, workers, files, short_chunks(), ReviewPolicy::none);
  EXPECT_EQ(fixture::run(jobs.carry_out_due()), 1);
  workers.close();
  background.stop();
}

class ImportCrash : public SheetWorld, public testing::WithParamInterface<const char*> {
 protected:
  fixture::ChildEnd work_in_child(const std::string& place) {
    const auto& endpoint = service.schema.endpoint();
    return fixture::run_child("CrashChild.DISABLED_Imports", {{"ADDRESS", endpoint.address},
                                                              {"SCHEMA", endpoint.schema},
                                                              {"PASSWORD", endpoint.password},
                                                              {"NOW", to_rfc3339(clock.now())},
                                                              {"DIRECTORY", (directory / "files/imports").string()},
                                                              {"SHANHAI_KILL_AT", place}});
  }
  ImportJobs here{service.database, sequencer, random, workers, sheet_files, short_chunks(), ReviewPolicy::none};
  BulkService asking{service.database, random, workers, sheet_files, here, short_chunks()};
};

TEST_P(ImportCrash, ALostImportIsCarriedOn) {
  const auto caller = supplier();
  const std::string point = GetParam();
  int kills = 0;
  for (int passage = 1; passage < 60; ++passage) {
    std::vector<Cells> rows;
    for (int i = 0; i < kRows; ++i) rows.push_back(tea_row(std::to_string(passage) + "-" + std::to_string(i)));
    rows[3]["price"] = "x";
    ImportQuery query;
    query.mode = ImportMode::commit;
    query.publish = true;
    const auto id = must(asking.import(caller, key(), query, csv(rows), http::Language::zh, {})).value.import_id;
    const auto end = work_in_child(point + ":" + std::to_string(passage));
    if (found(caller, id).state == ImportState::waiting) {
      clock.advance(std::chrono::minutes(2));
      EXPECT_EQ(run(here.carry_out_due()), 1);
    }
    const auto view = found(caller, id);
    EXPECT_EQ(view.state, ImportState::finished);
    EXPECT_EQ(counted(view), "7 6 0 0 1 6") << point << ' ' << passage;
    EXPECT_EQ(told(view), std::vector<std::string>{"5 price expected_amount"});
    EXPECT_EQ(sheets::read_csv(errors_of(caller, view)).value().size(), 2u);
    EXPECT_EQ(count("SELECT COUNT(*) AS n FROM product"), 6 * passage);
    EXPECT_EQ(count("SELECT COUNT(*) AS n FROM product_version"), 6 * passage);
    if (!end.killed) {
      EXPECT_EQ(end.exit_code, 0);
      EXPECT_GT(kills, 0) << point << " is never passed";
      const auto findings = service.transaction([](db::Tx& tx) { return audit_catalog(tx); });
      for (const auto& finding : *findings) EXPECT_EQ(finding.difference, 0) << finding.check;
      return;
    }
    ++kills;
  }
  ADD_FAILURE() << point << " is passed without end";
}

INSTANTIATE_TEST_SUITE_P(At, ImportCrash,
                         testing::Values("catalog.import.chunk", "catalog.import.before_commit",
                                         "catalog.import.written", "db.after_commit"));

}  // namespace
}  // namespace shanhai::catalog
