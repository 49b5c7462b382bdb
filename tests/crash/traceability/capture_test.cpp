// The process that captures documents is killed at every commit and between the steps, again and again. Its client
// repeats what was not answered, under the same key. No acknowledged document is lost, and none is stored by half.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/base/encoding.hpp"
#include "services/traceability/audit.hpp"
#include "services/traceability/capture/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/traceability_migrations.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::traceability {
namespace {

constexpr int kDocuments = 3;
constexpr int kEventsOfEach = 4;
constexpr auto kEveryCommit = "before and after each commit";

// Of one document all events bear its name.
std::string document_of(int number) {
  std::string events;
  for (int i = 0; i < kEventsOfEach; ++i) {
    events +=
        (i ? "," : "") +
        std::string(R"({"type":"ObjectEvent","eventTime":"2026-11-23T08:00:00Z","eventTimeZoneOffset":"+08:00",)") +
        R"("action":"OBSERVE","epcList":["urn:captured:)" + std::to_string(number) + ":" + std::to_string(i) + "\"]}";
  }
  return R"({"@context":[],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-23T08:00:00Z",)"
         R"("epcisBody":{"eventList":[)" +
         events + "]}}";
}

struct Process {
  Process(const db::Endpoint& endpoint, Instant now, std::int64_t at_once)
      : clock(now),
        database("traceability", endpoint, 2, clock, random),
        background([](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }) {
    policy.at_once = at_once;
  }
  ~Process() { background.stop(); }

  ManualClock clock;
  SecureRandom random;
  db::Database database;
  Background background;
  Workers workers{1, 16};
  events::Wakeup wakeup{"traceability", nullptr};
  events::Sequencer sequencer{database, wakeup, random, background};
  CaptureJobs jobs{database, sequencer, random, workers};
  CapturePolicy policy;
  CaptureService captures{database, sequencer, jobs, workers, random, policy};
};

auth::Principal supplier(const std::string& organisation) {
  auth::Principal out;
  out.role = auth::Role::supplier;
  out.organisation = OrganisationId::parse(organisation).value();
  return out;
}

TEST(CrashChild, DISABLED_Captures) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  Process here(endpoint, parse_rfc3339(fixture::from_parent("NOW")).value(),
               std::stoll(fixture::from_parent("AT_ONCE")));
  const auto caller = supplier(fixture::from_parent("SUPPLIER"));
  fixture::run(here.jobs.carry_out_due());  // as the loop does when a process starts
  for (int i = 0; i < kDocuments; ++i) {
    const auto text = document_of(i);
    const db::IdempotencyKey key{sha256("key " + std::to_string(i)), sha256(text)};
    const auto taken = fixture::run(here.captures.take(caller, key, text, CaptureErrorBehaviour::rollback));
    ASSERT_TRUE(taken.has_value()) << taken.error().code;
    std::ofstream(fixture::from_parent("ACKNOWLEDGED"), std::ios::app)
        << i << " " << taken->value.captureID.str() << std::endl;
    fixture::run(here.jobs.carry_out_taken());
  }
}

struct Killing {
  const char* point;
  int at_once;  // events of a document that is stored before it is acknowledged
};

void PrintTo(const Killing& killing, std::ostream* out) {
  *out << killing.point << (killing.at_once > 0 ? ", stored at once" : ", stored by a job");
}

class CaptureCrash : public testing::TestWithParam<Killing> {
 protected:
  ~CaptureCrash() override { std::filesystem::remove(acknowledged); }

  int kill_along(const std::string& point) {
    for (int passage = 1; passage < 200; ++passage) {
      now += std::chrono::minutes(2);  // whoever died holds no lease any more
      const auto& endpoint = service.schema.endpoint();
      const auto end =
          fixture::run_child("CrashChild.DISABLED_Captures", {{"ADDRESS", endpoint.address},
                                                              {"SCHEMA", endpoint.schema},
                                                              {"PASSWORD", endpoint.password},
                                                              {"SUPPLIER", organisation.str()},
                                                              {"NOW", to_rfc3339(now)},
                                                              {"AT_ONCE", std::to_string(GetParam().at_once)},
                                                              {"ACKNOWLEDGED", acknowledged.string()},
                                                              {"SHANHAI_KILL_AT", place(point, passage)}});
      expect_whole();
      if (end.killed) continue;
      EXPECT_EQ(end.exit_code, 0) << point;
      return passage - 1;
    }
    ADD_FAILURE() << point << " is passed without end";
    return 0;
  }

  static std::string place(const std::string& point, int passage) {
    if (point != kEveryCommit) return point + ":" + std::to_string(passage);
    return (passage % 2 ? "db.before_commit:" : "db.after_commit:") + std::to_string((passage + 1) / 2);
  }

  std::int64_t count(const std::string& sql) {
    auto connection = service.schema.connect();
    return connection.query(sql).front().get<std::int64_t>("COUNT(*)");
  }

  // What was answered is there, under one job; of every document all events are stored, or none.
  void expect_whole() {
    std::ifstream in(acknowledged);
    std::map<int, std::string> jobs;
    int number = 0;
    for (std::string job; in >> number >> job;) {
      EXPECT_EQ(jobs.emplace(number, job).first->second, job) << "one request was answered with two jobs";
      const auto id = "UNHEX('" + to_hex(CaptureId::parse(job).value().raw()) + "')";
      EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job WHERE id = " + id), 1) << "an acknowledged document is lost";
      const bool ended = count("SELECT COUNT(*) FROM capture_job WHERE finished_at IS NOT NULL AND id = " + id) == 1;
      EXPECT_EQ(stored_of(number), ended ? kEventsOfEach : 0);
    }
    for (int i = 0; i < kDocuments; ++i) {
      const auto stored = stored_of(i);
      EXPECT_TRUE(stored == 0 || stored == kEventsOfEach) << stored << " events of document " << i;
    }
  }
  std::int64_t stored_of(int number) {
    return count("SELECT COUNT(*) FROM epcis_event WHERE body LIKE '%urn:captured:" + std::to_string(number) + ":%'");
  }

  Instant now = parse_rfc3339("2026-11-23T08:00:00Z").value();
  fixture::ServiceDatabase service{"traceability", {sql::common::kMigrations, sql::traceability::kMigrations}, 1};
  SecureRandom random;
  OrganisationId organisation = OrganisationId::make(service.clock, random);
  const std::filesystem::path acknowledged =
      std::filesystem::temp_directory_path() / ("shanhai-captured." + random.token(9));
};

TEST_P(CaptureCrash, StoresEachDocumentOnceWhereverItIsKilled) {
  EXPECT_GE(kill_along(GetParam().point), kDocuments - 1);  // what died with a document finds one less to do
  EXPECT_EQ(count("SELECT COUNT(*) FROM epcis_event"), kDocuments * kEventsOfEach);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job WHERE errors = '[]' AND finished_at IS NOT NULL"), kDocuments);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job"), kDocuments);
  const auto findings = audit(service.database);
  ASSERT_TRUE(findings.has_value());
  for (const auto& finding : *findings) EXPECT_EQ(finding.difference, 0) << finding.check << ": " << finding.detail;
}

INSTANTIATE_TEST_SUITE_P(Points, CaptureCrash,
                         testing::Values(Killing{"traceability.capture.taken", 0},
                                         Killing{"traceability.capture.stored", 0}, Killing{kEveryCommit, 0},
                                         Killing{"traceability.capture.taken", kEventsOfEach},
                                         Killing{"traceability.capture.stored", kEventsOfEach},
                                         Killing{kEveryCommit, kEventsOfEach}));

}  // namespace
}  // namespace shanhai::traceability
