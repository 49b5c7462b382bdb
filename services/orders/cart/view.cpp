#include "services/orders/cart/view.hpp"

#include "common/base/encoding.hpp"
#include "common/json/json.hpp"

namespace shanhai::orders {
namespace {

constexpr const char* kSeconds = "86400";  // a cart that nobody reads for a day is read from SQL

}  // namespace

std::string CartViews::key_of(BuyerId buyer) const {
  return "shanhai.orders.cart." + to_base64url(vault_.lookup_hash("orders.cart:" + buyer.str()));
}

Task<std::optional<StoredCart>> CartViews::find(BuyerId buyer) {
  if (!redis_) co_return std::nullopt;
  std::vector<std::string> words{"GET", key_of(buyer)};
  const auto reply = co_await redis_->command(std::move(words));
  if (!reply || reply->type != redis::Reply::Type::text) co_return std::nullopt;
  auto cart = json::parse<StoredCart>(reply->text);
  if (cart.has_error()) co_return std::nullopt;  // another program's, or another release's
  co_return std::move(*cart);
}

void CartViews::put(BuyerId buyer, const StoredCart& cart) {
  if (!redis_) return;
  redis_->command({"SET", key_of(buyer), json::print(cart), "EX", kSeconds}, [](const std::optional<redis::Reply>&) {});
}

}  // namespace shanhai::orders
