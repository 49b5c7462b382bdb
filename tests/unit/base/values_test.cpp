#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "common/base/clock.hpp"
#include "common/base/encoding.hpp"
#include "common/base/money.hpp"
#include "common/base/random.hpp"

namespace shanhai {
namespace {

TEST(Money, OverflowIsAnError) {
  const Money most(std::numeric_limits<std::int64_t>::max());
  EXPECT_THROW(most + Money(1), std::overflow_error);
  EXPECT_THROW(-most - Money(2), std::overflow_error);
  EXPECT_THROW(most * 2, std::overflow_error);
  EXPECT_EQ((Money(1290) * 3 - Money(70)).fen(), 3800);
}

TEST(Money, AllocationAlwaysSumsToTheTotal) {
  const std::uint64_t seed = 20261123;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  for (int round = 0; round < 2000; ++round) {
    const Money total(static_cast<std::int64_t>(random.below(100000)));
    std::vector<std::int64_t> weights(1 + random.below(12));
    for (auto& weight : weights) weight = static_cast<std::int64_t>(random.below(1000));
    weights[0] += 1;
    const auto sum_of_weights = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    const auto parts = allocate(total, weights);
    Money sum;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      sum += parts[i];
      const double exact = double(total.fen()) * double(weights[i]) / double(sum_of_weights);
      EXPECT_LT(std::abs(double(parts[i].fen()) - exact), 1.0);
    }
    EXPECT_EQ(sum, total);
  }
  EXPECT_EQ(allocate(Money(100), {1, 1, 1}), (std::vector<Money>{Money(34), Money(33), Money(33)}));
  EXPECT_THROW(allocate(Money(1), {0, 0}), std::invalid_argument);
}

TEST(Clock, Rfc3339ReadsOffsetsAndRefusesWhatIsNoTime) {
  const auto noon = *parse_rfc3339("2026-11-23T12:00:00Z");
  EXPECT_EQ(*parse_rfc3339("2026-11-23T20:00:00+08:00"), noon);
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2026-11-23T12:00:00.123456789Z")), "2026-11-23T12:00:00.123456Z");
  for (const auto* text :
       {"", "2026-11-23", "2026-11-23T12:00:00", "2026-02-30T12:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T12:00:60Z",
        "2026-11-23T12:00:00+8:00", "2026-11-23T12:00:00.Z", "2026-11-23T12:00:00ZZ", "1969-01-01T00:00:00Z",
        "1970-01-01T00:00:00+08:00", "9999-12-31T23:59:59-01:00"}) {
    EXPECT_TRUE(parse_rfc3339(text).has_error()) << text;
  }
  EXPECT_EQ(*parse_sql_datetime(to_sql_datetime(noon)), noon);
}

TEST(Clock, DaysEndAtMidnightInChina) {
  EXPECT_EQ(to_string(china_date(*parse_rfc3339("2026-11-23T15:59:59.999999Z"))), "2026-11-23");
  EXPECT_EQ(to_string(china_date(*parse_rfc3339("2026-11-23T16:00:00Z"))), "2026-11-24");
  EXPECT_EQ(to_rfc3339(start_of_china_day(*parse_date("2026-11-24"))), "2026-11-23T16:00:00Z");
  EXPECT_EQ(to_string(add_days(*parse_date("2026-12-31"), 1)), "2027-01-01");
}

TEST(Encoding, Base64IsStrict) {
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(*from_base64("Zm9vYg=="), "foob");
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
  EXPECT_EQ(*from_base64url("-_8"), "\xfb\xff");
  for (const auto* text : {"Zm9vYg", "Zm9vYg=", "Zm9v\nYg==", "Zm9vYh==", "=m9v", "Zm9=Yg=="})
    EXPECT_FALSE(from_base64(text)) << text;
  EXPECT_FALSE(from_base64url("-_8="));
}

TEST(Encoding, KnowsDigestsAndUtf8) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  for (const auto* text : {"山海", "a", "", "\xf0\x9f\x9b\x92"}) EXPECT_TRUE(is_valid_utf8(text)) << text;
  for (const auto* text : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe5\xb1", "\x80", "\xff"})
    EXPECT_FALSE(is_valid_utf8(text));
}

}  // namespace
}  // namespace shanhai
