#include <gtest/gtest.h>

#include <algorithm>

#include "services/catalog/certification/api.hpp"

namespace shanhai::catalog {
namespace {

constexpr CertificationStatus kStatuses[] = {CertificationStatus::applied, CertificationStatus::publicity,
                                             CertificationStatus::valid, CertificationStatus::refused,
                                             CertificationStatus::revoked};
constexpr CertificationVerb kVerbs[] = {CertificationVerb::pass_review, CertificationVerb::refuse_review,
                                        CertificationVerb::publicity_over, CertificationVerb::uphold_objection,
                                        CertificationVerb::revoke};

struct Allowed {
  CertificationStatus from;
  CertificationVerb verb;
  CertificationStatus to;
};
constexpr Allowed kAllowed[] = {
    {CertificationStatus::applied, CertificationVerb::pass_review, CertificationStatus::publicity},
    {CertificationStatus::applied, CertificationVerb::refuse_review, CertificationStatus::refused},
    {CertificationStatus::publicity, CertificationVerb::publicity_over, CertificationStatus::valid},
    {CertificationStatus::publicity, CertificationVerb::uphold_objection, CertificationStatus::refused},
    {CertificationStatus::valid, CertificationVerb::revoke, CertificationStatus::revoked},
};

TEST(CertificationMoves, EveryAllowedAndEveryForbiddenStep) {
  std::size_t allowed = 0;
  for (const auto from : kStatuses) {
    EXPECT_EQ(to_name(from), boost::describe::enum_to_string(from, ""));
    for (const auto verb : kVerbs) {
      const auto expected = std::find_if(std::begin(kAllowed), std::end(kAllowed),
                                         [&](const Allowed& a) { return a.from == from && a.verb == verb; });
      const auto next = next_status(from, verb);
      ASSERT_EQ(next.has_value(), expected != std::end(kAllowed)) << to_name(from);
      if (next.has_value()) {
        EXPECT_EQ(*next, expected->to);
        ++allowed;
      } else {
        EXPECT_EQ(next.error().code, "certification_state");
      }
    }
  }
  EXPECT_EQ(allowed, certification_moves().size());
}

Instant at(const char* text) { return *parse_rfc3339(text); }

TEST(Validity, EndsWithADayInChina) {
  // from, months, end (exclusive)
  const std::tuple<const char*, int, const char*> cases[] = {
      {"2026-11-23T08:30:00Z", 12, "2027-11-22T16:00:00Z"},  // midnight of 23 November in China
      {"2026-11-23T17:00:00Z", 12, "2027-11-23T16:00:00Z"},  // already the 24th there
      {"2026-08-31T04:00:00Z", 6, "2027-02-27T16:00:00Z"},   // February has no 31st
      {"2028-02-29T04:00:00Z", 12, "2029-02-27T16:00:00Z"},
  };
  for (const auto& [from, months, end] : cases) EXPECT_EQ(to_rfc3339(end_of_validity(at(from), months)), end) << from;
}

TEST(Eligibility, AtAnyInstant) {
  const auto from = at("2026-01-01T00:00:00Z"), to = at("2027-01-01T00:00:00Z"), revoked = at("2026-06-01T00:00:00Z");
  const auto just_before = [](Instant instant) { return instant - std::chrono::microseconds(1); };
  EXPECT_FALSE(is_certified_at(just_before(from), from, to, std::nullopt));
  EXPECT_TRUE(is_certified_at(from, from, to, std::nullopt));
  EXPECT_TRUE(is_certified_at(just_before(to), from, to, std::nullopt));
  EXPECT_FALSE(is_certified_at(to, from, to, std::nullopt));
  EXPECT_TRUE(is_certified_at(just_before(revoked), from, to, revoked));
  EXPECT_FALSE(is_certified_at(revoked, from, to, revoked));
}

TEST(LiveCertification, StandsInTheWayOfAnother) {
  const auto now = at("2026-06-01T00:00:00Z");
  EXPECT_TRUE(is_live(CertificationStatus::applied, std::nullopt, now));
  EXPECT_TRUE(is_live(CertificationStatus::publicity, std::nullopt, now));
  EXPECT_TRUE(is_live(CertificationStatus::valid, now + std::chrono::seconds(1), now));
  EXPECT_FALSE(is_live(CertificationStatus::valid, now, now));
  EXPECT_FALSE(is_live(CertificationStatus::refused, std::nullopt, now));
  EXPECT_FALSE(is_live(CertificationStatus::revoked, now + std::chrono::seconds(1), now));
}

}  // namespace
}  // namespace shanhai::catalog
