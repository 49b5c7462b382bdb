// The process that counts purchase volume of orders and of registered offline sales, and folds it, is killed before and
// after its commits, again and again, and told everything again from where its checkpoints stand: what it counted in
// the end is what one that was never killed counts, and what is reckoned from the facts.
#include <gtest/gtest.h>

#include "common/events/stream.hpp"
#include "services/measurement/audit.hpp"
#include "services/measurement/cubes/folding.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/registrations/entries.hpp"
#include "services/measurement/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/volume_naive.hpp"
#include "tests/integration/measurement/volume_streams.hpp"

namespace shanhai::measurement {
namespace {

std::int64_t events_to_tell() {
  if (const char* given = std::getenv("SHANHAI_TEST_EVENTS")) return std::stoll(given);
  const char* name = std::getenv("SHANHAI_TEST_DEPTH");
  const std::string_view depth = name ? name : "short";
  return depth == "short" ? 1'000 : depth == "full" ? 4'000 : 1'000'000;
}

// At which of its commits the next process is killed: a life of any length is told by some twenty of them.
std::int64_t random_commit(std::mt19937_64& random) {
  return 3 + std::int64_t(random() % std::uint64_t(std::max<std::int64_t>(4, events_to_tell() / 1'000)));
}

// One stream of a life, from any place: told from its beginning wherever somebody goes back.
class LifeSource final : public events::EventSource {
 public:
  // `make` gives what tells the events one by one.
  LifeSource(std::int64_t count, std::function<std::function<events::Event()>()> make)
      : count_(count), make_(std::move(make)) {}

  Task<Result<events::EventBatch>> after(std::int64_t sequence, std::int64_t limit,
                                         std::chrono::milliseconds) override {
    if (!next_ || at_ > sequence) {
      next_ = make_();
      at_ = 0;
    }
    for (; at_ < sequence; ++at_) next_();
    events::EventBatch out;
    out.last_sequence = count_;
    for (; std::int64_t(out.events.size()) < std::min<std::int64_t>(limit, 100) && at_ < count_; ++at_)
      out.events.push_back(next_());
    co_return out;
  }

 private:
  const std::int64_t count_;
  const std::function<std::function<events::Event()>()> make_;
  std::function<events::Event()> next_;
  std::int64_t at_ = 0;
};

std::int64_t registrations_to_tell() { return events_to_tell() / 8; }

std::function<std::function<events::Event()>()> orders_of(std::uint64_t seed) {
  return [seed] {
    const auto life = std::make_shared<VolumeLife>(seed);
    return [life] { return life->next().as_event(); };
  };
}
std::shared_ptr<OfflineStream> offline_of(std::uint64_t seed) {
  return std::make_shared<OfflineStream>(VolumeLife(seed), seed + 1, registrations_to_tell(),
                                         std::chrono::hours(24 * 10));
}
std::function<std::function<events::Event()>()> registrations_of(std::uint64_t seed) {
  return [seed] {
    const auto offline = offline_of(seed);
    return [offline] { return offline->next().event; };
  };
}

struct Process {
  Process(const db::Endpoint& endpoint, std::uint64_t seed)
      : database("measurement", endpoint, 2, clock, random),
        background([](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }),
        orders_source(events_to_tell(), orders_of(seed)),
        offline_source(registrations_to_tell(), registrations_of(seed)),
        orders(std::string(kOrdersConsumer), database, orders_source, apply_orders_events, background),
        offline(std::string(kRegistrationsConsumer), database, offline_source, apply_registration_events, background) {}
  ~Process() { background.stop(); }

  // By turns: what is counted is folded while more comes.
  void count_all() {
    for (bool more = true; more;) {
      const auto told = fixture::run(orders.run_once()), registered = fixture::run(offline.run_once());
      const auto folded = database.transaction_blocking(fold_next).value();
      more = told > 0 || registered > 0 || folded;
    }
  }

  SystemClock clock;
  SecureRandom random;
  db::Database database;
  Background background;
  LifeSource orders_source, offline_source;
  events::Consumer orders, offline;
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
  const auto read = service.transaction([](db::Tx& tx) { return list_totals(tx); });
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
                                         {"SHANHAI_KILL_AT", point + std::to_string(random_commit(random))}});
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
  const auto take = [&](const NaiveRow& row) {
    auto& sums = naive[row.measure];
    sums[0] += row.gross.fen();
    sums[1] += row.refunded.fen();
    sums[2] += row.lines;
  };
  VolumeLife life(fixture::seed());
  NaiveVolume of_orders;
  for (std::int64_t i = 0; i < events_to_tell(); ++i) of_orders.add(life.next(), take);
  const auto offline = offline_of(fixture::seed());
  NaiveOffline of_registrations;
  for (std::int64_t i = 0; i < registrations_to_tell(); ++i) {
    const auto told = offline->next();
    told.reversed ? of_registrations.reverse(told.facts, told.event.occurred_at, take)
                  : of_registrations.approve(told.facts, told.event.occurred_at, take);
  }
  EXPECT_EQ(totals(killed), naive);
  const auto audited = killed.transaction(audit_cubes);
  for (const auto& finding : *audited) EXPECT_EQ(finding.difference, 0) << finding.check << ' ' << finding.detail;
}

}  // namespace
}  // namespace shanhai::measurement
