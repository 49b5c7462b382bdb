// Queries made at random against what the test knows of each event: nothing that matches is missing, nothing else is
// there, on pages of any size, by URL and by name.
#include <algorithm>
#include <cstdlib>
#include <set>

#include "services/traceability/query/parameters.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/traceability/query_world.hpp"

namespace shanhai::traceability {
namespace {

using query::Parameter;

// SHANHAI_QUERY_ROUNDS: of queries with several parameters.
int rounds_wanted() {
  const char* given = std::getenv("SHANHAI_QUERY_ROUNDS");
  return given ? std::atoi(given) : 25;
}

class QueryDifferential : public QueryWorld {
 protected:
  std::vector<int> expected(const std::vector<Facts::Clause>& clauses) const {
    std::vector<int> out;
    for (const auto& fact : stored) {
      if (std::all_of(clauses.begin(), clauses.end(), [&](const auto& clause) { return clause.wants(fact); }))
        out.push_back(fact.number);
    }
    return out;
  }

  static std::string told(const std::vector<Facts::Clause>& clauses) {
    std::string out;
    for (const auto& clause : clauses) out += clause.name + "=" + clause.text + " ";
    return out;
  }

  // Also as JSON: kept under a name, and asked.
  std::vector<int> by_name(const std::vector<Facts::Clause>& clauses) {
    json::Object definition{{"@context", json::Object{{"farm", "https://farm.example/ns/"}}}};
    for (const auto& clause : clauses) definition[clause.name] = clause.value;
    const auto name = "q" + std::to_string(++names_given);
    const auto made = post("/queries", json::to_text(json::Object{{"name", name}, {"query", std::move(definition)}}));
    if (made.status != 201) throw std::runtime_error(problem(made));
    return all_pages("/queries/" + name + "/events", {{"perPage", "50"}});
  }

  static std::vector<int> sorted(std::vector<int> numbers) {
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }

  void compare(Facts& facts, std::vector<Facts::Clause> clauses) {
    std::set<std::string> seen;
    std::erase_if(clauses, [&](const auto& clause) { return !seen.insert(clause.name).second; });
    const auto wanted = expected(clauses);
    matched += wanted.size();
    Pairs parameters;
    for (const auto& clause : clauses) parameters.emplace_back(clause.name, clause.text);
    auto unordered = parameters;
    unordered.emplace_back("perPage", std::to_string(8 + facts.below(40)));
    ASSERT_EQ(sorted(all_pages("/events", unordered)), wanted) << told(clauses);
    if (facts.chance(0.2)) ASSERT_EQ(sorted(by_name(clauses)), wanted) << told(clauses);
    if (facts.chance(0.3)) compare_order(facts, parameters, wanted, told(clauses));
  }

  void compare_order(Facts& facts, Pairs parameters, const std::vector<int>& wanted, const std::string& what) {
    const bool by_event = facts.chance(0.5), ascending = facts.chance(0.5);
    const auto limit = facts.chance(0.3) ? 1 + facts.below(12) : wanted.size();
    parameters.emplace_back("orderBy", by_event ? "eventTime" : "recordTime");
    if (ascending) parameters.emplace_back("orderDirection", "ASC");
    if (limit < wanted.size()) parameters.emplace_back("eventCountLimit", std::to_string(limit));
    parameters.emplace_back("perPage", std::to_string(8 + facts.below(30)));
    const auto found = all_pages("/events", parameters);
    ASSERT_EQ(found.size(), std::min(limit, wanted.size())) << what;
    std::vector<Instant> times, all;
    const auto time_of = [&](int number) {
      const auto& fact = stored[static_cast<std::size_t>(number)];
      return by_event ? fact.happened : fact.recorded;
    };
    for (const auto number : found) times.push_back(time_of(number));
    for (const auto number : wanted) all.push_back(time_of(number));
    std::sort(all.begin(), all.end());
    if (!ascending) std::reverse(all.begin(), all.end());
    all.resize(found.size());
    ASSERT_EQ(times, all) << what;
    std::set<int> once(found.begin(), found.end());
    ASSERT_EQ(once.size(), found.size()) << what;
  }

  std::size_t matched = 0;
  int names_given = 0;
};

TEST_F(QueryDifferential, FindsWhatMatchesAndNothingElse) {
  const auto rounds = rounds_wanted();
  Facts facts(fixture::seed());
  store(facts, 48);
  std::set<std::string> fixed, families;
  for (std::size_t i = 0; i < facts.clauses(); ++i) {
    const auto clause = facts.clause(i);
    const auto found = query::find_parameter(clause.name);
    ASSERT_TRUE(found) << clause.name;
    (found->tail.empty() ? fixed : families)
        .insert(found->tail.empty() ? clause.name : std::string(found->parameter->subject));
    compare(facts, {clause});
    if (HasFatalFailure()) return;
  }
  // One of each there is.
  for (const auto& name : query::fixed_names()) EXPECT_TRUE(fixed.contains(name)) << name;
  EXPECT_GE(families.size(), 15u);
  for (int round = 0; round < rounds; ++round) {
    std::vector<Facts::Clause> clauses;
    for (auto left = 1 + facts.below(3); left > 0; --left) clauses.push_back(facts.clause());
    compare(facts, std::move(clauses));
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(matched, 100u) << "the queries find too little to mean anything";
}

// An event that is recorded while somebody goes through the pages neither doubles nor drops another.
TEST_F(QueryDifferential, PagesStayWhatTheyWereWhileEventsAreRecorded) {
  Facts facts(fixture::seed());
  store(facts, 30);
  int late = 1000;
  for (const std::string order :
       {"", "eventTime ASC", "eventTime DESC", "recordTime ASC", "recordTime DESC", "farm:grade ASC"}) {
    Pairs parameters{{"perPage", "7"}, {"LT_recordTime", to_rfc3339(clock.now())}};
    if (order.empty()) parameters.pop_back();
    if (!order.empty()) {
      parameters.emplace_back("orderBy", order.substr(0, order.find(' ')));
      parameters.emplace_back("orderDirection", order.substr(order.find(' ') + 1));
    }
    const auto before = static_cast<std::size_t>(captured());
    const auto found = all_pages("/events", parameters, [&] {
      auto fact = facts.make(late++);
      ASSERT_EQ(post("/capture", document({json::to_text(facts.tell(fact))})).status, 202);
      run(jobs.carry_out_taken());
    });
    const std::set<int> once(found.begin(), found.end());
    EXPECT_EQ(once.size(), found.size()) << order << ": none is there twice";
    for (int number = 0; number < 30; ++number) EXPECT_TRUE(once.contains(number)) << order << ": " << number;
    EXPECT_GE(found.size(), std::min<std::size_t>(before, 30));
    clock.advance(std::chrono::seconds(1));
  }
}

}  // namespace
}  // namespace shanhai::traceability
