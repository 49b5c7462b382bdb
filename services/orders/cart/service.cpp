#include "services/orders/cart/service.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "services/orders/cart/store.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/placement/assembly.hpp"

namespace shanhai::orders {
namespace {

CartLineView view_of(QuotedLine quoted, const CartRow& row) {
  CartLineView out;
  static_cast<QuotedLine&>(out) = std::move(quoted);
  out.added_at = row.added_at;
  out.updated_at = row.updated_at;
  out.seen_price = row.seen_price;
  out.price_differs = out.unit_price && *out.unit_price != row.seen_price;
  return out;
}

Result<StoredCart> put_line(db::Tx& tx, BuyerId buyer, const CartRow& row) {
  store::advance_cart(tx, buyer);
  store::put_cart_line(tx, buyer, row);
  auto cart = store::read_cart(tx, buyer, kMaxCartLines + 1);
  if (static_cast<std::int64_t>(cart.rows.size()) > kMaxCartLines)
    return Error::conflict("cart_full", "at most " + std::to_string(kMaxCartLines) + " lines");
  return cart;
}

Error outside() {
  auto refusal = Error::unprocessable("address_outside_guangdong", "goods are delivered to districts of Guangdong");
  refusal.fields.push_back({"query/division", refusal.code, {}});
  return refusal;
}

}  // namespace

Task<Result<CartView>> Cart::read(const auth::Principal& caller, CartQuery query) {
  const auto division = query.division ? query.division->str() : std::string();
  if (query.division && !is_deliverable(division)) co_return outside();
  const auto buyer = buyer_of(caller);
  auto known = co_await views_.find(buyer);
  if (known) {
    const auto version = known->version;
    std::int64_t newest = 0;
    auto view = co_await price(caller, division, std::move(*known), &newest);
    if (newest == version) co_return view;
  }
  auto list = [buyer](db::Tx& tx) -> Result<StoredCart> { return store::read_cart(tx, buyer, kMaxCartLines); };
  auto cart = co_await context_.database.snapshot(list);
  views_.put(buyer, cart.value());
  auto view = co_await price(caller, division, std::move(cart.value()));
  co_return view;
}

Task<CartView> Cart::price(const auth::Principal& caller, std::string division, StoredCart cart, std::int64_t* newest) {
  auto& rows = cart.rows;
  std::sort(rows.begin(), rows.end(), [](const CartRow& a, const CartRow& b) {
    return std::tie(a.added_at, a.sku) < std::tie(b.added_at, b.sku);
  });
  std::vector<WantedLine> wanted;
  for (const auto& row : rows) wanted.push_back({0, division, row.sku, row.quantity, {}});
  AlsoRead also;
  if (newest) {
    also = [newest, buyer = buyer_of(caller)](db::Tx& tx) { *newest = store::find_cart_version(tx, buyer); };
  }
  auto quote = co_await quotation_.price(caller, std::move(wanted), also);
  CartView view;
  view.quoted_at = quote.quoted_at;
  for (std::size_t i = 0; i < rows.size(); ++i) view.lines.push_back(view_of(std::move(quote.lines[i]), rows[i]));
  view.orders = std::move(quote.orders);
  view.total = quote.total;
  view.orderable = quote.orderable;
  co_return view;
}

Task<Result<CartView>> Cart::put(const auth::Principal& caller, SkuId sku, std::int64_t quantity) {
  std::vector<WantedLine> wanted{{0, {}, sku, quantity, {}}};
  auto quote = co_await quotation_.price(caller, std::move(wanted));
  const auto& line = quote.lines.front();
  if (!line.unit_price) {  // goods that are sold out may wait in a cart, goods that are not for sale may not
    auto refusal = Error::unprocessable(line.problem.value_or("sku_not_for_sale"));
    refusal.fields.push_back({"path/cart_line", refusal.code, {}});
    co_return refusal;
  }
  CartRow row;
  row.sku = sku;
  row.quantity = quantity;
  row.seen_version = line.price_version.value_or(0);
  row.seen_price = *line.unit_price;
  const auto buyer = buyer_of(caller);
  auto write = [buyer, row](db::Tx& tx) { return put_line(tx, buyer, row); };
  SH_CO_TRY(auto cart, co_await context_.database.transaction(write));
  views_.put(buyer, cart);
  std::string nowhere;
  auto view = co_await price(caller, std::move(nowhere), std::move(cart));
  co_return view;
}

Task<Result<void>> Cart::remove(const auth::Principal& caller, SkuId sku) {
  auto write = [buyer = buyer_of(caller), sku](db::Tx& tx) -> Result<void> {
    store::advance_cart(tx, buyer);
    store::delete_cart_lines(tx, buyer, {sku}, kLastInstant);
    return {};
  };
  auto out = co_await context_.database.transaction(write);
  co_return out;
}

Task<Result<void>> Cart::clear(const auth::Principal& caller) {
  auto write = [buyer = buyer_of(caller)](db::Tx& tx) -> Result<void> {
    store::advance_cart(tx, buyer);
    store::clear_cart(tx, buyer);
    return {};
  };
  auto out = co_await context_.database.transaction(write);
  co_return out;
}

Task<Result<void>> Cart::take_out(const auth::Principal& caller, const CheckoutBody& body, const Placed& placed) {
  std::set<SkuId> bought;
  for (const auto& delivery : body.deliveries) {
    for (const auto& line : delivery.lines) bought.insert(line.sku_id);
  }
  SH_CO_TRY(const auto receipt, json::parse<CheckoutReceipt>(placed.answer));
  const std::vector<SkuId> skus(bought.begin(), bought.end());
  auto write = [buyer = buyer_of(caller), skus, id = receipt.order_group_id](db::Tx& tx) -> Result<void> {
    const auto group = store::find_group(tx, id, {buyer, {}});
    if (!group) return {};
    store::advance_cart(tx, buyer);
    store::delete_cart_lines(tx, buyer, skus, group->placed_at);
    return {};
  };
  auto out = co_await context_.database.transaction(write);
  co_return out;
}

}  // namespace shanhai::orders
