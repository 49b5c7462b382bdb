// Caps, presales and admission as rules: periods and limits, moves and days, the draw and the rate.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/orders/admission/domain.hpp"
#include "services/orders/caps/domain.hpp"
#include "services/orders/placement/destination.hpp"
#include "services/orders/presale/domain.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Instant at(const char* text) { return *parse_rfc3339(text); }
Date day(const char* text) { return *parse_date(text); }

SkuId sku(std::uint8_t n) {
  IdBytes bytes{};
  bytes[15] = n;
  return SkuId(bytes);
}

IdBytes ticket(std::uint8_t n) {
  IdBytes bytes{};
  bytes[15] = n;
  return bytes;
}

TEST(PurchaseCap, PeriodsAreWholeDaysInChinaFromWhenItWasSet) {
  CapTerms terms;
  terms.buyer_max = 2;
  terms.period_days = 7;
  terms.counts_from = start_of_china_day(day("2026-11-23"));
  struct Row {
    const char *at, *from, *until;
  };
  for (const auto& row : {Row{"2026-11-22T16:00:00Z", "2026-11-22T16:00:00Z", "2026-11-29T16:00:00Z"},
                          Row{"2026-11-29T15:59:59.999999Z", "2026-11-22T16:00:00Z", "2026-11-29T16:00:00Z"},
                          Row{"2026-11-29T16:00:00Z", "2026-11-29T16:00:00Z", "2026-12-06T16:00:00Z"},
                          Row{"2027-01-01T00:00:00Z", "2026-12-27T16:00:00Z", "2027-01-03T16:00:00Z"}}) {
    const auto period = period_of(terms, CapKind::buyer, at(row.at));
    EXPECT_EQ(to_rfc3339(period.from), row.from) << row.at;
    EXPECT_EQ(to_rfc3339(period.until), row.until) << row.at;
  }
  // What is held unpaid has no period.
  EXPECT_EQ(period_of(terms, CapKind::unpaid, at("2026-11-23T00:00:00Z")).from,
            period_of(terms, CapKind::unpaid, at("2031-11-23T00:00:00Z")).from);
}

TEST(PurchaseCap, WhatDoesNotFitIsNamedWithWhatIsStillAllowed) {
  const CounterKey mine{sku(1), CapKind::buyer, "a", {}, {}}, held{sku(1), CapKind::unpaid, "a", {}, {}},
      other{sku(1), CapKind::buyer, "b", {}, {}};
  Counters counters{{mine, 3}, {held, 1}, {other, 5}};
  EXPECT_TRUE(find_hits(counters, {{mine, {2, 5}}, {held, {2, 3}}}).empty());
  const auto hits = find_hits(counters, {{mine, {3, 5}}, {held, {2, 3}}});
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].key, mine);
  EXPECT_EQ(hits[0].allowed(), 2);
  add_uses(counters, {{mine, {2, 5}}});
  EXPECT_EQ(find_hits(counters, {{mine, {1, 5}}}).at(0).allowed(), 0);
  // A cap that was lowered below what was taken leaves nothing, and no debt.
  EXPECT_EQ(find_hits(counters, {{other, {1, 2}}}).at(0).allowed(), 0);
}

TEST(PurchaseCap, PeriodsThatEndOnDifferentDaysAreCountedForThemselves) {
  CapTerms week, month;
  week.buyer_max = month.buyer_max = 5;
  week.period_days = 7;
  month.period_days = 30;
  week.counts_from = month.counts_from = start_of_china_day(day("2026-11-23"));
  const auto now = at("2026-11-24T00:00:00Z");
  const auto key = [&](const CapTerms& terms) {
    const auto period = period_of(terms, CapKind::buyer, now);
    return CounterKey{sku(1), CapKind::buyer, "a", period.from, period.until};
  };
  EXPECT_EQ(key(week).from, key(month).from);
  EXPECT_TRUE(find_hits({{key(week), 5}}, {{key(month), {5, 5}}}).empty());
  EXPECT_EQ(find_hits({{key(week), 5}}, {{key(week), {1, 5}}}).size(), 1U);
}

TEST(Destination, TheSamePlaceWrittenOtherwiseIsTheSame) {
  const std::string place = normalised_place("桂城街道南海大道北1号A座1203室");
  for (const char* other : {"桂城街道 南海大道北１号 Ａ座１２０３室", "桂城街道，南海大道北1号（a座）1203室",
                            "桂城街道南海大道北1号a座-1203室。", " 桂城街道\n南海大道北1号A座#1203室"}) {
    EXPECT_EQ(normalised_place(other), place) << other;
  }
  EXPECT_NE(normalised_place("桂城街道南海大道北1号A座1204室"), place);
  EXPECT_NE(normalised_place("桂城街道南海大道南1号A座1203室"), place);
}

