// Puts a placement together from what was looked up; pure but for ids and sealing.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/placement/checkout.hpp"
#include "services/orders/placement/placement.hpp"
#include "services/orders/pricing/basket.hpp"

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

// A district of Guangdong, or a prefecture that has none.
bool is_deliverable(std::string_view division);
// Refused unless everything of the basket may be sold to such a buyer and carried to where it goes. unprocessable
// not_for_consumers, not_deliverable; invalid too_many_lines, out_of_range (what bundles come to).
Result<void> check_basket(const std::vector<BasketLine>& basket, BuyerKind buyer, const TermsOf& terms, Instant at);

// `addresses` has one per delivery; `orders` is the body's basket, priced; `bundles` are those it has, one entry for
// each of its lines.
Placement assemble(Context& context, const CheckoutBuyer& buyer, const CheckoutBody& body,
                   const std::vector<identity::DeliveryAddress>& addresses, const std::vector<PricedOrder>& orders,
                   const std::vector<SkuVersionPtr>& bundles);

// "/deliveries/3/lines/0"
std::string line_pointer(std::size_t delivery, std::size_t line);

}  // namespace shanhai::orders
