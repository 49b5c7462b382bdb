// Ordinary checkouts of institutions: the same rules as for what is proposed and approved, so that nobody goes round
// them by putting the goods into a cart.
//
// A unit that has said how it decides (its policy) buys so without approval only what one person may decide: all its
// ordinary checkouts of one day together stay within `single_approval`, and whoever entered the limit may not use it.
// What a union buys is shared out among its members and counts under the year's cap per head, where one was entered.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

// A checkout that is about to be placed.
struct UnitCheckout {
  OrderGroupId group;
  BuyerId buyer;
  BuyerKind kind = BuyerKind::budget_unit;
  std::string region;  // the unit's finance region
  AccountId account;   // who buys
  Money total;
  std::int64_t heads = 1;       // of a union
  std::vector<OrderId> orders;  // on credit: nobody pays before they are shipped
};

class UnitCheckouts {
 public:
  explicit UnitCheckouts(Context& context) : context_(context) {}

  // Counts the checkout, for a minute without an order; whoever ships its orders on credit is told after that minute.
  // forbidden approval_required with the figures; unprocessable gift_cap_exceeded with the figures.
  Task<Result<void>> hold(UnitCheckout checkout);
  // It was not placed. What can't be dropped is logged and counts until its minute is over: who asked is answered.
  Task<> drop(OrderGroupId group);

 private:
  Context& context_;
};

}  // namespace shanhai::orders
