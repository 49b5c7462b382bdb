#include <gtest/gtest.h>

#include <set>

#include "services/orders/names.hpp"

namespace shanhai::orders {
namespace {

template <class E>
std::vector<E> all_of() {
  std::vector<E> out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) { out.push_back(d.value); });
  return out;
}

const std::vector<OrderAction> kActions = {OrderAction::pay,       OrderAction::cancel,    OrderAction::pack,
                                           OrderAction::ship_part, OrderAction::ship_rest, OrderAction::deliver,
                                           OrderAction::accept,    OrderAction::complete,  OrderAction::refund_all};

// Written down here a second time, on purpose: rows are states, and what is not in the table is forbidden.
using enum OrderState;
const std::map<std::pair<OrderState, OrderAction>, OrderState> kAllowed = {
    {{placed, OrderAction::pay}, paid},
    {{placed, OrderAction::cancel}, cancelled},
    {{placed, OrderAction::pack}, placed},
    {{placed, OrderAction::ship_part}, partly_shipped},
    {{placed, OrderAction::ship_rest}, shipped},
    {{paid, OrderAction::pack}, paid},
    {{paid, OrderAction::ship_part}, partly_shipped},
    {{paid, OrderAction::ship_rest}, shipped},
    {{paid, OrderAction::refund_all}, refunded},
    {{partly_shipped, OrderAction::pay}, partly_shipped},
    {{partly_shipped, OrderAction::pack}, partly_shipped},
    {{partly_shipped, OrderAction::ship_part}, partly_shipped},
    {{partly_shipped, OrderAction::ship_rest}, shipped},
    {{shipped, OrderAction::pay}, shipped},
    {{shipped, OrderAction::deliver}, delivered},
    {{shipped, OrderAction::accept}, accepted},
    {{delivered, OrderAction::pay}, delivered},
    {{delivered, OrderAction::accept}, accepted},
    {{delivered, OrderAction::refund_all}, refunded},
    {{accepted, OrderAction::pay}, accepted},
    {{accepted, OrderAction::complete}, completed},
    {{accepted, OrderAction::refund_all}, refunded},
    {{completed, OrderAction::refund_all}, refunded},
};

TEST(OrderStates, AllowWhatTheTableSaysAndNothingElse) {
  for (const auto state : all_of<OrderState>()) {
    for (const auto action : kActions) {
      const auto moved = move_order(state, action);
      const auto allowed = kAllowed.find({state, action});
      if (allowed == kAllowed.end()) {
        ASSERT_TRUE(moved.has_error()) << name_of(state) << ' ' << int(action);
        EXPECT_EQ(moved.error().code, "order_state");
        EXPECT_EQ(moved.error().kind, ErrorKind::conflict);
      } else {
        ASSERT_TRUE(moved.has_value()) << name_of(state) << ' ' << int(action);
        EXPECT_EQ(*moved, allowed->second) << name_of(state) << ' ' << int(action);
      }
    }
  }
  EXPECT_EQ(order_moves().size(), kAllowed.size());
}

TEST(OrderStates, PackingNeedsMoneyOrCredit) {
  for (const auto state : all_of<OrderState>()) {
    const bool begun = state == paid || state == partly_shipped;
    EXPECT_EQ(may_pack(state, false), begun) << name_of(state);
    EXPECT_EQ(may_pack(state, true), begun || state == placed) << name_of(state);
  }
}

TEST(OrderStates, SupplierSeesTheRecipientWhileItHasToDeliver) {
  const std::set<OrderState> seen = {paid, partly_shipped, shipped, delivered, accepted};
  for (const auto state : all_of<OrderState>()) {
    EXPECT_EQ(supplier_sees_recipient(state, false), seen.count(state) > 0) << name_of(state);
  }
  EXPECT_TRUE(supplier_sees_recipient(placed, true));
  EXPECT_FALSE(supplier_sees_recipient(completed, true));
}

