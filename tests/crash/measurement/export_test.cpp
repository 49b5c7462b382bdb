// The process that makes an export is killed after each page, at every commit and with its file written. An export that
// is finished has a file that is whole; one that is not is made anew by whoever comes next, and nothing is left beside.
#include "tests/fixture/child.hpp"
#include "tests/integration/measurement/frozen.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::size_t kLines = 23, kPage = 5;

struct Process {
  Process(const db::Endpoint& endpoint, Instant now, const std::string& directory)
      : clock(now),
        database("measurement", endpoint, 2, clock, random),
        background([](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }),
        files(directory + "/exports") {}
  ~Process() {
    workers.close();
    background.stop();
  }

  ManualClock clock;
  SecureRandom random;
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  db::Database database;
  Background background;
  Workers workers{1, 16};
  events::Wakeup wakeup{"measurement", nullptr};
  events::Sequencer sequencer{database, wakeup, random, background};
  Context context{database, random, sequencer, vault};
  Policy policy;
  ExportFiles files;
  ExportJobs jobs{context, policy, {100, 1000, std::chrono::hours(72), kPage}, files, workers};
};

TEST(CrashChild, DISABLED_Exports) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  Process here(endpoint, parse_rfc3339(fixture::from_parent("NOW")).value(), fixture::from_parent("DIRECTORY"));
  EXPECT_EQ(fixture::run(here.jobs.carry_out_due()), 1);
}

// Does what `WHAT` says, as the next process would, to an export that is there.
TEST(CrashChild, DISABLED_ExportsEnd) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  Process here(endpoint, parse_rfc3339(fixture::from_parent("NOW")).value(), fixture::from_parent("DIRECTORY"));
  if (fixture::from_parent("WHAT") == "expire") {
    fixture::run(here.jobs.expire());
    return;
  }
  Exports exports(here.context, here.policy, {}, here.files, here.jobs, here.workers);
  auth::Principal owner;
  owner.role = auth::Role::agency;
  owner.region = "*";
  owner.organisation = OrganisationId::parse(fixture::from_parent("OWNER")).value();
  const auto id = ExportId::parse(fixture::from_parent("WHAT")).value();
  EXPECT_FALSE(fixture::run(exports.remove({owner, {}}, id)).has_error());
}

class ExportCrash : public Frozen, public testing::WithParamInterface<const char*> {
 protected:
  ExportCrash() {
    Sale sale{"440605", "513431"};
    sale.kind = orders::BuyerKind::trade_union;
    sale.amounts.assign(kLines, 100);
    apply(orders::kOrderPlaced, facts(sale));
  }

  ExportView ask() {
    ExportBody body;
    body.lines = november(Measure::ordered);
    service_db.clock.advance(std::chrono::minutes(2));  // whoever died holds no lease any more
    return must(exports.ask({of("*"), {}}, key(), body, http::Language::zh)).value;
  }
  fixture::ChildEnd run_in_child(const std::string& what, std::map<std::string, std::string> more) {
    const auto& endpoint = service_db.schema.endpoint();
    more.insert({{"ADDRESS", endpoint.address},
                 {"SCHEMA", endpoint.schema},
                 {"PASSWORD", endpoint.password},
                 {"NOW", to_rfc3339(service_db.clock.now())},
                 {"DIRECTORY", directory}});
    return fixture::run_child("CrashChild.DISABLED_" + what, more);
  }
  fixture::ChildEnd make_in_child(const std::string& place) {
    return run_in_child("Exports", {{"SHANHAI_KILL_AT", place}});
  }
  // What a process that starts does before anything else.
  void come_back() {
    fixture::run(jobs.sweep());
    fixture::run(jobs.expire());
  }
  ExportId exported_whole() {
    const auto id = ask().id;
    EXPECT_EQ(fixture::run(jobs.carry_out_due()), 1);
    return id;
  }
  auth::Principal of_owner(OrganisationId organisation) {
    auto out = of("*");
    out.organisation = organisation;
    return out;
  }
  store::ExportRow row_of(ExportId id) {
    return service_db
        .transaction([&](db::Tx& tx) -> Result<store::ExportRow> { return store::find_export(tx, id).value(); })
        .value();
  }
  void expect_whole(const store::ExportRow& row) {
    const auto path = export_files.path_of(row.view.id, row.attempt, row.view.format);
    const auto content = ExportFiles::read_content(path);
    EXPECT_EQ(to_hex(content.hash), row.view.file_sha256);
    EXPECT_EQ(content.bytes, row.view.file_bytes);
    EXPECT_EQ(row.view.rows_written, static_cast<std::int64_t>(kLines));
  }
};

TEST_P(ExportCrash, ALostExportIsMadeAnew) {
  const std::string point = GetParam();
  int kills = 0;
  for (int passage = 1; passage < 60; ++passage) {
    const auto asked = ask();
    const auto end = make_in_child(point + ":" + std::to_string(passage));
    auto row = row_of(asked.id);
    if (row.view.state == ExportState::finished) {
      expect_whole(row);
    } else {
      EXPECT_EQ(row.view.state, ExportState::waiting);
      service_db.clock.advance(std::chrono::minutes(2));
      EXPECT_EQ(fixture::run(jobs.carry_out_due()), 1);
      row = row_of(asked.id);
      EXPECT_EQ(row.view.state, ExportState::finished);
      expect_whole(row);
    }
    EXPECT_EQ(files(), static_cast<std::size_t>(passage)) << "one file of each export";
    if (!end.killed) {
      EXPECT_EQ(end.exit_code, 0);
      EXPECT_GT(kills, 0) << point << " is never passed";
      return;
    }
    ++kills;
  }
  ADD_FAILURE() << point << " is passed without end";
}

INSTANTIATE_TEST_SUITE_P(At, ExportCrash,
                         testing::Values("measurement.export.page", "measurement.export.written", "db.before_commit",
                                         "db.after_commit"));

class ExportEndCrash : public ExportCrash {};

// A row that says a file is kept has one, and no file is there that none keeps, whatever the process died at.
TEST_P(ExportEndCrash, NothingIsLeftOfWhatExpiredOrWasRemoved) {
  const std::string point = GetParam();
  int kills = 0;
  for (const bool removed : {false, true}) {
    for (int passage = 1; passage < 20; ++passage) {
      const auto id = exported_whole();
      const auto owner = row_of(id).organisation;
      if (!removed) service_db.clock.advance(std::chrono::hours(73));
      const auto end = run_in_child("ExportsEnd", {{"WHAT", removed ? id.str() : "expire"},
                                                   {"OWNER", owner.str()},
                                                   {"SHANHAI_KILL_AT", point + ":" + std::to_string(passage)}});
      kills += end.killed;
      come_back();
      const auto row = row_of(id);
      if (row.view.state == ExportState::finished) {
        EXPECT_TRUE(removed && end.killed) << "a removal that was never acknowledged";
        expect_whole(row);
        EXPECT_FALSE(fixture::run(exports.remove({of_owner(owner), {}}, id)).has_error());
      } else {
        EXPECT_EQ(row.view.state, ExportState::expired);
      }
      EXPECT_EQ(files(), 0u) << point << ' ' << passage << (removed ? " removing" : " expiring");
      if (!end.killed) break;
    }
  }
  EXPECT_GT(kills, 0) << point << " is never passed";
}

INSTANTIATE_TEST_SUITE_P(At, ExportEndCrash,
                         testing::Values("measurement.export.unlinked", "db.before_commit", "db.after_commit"));

}  // namespace
}  // namespace shanhai::measurement
