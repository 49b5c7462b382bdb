// What is kept in memory of traces, and that it is never what has ceased to be so.
#include <thread>

#include "common/base/encoding.hpp"
#include "tests/integration/traceability/resolver_world.hpp"

namespace shanhai::traceability {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::pair<std::string, std::string> kHtml{"Accept", "text/html"}, kEnglish{"Accept-Language", "en"},
    kGzip{"Accept-Encoding", "gzip"};

class Answers : public ResolverWorld {
 protected:
  using ResolverWorld::ResolverWorld;
  bool shows_recall(Process& process, const LotView& lot) {
    const auto answer = get(process, path_of(lot));
    EXPECT_EQ(answer.status, 200);
    return answer.body.find("\"recalled\":true") != answer.body.npos;
  }
  TestEntry report(const char* number) {
    TestEntry entry;
    entry.laboratory = "凉山州农产品质量检验检测中心";
    entry.report_number = number;
    entry.tested_on = today();
    entry.file = {"检测报告.txt", to_base64("合格")};
    return entry;
  }
  // How long, in milliseconds, until it holds; it is asked all the time, so that what is in memory is what is asked
  // for.
  template <class Holds>
  std::int64_t milliseconds_until(Holds holds) {
    const auto began = std::chrono::steady_clock::now();
    while (!holds()) {
      if (std::chrono::steady_clock::now() - began > std::chrono::seconds(20)) return 20000;
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count();
  }
};

TEST_F(Answers, AreReadOnceAndBelieved) {
  const auto chain = tea();
  clock.advance(std::chrono::hours(1));
  ChangedLots quiet;
  Process alone(*this, quiet, {64 << 20, kForHours});
  listen(alone);
  const auto first = get(alone, path_of(chain.packed));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get(alone, path_of(chain.packed)).body, first.body);
  get(alone, path_of(chain.packed), {kHtml, kEnglish});
  get(alone, path_of(chain.packed) + "?linkType=linkset");
  const auto counts = alone.answers.counts();
  EXPECT_EQ(counts.read, 1);
  EXPECT_EQ(counts.confirmed, 0);
  EXPECT_EQ(counts.believed, 22);
  EXPECT_GT(counts.bytes, first.body.size());
  alone.server->drain(std::chrono::seconds(1));
}

TEST_F(Answers, NameTheirVersionInEachForm) {
  const auto chain = tea();
  const auto path = path_of(chain.packed);
  const auto whole = get(path);
  const auto tag = header(whole, "ETag");
  EXPECT_EQ(header(whole, "Cache-Control"), "no-cache");
  EXPECT_EQ(header(whole, "Vary"), "Accept, Accept-Language, Accept-Encoding");
  const auto same = get(path, {{"If-None-Match", tag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(header(same, "ETag"), tag);
  EXPECT_EQ(get(path, {{"If-None-Match", tag}, kEnglish}).status, 200) << "another language is another answer";
  EXPECT_EQ(get(path, {{"If-None-Match", tag}, kHtml}).status, 200);
  const auto packed = get(path, {kGzip, kHtml});
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), get(path, {kHtml}).body.size() / 2);
  EXPECT_NE(header(packed, "ETag"), header(get(path, {kHtml}), "ETag"));
  EXPECT_EQ(get(path, {kGzip, kHtml, {"If-None-Match", header(packed, "ETag")}}).status, 304);
  must(evidence.add_test(chain.owner, chain.raw.lot_id, report("LS1"), {}));
  EXPECT_EQ(get(path, {{"If-None-Match", tag}}).status, 200);
}

// Here the database is asked for nothing but changes that this process makes itself: what is seen is seen for that.
TEST_F(Answers, ShowAtOnceWhatThisProcessCommitted) {
  const auto chain = tea();
  const auto path = path_of(chain.packed);
  EXPECT_FALSE(shows_recall(here, chain.packed));
  EXPECT_THAT(get(path, {kHtml}).body, Not(HasSubstr("LS1")));
  must(evidence.add_test(chain.owner, chain.raw.lot_id, report("LS1"), {}));
  EXPECT_THAT(get(path, {kHtml}).body, HasSubstr("LS1")) << "a test of what the lot was made of";
  must(evidence.certify(chain.owner, chain.packed.lot_id, {"某某合作社", "13800138000", "不使用禁用农药兽药"}, {}));
  EXPECT_THAT(get(path).body, HasSubstr("不使用禁用农药兽药"));
  put_on_sale(chain, 60);
  EXPECT_THAT(get(path).body, HasSubstr("\"step\":\"sale\""));
  ship(chain, 4, "440605");
  EXPECT_THAT(get(path).body, HasSubstr("\"step\":\"ship\""));
  must(recalls.recall(chain.owner, key(), chain.raw.lot_id, {"霉变"}, {}));
  EXPECT_TRUE(shows_recall(here, chain.packed));
  EXPECT_THAT(get(path, {kHtml}).body, HasSubstr("该批次已被召回"));
}

TEST_F(Answers, ShowWithinASecondWhatAnotherProcessCommitted) {
  const auto chain = tea();
  EXPECT_FALSE(shows_recall(there, chain.packed));
  must(evidence.add_test(chain.owner, chain.raw.lot_id, report("LS1"), {}));
  const auto tested =
      milliseconds_until([&] { return get(there, path_of(chain.packed)).body.find("LS1") != std::string::npos; });
  EXPECT_LT(tested, 1000);
  must(recalls.recall(chain.owner, key(), chain.processed.lot_id, {"霉变"}, {}));
  const auto recalled = milliseconds_until([&] { return shows_recall(there, chain.packed); });
  EXPECT_LT(recalled, 1000);
  std::cout << "seen by the other process after " << tested << " and " << recalled << " ms\n";
  EXPECT_GT(there.answers.counts().believed, 0) << "there was something that could have been stale";
}

TEST_F(Answers, FollowCertificationsNamesAndProofs) {
  const auto chain = tea();
  const auto path = path_of(chain.packed);
  const auto becomes = [&](std::string_view text) {
    return milliseconds_until([&] { return get(there, path).body.find(text) != std::string::npos; });
  };
  EXPECT_THAT(get(there, path).body, HasSubstr("\"log_proofs\":[]"));
  const auto ends = clock.now() + std::chrono::hours(24);
  certify(product_of(chain.sku), clock.now(), ends);
  EXPECT_LT(becomes("\"status\":\"valid\""), 1000);
  tlog::LogKeys keys(vault, random, tlog::origin_below(kPublicUrl));
  tlog::Integrator integrator(service.database, keys, random, std::chrono::seconds(5));
  run(integrator.run_once());
  EXPECT_LT(becomes("/v1/log/proofs/epc_"), 1000);
  EXPECT_THAT(get(here, path).body, HasSubstr("\"status\":\"valid\""));
  // Nothing is written: the page changes because the time has come.
  clock.advance(std::chrono::hours(24));
  EXPECT_THAT(get(there, path).body, HasSubstr("\"status\":\"expired\""));
  EXPECT_THAT(get(here, path).body, HasSubstr("\"status\":\"expired\""));
}

// Somebody tells it in another language between the moment that an answer is written for and the moment it is kept.
TEST_F(Answers, ThatAreWrittenBeforeAnEndAreNotKeptBehindIt) {
  const auto chain = tea();
  certify(product_of(chain.sku), clock.now(), clock.now() + std::chrono::hours(24));
  std::function<void()> meanwhile = [] {};
  const auto render = [&](const TraceFacts& facts, Form form, Instant now) {
    auto out = render_trace(facts, form, now, kPublicUrl);
    std::exchange(meanwhile, [] {})();
    return out;
  };
  TraceAnswers slow(service.database, nothing, render);
  const auto trace = fixture::run(slow.find(*chain.packed.gtin, chain.packed.lot_number));
  ASSERT_TRUE(trace);
  meanwhile = [&] {
    clock.advance(std::chrono::hours(24));
    EXPECT_THAT(*slow.answer(trace, Form::json_en, "", false), HasSubstr("\"status\":\"expired\""));
  };
  EXPECT_THAT(*slow.answer(trace, Form::json_zh, "", false), HasSubstr("\"status\":\"valid\""));
  EXPECT_THAT(*slow.answer(trace, Form::json_zh, "", false), HasSubstr("\"status\":\"expired\""));
}

TEST_F(Answers, OfALotThatIsRecordedAfterItWasAskedForIsThere) {
  const auto chain = tea();
  auto entry = packed_entry(chain.sku, chain.processed, 500, 1);
  entry.lot_number = "LATER";
  const auto path = "/01/" + *chain.packed.gtin + "/10/LATER";
  for (auto* process : {&here, &there}) EXPECT_EQ(get(*process, path).status, 404);
  record(chain.owner, std::move(entry));
  for (auto* process : {&here, &there}) EXPECT_EQ(get(*process, path).status, 200) << "what is not there is not kept";
}

TEST_F(Answers, AreReadTogetherByACrowd) {
  const auto chain = tea();
  std::vector<LotView> lots{chain.packed};
  for (int i = 0; i < 9; ++i) lots.push_back(record(chain.owner, packed_entry(chain.sku, chain.processed, 500, 1)));
  // Nothing is believed, so everybody asks.
  TraceAnswers asked(
      service.database, nothing,
      [](const TraceFacts& facts, Form form, Instant now) { return render_trace(facts, form, now, kPublicUrl); },
      {64 << 20, std::chrono::milliseconds(-1)});
  std::vector<std::thread> crowd;
  std::atomic<int> wrong{0};
  for (int reader = 0; reader < 8; ++reader) {
    crowd.emplace_back([&, reader] {
      for (int i = 0; i < 100; ++i) {
        const auto& lot = lots[static_cast<std::size_t>(reader + i) % lots.size()];
        const auto trace = fixture::run(asked.find(*lot.gtin, lot.lot_number));
        if (!trace || asked.facts_of(*trace).lot.lot_number != lot.lot_number) ++wrong;
      }
    });
  }
  for (auto& reader : crowd) reader.join();
  EXPECT_EQ(wrong, 0);
  const auto counts = asked.counts();
  EXPECT_GE(counts.read, 10);
  EXPECT_EQ(counts.believed, 0);
  std::cout << "800 answers in " << counts.rounds << " round trips\n";
  EXPECT_LT(counts.rounds, 500);
}

TEST_F(Answers, AreLimitedAsEverythingIs) {
  const auto chain = tea();
  const auto path = path_of(chain.packed);
  EXPECT_EQ(get(path).status, 200);
  listen(here, 5);
  int served = 0, refused = 0;
  for (int i = 0; i < 40; ++i) {
    const auto answer = get(path);
    served += answer.status == 200;
    refused += answer.status == 429;
    if (answer.status == 429) EXPECT_NE(header(answer, "Retry-After"), "");
  }
  EXPECT_EQ(served + refused, 40);
  EXPECT_GT(refused, 25) << "memory answers nobody who asks too often";
}

// The smallest memory: every lot pushes another one out, and all are told as they are.
class FewAnswers : public Answers {
 protected:
  FewAnswers() : Answers(TraceAnswers::Limits{40'000, kForHours}) {}
};

TEST_F(FewAnswers, StayWithinTheirBytes) {
  const auto chain = tea();
  std::vector<LotView> lots{chain.packed};
  for (int i = 0; i < 7; ++i) lots.push_back(record(chain.owner, packed_entry(chain.sku, chain.processed, 500, 1)));
  std::size_t most = 0;
  for (int round = 0; round < 3; ++round) {
    for (const auto& lot : lots) {
      EXPECT_THAT(get(path_of(lot)).body, HasSubstr("\"lot_number\":\"" + lot.lot_number + "\""));
      EXPECT_THAT(get(path_of(lot), {kHtml}).body, HasSubstr(lot.lot_number));
      most = std::max(most, here.answers.counts().bytes);
    }
  }
  EXPECT_LT(most, 80'000u) << "the limit, and one trace beyond";
  EXPECT_GT(here.answers.counts().read, 8) << "some were forgotten";
}

}  // namespace
}  // namespace shanhai::traceability
