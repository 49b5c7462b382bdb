// Puts a placement together from what was looked up; pure but for ids and sealing.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/placement/checkout.hpp"
#include "services/orders/placement/placement.hpp"
#include "services/orders/placement/quotes.hpp"

namespace shanhai::orders {

struct CheckoutBuyer {
  BuyerId id;
  AccountId account;
  BuyerKind kind = BuyerKind::consumer;
  std::string region;  // a unit's finance region; empty for consumers
};

// Everything of the body that can be checked without asking anybody, all wrong places at once.
Result<void> check_shape(const CheckoutBody& body, const CheckoutBuyer& buyer);
// Mainland mobile number, a district of Guangdong (or a prefecture that has none). The wrong member is named, or the
// address's id where the address comes from the caller's book.
Result<void> check_address(const identity::DeliveryAddress& address, std::size_t delivery, bool from_address_book);

// `addresses` has one per delivery; `quotes` has every line's version. unprocessable not_for_consumers.
Result<Placement> assemble(Context& context, const CheckoutBuyer& buyer, const CheckoutBody& body,
                           const std::vector<identity::DeliveryAddress>& addresses, const Quotes& quotes);

// "/deliveries/3/lines/0"
std::string line_pointer(std::size_t delivery, std::size_t line);

}  // namespace shanhai::orders
