// A period is frozen where all streams are read; what takes long is signed by a job; its figures are kept as signed.
#include <fstream>
#include <future>

#include "tests/integration/measurement/frozen.hpp"

namespace shanhai::measurement {
namespace {

// A stream of which so much is told; `asked` is called when somebody wants to know.
struct Stream final : events::EventSource {
  Task<Result<events::EventBatch>> after(std::int64_t, std::int64_t, std::chrono::milliseconds) override {
    if (asked) asked();
    if (unreachable) co_return Error::unavailable();
    co_return events::EventBatch{{}, last};
  }
  std::int64_t last = 0;
  bool unreachable = false;
  std::function<void()> asked;
};

class FreezeJobsTest : public Frozen {
 protected:
  void read_up_to(const std::string& consumer, std::int64_t sequence) {
    service_db.schema.connect().execute(
        "INSERT INTO event_checkpoint VALUES ('" + consumer + "', " + std::to_string(sequence) +
        ", '2026-11-01 00:00:00') ON DUPLICATE KEY UPDATE sequence = " + std::to_string(sequence));
  }
  Freezes waiting(std::chrono::milliseconds for_streams, std::chrono::milliseconds for_figures) {
    return Freezes(context, FreezePolicy{1, for_streams, for_figures}, freeze_jobs);
  }
  FreezeBody body{"2026-11", "月报"};
};

TEST_F(FreezeJobsTest, AStreamThatIsBehindHoldsTheFreezeUp) {
  sell_through_november();
  into_december();
  Stream identity, traceability;
  identity.last = 7;
  traceability.last = 3;
  auto patient = waiting(std::chrono::seconds(5), std::chrono::seconds(8));
  auto impatient = waiting(std::chrono::milliseconds(0), std::chrono::seconds(8));
  for (auto* one : {&patient, &impatient})
    one->follow({{"identity", "measurement.identity", &identity}, {"traceability", "measurement.lots", &traceability}});
  read_up_to("measurement.identity", 7);
  read_up_to("measurement.lots", 2);
  const auto behind = refused(impatient.freeze({of("*"), {}}, key(), body));
  EXPECT_EQ(behind.code, "measurement_behind");
  EXPECT_EQ(behind.kind, ErrorKind::conflict);
  EXPECT_EQ(behind.extensions.at("stream").as_string(), "traceability");
  EXPECT_TRUE(service_db.schema.connect().query("SELECT period FROM period_freeze").empty()) << "nothing was cut";
  identity.unreachable = true;
  EXPECT_EQ(refused(impatient.freeze({of("*"), {}}, key(), body)).kind, ErrorKind::unavailable);
  identity.unreachable = false;
  // What is told after it was asked for is not waited for; what was told before is.
  std::promise<void> was_asked;
  traceability.asked = [&] { was_asked.set_value(); };
  auto frozen = std::async(std::launch::async, [&] {
    return fixture::run(patient.freeze({of("*"), {}}, key(), body));
  });
  was_asked.get_future().wait();
  read_up_to("measurement.lots", 3);
  EXPECT_EQ(frozen.get()->value.period, "2026-11");
}

TEST_F(FreezeJobsTest, WhatTakesLongIsSignedByTheJob) {
  sell_through_november();
  into_december();
  auto in_a_hurry = waiting(std::chrono::seconds(5), std::chrono::milliseconds(0));
  EXPECT_EQ(refused(in_a_hurry.freeze({of("*"), {}}, key(), body)).code, "freeze_in_progress");
  EXPECT_EQ(refused(freezes.find(reader, "2026-11")).code, "freeze_not_found") << "not signed yet";
  add_late_sales();
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 1);
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 0);
  const auto view = must(freezes.find(reader, "2026-11"));
  EXPECT_EQ(to_hex(sha256(figures_of("2026-11"))), view.digest);
  EXPECT_EQ(view.reason, "月报");
  EXPECT_EQ(audited(service_db).difference, 0);
  EXPECT_EQ(report(agency("*"), Measure::ordered, "", "2026-11").frozen->digest, view.digest);
  EXPECT_EQ(refused(freeze("2026-11")).code, "period_already_frozen");
}

