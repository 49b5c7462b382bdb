#include "services/measurement/registrations/domain.hpp"

#include <gtest/gtest.h>

namespace shanhai::measurement {
namespace {

Date day(const char* text) { return parse_date(text).value(); }
const Date kToday = day("2026-11-23");

SubmissionFacts good() {
  SubmissionFacts out;
  out.purchased_on = day("2026-11-01");
  out.lines = {{false, true, true, "513431", std::nullopt, Money(10000)}};
  out.vouchers = {{VoucherKind::invoice, std::nullopt, "26510000000000000012", Money(10000), day("2026-11-02")}};
  return out;
}

std::string wrong(const SubmissionFacts& facts) {
  const auto checked = check_submission(facts, kToday, 365);
  if (checked.has_value()) return "";
  std::string out;
  for (const auto& field : checked.error().fields) out += (out.empty() ? "" : " ") + field.pointer + ' ' + field.code;
  return out;
}

TEST(Registration, NamesWhatIsWrongAtItsPlace) {
  EXPECT_EQ(wrong(good()), "");
  const std::pair<void (*)(SubmissionFacts&), const char*> cases[] = {
      {[](auto& f) { f.purchased_on = day("2026-11-24"); }, "/purchased_on in_the_future"},
      {[](auto& f) { f.purchased_on = day("2025-11-22"); }, "/purchased_on too_old"},
      {[](auto& f) { f.purchased_on = day("2025-11-23"); }, ""},
      {[](auto& f) { f.received_on = day("2026-10-31"); }, "/received_on before_purchase"},
      {[](auto& f) { f.received_on = day("2026-11-24"); }, "/received_on in_the_future"},
      {[](auto& f) { f.lines.clear(); }, "/lines out_of_range"},
      {[](auto& f) { f.lines[0].production_county = "440605"; }, "/lines/0/production_county unknown_county"},
      {[](auto& f) { f.lines[0].production_county = "513401"; }, "/lines/0/production_county unknown_county"},
      {[](auto& f) { f.lines[0].amount = Money(); }, "/lines/0/amount out_of_range"},
      {[](auto& f) { f.lines[0].has_category = false; }, "/lines/0/category required"},
      {[](auto& f) { f.lines[0].on_platform = true; },
       "/lines/0/product_name not_expected /lines/0/category not_expected /lines/0/production_county not_expected"},
      {[](auto& f) { f.vouchers.clear(); }, "/vouchers out_of_range"},
      {[](auto& f) { f.vouchers[0].invoice_number = "123"; }, "/vouchers/0/invoice_number invalid_invoice_number"},
      {[](auto& f) { f.vouchers[0].invoice_number.reset(); }, "/vouchers/0/invoice_number required"},
      {[](auto& f) { f.vouchers[0].amount.reset(); }, "/vouchers/0/amount required"},
      {[](auto& f) { f.vouchers[0].dated_on = day("2026-12-01"); }, "/vouchers/0/dated_on in_the_future"},
      {[](auto& f) {
         f.vouchers.push_back(
             {VoucherKind::transfer_slip, std::nullopt, std::nullopt, Money(10000), day("2024-12-31")});
       },
       "/vouchers/1/dated_on too_old"},
      {[](auto& f) {
         f.vouchers.push_back(
             {VoucherKind::acceptance_note, std::nullopt, std::nullopt, std::nullopt, day("2026-10-31")});
       },
       "/vouchers/1/dated_on before_purchase"},
      {[](auto& f) {
         f.vouchers.push_back({VoucherKind::contract, std::nullopt, std::nullopt, Money(1), f.purchased_on});
       },
       "/vouchers/1/amount not_expected"},
  };
  for (const auto& [change, expected] : cases) {
    auto facts = good();
    change(facts);
    EXPECT_EQ(wrong(facts), expected);
  }
}

TEST(Registration, AFapiaoHasOneKeyHoweverItIsNumbered) {
  EXPECT_EQ(invoice_key(std::nullopt, "26510000000000000012"), "26510000000000000012");
  EXPECT_EQ(invoice_key("044001900111", "12345678"), "044001900111-12345678");
  EXPECT_EQ(invoice_key("4400191130", "12345678"), "4400191130-12345678");
  EXPECT_EQ(invoice_key(std::nullopt, "12345678"), std::nullopt);
  EXPECT_EQ(invoice_key("044001900111", "26510000000000000012"), std::nullopt);
  EXPECT_EQ(invoice_key(std::nullopt, "2651000000000000001X"), std::nullopt);
}

// Ordered always; paid only with slips over the whole amount; accepted by a note, or by the buyer's word.
TEST(Registration, CountsInWhatItsVouchersShow) {
  auto facts = good();
  auto days = counted_days(facts, true);
  EXPECT_EQ(days.ordered, day("2026-11-01"));
  EXPECT_FALSE(days.paid);
  EXPECT_FALSE(days.accepted);
  facts.received_on = day("2026-11-05");
  EXPECT_EQ(counted_days(facts, true).accepted, day("2026-11-05"));
  EXPECT_FALSE(counted_days(facts, false).accepted);
  facts.vouchers.push_back({VoucherKind::transfer_slip, std::nullopt, std::nullopt, Money(9999), day("2026-11-06")});
  EXPECT_FALSE(counted_days(facts, true).paid);
  facts.vouchers.push_back({VoucherKind::transfer_slip, std::nullopt, std::nullopt, Money(1), day("2026-11-07")});
  EXPECT_EQ(counted_days(facts, true).paid, day("2026-11-07"));
  facts.vouchers.push_back({VoucherKind::acceptance_note, std::nullopt, std::nullopt, std::nullopt, day("2026-11-08")});
  EXPECT_EQ(counted_days(facts, false).accepted, day("2026-11-08"));
}

TEST(Registration, DoubtsAreWhatAnAgencyIsToLookAt) {
  auto facts = good();
  EXPECT_TRUE(doubts_of(facts, false, true, true).empty());
  facts.vouchers[0].amount = Money(9000);
  EXPECT_EQ(doubts_of(facts, true, false, true),
            (std::vector{Doubt::invoice_number_used, Doubt::invoices_below_amount, Doubt::buyer_unconfirmed}));
}

TEST(Registration, MovesOnlyAsItMay) {
  using State = RegistrationState;
  using Action = RegistrationAction;
  EXPECT_EQ(move_registration(State::submitted, Action::confirm).value(), State::confirmed);
  EXPECT_EQ(move_registration(State::confirmed, Action::approve).value(), State::approved);
  EXPECT_EQ(move_registration(State::approved, Action::reverse).value(), State::reversed);
  for (const auto& [state, action] : {std::pair(State::submitted, Action::approve),
                                      {State::approved, Action::withdraw},
                                      {State::refused, Action::approve},
                                      {State::reversed, Action::reverse},
                                      {State::sent_back, Action::approve},
                                      {State::approved, Action::correct}}) {
    EXPECT_EQ(move_registration(state, action).error().code, "registration_state");
  }
}

TEST(Registration, AnOutsidePartyIsKnownByItsCode) {
  EXPECT_EQ(outside_party("914403001922038216"), outside_party("914403001922038216"));
  EXPECT_NE(outside_party("914403001922038216"), outside_party("91110000802100433B"));
}

}  // namespace
}  // namespace shanhai::measurement
