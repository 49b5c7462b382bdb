// Answers while entries are folded into sums, and what the statements behind them read.
#include <gtest/gtest.h>

#include <random>

#include "services/measurement/purchases/distinct.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/purchases/reading.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/folded.hpp"
#include "tests/integration/measurement/plans.hpp"
#include "tests/integration/measurement/volume_life.hpp"

namespace shanhai::measurement {
namespace {

using D = Dimension;

const std::vector<std::vector<Dimension>> kGroupings = {{},
                                                        {D::buyer_prefecture, D::origin_county, D::quarter},
                                                        {D::origin_county, D::month},
                                                        {D::buyer_organisation, D::year},
                                                        {D::delivery_division, D::certified},
                                                        {D::supplier, D::product},
                                                        {D::raw_material_county, D::category},
                                                        {D::day},
                                                        {D::buyer_organisation, D::day}};

// Of a question: what it reads of blocks and entries.
const std::set<std::string> kVolume{"FROM volume_block", "measurement_entry"};

class FoldedVolume : public testing::Test {
 protected:
  FoldedVolume() {
    std::printf("seed %llu\n", static_cast<unsigned long long>(fixture::seed()));
    use_grid(folded, 16, 3);
  }

  void tell(std::size_t count, std::initializer_list<fixture::ServiceDatabase*> whom) {
    std::vector<events::Event> events;
    for (std::size_t i = 0; i < count; ++i) events.push_back(life.next().as_event());
    for (auto* database : whom) {
      const auto done = database->transaction([&](db::Tx& tx) { return apply_orders_events(tx, events); });
      ASSERT_FALSE(done.has_error()) << done.error().code << ' ' << done.error().detail;
    }
  }

  template <class Found>
  static std::string text_of(const Result<Found>& found) {
    if (found.has_error()) return found.error().code + " " + found.error().detail;
    std::string out;
    for (const auto& row : *found) out += text_of_row(row) + "\n";
    return out;
  }
  static std::string text_of_row(const SumRow& row) {
    std::string out;
    for (const auto& key : row.keys) out += key + "|";
    for (const auto value : {row.gross.fen(), row.refunded.fen(), row.lines, row.refunds, row.quantity})
      out += std::to_string(value) + " ";
    return out;
  }
  static std::string text_of_row(const std::pair<const std::vector<std::string>, std::int64_t>& row) {
    std::string out;
    for (const auto& key : row.first) out += key + "|";
    return out + std::to_string(row.second);
  }

  std::string sums(fixture::ServiceDatabase& of, const Question& question) { return sums(of, question, policy); }
  std::string sums(fixture::ServiceDatabase& of, const Question& question, const Policy& with) {
    return text_of(of.transaction([&](db::Tx& tx) { return sum(tx, with, question); }));
  }
  std::string distinct(fixture::ServiceDatabase& of, const Question& question, DistinctOf what) {
    return text_of(of.transaction([&](db::Tx& tx) { return count_distinct(tx, policy, question, what); }));
  }
  static AsOf now(fixture::ServiceDatabase& of) {
    return of.transaction([](db::Tx& tx) -> Result<AsOf> { return current_as_of(tx); }).value();
  }

  std::vector<Question> questions(const std::optional<AsOf>& as_of) {
    std::vector<Question> out;
    const char* periods[] = {"2026", "2026-11", "2026Q4", "2026-11-12"};
    for (const auto& by : kGroupings) {
      auto& question = out.emplace_back();
      question.measure = static_cast<orders::Measure>(random() % 4);
      question.period = parse_period(periods[random() % 4]).value();
      question.by = by;
      question.view = static_cast<RefundView>(random() % 2);
      question.as_of = as_of;
      if (random() % 3 == 0) question.filter.buyers = DivisionSet::within("440100");
      if (random() % 4 == 0) question.filter.origins = DivisionSet::within("513400");
      if (random() % 4 == 0) question.filter.buyer_kind = orders::BuyerKind::budget_unit;
      if (random() % 4 == 0) question.filter.certified = true;
      if (random() % 4 == 0) question.filter.channel = orders::Channel::online;
    }
    return out;
  }