TEST_F(FreezeJobsTest, OneProcessWorksAtAPeriod) {
  sell_through_november();
  into_december();
  must(freezes.cut({of("440000"), {}}, body));
  service_db.schema.connect().execute("UPDATE period_freeze SET leased_until = '2027-01-01 00:00:00'");
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 0);
  auto in_a_hurry = waiting(std::chrono::seconds(5), std::chrono::milliseconds(0));
  EXPECT_EQ(refused(in_a_hurry.freeze({of("*"), {}}, key(), body)).code, "freeze_in_progress");
  service_db.clock.advance(kDay * 40);  // the lease of a process that ended
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 1);
}

TEST_F(FreezeJobsTest, WhoCutItIsAnsweredUnderTheKeyOnceItIsSigned) {
  sell_through_november();
  into_december();
  const auto who = of("*");
  const auto same = key();
  auto in_a_hurry = waiting(std::chrono::seconds(5), std::chrono::milliseconds(0));
  EXPECT_EQ(refused(in_a_hurry.freeze({who, {}}, same, body)).code, "freeze_in_progress");
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 1);
  const auto again = must(in_a_hurry.freeze({who, {}}, same, body));
  EXPECT_EQ(again.value.digest, must(freezes.find(reader, "2026-11")).digest);
  EXPECT_TRUE(must(in_a_hurry.freeze({who, {}}, same, body)).replayed);
  EXPECT_EQ(refused(freezes.freeze({who, {}}, key(), {"2026-11", "更正"})).code, "period_already_frozen");
}

TEST_F(FreezeJobsTest, WhatCannotBeSummedIsSaidOfThePeriodAndTriedAgainAtOnce) {
  sell_through_november();
  into_december();
  auto connection = service_db.schema.connect();
  const auto as_of = must(freezes.cut({of("*"), {}}, body)).as_of;
  connection.execute("UPDATE period_freeze SET as_of = 'torn'");
  const auto error = refused(freezes.freeze({of("*"), {}}, key(), body));
  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_EQ(error.fields.front().pointer, "/period");
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 0);
  connection.execute("UPDATE period_freeze SET as_of = '" + as_of + "'");
  // A directory that cannot be made.
  std::ofstream(directory + "/freezes") << "a file";
  EXPECT_THROW(fixture::run(freeze_jobs.carry_out_due()), std::exception);
  std::filesystem::remove(directory + "/freezes");
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 1) << "nobody waits for a lease to end";
}

TEST_F(FreezeJobsTest, WhatKilledProcessesLeftIsRemovedAfterADay) {
  freeze_jobs.sweep();  // nothing was made yet
  std::filesystem::create_directory(directory + "/freezes");
  const auto left = directory + "/freezes/making-abcdef", now = directory + "/freezes/making-ghijkl",
             kept = directory + "/freezes/" + std::string(64, '0') + ".txt";
  for (const auto& path : {left, now, kept}) std::ofstream(path) << "figures";
  for (const auto& path : {left, kept})
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(25));
  freeze_jobs.sweep();
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_TRUE(std::filesystem::exists(now)) << "somebody is at work";
  EXPECT_TRUE(std::filesystem::exists(kept));
}

TEST_F(FreezeJobsTest, FiguresAreKeptAsTheyWereSigned) {
  sell_through_november();
  into_december();
  const auto view = must(freeze("2026-11")).value;
  const auto text = figures_of("2026-11");
  const auto path = directory + "/freezes/" + view.digest + ".txt";
  std::filesystem::remove(path);
  EXPECT_EQ(figures_of("2026-11"), text) << "made again";
  std::ofstream(path, std::ios::app) << "touched";
  EXPECT_EQ(figures_of("2026-11"), text) << "what is not what was signed is not told";
  std::filesystem::remove(path);
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 1);
  EXPECT_TRUE(std::filesystem::exists(path));
  // Entries that somebody changed make other figures: they are told as signed as long as their file is there.
  service_db.schema.connect().execute(
      "UPDATE measurement_entry SET amount_fen = amount_fen + 1 WHERE measure = 'paid' AND kind = 'sale' LIMIT 1");
  EXPECT_EQ(figures_of("2026-11"), text);
  std::filesystem::remove(path);
  EXPECT_EQ(refused(freezes.figures(of("*"), "2026-11")).kind, ErrorKind::internal);
  EXPECT_EQ(fixture::run(freeze_jobs.carry_out_due()), 0) << "and not tried for ever";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory + "/freezes"), {}), 0)
      << "nothing is left over";
}

}  // namespace
}  // namespace shanhai::measurement
