// What becomes of acknowledged documents when the machine is short of something.
#include <future>
#include <thread>

#include "tests/integration/traceability/capture_world.hpp"

namespace shanhai::traceability {
namespace {

constexpr int kOften = 8;  // more than the attempts that a document has

class CaptureTrouble : public CaptureWorld {
 protected:
  std::string take(int number) {
    const auto taken = post("/capture", document({event(number)}));
    if (taken.status != 202) throw std::runtime_error(problem(taken));
    return taken.headers.find("Location")->second;
  }
  json::Object job_at(const std::string& place) { return json::parse_value(get(place).body).value().as_object(); }
  void execute(const std::string& sql) {
    auto connection = service.schema.connect();
    connection.execute(sql);
  }
};

TEST_F(CaptureTrouble, WorkersThatHaveNoTimeCostNoAttempt) {
  const auto place = take(1);
  Workers full(1, 0);
  CaptureJobs hindered(service.database, sequencer, random, full);
  for (int i = 0; i < kOften; ++i) {
    clock.advance(std::chrono::seconds(31));
    ASSERT_EQ(run(hindered.carry_out_due()), 0) << i;
    ASSERT_EQ(run(jobs.carry_out_due()), 0) << "it is tried again a little later, not at once";
  }
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
  EXPECT_EQ(job_at(place).at("success"), true);
  EXPECT_EQ(captured(), 1);
}

TEST_F(CaptureTrouble, ADatabaseThatRefusesCostsNoAttempt) {
  const auto place = take(1);
  execute("RENAME TABLE epcis_event_value TO elsewhere");
  ASSERT_EQ(run(jobs.carry_out_taken()), 0);
  for (int i = 0; i < kOften; ++i) {
    clock.advance(std::chrono::seconds(31));
    ASSERT_EQ(run(jobs.carry_out_due()), 0) << i;
  }
  execute("RENAME TABLE elsewhere TO epcis_event_value");
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
  EXPECT_EQ(job_at(place).at("success"), true);
  EXPECT_EQ(captured(), 1);
}

TEST_F(CaptureTrouble, ADocumentThatKillsWhoeverHoldsItIsKept) {
  const auto place = take(1);
  execute("UPDATE capture_job SET attempts = 5");
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
  const auto job = job_at(place);
  EXPECT_EQ(job.at("running"), false);
  EXPECT_EQ(job.at("success"), false);
  EXPECT_EQ(captured(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job WHERE document LIKE '%EPCISDocument%'"), 1);
}

TEST_F(CaptureTrouble, WhatIsTakenInLeavesTimeForWhatIsDue) {
  for (int i = 0; i < 12; ++i) take(i);
  EXPECT_EQ(run(jobs.carry_out_taken()), 8);
  EXPECT_EQ(run(jobs.carry_out_taken()), 4);
  EXPECT_EQ(captured(), 12);
}

TEST_F(CaptureTrouble, WhatFindsNoRoomInMemoryWaitsInTheDatabase) {
  EXPECT_EQ(run(jobs.room_for(64'000'001)), nullptr);
  auto others = run(jobs.room_for(64'000'000));
  ASSERT_NE(others, nullptr);
  const auto place = take(1);
  EXPECT_EQ(run(jobs.carry_out_taken()), 0);
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
  EXPECT_EQ(job_at(place).at("success"), true);
  others.reset();
  take(2);
  EXPECT_EQ(run(jobs.carry_out_taken()), 1);
  EXPECT_NE(run(jobs.room_for(64'000'000)), nullptr) << "a document that is stored leaves its room";
}

TEST_F(CaptureTrouble, WhoSendsFasterThanDocumentsAreStoredWaitsForRoom) {
  auto others = run(jobs.room_for(64'000'000));
  auto waiting = std::async(std::launch::async, [this] { return run(jobs.room_for(1)); });
  while (jobs.waiting_for_room() == 0) std::this_thread::yield();
  others.reset();
  EXPECT_NE(waiting.get(), nullptr);
}

// With `proceed` a client learns of every event that it must send again: by its place, or by their count.
TEST_F(CaptureTrouble, AJobNamesAHundredMistakesAndCountsTheOthers) {
  std::vector<std::string> wrong;
  for (int i = 0; i < policy.events_max; ++i) wrong.push_back(event(i, R"(,"a":1,"b":1,"c":1)"));
  const auto job = job_of(document(wrong), "proceed");
  const auto& errors = job.at("errors").as_array();
  ASSERT_EQ(errors.size(), 101u);
  EXPECT_EQ(std::string(errors[99].at("detail").as_string()).substr(0, 29), "/epcisBody/eventList/33/a: un");
  EXPECT_EQ(errors[100].at("detail"), "16 events more; only the first mistakes are told");
}

TEST_F(CaptureTrouble, AnEventIsReadWithAsManyDeclarationsAsFit) {
  const std::string id = R"(,"eventID":"urn:sample:1")";
  ASSERT_EQ(post("/events", event(1, id)).status, 201);
  for (const auto* day : {"24", "25", "26"}) {
    const auto declared = R"(,"errorDeclaration":{"declarationTime":"2026-11-)" + std::string(day) + R"(T00:00:00Z"})";
    ASSERT_EQ(post("/events", event(1, id + declared)).status, 201);
  }
  const auto list = [&] {
    const auto answer = json::parse_value(get("/events/urn:sample:1").body).value();
    return answer.at_pointer("/epcisBody/queryResults/resultsBody/eventList").as_array().size();
  };
  EXPECT_EQ(list(), 4u);
  execute("UPDATE epcis_event SET body = CONCAT(body, REPEAT(' ', 3000000))");
  EXPECT_EQ(list(), 2u);
}

}  // namespace
}  // namespace shanhai::traceability
