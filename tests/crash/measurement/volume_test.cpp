// The process that counts purchase volume is killed before and after its commits, again and again, and told everything
// again from where its checkpoint stands: what it counted in the end is what one that was never killed counts.
#include <gtest/gtest.h>

#include "common/events/stream.hpp"
#include "services/measurement/audit.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/volume_life.hpp"

namespace shanhai::measurement {
namespace {

std::int64_t events_to_tell() {
  const char* name = std::getenv("SHANHAI_TEST_DEPTH");
  return name && name != std::string("short") ? 20'000 : 1'500;
}

// The stream of one life, from any place.
class LifeSource final : public events::EventSource {
 public:
  LifeSource(std::uint64_t seed, std::int64_t count) : seed_(seed), count_(count) {}

  Task<Result<events::EventBatch>> after(std::int64_t sequence, std::int64_t limit,
                                         std::chrono::milliseconds) override {
    if (!life_ || at_ > sequence) {
      life_.emplace(seed_);
      at_ = 0;
    }
    for (; at_ < sequence; ++at_) life_->next();
    events::EventBatch out;
    out.last_sequence = count_;
    for (; std::int64_t(out.events.size()) < std::min<std::int64_t>(limit, 100) && at_ < count_; ++at_)
      out.events.push_back(life_->next().as_event());
    co_return out;
  }

 private:
  std::uint64_t seed_;
  std::int64_t count_, at_ = 0;
  std::optional<VolumeLife> life_;
};

struct Process {
  Process(const db::Endpoint& endpoint, std::uint64_t seed)
      : database("measurement", endpoint, 2, clock, random),
        background([](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }),
        source(seed, events_to_tell()),
        consumer(std::string(kOrdersConsumer), database, source, apply_orders_events, background) {}
  ~Process() { background.stop(); }

  void count_all() {
    while (fixture::run(consumer.run_once()) > 0) {
    }
  }

  SystemClock clock;
  SecureRandom random;
  db::Database database;
  Background background;
  LifeSource source;
  events::Consumer consumer;
};

TEST(CrashChild, DISABLED_Counts) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  Process here(endpoint, std::stoull(fixture::from_parent("LIFE")));
  here.count_all();
}

const fixture::Migrations kMigrations{sql::common::kMigrations, sql::measurement::kMigrations};

std::map<orders::Measure, std::array<std::int64_t, 3>> totals(fixture::ServiceDatabase& service) {
  std::map<orders::Measure, std::array<std::int64_t, 3>> out;
  const auto read =
      service.transaction([](db::Tx& tx) -> Result<std::vector<MeasureTotal>> { return list_totals(tx); });
  for (const auto& total : read.value()) out[total.measure] = {total.gross.fen(), total.refunded.fen(), total.lines};
  return out;
}

TEST(VolumeCrash, CountsOnceWhereverItIsKilled) {
  fixture::ServiceDatabase killed("measurement", kMigrations, 1), whole("measurement", kMigrations, 1);
  const auto& endpoint = killed.schema.endpoint();
  std::mt19937_64 random(fixture::seed());
  int kills = 0;
  for (;; ++kills) {
    const auto* point = random() % 2 ? "db.before_commit:" : "db.after_commit:";
    const auto end = fixture::run_child("CrashChild.DISABLED_Counts",
                                        {{"ADDRESS", endpoint.address},
                                         {"SCHEMA", endpoint.schema},
                                         {"PASSWORD", endpoint.password},
                                         {"LIFE", std::to_string(fixture::seed())},
                                         {"SHANHAI_KILL_AT", point + std::to_string(2 + random() % 4)}});
    if (end.killed) continue;
    ASSERT_EQ(end.exit_code, 0);
    break;
  }
  EXPECT_GE(kills, 3);
  {
    Process never_killed(whole.schema.endpoint(), fixture::seed());
    never_killed.count_all();
  }
  EXPECT_EQ(totals(killed), totals(whole));
  std::map<orders::Measure, std::array<std::int64_t, 3>> naive;
  VolumeLife life(fixture::seed());
  NaiveVolume reckoned;
  for (std::int64_t i = 0; i < events_to_tell(); ++i) {
    reckoned.add(life.next(), [&](const NaiveRow& row) {
      auto& sums = naive[row.measure];
      sums[0] += row.gross.fen();
      sums[1] += row.refunded.fen();
      sums[2] += row.lines;
    });
  }
  EXPECT_EQ(totals(killed), naive);
  const auto audited = killed.transaction(audit_cubes);
  for (const auto& finding : *audited) EXPECT_EQ(finding.difference, 0) << finding.check << ' ' << finding.detail;
}

}  // namespace
}  // namespace shanhai::measurement
