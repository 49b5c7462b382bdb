#include "services/identity/keys/domain.hpp"

#include <gtest/gtest.h>

namespace shanhai::identity {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant kNoon = parse_rfc3339("2026-11-23T12:00:00Z").value();

TEST(KeysTest, AKeyVerifiesUntilItsLastTokenHasEnded) {
  const auto until = verify_until({kNoon, kNoon + minutes(60)}, minutes(10));
  ASSERT_EQ(until.size(), 2u);
  EXPECT_EQ(until[0], kNoon + minutes(60) + minutes(10) + kKeyGrace);
  EXPECT_FALSE(until[1].has_value()) << "nobody follows it yet";
}

TEST(KeysTest, TheNewestKeyWhoseTimeHasComeSigns) {
  const std::vector<Instant> times{kNoon, kNoon + minutes(10)};
  EXPECT_FALSE(signing_at(times, kNoon - seconds(1)).has_value());
  EXPECT_EQ(signing_at(times, kNoon), 0u);
  EXPECT_EQ(signing_at(times, kNoon + minutes(10) - seconds(1)), 0u);
  EXPECT_EQ(signing_at(times, kNoon + minutes(10)), 1u);
}

TEST(KeysTest, RotationIsDueByTheNewestKeyAlone) {
  EXPECT_TRUE(is_rotation_due({}, kNoon)) << "there is no key at all";
  EXPECT_FALSE(is_rotation_due({kNoon}, kNoon + kKeySigning - seconds(1)));
  EXPECT_TRUE(is_rotation_due({kNoon}, kNoon + kKeySigning));
  EXPECT_FALSE(is_rotation_due({kNoon, kNoon + minutes(10)}, kNoon + kKeySigning)) << "a newer one was added by hand";
}

}  // namespace
}  // namespace shanhai::identity
