#include <gtest/gtest.h>

#include <array>
#include <set>
#include <thread>

#include "common/base/divisions.hpp"
#include "common/base/gtin.hpp"
#include "common/base/ids.hpp"
#include "common/base/random.hpp"
#include "common/base/uscc.hpp"

namespace shanhai {
namespace {

TEST(SecureRandom, GivesNothingTwiceToAnybody) {
  SecureRandom random;
  std::array<std::set<std::string>, 2> given;
  std::vector<std::thread> takers;
  for (auto& mine : given) {
    takers.emplace_back([&] {
      for (std::size_t i = 0; i < 5000; ++i) {
        std::string bytes(8 + i % 57, '\0');  // across the ends of what is fetched at once
        random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
        EXPECT_TRUE(mine.insert(bytes.substr(0, 8)).second) << i;
        EXPECT_TRUE(mine.insert(bytes.substr(bytes.size() - 8)).second || bytes.size() < 16) << i;
      }
    });
  }
  for (auto& taker : takers) taker.join();
  for (const auto& bytes : given[0]) EXPECT_EQ(given[1].count(bytes), 0u);
}

std::int64_t milliseconds_of(const IdBytes& id) {
  std::int64_t out = 0;
  for (int i = 0; i < 6; ++i) out = out << 8 | id[static_cast<std::size_t>(i)];
  return out;
}

TEST(UuidV7, AscendsThoughTheClockStandsStill) {
  SecureRandom random;
  const Instant now(std::chrono::milliseconds(1'764'000'000'123));
  auto last = make_uuid_v7(now, random);
  for (int i = 0; i < 2'000; ++i) {
    const auto next = make_uuid_v7(now + std::chrono::microseconds(i % 1000), random);
    ASSERT_LT(last, next) << i;
    last = next;
  }
}

TEST(UuidV7, SaysTheMillisecondItWasMadeFor) {
  SecureRandom random;
  const Instant now(std::chrono::milliseconds(1'764'000'000'456));
  for (int i = 0; i < 10'000; ++i) {  // more than are counted
    const auto id = make_uuid_v7(now, random);
    ASSERT_EQ(milliseconds_of(id), 1'764'000'000'456) << i;
    EXPECT_EQ(id[6] >> 4, 7);
    EXPECT_EQ(id[8] >> 6, 2);
  }
  EXPECT_EQ(milliseconds_of(make_uuid_v7(now - std::chrono::seconds(1), random)), 1'763'999'999'456);
}

TEST(UuidV7, ThreadsMakeNoneTwice) {
  const Instant now(std::chrono::hours(500'000));
  std::array<std::set<IdBytes>, 3> made;
  std::vector<std::thread> makers;
  for (auto& mine : made) {
    makers.emplace_back([&] {
      SeededRandom same(1);
      for (int i = 0; i < 600; ++i) mine.insert(make_uuid_v7(now, same));
    });
  }
  for (auto& maker : makers) maker.join();
  std::set<IdBytes> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 1800u);
}

TEST(Uscc, AcceptsRealCodes) {
  for (const auto* code : {"914403001922038216", "9144030071526726XG", "91110000802100433B"})
    EXPECT_TRUE(is_valid_uscc(code)) << code;
}

TEST(Uscc, RefusesEverySingleChangedCharacter) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const std::string good = "9144030071526726XG";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : kAlphabet) {
      auto bad = good;
      bad[i] = c;
      EXPECT_EQ(is_valid_uscc(bad), c == good[i]) << bad;
    }
  }
}

TEST(Uscc, RefusesOtherLengthsAndLetters) {
  for (const auto* code :
       {"", "91440300192203821", "9144030019220382166", "91440300192203821I", "9144030071526726Xg"}) {
    EXPECT_FALSE(is_valid_uscc(code)) << code;
  }
}

TEST(Gtin, ChecksLengthDigitsAndCheckDigit) {
  for (const auto* gtin : {"96385074", "036000291452", "4006381333931", "00614141000012"})
    EXPECT_TRUE(is_valid_gtin(gtin)) << gtin;
  for (const auto* gtin : {"", "96385075", "40063813339", "400638133393a", "006141410000129"})
    EXPECT_FALSE(is_valid_gtin(gtin)) << gtin;
  EXPECT_EQ(to_gtin14("4006381333931"), "04006381333931");
}

TEST(Gtin, LotsKeepToTheirCharacterSet) {
  EXPECT_TRUE(is_valid_gs1_lot("KQ2026-11/3"));
  for (const auto* lot : {"", "a b", "批次1", "123456789012345678901", "a#b"})
    EXPECT_FALSE(is_valid_gs1_lot(lot)) << lot;
}

TEST(Id, TextIsSortedLikeBytesAndReadsBack) {
  SeededRandom random(7);
  ManualClock clock(*parse_rfc3339("2026-11-23T00:00:00Z"));
  std::set<std::string> texts;
  OrderId last;
  for (int i = 0; i < 200; ++i) {
    const auto id = OrderId::make(clock, random);
    EXPECT_EQ(*OrderId::parse(id.str()), id);
    EXPECT_EQ(OrderId::from_raw(id.raw()), id);
    EXPECT_EQ(id.bytes()[6] >> 4, 7);
    EXPECT_EQ(id.bytes()[8] >> 6, 2);
    if (i > 0) {
      EXPECT_LT(last, id);
      EXPECT_LT(last.str(), id.str());
    }
    last = id;
    texts.insert(id.str());
    clock.advance(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(texts.size(), 200u);
}

TEST(Id, RefusesOtherPrefixesAndAlphabets) {
  SeededRandom random(7);
  const auto good = OrderId::make(SystemClock(), random).str();
  EXPECT_TRUE(LotId::parse(good).has_error());
  for (const auto& bad : {std::string(), good.substr(1), good + "0", "ord_" + std::string(26, 'u'),
                          "ord_8" + good.substr(5), "ORD" + good.substr(3)}) {
    EXPECT_EQ(OrderId::parse(bad).error().fields.front().code, "invalid_id") << bad;
  }
}

TEST(Divisions, KnowTheTwentyNineCounties) {
  int supported = 0;
  for (const auto& division : all_divisions()) supported += division.supported_origin;
  EXPECT_EQ(supported, 29);
  EXPECT_EQ(full_division_name("513431"), "四川省凉山彝族自治州昭觉县");
  EXPECT_TRUE(is_within("440605", "440600"));
  EXPECT_TRUE(is_within("440605", "440000"));
  EXPECT_FALSE(is_within("440605", "440300"));
  EXPECT_FALSE(is_within("999999", "440000"));
  EXPECT_EQ(prefecture_of("440605"), "440600");
  EXPECT_EQ(prefecture_of("441900"), "441900");
  EXPECT_EQ(prefecture_of("440000"), "");
}

}  // namespace
}  // namespace shanhai
