#include <gtest/gtest.h>

#include "services/identity/addresses/domain.hpp"
#include "services/identity/domain_phone.hpp"
#include "services/identity/environment.hpp"
#include "services/identity/keys/domain.hpp"
#include "services/identity/sign_in/domain.hpp"

namespace shanhai::identity {
namespace {

TEST(Phone, IsAMobileNumberOfTheMainland) {
  for (const auto* good : {"13800138000", "19912345678", "14700000000"}) EXPECT_TRUE(is_mobile_number(good)) << good;
  for (const auto* bad : {"", "1380013800", "138001380000", "12800138000", "23800138000", "1380013800a", "+8613800138",
                          "１３８００１３８０００", "138 0013800"}) {
    EXPECT_FALSE(is_mobile_number(bad)) << bad;
  }
}

TEST(Phone, IsShownMasked) {
  EXPECT_EQ(masked_number("13800138000"), "138****8000");
  EXPECT_EQ(masked_number(""), "***********");
}

TEST(PasswordRule, RefusesWhatIsTriedFirst) {
  for (const auto* bad :
       {"password", "PASSWORD", "12345678", "woaini1314", "aaaaaaaa", "abababab", "88888888", "my13800138000"}) {
    const auto checked = check_password(bad, "13800138000");
    ASSERT_TRUE(checked.has_error()) << bad;
    EXPECT_EQ(checked.error().fields.at(0).pointer, "/password");
    EXPECT_EQ(checked.error().fields.at(0).code, "weak_password");
  }
  for (const auto* good : {"correct horse", "苦荞茶好喝又健康", "Zj7#kqLm", "13800138001xyz"}) {
    EXPECT_TRUE(check_password(good, "13800138000").has_value()) << good;
  }
}

TEST(RecentSignIn, IsAQuarterOfAnHour) {
  const auto then = parse_rfc3339("2026-11-23T08:00:00Z").value();
  EXPECT_TRUE(is_recent(then, then + std::chrono::minutes(15)));
  EXPECT_FALSE(is_recent(then, then + std::chrono::minutes(15) + std::chrono::microseconds(1)));
}

TEST(DeliveryDivision, IsADistrictOrAPrefectureWithoutAny) {
  EXPECT_TRUE(is_delivery_division("440605")) << "Nanhai";
  EXPECT_TRUE(is_delivery_division("513431")) << "Zhaojue";
  EXPECT_TRUE(is_delivery_division("441900")) << "Dongguan has no districts";
  EXPECT_TRUE(is_delivery_division("442000")) << "Zhongshan has no districts";
  EXPECT_FALSE(is_delivery_division("440600")) << "Foshan has districts";
  EXPECT_FALSE(is_delivery_division("440000"));
  EXPECT_FALSE(is_delivery_division("999999"));
  EXPECT_FALSE(is_delivery_division(""));
}

TEST(Keys, SignOneAfterTheOtherAndVerifyUntilTheirTokensEnded) {
  const auto start = parse_rfc3339("2026-11-23T08:00:00Z").value();
  const std::vector<Instant> times{start, start + std::chrono::hours(1), start + std::chrono::hours(2)};
  EXPECT_EQ(signing_at(times, start - std::chrono::microseconds(1)), std::nullopt);
  EXPECT_EQ(signing_at(times, start), 0u);
  EXPECT_EQ(signing_at(times, start + std::chrono::minutes(59)), 0u) << "published, not signing yet";
  EXPECT_EQ(signing_at(times, start + std::chrono::hours(1)), 1u);
  EXPECT_EQ(signing_at(times, start + std::chrono::hours(9)), 2u);
  EXPECT_EQ(signing_at({}, start), std::nullopt);

  const auto until = verify_until(times, kAccessLifetime);
  ASSERT_EQ(until.size(), 3u);
  // The last token of the first key is signed just before the second begins.
  EXPECT_GE(*until[0], times[1] + kAccessLifetime);
  EXPECT_EQ(*until[1] - *until[0], std::chrono::hours(1));
  EXPECT_EQ(until[2], std::nullopt) << "the newest key verifies until there is a newer one";
  EXPECT_TRUE(verify_until({}, kAccessLifetime).empty());
}

TEST(Network, AnIpv6SubscriberIsOne) {
  EXPECT_EQ(network_of("203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2:ffff::1"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  EXPECT_EQ(network_of("::ffff:203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(network_of("unknown"), "unknown");
}

}  // namespace
}  // namespace shanhai::identity
