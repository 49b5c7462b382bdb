#include <gtest/gtest.h>

#include "services/orders/returns/domain.hpp"

namespace shanhai::orders {
namespace {

Instant at(const char* text) { return *parse_rfc3339(text); }

TEST(Returns, FollowTheRules) {
  const auto until = at("2026-12-01T00:00:00+08:00"), quality_until = at("2026-12-24T00:00:00+08:00");
  using enum OrderState;
  using K = ReturnKind;
  struct Row {
    const char* why;
    K kind;
    OrderState state;
    bool fresh, confirmed;
    const char* now;
    const char* code;  // empty: allowed
  };
  const Row rows[] = {
      {"within the window", K::no_reason, accepted, false, false, "2026-11-30T23:59:59+08:00", ""},
      {"before acceptance", K::no_reason, delivered, false, false, "2026-11-25T12:00:00+08:00", ""},
      {"at its end", K::no_reason, accepted, false, false, "2026-12-01T00:00:00+08:00", "return_window_over"},
      {"fresh and confirmed", K::no_reason, accepted, true, true, "2026-11-24T12:00:00+08:00", "no_return_goods"},
      {"fresh but never confirmed", K::no_reason, accepted, true, false, "2026-11-24T12:00:00+08:00", ""},
      {"confirmed but not fresh", K::no_reason, accepted, false, true, "2026-11-24T12:00:00+08:00", ""},
      {"quality survives the exemption", K::quality, accepted, true, true, "2026-11-24T12:00:00+08:00", ""},
      {"quality survives the window", K::quality, completed, false, false, "2026-12-10T12:00:00+08:00", ""},
      {"quality has an end too", K::quality, completed, false, false, "2026-12-24T00:00:00+08:00",
       "return_window_over"},
      {"nothing has arrived", K::quality, shipped, false, false, "2026-11-24T12:00:00+08:00", "order_state"},
      {"not even shipped", K::no_reason, paid, false, false, "2026-11-24T12:00:00+08:00", "order_state"},
      {"all given back", K::no_reason, refunded, false, false, "2026-11-24T12:00:00+08:00", "order_state"},
  };
  for (const auto& row : rows) {
    const auto checked =
        check_return({row.kind, row.state, until, quality_until, row.fresh, row.confirmed}, at(row.now));
    EXPECT_EQ(checked.has_error() ? checked.error().code : "", row.code) << row.why;
  }
}

TEST(Returns, WithoutAReceiptThereIsNoWindow) {
  const auto checked =
      check_return({ReturnKind::no_reason, OrderState::delivered, std::nullopt, std::nullopt, false, false},
                   at("2026-11-24T12:00:00Z"));
  EXPECT_EQ(checked.error().code, "return_window_over");
}

}  // namespace
}  // namespace shanhai::orders
