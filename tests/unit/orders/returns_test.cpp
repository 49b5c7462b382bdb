#include <gtest/gtest.h>

#include <map>
#include <set>

#include "services/orders/returns/domain.hpp"

namespace shanhai::orders {
namespace {

Instant at(const char* text) { return *parse_rfc3339(text); }

TEST(Returns, FollowTheRules) {
  const auto until = at("2026-12-01T00:00:00+08:00"), quality_until = at("2026-12-24T00:00:00+08:00");
  using enum OrderState;
  using K = ReturnKind;
  using E = ReturnExemption;
  const auto *const soon = "2026-11-24T12:00:00+08:00", *const wrong = "no_return_goods";
  struct Row {
    const char* why;
    K kind;
    OrderState state;
    E exemption;
    bool confirmed;
    const char* now;
    const char* code;  // empty: allowed
  };
  const Row rows[] = {
      {"within the window", K::no_reason, accepted, E::none, false, "2026-11-30T23:59:59+08:00", ""},
      {"before acceptance", K::no_reason, delivered, E::none, false, "2026-11-25T12:00:00+08:00", ""},
      {"at its end", K::no_reason, accepted, E::none, false, "2026-12-01T00:00:00+08:00", "return_window_over"},
      {"perishable", K::no_reason, accepted, E::perishable, false, soon, wrong},
      {"perishable and confirmed", K::no_reason, accepted, E::perishable, true, soon, wrong},
      {"custom-made", K::no_reason, accepted, E::custom_made, false, soon, wrong},
      {"conditional and confirmed", K::no_reason, accepted, E::on_confirmation, true, soon, wrong},
      {"conditional but never confirmed", K::no_reason, accepted, E::on_confirmation, false, soon, ""},
      {"confirmed but not exempt", K::no_reason, accepted, E::none, true, soon, ""},
      {"quality survives perishing", K::quality, accepted, E::perishable, true, soon, ""},
      {"quality survives custom making", K::quality, accepted, E::custom_made, true, soon, ""},
      {"quality survives confirmation", K::quality, accepted, E::on_confirmation, true, soon, ""},
      {"quality survives the window", K::quality, completed, E::none, false, "2026-12-10T12:00:00+08:00", ""},
      {"quality has an end too", K::quality, completed, E::none, false, "2026-12-24T00:00:00+08:00",
       "return_window_over"},
      {"nothing has arrived", K::quality, shipped, E::none, false, soon, "order_state"},
      {"not even shipped", K::no_reason, paid, E::none, false, soon, "order_state"},
      {"all given back", K::no_reason, refunded, E::none, false, soon, "order_state"},
  };
  for (const auto& row : rows) {
    const auto checked =
        check_return({row.kind, row.state, until, quality_until, row.exemption, row.confirmed}, at(row.now));
    EXPECT_EQ(checked.has_error() ? checked.error().code : "", row.code) << row.why;
  }
}

TEST(Returns, WithoutAReceiptThereIsNoWindow) {
  const auto checked = check_return(
      {ReturnKind::no_reason, OrderState::delivered, {}, {}, ReturnExemption::none, false}, at("2026-11-24T12:00:00Z"));
  EXPECT_EQ(checked.error().code, "return_window_over");
}

// Every move leads from a state that can be reached to one that ends or goes on, and no pair is there twice.
TEST(Returns, TheTableOfMovesIsSound) {
  std::set<std::pair<ReturnState, ReturnAction>> seen;
  std::set<ReturnState> reached{ReturnState::requested};
  for (int rounds = 0; rounds < 5; ++rounds) {
    for (const auto& move : return_moves()) {
      if (reached.contains(move.from)) reached.insert(move.to);
    }
  }
  EXPECT_EQ(reached.size(), 12U);
  for (const auto& move : return_moves()) {
    EXPECT_TRUE(seen.emplace(move.from, move.action).second);
    EXPECT_TRUE(is_open(move.from) || move.from == ReturnState::refused);
    EXPECT_EQ(move_return(move.from, move.action).value(), move.to);
  }
  EXPECT_EQ(move_return(ReturnState::received, ReturnAction::dispute).error().code, "return_state");
}

TEST(Returns, WhoeverActsNextHasUntil) {
  const ReturnPolicy policy;
  const auto now = at("2026-11-24T12:00:00Z");
  constexpr std::chrono::hours kDay(24);
  EXPECT_EQ(due_after(ReturnState::requested, now, policy), now + policy.answer_time);
  EXPECT_EQ(due_after(ReturnState::approved, now, policy), now + kDay * policy.send_days);
  EXPECT_EQ(due_after(ReturnState::arrived, now, policy), now + kDay * policy.inspection_days);
  for (const auto ended : {ReturnState::disputed, ReturnState::received, ReturnState::refused, ReturnState::lapsed}) {
    EXPECT_FALSE(due_after(ended, now, policy));
  }
}

TEST(Returns, OnlyWhatIsNoRightMayBeRefused) {
  EXPECT_EQ(check_refusal(ReturnKind::no_reason, ReturnRemedy::refund).error().code, "return_not_refusable");
  EXPECT_TRUE(check_refusal(ReturnKind::no_reason, ReturnRemedy::exchange).has_value());
  EXPECT_TRUE(check_refusal(ReturnKind::quality, ReturnRemedy::refund).has_value());
  EXPECT_EQ(freight_payer_of(ReturnKind::no_reason), FreightPayer::buyer);
  EXPECT_EQ(freight_payer_of(ReturnKind::quality), FreightPayer::supplier);
}

TEST(Returns, WhoMayTurnToThePlatform) {
  using S = ReturnState;
  using P = ReturnParty;
  const ReturnPolicy policy;
  const auto now = at("2026-11-24T12:00:00Z");
  const auto long_ago = now - std::chrono::hours(24) * policy.escalation_days;
  struct Row {
    const char* why;
    DisputeCase wanted;
    const char* code;
  };
  const Row rows[] = {
      {"the buyer waits for the answer", {S::requested, P::buyer, false, {}, 0}, "return_state"},
      {"the supplier need not answer alone", {S::requested, P::supplier, false, {}, 1}, ""},
      {"nothing is sent yet", {S::approved, P::supplier, false, {}, 1}, "return_state"},
      {"lost on its way", {S::sent, P::supplier, false, {}, 1}, ""},
      {"broken when it came", {S::arrived, P::supplier, false, {}, 1}, ""},
      {"and not shown", {S::arrived, P::supplier, false, {}, 0}, "evidence_required"},
      {"the supplier is slow", {S::arrived, P::buyer, false, {}, 0}, ""},
      {"no replacement comes", {S::exchanging, P::buyer, false, {}, 0}, ""},
      {"the supplier took it", {S::exchanging, P::supplier, false, {}, 1}, "return_state"},
      {"refused", {S::refused, P::buyer, false, now, 0}, ""},
      {"refused by the supplier itself", {S::refused, P::supplier, false, now, 1}, "return_state"},
      {"refused long ago", {S::refused, P::buyer, false, long_ago, 0}, "escalation_over"},
      {"decided", {S::refused, P::buyer, true, now, 0}, "return_final"},
      {"paid", {S::received, P::buyer, false, {}, 0}, "return_state"},
  };
  for (const auto& row : rows) {
    const auto checked = check_dispute(row.wanted, now, policy);
    EXPECT_EQ(checked.has_error() ? checked.error().code : "", row.code) << row.why;
  }
}

}  // namespace
}  // namespace shanhai::orders
