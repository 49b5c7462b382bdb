// The tables of notices: what happened, who is told, in which words. They name numbers, amounts and days, never a
// person.
#pragma once

#include <span>

#include "common/notifications/notifications.hpp"

namespace shanhai::orders {

enum class Party {
  buyer,     // the person who ordered, asked or proposed
  supplier,  // the cooperative's administrators
  approver,  // who decides in the buying unit
};

struct Notice {
  std::string_view what;
  Party party;
  notifications::Template text;
};

std::span<const Notice> order_notices();  // orders, payment, fulfilment
std::span<const Notice> return_notices();
std::span<const Notice> supplier_notices();  // stock, settlement
std::span<const Notice> procurement_notices();

}  // namespace shanhai::orders
