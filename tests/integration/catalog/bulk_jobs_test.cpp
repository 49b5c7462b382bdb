// Imports as jobs: who carries them on, when they are given up, and what is left of them.
#include <filesystem>
#include <fstream>

#include "tests/integration/catalog/sheet_world.hpp"

namespace shanhai::catalog {
namespace {

using BulkJobs = SheetWorld;

TEST_F(BulkJobs, ARepeatedRequestIsOneImport) {
  const auto caller = supplier();
  const auto same = key();
  const auto ask = [&] { return must(bulk.import(caller, same, {}, csv({tea_row("A")}), http::Language::zh, {})); };
  const auto first = ask(), again = ask();
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.value.import_id, first.value.import_id);
  EXPECT_EQ(sheet_files.list().size(), 1u);
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
}

// Who was believed to be lost, and was not, changes nothing any more.
TEST_F(BulkJobs, AnImportIsCarriedOnByWhoHoldsIt) {
  const auto caller = supplier();
  const auto id = handed_in(caller, csv({tea_row("A"), tea_row("B")})).import_id;
  const auto stale = service.transaction([&](db::Tx& tx) -> Result<store::ImportRow> {
    return store::lease_import(tx, id, tx.now() + std::chrono::seconds(30)).value();
  });
  EXPECT_EQ(run(jobs.carry_out_due()), 0) << "somebody has it";
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
  const auto written = service.transaction([&](db::Tx& tx) -> Result<std::array<bool, 4>> {
    return std::array{store::renew_import(tx, id, stale->attempt, tx.now()),
                      store::advance_import(tx, id, stale->attempt, tx.now(), 2, {}),
                      store::finish_import(tx, id, stale->attempt, tx.now()),
                      store::fail_import(tx, id, stale->attempt, "x", tx.now())};
  });
  EXPECT_EQ(*written, (std::array{false, false, false, false}));
  EXPECT_EQ(counted(found(caller, id)), "2 2 0 0 0 0");
}

TEST_F(BulkJobs, AnImportWhoseSheetIsAwayIsTriedAgainAndGivenUpAtLast) {
  const auto caller = supplier();
  const auto id = handed_in(caller, csv({tea_row("A")})).import_id;
  sheet_files.remove_sheet(id);
  for (int attempt = 1; attempt <= 5; ++attempt) {
    EXPECT_EQ(run(jobs.carry_out_due()), 0) << attempt;
    clock.advance(std::chrono::seconds(31));
  }
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
  EXPECT_EQ(found(caller, id).failure, "import_given_up");
}

TEST_F(BulkJobs, WhatIsOverIsClearedAway) {
  const auto caller = supplier();
  const auto wrong = csv({tea_row("A", {{"price", "x"}})});
  const auto view = imported(caller, wrong);
  const auto waiting = handed_in(caller, wrong);
  ASSERT_FALSE(run(bulk.remove(caller, waiting.import_id)).has_error());
  EXPECT_EQ(run(jobs.carry_out_due()), 0);
  EXPECT_EQ(found(caller, waiting.import_id).state, ImportState::expired);
  run(jobs.expire());
  EXPECT_EQ(sheet_files.list().size(), 1u);
  clock.advance(std::chrono::hours(73));
  EXPECT_EQ(refused(bulk.open_errors(caller, view.import_id)).code, "import_expired");
  run(jobs.expire());
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM import_problem"), 0);
  EXPECT_TRUE(sheet_files.list().empty());
  sheet_files.keep(ImportId::make(clock, random), "of a request that ended");
  run(jobs.sweep());
  EXPECT_EQ(sheet_files.list().size(), 1u) << "its row may be about to come";
  const auto being_written = sheet_files.new_path(random, SheetFormat::xlsx);
  const auto of_a_killed_process = sheet_files.new_path(random, SheetFormat::csv);
  for (const auto& path : {being_written, of_a_killed_process}) std::ofstream(path) << "an export";
  std::filesystem::last_write_time(of_a_killed_process,
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(25));
  run(jobs.sweep());
  EXPECT_TRUE(std::filesystem::exists(being_written));
  EXPECT_FALSE(std::filesystem::exists(of_a_killed_process));
  for (std::int64_t i = 0; i < policy.per_supplier; ++i) handed_in(caller, wrong);
  EXPECT_EQ(refused(bulk.import(caller, key(), {}, wrong, http::Language::zh, {})).code, "too_many_imports");
}

}  // namespace
}  // namespace shanhai::catalog