TEST(ReturnWindow, BeginsTheDayAfterReceiptInChina) {
  struct Row {
    const char* received;
    int days;
    const char* end;
  };
  const Row rows[] = {
      {"2026-11-23T08:30:00+08:00", 7, "2026-12-01T00:00:00+08:00"},
      {"2026-11-23T23:59:59+08:00", 7, "2026-12-01T00:00:00+08:00"},
      {"2026-11-24T00:00:00+08:00", 7, "2026-12-02T00:00:00+08:00"},
      {"2026-12-28T12:00:00+08:00", 7, "2027-01-05T00:00:00+08:00"},
      {"2026-11-23T08:30:00+08:00", 0, "2026-11-24T00:00:00+08:00"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(end_of_window(*parse_rfc3339(row.received), row.days), *parse_rfc3339(row.end)) << row.received;
  }
}

TEST(PaymentStates, AllowWhatTheTableSaysAndNothingElse) {
  using enum PaymentState;
  using A = PaymentAction;
  const std::map<std::pair<PaymentState, PaymentAction>, PaymentState> allowed = {
      {{opening, A::open}, awaiting},  {{opening, A::receive_all}, paid},       {{opening, A::close}, closed},
      {{awaiting, A::open}, awaiting}, {{awaiting, A::receive_part}, awaiting}, {{awaiting, A::receive_all}, paid},
      {{awaiting, A::close}, closed},  {{paid, A::receive_part}, paid},         {{paid, A::receive_all}, paid},
      {{closed, A::close}, closed},    {{closed, A::receive_part}, closed},     {{closed, A::receive_all}, paid},
  };
  for (const auto state : all_of<PaymentState>()) {
    for (const auto action : {A::open, A::receive_part, A::receive_all, A::close}) {
      const auto moved = move_payment(state, action);
      const auto found = allowed.find({state, action});
      ASSERT_EQ(moved.has_value(), found != allowed.end()) << name_of(state) << ' ' << int(action);
      if (moved.has_value()) {
        EXPECT_EQ(*moved, found->second);
      }
    }
  }
}

TEST(RefundStates, EndWithTheMoney) {
  using enum RefundState;
  EXPECT_EQ(move_refund(requested, RefundAction::submit).value(), processing);
  EXPECT_EQ(move_refund(processing, RefundAction::submit).value(), processing);
  EXPECT_EQ(move_refund(requested, RefundAction::succeed).value(), succeeded);
  EXPECT_EQ(move_refund(processing, RefundAction::succeed).value(), succeeded);
  EXPECT_EQ(move_refund(succeeded, RefundAction::submit).error().code, "refund_state");
  EXPECT_EQ(move_refund(succeeded, RefundAction::succeed).error().code, "refund_state");
}

TEST(RefundPauses, GrowToTenMinutes) {
  EXPECT_EQ(refund_pause(0).count(), 2);
  EXPECT_EQ(refund_pause(1).count(), 4);
  EXPECT_EQ(refund_pause(8).count(), 512);
  EXPECT_EQ(refund_pause(9).count(), 600);
  EXPECT_EQ(refund_pause(1000).count(), 600);
}

TEST(ReturnStates, AllowWhatTheTableSaysAndNothingElse) {
  using enum ReturnState;
  using A = ReturnAction;
  const std::map<std::pair<ReturnState, ReturnAction>, ReturnState> allowed = {
      {{requested, A::approve}, approved},
      {{requested, A::refund}, refunded},
      {{requested, A::refuse}, refused},
      {{requested, A::withdraw}, withdrawn},
      {{requested, A::dispute}, disputed},
      {{approved, A::refund}, refunded},
      {{approved, A::withdraw}, withdrawn},
      {{approved, A::send}, sent},
      {{approved, A::lapse}, lapsed},
      {{approved, A::receive}, received},
      {{approved, A::receive_to_replace}, exchanging},
      {{sent, A::arrive}, arrived},
      {{sent, A::receive}, received},
      {{sent, A::receive_to_replace}, exchanging},
      {{sent, A::dispute}, disputed},
      {{arrived, A::receive}, received},
      {{arrived, A::receive_to_replace}, exchanging},
      {{arrived, A::dispute}, disputed},
      {{exchanging, A::replace}, exchanged},
      {{exchanging, A::pay_instead}, received},
      {{exchanging, A::dispute}, disputed},
      {{refused, A::dispute}, disputed},
      {{disputed, A::rule_refund}, refunded},
      {{disputed, A::rule_refuse}, refused},
      {{disputed, A::rule_exchange}, approved},
      {{disputed, A::rule_exchange_at_hand}, exchanging}};
  for (const auto state : all_of<ReturnState>()) {
    for (int number = 0; number <= int(A::rule_exchange_at_hand); ++number) {
      const auto action = static_cast<ReturnAction>(number);
      const auto moved = move_return(state, action);
      const auto found = allowed.find({state, action});
      ASSERT_EQ(moved.has_value(), found != allowed.end()) << name_of(state) << ' ' << int(action);
      if (moved.has_value()) {
        EXPECT_EQ(*moved, found->second);
      }
    }
  }
}

}  // namespace
}  // namespace shanhai::orders
