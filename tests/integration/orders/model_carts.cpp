// Carts of those who come again.
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostLines = 6;

model::Cart cart_of(const CartView& view) {
  model::Cart out;
  for (const auto& line : view.lines) out[line.sku_id] = line.quantity;
  return out;
}

}  // namespace

// One thing at a time for each of them.
void ModelRun::use_cart(Regular& regular) {
  const auto what = dice(20);
  if (what < 8) return;
  if (what < 14) {
    const bool full = regular.cart.size() >= kMostLines;
    const auto sku = full ? regular.cart.begin()->first : one_of(skus_);
    return spawn(put_into_cart(regular, sku, static_cast<std::int64_t>(1 + dice(4))));
  }
  if (what == 14) return spawn(read_cart(regular));
  if (what == 15) return spawn(take_out_of_cart(regular, one_of(skus_)));
  if (what == 16) return spawn(take_out_of_cart(regular, std::nullopt));
  if (regular.cart.empty()) return;
  const int times = what == 17 ? 2 : 1;
  auto together = std::make_shared<Together>(Together{times, 0, {}});
  const auto attempt = buy_cart(regular);
  for (int t = 0; t < times; ++t) spawn(place(attempt, together));
}

ModelRun::Attempt ModelRun::buy_cart(const Regular& regular) {
  Attempt out;
  out.buyer = regular.buyer;
  CheckoutDelivery delivery;
  auto place = some_place(false);
  delivery.recipient = place.address;
  out.places = {place.name};
  for (const auto& [sku, quantity] : regular.cart) {
    delivery.lines.push_back({sku, quantity, model_.shelf(sku).product.version});
  }
  out.body.deliveries.push_back(std::move(delivery));
  out.body.payment_channel = dice(2) == 0 ? PaymentChannel::wechat_pay : PaymentChannel::alipay;
  out.body.from_cart = true;
  out.key = key();
  out.expected = judge(out);
  return out;
}

Task<> ModelRun::put_into_cart(Regular& regular, SkuId sku, std::int64_t quantity) {
  const auto* expected = model_.shelf(sku).for_sale ? "" : "sku_not_for_sale";
  auto task = parts.cart.put(regular.buyer, sku, quantity);
  auto put = co_await std::move(task);
  if (!check("put into a cart", put, expected)) co_return;
  regular.cart[sku] = quantity;
  EXPECT_EQ(cart_of(*put), regular.cart);
}

Task<> ModelRun::take_out_of_cart(Regular& regular, std::optional<SkuId> sku) {
  auto task = sku ? parts.cart.remove(regular.buyer, *sku) : parts.cart.clear(regular.buyer);
  auto taken = co_await std::move(task);
  if (!check("take out of a cart", taken, "")) co_return;
  if (sku) {
    regular.cart.erase(*sku);
  } else {
    regular.cart.clear();
  }
}

Task<> ModelRun::read_cart(const Regular& regular) {
  CartQuery anywhere;
  auto task = parts.cart.read(regular.buyer, std::move(anywhere));
  auto read = co_await std::move(task);
  if (check("read a cart", read, "")) {
    EXPECT_EQ(cart_of(*read), regular.cart);
  }
}

void ModelRun::expect_carts() {
  for (const auto& regular : regulars_) run(read_cart(regular));
}

}  // namespace shanhai::orders