  fixture::ServiceDatabase folded{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  fixture::ServiceDatabase unfolded{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  static Policy keeping(std::size_t bytes) {
    Policy out;
    out.most_entries = 100'000'000;
    out.kept = keep_blocks(bytes);
    return out;
  }

  Policy policy = keeping(0);  // everything is read
  VolumeLife life{fixture::seed(), std::chrono::hours(5)};
  std::mt19937_64 random{fixture::seed() + 5};
};

TEST_F(FoldedVolume, SaysTheSameBeforeWhileAndAfterItIsFolded) {
  std::vector<std::optional<AsOf>> states;
  for (int i = 0; i < 6; ++i) {
    tell(40 + random() % 60, {&folded, &unfolded});
    if (i < 5) fold(folded, int(random() % 4));  // what came last waits
    states.push_back(now(folded));
  }
  states.push_back(std::nullopt);
  const auto compare = [&](const char* when) {
    for (int i = 0; i < 3; ++i) {
      const auto& state = states[i == 0 ? states.size() - 1 : random() % states.size()];
      for (const auto& question : questions(state))
        ASSERT_EQ(sums(folded, question), sums(unfolded, question))
            << when << " to " << to_string(question.period.to) << " by " << question.by.size();
    }
  };
  compare("while");
  EXPECT_GT(fold(folded), 0);
  EXPECT_EQ(fold(folded), 0);
  const auto levels = folded.schema.connect().query("SELECT MAX(level) AS top FROM volume_fold");
  EXPECT_GE(levels.front().get<int>("top"), 2);
  compare("after");
}

// What was read before is kept, while more comes, more is folded and earlier states are asked for in between.
TEST_F(FoldedVolume, SaysTheSameFromWhatItHasKept) {
  const auto much = keeping(64'000'000), little = keeping(60'000);
  auto asked = questions(std::nullopt);
  std::vector<AsOf> states;
  for (int step = 0; step < 24; ++step) {
    tell(random() % 50, {&folded});
    if (step % 2 == 1) fold(folded, int(random() % 6));
    states.push_back(now(folded));
    for (int i = 0; i < 4; ++i) {
      auto question = asked[random() % asked.size()];
      if (random() % 3 == 0) question.as_of = states[random() % states.size()];
      const auto expected = sums(folded, question);
      ASSERT_EQ(sums(folded, question, much), expected) << "step " << step << " by " << question.by.size();
      ASSERT_EQ(sums(folded, question, little), expected) << "step " << step << " by " << question.by.size();
      ASSERT_LE(little.kept->bytes(), 60'000u);
    }
  }
  EXPECT_GT(much.kept->bytes(), 60'000u) << "more is kept than little can hold";
  EXPECT_EQ(policy.kept->bytes(), 0u);
}

// Once it is kept, a question that nothing has come for since reads no block and no entry.
TEST_F(FoldedVolume, ReadsNothingTwice) {
  tell(600, {&folded});
  fold(folded);
  tell(11, {&folded});
  const auto much = keeping(64'000'000);
  Question question;
  question.period = parse_period("2026Q4").value();
  question.by = {D::origin_county, D::pairing};
  const auto first = sums(folded, question, much);
  Plans plans(folded);
  EXPECT_EQ(sums(folded, question, much), first);
  EXPECT_TRUE(plans.keys(kVolume).empty());
}

// Whole months are counted from the cube, other days from the entries: before the first sale there is none.
TEST_F(FoldedVolume, CountsTheSameMembersFromCubesAndFromEntries) {
  std::vector<std::optional<AsOf>> states{std::nullopt};
  for (int i = 0; i < 3; ++i) {
    tell(90, {&folded});
    states.push_back(now(folded));
  }
  fold(folded);
  for (const auto& state : states) {
    for (const auto& by : std::vector<std::vector<Dimension>>{{}, {D::buyer_prefecture}, {D::month, D::certified}}) {
      for (const auto what : {DistinctOf::buyers, DistinctOf::suppliers, DistinctOf::products}) {
        Question whole;
        whole.period = {parse_date("2026-10-01").value(), parse_date("2027-03-31").value()};
        whole.by = by;
        whole.as_of = state;
        auto by_days = whole;
        by_days.period.from = parse_date("2026-10-02").value();
        const auto counted = distinct(folded, whole, what);
        EXPECT_EQ(counted, distinct(folded, by_days, what)) << int(what) << " by " << by.size();
        EXPECT_FALSE(counted.empty());
      }
    }
  }
}

using Keys = std::set<std::string>;

TEST_F(FoldedVolume, ReadsByKeysWhicheverCubeAnswers) {
  tell(600, {&folded});
  fold(folded);
  tell(11, {&folded});
  const auto asked = [&](const char* period, std::vector<Dimension> by, auto change) {
    Question question;
    question.period = parse_period(period).value();
    question.by = std::move(by);
    change(question);
    Plans plans(folded);
    EXPECT_FALSE(sums(folded, question).empty());
    return plans.keys(kVolume);
  };
  const auto nothing = [](Question&) {};
  struct Case {
    const char* period;
    std::vector<Dimension> by;
  };
  const std::vector<Case> cases{{"2026", {D::buyer_division}},           {"2026", {D::buyer_division, D::month}},
                                {"2026-12-01", {D::buyer_division}},     {"2026", {D::buyer_organisation}},
                                {"2026-12", {D::buyer_organisation}},    {"2026-12-01", {D::buyer_organisation}},
                                {"2026-12", {D::delivery_division}},     {"2026-12", {D::supplier}},
                                {"2026", {D::origin_county, D::pairing}}};
  for (const auto& one : cases) {
    const auto keys = asked(one.period, one.by, nothing);
    EXPECT_EQ(keys.at("volume_block"), Keys{"PRIMARY"}) << one.period;
    EXPECT_EQ(keys.at("measurement_entry"), Keys{"measurement_entry_sequence"}) << one.period;
  }
  const auto of_county = [](Question& question) { question.filter.origins = DivisionSet::within("513400"); };
  EXPECT_EQ(asked("2026", {D::category}, of_county).at("volume_block"), Keys{"PRIMARY"});
  // No cube has both.
  const auto one_day = asked("2026-11-03", {D::supplier, D::delivery_division}, nothing);
  EXPECT_EQ(one_day.at("measurement_entry"), Keys{"measurement_entry_posted"});
  const auto by_sale = [](Question& question) { question.view = RefundView::sale; };
  EXPECT_EQ(asked("2026-11-03", {D::supplier, D::delivery_division}, by_sale).at("measurement_entry"),
            Keys{"measurement_entry_sale_posted"});
  Question question;
  question.period = parse_period("2026-11-03").value();
  Plans plans(folded);
  EXPECT_FALSE(distinct(folded, question, DistinctOf::buyers).empty());
  EXPECT_EQ(plans.keys(kVolume).at("measurement_entry"), Keys{"measurement_entry_posted"});
}

// An answer of an earlier state reads less than a block of entries, however long ago that was.
TEST_F(FoldedVolume, ReadsFewEntriesOfAnEarlierState) {
  std::vector<AsOf> states;
  for (int i = 0; i < 10; ++i) {
    tell(33, {&folded});
    states.push_back(now(folded));
  }
  fold(folded);
  const auto made = folded.transaction([](db::Tx& tx) -> Result<Folded> { return read_folded(tx); }).value();
  for (const auto& state : states) {
    const auto covered = cover(made.grid, made.entries(Origin::orders),
                               made.levels(Origin::orders, CubeName::region, Tier::day), state.orders.sequence);
    EXPECT_LT(state.orders.sequence - covered.entries_after, made.grid.span);
    std::int64_t blocks = 0;
    for (const auto& range : covered.blocks) blocks += range.until - range.from;
    EXPECT_LE(blocks, 2 * 4) << "at most fan - 1 of each level";
  }
}

}  // namespace
}  // namespace shanhai::measurement