TEST(Destination, ADigestTellsNothingWithoutTheKeyAndNothingAcrossGoods) {
  SeededRandom random(1);
  const auth::Vault vault(std::string(32, 'm'), std::string(32, 'l'), random),
      other(std::string(32, 'm'), std::string(32, 'x'), random);
  const identity::DeliveryAddress address{"陈小明", "13800138000", "440605", "桂城街道南海大道北1号"},
      neighbour{"李四", "13900139000", "440605", "桂城街道 南海大道北１号"},
      elsewhere{"陈小明", "13800138000", "440606", "桂城街道南海大道北1号"};
  const auto digest = Destination(vault, address).digest(sku(1));
  EXPECT_EQ(digest.size(), 32U);
  EXPECT_EQ(Destination(vault, neighbour).digest(sku(1)), digest);  // who lives there does not matter
  EXPECT_NE(Destination(vault, elsewhere).digest(sku(1)), digest);
  EXPECT_NE(Destination(vault, address).digest(sku(2)), digest);
  EXPECT_NE(Destination(other, address).digest(sku(1)), digest);
}

// Written down here a second time, on purpose: what is not in the table is forbidden.
TEST(Presale, MovesAsTheTableSaysAndNotElse) {
  using enum PresaleState;
  using enum PresaleAction;
  const std::map<std::pair<PresaleState, PresaleAction>, PresaleState> allowed = {
      {{open, close}, closed},
      {{open, withdraw}, withdrawing},
      {{closed, withdraw}, withdrawing},
      {{withdrawing, finish}, withdrawn},
  };
  for (const auto from : {open, closed, withdrawing, withdrawn}) {
    for (const auto action : {close, withdraw, finish}) {
      const auto moved = move_presale(from, action);
      const auto found = allowed.find({from, action});
      if (found == allowed.end()) {
        ASSERT_TRUE(moved.has_error()) << int(from) << ' ' << int(action);
        EXPECT_EQ(moved.error().code, "presale_state");
        EXPECT_EQ(moved.error().kind, ErrorKind::conflict);
      } else {
        ASSERT_TRUE(moved.has_value()) << int(from) << ' ' << int(action);
        EXPECT_EQ(*moved, found->second);
      }
    }
  }
  EXPECT_EQ(presale_moves().size(), allowed.size());
}

TEST(Presale, DaysThatMakeNoSenseAreNamedAllAtOnce) {
  const auto now = at("2026-11-23T08:30:00Z");
  const PresaleTerms good{100, now, at("2026-12-01T04:00:00Z"), day("2026-12-01"), day("2026-12-20")};
  EXPECT_TRUE(check_presale(good, now).empty());
  auto bad = good;
  bad.starts_at = now - seconds(1);
  bad.ends_at = bad.starts_at;
  bad.ships_from = day("2026-11-22");
  bad.ships_by = day("2026-11-21");
  std::vector<std::string> places;
  for (const auto& field : check_presale(bad, now)) places.push_back(field.pointer);
  EXPECT_EQ(places, (std::vector<std::string>{"/starts_at", "/ends_at", "/ships_from", "/ships_by"}));
  auto late = good;
  late.ships_by = day("2028-01-01");
  EXPECT_EQ(check_presale(late, now).at(0).pointer, "/ships_by");
  auto early = good;
  early.ships_from = day("2026-11-30");  // the sale goes on after that day
  EXPECT_EQ(check_presale(early, now).at(0).pointer, "/ships_from");
}

TEST(Presale, WhatNobodyTookIsPromisedNoLonger) {
  EXPECT_EQ(untaken(100, 60, 100), 40);  // nothing has come yet
  EXPECT_EQ(untaken(100, 60, 20), 20);   // 80 came in lots: 20 of them are over and may be sold
  EXPECT_EQ(untaken(100, 60, 0), 0);
  EXPECT_EQ(untaken(100, 100, 70), 0);
}

RushTerms terms() {
  const auto start = at("2026-11-24T12:00:00Z");
  return {start - minutes(10), start, start + hours(1), 120, 60};
}

TEST(Rush, TimesThatMakeNoSenseAreNamed) {
  const auto rush = terms();
  EXPECT_TRUE(check_rush(rush, rush.joins_from).empty());
  EXPECT_EQ(check_rush(rush, rush.joins_from + seconds(1)).at(0).pointer, "/joins_from");
  auto bad = rush;
  bad.starts_at = bad.joins_from - seconds(1);
  bad.ends_at = bad.starts_at;
  EXPECT_EQ(check_rush(bad, bad.joins_from).size(), 2U);
}

TEST(Rush, HoldsFromJoiningToItsEnd) {
  const auto rush = terms();
  EXPECT_FALSE(holds(RushState::announced, rush, rush.joins_from - seconds(1)));
  EXPECT_TRUE(holds(RushState::announced, rush, rush.joins_from));
  EXPECT_TRUE(holds(RushState::announced, rush, rush.ends_at - seconds(1)));
  EXPECT_FALSE(holds(RushState::announced, rush, rush.ends_at));
  EXPECT_FALSE(holds(RushState::cancelled, rush, rush.starts_at));
}

