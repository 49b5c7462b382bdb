// A buyer's cart: what they mean to buy, priced whenever it is read. It promises nothing and holds nothing.
#pragma once

#include "services/orders/cart/view.hpp"
#include "services/orders/placement/placement.hpp"
#include "services/orders/pricing/quotation.hpp"

namespace shanhai::orders {

inline constexpr std::int64_t kMaxCartLines = 200;

struct CartLineBody {
  Bounded<1, 100000> quantity;  // sale units
};
BOOST_DESCRIBE_STRUCT(CartLineBody, (), (quantity))

// As a quote says it, and what has changed since the line was put in.
struct CartLineView : QuotedLine {
  Instant added_at{}, updated_at{};
  Money seen_price;  // for one sale unit, when it was put in
  bool price_differs = false;
};
BOOST_DESCRIBE_STRUCT(CartLineView, (QuotedLine), (added_at, updated_at, seen_price, price_differs))

struct CartView {
  Instant quoted_at{};
  std::vector<CartLineView> lines;  // in the order in which they were put in
  std::vector<QuotedOrder> orders;  // freight only where a division is named
  Money total;
  bool orderable = false;
};
BOOST_DESCRIBE_STRUCT(CartView, (), (quoted_at, lines, orders, total, orderable))

struct CartQuery {
  std::optional<Text<6, 6>> division;  // where it would go
};
BOOST_DESCRIBE_STRUCT(CartQuery, (), (division))

class Cart {
 public:
  Cart(Context& context, Quotation& quotation)
      : context_(context), quotation_(quotation), views_(context.redis, context.vault) {}

  // unprocessable address_outside_guangdong.
  Task<Result<CartView>> read(const auth::Principal& caller, CartQuery query);
  // Sets the quantity. unprocessable sku_not_for_sale; conflict cart_full.
  Task<Result<CartView>> put(const auth::Principal& caller, SkuId sku, std::int64_t quantity);
  Task<Result<void>> remove(const auth::Principal& caller, SkuId sku);  // nothing happens where it is not in the cart
  Task<Result<void>> clear(const auth::Principal& caller);

  // Takes out what a checkout bought, as the placement's answer names it; lines that were changed after the placement
  // stay. May be repeated.
  Task<Result<void>> take_out(const auth::Principal& caller, const CheckoutBody& body, const Placed& placed);

 private:
  // What a cart's lines come to now. `newest`: which version of the cart was the newest when that was read.
  Task<CartView> price(const auth::Principal& caller, std::string division, StoredCart cart,
                       std::int64_t* newest = nullptr);

  Context& context_;
  Quotation& quotation_;
  CartViews views_;
};

}  // namespace shanhai::orders
