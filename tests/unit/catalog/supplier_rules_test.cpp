#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "services/catalog/supplier/api.hpp"

namespace shanhai::catalog {
namespace {

constexpr SupplierStatus kStatuses[] = {SupplierStatus::applied, SupplierStatus::recommended, SupplierStatus::approved,
                                        SupplierStatus::refused, SupplierStatus::suspended};
constexpr SupplierVerb kVerbs[] = {
    SupplierVerb::reapply,  SupplierVerb::recommend, SupplierVerb::approve,          SupplierVerb::refuse,
    SupplierVerb::suspend,  SupplierVerb::reinstate, SupplierVerb::hand_in_licences, SupplierVerb::decide_licence,
    SupplierVerb::reverify, SupplierVerb::verify};

// from, verb, to: everything else is forbidden.
struct Allowed {
  SupplierStatus from;
  SupplierVerb verb;
  SupplierStatus to;
};
constexpr Allowed kAllowed[] = {
    {SupplierStatus::applied, SupplierVerb::recommend, SupplierStatus::recommended},
    {SupplierStatus::applied, SupplierVerb::refuse, SupplierStatus::refused},
    {SupplierStatus::recommended, SupplierVerb::approve, SupplierStatus::approved},
    {SupplierStatus::recommended, SupplierVerb::refuse, SupplierStatus::refused},
    {SupplierStatus::approved, SupplierVerb::suspend, SupplierStatus::suspended},
    {SupplierStatus::suspended, SupplierVerb::reinstate, SupplierStatus::approved},
    {SupplierStatus::refused, SupplierVerb::reapply, SupplierStatus::applied},
    {SupplierStatus::approved, SupplierVerb::hand_in_licences, SupplierStatus::approved},
    {SupplierStatus::suspended, SupplierVerb::hand_in_licences, SupplierStatus::suspended},
    {SupplierStatus::approved, SupplierVerb::decide_licence, SupplierStatus::approved},
    {SupplierStatus::suspended, SupplierVerb::decide_licence, SupplierStatus::suspended},
    {SupplierStatus::approved, SupplierVerb::reverify, SupplierStatus::approved},
    {SupplierStatus::approved, SupplierVerb::verify, SupplierStatus::approved},
};

TEST(SupplierMoves, EveryAllowedAndEveryForbiddenStep) {
  std::size_t allowed = 0;
  for (const auto from : kStatuses) {
    for (const auto verb : kVerbs) {
      const auto expected = std::find_if(std::begin(kAllowed), std::end(kAllowed),
                                         [&](const Allowed& a) { return a.from == from && a.verb == verb; });
      const auto next = next_status(from, verb);
      if (expected == std::end(kAllowed)) {
        ASSERT_TRUE(next.has_error()) << to_name(from);
        EXPECT_EQ(next.error().kind, ErrorKind::conflict);
        EXPECT_EQ(next.error().code, "supplier_state");
        EXPECT_EQ(next.error().extensions.at("status").as_string(), to_name(from));
      } else {
        ASSERT_TRUE(next.has_value()) << to_name(from);
        EXPECT_EQ(*next, expected->to);
        ++allowed;
      }
    }
  }
  EXPECT_EQ(allowed, supplier_moves().size());
}

TEST(SupplierMoves, NamesAreThoseOfTheDescription) {
  for (const auto status : kStatuses) EXPECT_EQ(to_name(status), boost::describe::enum_to_string(status, ""));
}

const Date kToday{std::chrono::year(2026), std::chrono::November, std::chrono::day(23)};

SupplierFacts good_application() {
  return {SupplierKind::supplier_enterprise,
          "91110000802100433B",
          "513431",
          {{LicenceKind::business_licence, "91110000802100433B", kToday}}};
}

// A change to a good application, and the place and code it is refused with.
struct Wrong {
  const char* what;
  void (*change)(SupplierFacts&);
  const char* pointer;
  const char* code;
};
const Wrong kWrong[] = {
    {"last check digit", [](SupplierFacts& a) { a.uscc = "91110000802100433A"; }, "/uscc", "invalid_uscc"},
    {"organisation check digit", [](SupplierFacts& a) { a.uscc = "911100008021004338"; }, "/uscc", "invalid_uscc"},
    {"lower case", [](SupplierFacts& a) { a.uscc = "91110000802100433b"; }, "/uscc", "invalid_uscc"},
    {"another kind of body", [](SupplierFacts& a) { a.kind = SupplierKind::cooperative; }, "/uscc",
     "uscc_kind_mismatch"},
    {"county unknown", [](SupplierFacts& a) { a.registration_county = "999999"; }, "/registration_county",
     "unknown_division"},
    {"a prefecture", [](SupplierFacts& a) { a.registration_county = "513400"; }, "/registration_county",
     "unknown_division"},
    {"Guangdong", [](SupplierFacts& a) { a.registration_county = "440103"; }, "/registration_county", "not_an_origin"},
    {"no licence", [](SupplierFacts& a) { a.licences.clear(); }, "/licences", "required"},
    {"too many", [](SupplierFacts& a) { a.licences.resize(21, a.licences[0]); }, "/licences", "too_many"},
    {"ended yesterday", [](SupplierFacts& a) { a.licences[0].valid_to = add_days(kToday, -1); }, "/licences/0/valid_to",
     "licence_expired"},
    {"no SC number",
     [](SupplierFacts& a) {
       a.licences.push_back({LicenceKind::food_production, "SC123", kToday});
     },
     "/licences/1/number", "invalid_licence_number"},
};

TEST(SupplierApplication, NamesEachWrongField) {
  EXPECT_TRUE(check_application(good_application(), kToday).empty());
  for (const auto& wrong : kWrong) {
    auto application = good_application();
    wrong.change(application);
    const auto errors = check_application(application, kToday);
    ASSERT_EQ(errors.size(), 1u) << wrong.what;
    EXPECT_EQ(errors[0].pointer, wrong.pointer) << wrong.what;
    EXPECT_EQ(errors[0].code, wrong.code) << wrong.what;
  }
}

TEST(FoodProductionNumber, IsScAndFourteenDigits) {
  EXPECT_TRUE(is_food_production_number("SC11451343100123"));
  for (const auto* wrong :
       {"", "SC", "sc11451343100123", "SC1145134310012", "SC114513431001234", "SC1145134310012A", "QS11451343100123"}) {
    EXPECT_FALSE(is_food_production_number(wrong)) << wrong;
  }
}

TEST(Licence, CountsOnItsLastDayAndNotAfter) {
  const Licence licence{LicenceKind::drug_trading, "1", kToday};
  EXPECT_TRUE(holds(std::span(&licence, 1), LicenceKind::drug_trading, kToday));
  EXPECT_FALSE(holds(std::span(&licence, 1), LicenceKind::drug_trading, add_days(kToday, 1)));
  EXPECT_FALSE(holds(std::span(&licence, 1), LicenceKind::wild_harvest, kToday));
}

}  // namespace
}  // namespace shanhai::catalog