TEST(Rush, EarlyTicketsAreDrawnAndLateOnesStandBehindAsTheyCame) {
  const std::string seed(32, 's');
  const auto start = terms().starts_at;
  std::vector<std::pair<std::string, int>> line;
  for (int n = 0; n < 50; ++n) {
    line.emplace_back(turn_of(seed, ticket(static_cast<std::uint8_t>(n)), start - seconds(50 - n), start), n);
  }
  for (int n = 50; n < 60; ++n) {
    line.emplace_back(turn_of(seed, ticket(static_cast<std::uint8_t>(n)), start + seconds(n - 50), start), n);
  }
  for (const auto& [turn, n] : line) EXPECT_EQ(turn.size(), kTurnBytes) << n;
  std::sort(line.begin(), line.end());
  std::vector<int> order;
  for (const auto& [turn, n] : line) order.push_back(n);
  for (int n = 50; n < 60; ++n) EXPECT_EQ(order[static_cast<std::size_t>(n)], n);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.begin() + 50));  // not by arrival
  // Who knows the seed draws the same again; another seed is another draw.
  EXPECT_EQ(turn_of(seed, ticket(1), start - hours(1), start).substr(1),
            hmac_sha256(seed, std::string(15, '\0') + '\1').substr(0, kTurnBytes - 1));
  EXPECT_NE(turn_of(std::string(32, 't'), ticket(1), start - seconds(1), start),
            turn_of(seed, ticket(1), start - seconds(1), start));
  EXPECT_EQ(turn_of(seed, ticket(1), start, start)[0], '\1');
}

TEST(Rush, TheLineMovesAtItsRateHoweverOftenItIsLookedAt) {
  const auto start = terms().starts_at;
  for (const int step_ms : {1, 7, 250, 500, 999, 3000}) {
    LineProgress line{1000, 0, start};
    std::int64_t most_at_once = 0;
    for (auto now = start; now <= start + minutes(2); now += std::chrono::milliseconds(step_ms)) {
      const auto before = line.admitted;
      line = admit(line, 120, now);
      most_at_once = std::max(most_at_once, line.admitted - before);
      EXPECT_LE(line.admitted, (now - start).count() * 120 / 60'000'000);
    }
    EXPECT_GE(line.admitted, 233) << step_ms;
    EXPECT_LE(line.admitted, 240) << step_ms;
    EXPECT_LE(most_at_once, 2 * step_ms / 1000 + 1) << step_ms;
  }
}

TEST(Rush, IdleTimeAndOutagesAreNotMadeUpFor) {
  const auto start = terms().starts_at;
  LineProgress line{0, 0, start};
  line = admit(line, 120, start + minutes(5));  // nobody came for five minutes
  line.numbered = 1000;
  line = admit(line, 120, start + minutes(5) + seconds(1));
  EXPECT_EQ(line.admitted, 2);
  line = admit(line, 120, start + minutes(25));  // nobody reckoned for twenty
  EXPECT_EQ(line.admitted, 22);                  // ten seconds' worth
  const auto before = line.admitted;
  line = admit(line, 120, start);  // a clock that goes back lets nobody in
  EXPECT_EQ(line.admitted, before);
}

TEST(Rush, ATicketIsWhatItsTimesSay) {
  const auto now = terms().starts_at;
  EXPECT_EQ(state_of({}, false, now), TicketState::waiting);
  EXPECT_EQ(state_of({}, true, now), TicketState::closed);
  EXPECT_EQ(state_of({now + seconds(1), {}}, false, now), TicketState::admitted);
  EXPECT_EQ(state_of({now, {}}, false, now), TicketState::missed);
  EXPECT_EQ(state_of({now, now - seconds(9)}, false, now), TicketState::used);
  EXPECT_EQ(state_of({now + seconds(1), {}}, true, now), TicketState::closed);
}

TEST(Rush, TheEstimateFollowsTheRateAndTheFartherTheSeldomerOneAsks) {
  const auto rush = terms();
  const LineProgress line{100, 10, rush.starts_at};
  EXPECT_EQ(expected_at(70, line, rush, rush.starts_at), rush.starts_at + seconds(30));
  EXPECT_EQ(expected_at(70, {100, 0, rush.starts_at}, rush, rush.starts_at - minutes(5)), rush.starts_at + seconds(35));
  EXPECT_EQ(expected_at(5, line, rush, rush.starts_at), rush.starts_at);
  EXPECT_EQ(ask_again(rush.starts_at + seconds(40), rush.starts_at), seconds(10));
  EXPECT_EQ(ask_again(rush.starts_at, rush.starts_at), seconds(1));
  EXPECT_EQ(ask_again(rush.starts_at + hours(1), rush.starts_at), seconds(30));
}

}  // namespace
}  // namespace shanhai::orders
