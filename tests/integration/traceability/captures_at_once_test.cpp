// Short documents are stored before they are acknowledged.
#include <future>

#include "tests/integration/traceability/capture_world.hpp"

namespace shanhai::traceability {
namespace {

constexpr int kAtOnce = 3;

class CapturesAtOnce : public CaptureWorld {
 protected:
  CapturesAtOnce() : CaptureWorld(kAtOnce) {}

  json::Object answered(const http::ClientResponse& taken) {
    if (taken.status != 202) throw std::runtime_error(problem(taken));
    return json::parse_value(get(taken.headers.find("Location")->second).body).value().as_object();
  }
  json::Object sent(const std::string& text, const std::string& behaviour = "rollback") {
    return answered(post("/capture", text, {{"GS1-Capture-Error-Behaviour", behaviour}}));
  }
  static std::string document_of(int first, int count) {
    std::vector<std::string> events;
    for (int i = 0; i < count; ++i) events.push_back(event(first + i));
    return document(events);
  }
  std::int64_t texts() { return count("SELECT COUNT(*) FROM capture_job WHERE document <> ''"); }
};

TEST_F(CapturesAtOnce, AreStoredWhenTheyAreAnswered) {
  const auto job = sent(document_of(1, kAtOnce));
  EXPECT_EQ(job.at("running"), false);
  EXPECT_EQ(job.at("success"), true);
  EXPECT_TRUE(job.contains("finishedAt"));
  EXPECT_EQ(captured(), kAtOnce);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job WHERE captured = 3"), 1);
  EXPECT_EQ(texts(), 0);
  EXPECT_EQ(events_of(kEventsCaptured).size(), 1u);
  EXPECT_EQ(run(jobs.carry_out_taken()) + run(jobs.carry_out_due()), 0);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(CapturesAtOnce, AreShort) {
  const auto job = sent(document_of(1, kAtOnce + 1));
  EXPECT_EQ(job.at("running"), true);
  EXPECT_EQ(captured(), 0);
  EXPECT_EQ(texts(), 1);
  EXPECT_EQ(run(jobs.carry_out_taken()), 1);
  EXPECT_EQ(captured(), kAtOnce + 1);
  EXPECT_EQ(texts(), 0);
}

TEST_F(CapturesAtOnce, TellWhatIsThereAlready) {
  sent(document_of(1, 1));
  const auto again = document({event(2), event(1), event(2)});
  const auto rolled_back = sent(again);
  EXPECT_EQ(rolled_back.at("running"), false);
  ASSERT_EQ(rolled_back.at("errors").as_array().size(), 2u);
  EXPECT_EQ(rolled_back.at("errors").as_array()[0].at("detail").as_string().find("/epcisBody/eventList/1: "), 0u);
  EXPECT_EQ(captured(), 1);
  const auto proceeded = sent(again, "proceed");
  EXPECT_EQ(proceeded.at("errors").as_array().size(), 2u);
  EXPECT_EQ(captured(), 2);
  EXPECT_EQ(sent(document({event(3), event(3)})).at("success"), false) << "twice in itself";
  EXPECT_EQ(captured(), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job"), 4);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(CapturesAtOnce, ProceedWithoutWhatIsWrong) {
  const auto bad = document({event(1), event(2, R"(,"bizLocation":{})")});
  EXPECT_EQ(post("/capture", bad).status, 400);
  const auto job = sent(bad, "proceed");
  EXPECT_EQ(job.at("running"), false);
  EXPECT_EQ(job.at("errors").as_array().size(), 1u);
  EXPECT_EQ(captured(), 1);
}

TEST_F(CapturesAtOnce, ARepeatedRequestIsAnsweredWithTheSameJob) {
  const Headers key{{"Idempotency-Key", "one"}};
  const auto first = post("/capture", document_of(1, 2), key);
  const auto second = post("/capture", document_of(1, 2), key);
  EXPECT_EQ(second.status, 202);
  EXPECT_EQ(second.headers.find("Location")->second, first.headers.find("Location")->second);
  EXPECT_EQ(post("/capture", document_of(3, 2), key).status, 422);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job"), 1);
  EXPECT_EQ(answered(second).at("success"), true);
  EXPECT_EQ(captured(), 2);
}

// What cannot be stored is not acknowledged, and nothing of it is left.
TEST_F(CapturesAtOnce, ADatabaseThatRefusesIsToldToTheSender) {
  auto connection = service.schema.connect();
  connection.execute("RENAME TABLE epcis_event_value TO elsewhere");
  EXPECT_GE(post("/capture", document_of(1, 2)).status, 500);
  connection.execute("RENAME TABLE elsewhere TO epcis_event_value");
  EXPECT_EQ(captured(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job"), 0);
  EXPECT_EQ(sent(document_of(1, 2)).at("success"), true);
  EXPECT_EQ(captured(), 2);
}

TEST_F(CapturesAtOnce, WithoutATurnInTimeAJobIsLeft) {
  const auto first = run(jobs.turn()), second = run(jobs.turn());
  ASSERT_TRUE(first && second);
  const auto taken = post("/capture", document_of(1, 2));
  EXPECT_EQ(answered(taken).at("running"), true);
  EXPECT_EQ(captured(), 0);
}

TEST_F(CapturesAtOnce, OfManySendersEachEventIsStoredOnce) {
  constexpr int kSenders = 6, kDocuments = 8;
  std::vector<std::future<void>> senders;
  for (int sender = 0; sender < kSenders; ++sender) {
    senders.push_back(std::async(std::launch::async, [this, sender] {
      // All send the same, two of them with other events between.
      for (int i = 0; i < kDocuments; ++i) {
        const auto text = sender < 2 ? document({event(i), event(1000 + sender * 100 + i)}) : document({event(i)});
        const auto taken = run(captures.take(caller, std::nullopt, text, CaptureErrorBehaviour::proceed));
        EXPECT_TRUE(taken.has_value());
      }
    }));
  }
  for (auto& sender : senders) sender.get();
  while (count("SELECT COUNT(*) FROM capture_job WHERE finished_at IS NULL") > 0) run(jobs.carry_out_taken());
  EXPECT_EQ(captured(), kDocuments + 2 * kDocuments);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job"), kSenders * kDocuments);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job WHERE errors = '[]'"), kDocuments);
  EXPECT_EQ(audit_differences(), "");
}

}  // namespace
}  // namespace shanhai::traceability
