#include "services/measurement/reserved_share/domain.hpp"

#include <gtest/gtest.h>

#include <set>

namespace shanhai::measurement {
namespace {

OrganisationId unit(std::uint8_t number) {
  IdBytes bytes{};
  bytes[15] = number;
  return OrganisationId(bytes);
}

std::set<std::string> wrong_fields(const DeclaredShare& declared) {
  std::set<std::string> out;
  const auto checked = check_declared(declared);
  if (checked.has_error()) {
    for (const auto& field : checked.error().fields) out.insert(field.pointer + " " + field.code);
  }
  return out;
}

DeclaredShare declared(CanteenCase canteen) {
  DeclaredShare out;
  out.unit = unit(1);
  out.canteen = canteen;
  if (is_exempt(canteen)) {
    out.exempt_reason = "无食堂";
  } else {
    out.canteen_total = Money(100'000'00);
  }
  if (canteen == CanteenCase::shared) out.sharing = {unit(2), unit(3)};
  if (canteen == CanteenCase::outsourced) out.contractor = unit(8);
  if (canteen == CanteenCase::merged) out.successor = unit(9);
  return out;
}

TEST(ReservedShare, EveryCaseNamesWhatItNeeds) {
  for (const auto canteen : {CanteenCase::own, CanteenCase::shared, CanteenCase::none, CanteenCase::outsourced,
                             CanteenCase::merged, CanteenCase::abolished})
    EXPECT_EQ(wrong_fields(declared(canteen)), std::set<std::string>{}) << static_cast<int>(canteen);
  const auto bare = [](CanteenCase canteen) {
    DeclaredShare out;
    out.unit = unit(1);
    out.canteen = canteen;
    return wrong_fields(out);
  };
  using Fields = std::set<std::string>;
  EXPECT_EQ(bare(CanteenCase::own), (Fields{"/canteen_total required"}));
  EXPECT_EQ(bare(CanteenCase::shared), (Fields{"/canteen_total required", "/sharing_units required"}));
  EXPECT_EQ(bare(CanteenCase::outsourced), (Fields{"/canteen_total required", "/contractor required"}));
  EXPECT_EQ(bare(CanteenCase::none), (Fields{"/exempt_reason required"}));
  EXPECT_EQ(bare(CanteenCase::merged), (Fields{"/exempt_reason required", "/successor required"}));
}

TEST(ReservedShare, NothingStandsWhereItDoesNotBelong) {
  auto own = declared(CanteenCase::own);
  own.canteen_total = Money(0);
  own.sharing = {unit(2)};
  own.contractor = unit(3);
  own.successor = unit(4);
  own.exempt_reason = "x";
  EXPECT_EQ(wrong_fields(own),
            (std::set<std::string>{"/canteen_total out_of_range", "/sharing_units not_allowed",
                                   "/contractor not_allowed", "/successor not_allowed", "/exempt_reason not_allowed"}));
  auto shared = declared(CanteenCase::shared);
  shared.sharing = {unit(2), unit(2)};
  EXPECT_EQ(wrong_fields(shared), std::set<std::string>{"/sharing_units repeated"});
  shared.sharing = {unit(1)};
  EXPECT_EQ(wrong_fields(shared), std::set<std::string>{"/sharing_units repeated"}) << "itself";
  auto merged = declared(CanteenCase::merged);
  merged.successor = unit(1);
  EXPECT_EQ(wrong_fields(merged), std::set<std::string>{"/successor not_allowed"});
}

TEST(ReservedShare, IsAtLeastTheRatio) {
  EXPECT_EQ(reserved_amount(Money(1000), 300'000), Money(300));
  EXPECT_EQ(reserved_amount(Money(1001), 300'000), Money(301)) << "never a fen below";
  EXPECT_EQ(reserved_amount(Money(9'000'000'000'000), 1'000'000), Money(9'000'000'000'000));
}

TEST(ReservedShare, TheMostSpecificRatioOfTheNewestYearCounts) {
  const std::vector<ShareRatio> ratios{{"*", 2021, 1, 100'000},
                                       {"440000", 2021, 1, 300'000},
                                       {"440000", 2025, 1, 310'000},
                                       {"440000", 2025, 2, 320'000},
                                       {"440605", 2026, 1, 400'000}};
  const auto ppm = [&](const char* region, int year) {
    const auto* found = ratio_for(ratios, region, year);
    return found ? found->ratio_ppm : -1;
  };
  EXPECT_EQ(ppm("440605", 2026), 400'000);
  EXPECT_EQ(ppm("440605", 2025), 320'000) << "its own has not come, the second version of 2025 holds";
  EXPECT_EQ(ppm("440604", 2026), 320'000);
  EXPECT_EQ(ppm("440604", 2024), 300'000);
  EXPECT_EQ(ppm("513431", 2026), 100'000);
  EXPECT_EQ(ppm("440604", 2020), -1);
}

TEST(ReservedShare, MovesAsTheTableSaysAndNoOther) {
  using State = DeclarationState;
  using Action = DeclarationAction;
  std::size_t allowed = 0;
  for (const auto from : {State::submitted, State::sent_back, State::confirmed, State::withdrawn}) {
    for (const auto action : {Action::submit, Action::object, Action::send_back, Action::confirm, Action::withdraw}) {
      const auto moved = move_declaration(from, action);
      if (moved.has_value()) ++allowed;
      if (moved.has_error()) EXPECT_EQ(moved.error().code, "declaration_state");
    }
  }
  EXPECT_EQ(allowed, declaration_moves().size());
  EXPECT_EQ(move_declaration(State::confirmed, Action::send_back).value(), State::sent_back);
  EXPECT_TRUE(move_declaration(State::confirmed, Action::withdraw).has_error()) << "what is confirmed stays";
  EXPECT_TRUE(move_declaration(State::sent_back, Action::confirm).has_error()) << "it is to be declared again first";
  EXPECT_TRUE(move_declaration(State::withdrawn, Action::submit).has_error());
  EXPECT_EQ(move_declaration(State::confirmed, Action::object).value(), State::confirmed) << "it decides nothing";
}

TEST(ReservedShare, AContractorsVolumeIsDividedToTheFen) {
  const std::vector<Buyer> buyers{{unit(1), {0}}, {unit(2), {1}}, {unit(8), {0, 1, 2}}};
  const auto parts = divide_volume(buyers, {500, 0, 100}, {100, 100, 100});
  EXPECT_EQ(parts, (std::vector<std::int64_t>{534, 33, 33}));
  EXPECT_EQ(divide_volume(buyers, {0, 0, -100}, {100, 100, 100}), (std::vector<std::int64_t>{-34, -33, -33}));
  EXPECT_EQ(divide_volume(buyers, {0, 0, 90}, {0, 0, 0}), (std::vector<std::int64_t>{30, 30, 30}));
  EXPECT_EQ(divide_volume(buyers, {0, 0, 100}, {300, 100, 0}), (std::vector<std::int64_t>{75, 25, 0}));
}

TEST(ReservedShare, RemindsBeforeTheDeadlineAndNotAfter) {
  const auto day = [](const char* text) { return parse_date(text).value(); };
  EXPECT_FALSE(is_reminder_day(day("2026-02-04"), day("2026-02-20"), 15));
  EXPECT_TRUE(is_reminder_day(day("2026-02-05"), day("2026-02-20"), 15));
  EXPECT_TRUE(is_reminder_day(day("2026-02-20"), day("2026-02-20"), 15));
  EXPECT_FALSE(is_reminder_day(day("2026-02-21"), day("2026-02-20"), 15));
}

TEST(Attribution, IsConfirmedRefusedOrEnded) {
  using State = AttributionState;
  using Action = AttributionAction;
  EXPECT_EQ(move_attribution(State::requested, Action::confirm).value(), State::confirmed);
  EXPECT_EQ(move_attribution(State::requested, Action::refuse).value(), State::refused);
  EXPECT_EQ(move_attribution(State::requested, Action::end).value(), State::withdrawn) << "it never counted";
  EXPECT_EQ(move_attribution(State::confirmed, Action::end).value(), State::ended);
  EXPECT_TRUE(move_attribution(State::confirmed, Action::refuse).has_error());
  for (const auto over : {State::refused, State::withdrawn, State::ended})
    EXPECT_EQ(move_attribution(over, Action::end).error().code, "attribution_state");
}

}  // namespace
}  // namespace shanhai::measurement
