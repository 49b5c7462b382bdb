#include "services/orders/placement/service.hpp"

#include <set>

#include "common/telemetry/log.hpp"
#include "services/orders/placement/store.hpp"

namespace shanhai::orders {
namespace {

std::vector<QuotedSku> quoted_skus(const CheckoutBody& body) {
  std::set<QuotedSku> out;
  for (const auto& delivery : body.deliveries) {
    for (const auto& line : delivery.lines) out.insert({line.sku_id, line.price_version.value()});
  }
  return {out.begin(), out.end()};
}

Error total_changed(Money expected, Money total) {
  auto refusal = Error::conflict("total_changed", "the checkout comes to another total than was expected")
                     .with("expected_total", json::write(expected))
                     .with("total", json::write(total));
  refusal.fields.push_back({"/expected_total", refusal.code, {}});
  return refusal;
}

}  // namespace

Task<Result<Placed>> Checkout::place(const Command& command, CheckoutBody body, db::IdempotencyKey key) {
  auto prepared = co_await prepare(command, body);
  if (prepared.has_error()) {
    // What was committed is answered again even where it could not be ordered any more.
    auto earlier = co_await find_earlier(key);
    if (earlier.has_error()) co_return earlier.error();
    if (*earlier) {
      co_await empty_cart(command, body, **earlier);
      co_return std::move(**earlier);
    }
    co_return prepared.error();
  }
  prepared->placement.key = std::move(key);
  const auto group = prepared->placement.group.id;
  const bool held = prepared->placement.group.buyer_kind != BuyerKind::consumer;
  auto placed = co_await writer_.place(std::move(prepared->placement));
  if (held && (placed.has_error() || placed->replayed)) co_await units_.drop(group);
  if (placed.has_error()) co_return name_lines(placed.error(), body, prepared->bundles);
  co_await empty_cart(command, body, *placed);
  co_return std::move(*placed);
}

Task<> Checkout::empty_cart(const Command& command, const CheckoutBody& body, const Placed& placed) {
  if (!body.from_cart.value_or(false)) co_return;
  std::string failure;
  try {
    auto done = co_await cart_.take_out(command.caller, body, placed);
    if (done.has_error()) failure = done.error().code;
  } catch (const std::exception& e) {
    failure = e.what();  // the order stands; a repetition of the request tries again
  }
  if (!failure.empty()) telemetry::log_warn("orders.cart_not_emptied", {{"what", failure}});
}

Task<Result<Checkout::Prepared>> Checkout::prepare(const Command& command, const CheckoutBody& body) {
  SH_CO_TRY(auto buyer, co_await find_buyer(command));
  SH_CO_CHECK(check_shape(body, buyer));
  SH_CO_TRY(auto addresses, co_await resolve(command, body));
  SH_CO_TRY(auto basket, co_await fill(body, addresses));
  auto suppliers = suppliers_of(basket);
  auto terms = co_await terms_.find(std::move(suppliers));
  const auto now = context_.clock.now();
  SH_CO_CHECK(check_basket(basket, buyer.kind, terms, now));
  const auto orders = price_basket(basket, terms, now);
  const auto total = total_of(orders);
  if (body.expected_total && *body.expected_total != total) co_return total_changed(*body.expected_total, total);
  Prepared out;
  std::vector<SkuVersionPtr> bundles;
  for (const auto& line : basket) {
    if (!line.components.empty()) bundles.push_back(line.sku);
    for (const auto& component : line.components) out.bundles[component->sku].emplace_back(line.delivery, line.line);
  }
  out.placement = assemble(context_, buyer, body, addresses, orders, bundles);
  out.placement.by = {command.caller.actor(), command.trace_id, {}};
  if (buyer.kind != BuyerKind::consumer) SH_CO_CHECK(co_await hold(buyer, body, out.placement));
  co_return std::move(out);
}

Task<Result<void>> Checkout::hold(const CheckoutBuyer& buyer, const CheckoutBody& body, const Placement& placement) {
  UnitCheckout checkout{placement.group.id, buyer.id, buyer.kind, buyer.region, buyer.account, placement.group.total};
  checkout.orders = on_credit(placement);
  checkout.heads = body.heads ? body.heads->value() : static_cast<std::int64_t>(body.deliveries.size());
  auto held = co_await units_.hold(std::move(checkout));
  co_return held;
}

Task<Result<std::vector<BasketLine>>> Checkout::fill(const CheckoutBody& body,
                                                     const std::vector<identity::DeliveryAddress>& addresses) {
  auto wanted = quoted_skus(body);
  const auto quoted = wanted.size();
  auto quotes = co_await quotes_.find(std::move(wanted));
  if (quotes.size() != quoted) {
    auto missing = co_await explain_missing(body, quotes);
    co_return missing;
  }
  std::vector<BasketLine> basket;
  for (std::size_t d = 0; d < body.deliveries.size(); ++d) {
    const auto& lines = body.deliveries[d].lines;
    for (std::size_t l = 0; l < lines.size(); ++l) {
      const auto& sku = quotes.at({lines[l].sku_id, lines[l].price_version.value()});
      basket.push_back({d, l, addresses[d].division.str(), sku, lines[l].quantity.value(), {}});
    }
  }
  auto broken = co_await bundles_.open(basket);
  if (broken.empty()) co_return basket;
  Decision decision;
  for (const auto at : broken) decision.not_for_sale.push_back(basket[at].sku->sku);
  co_return name_lines(to_error(decision), body);
}

Task<Result<CheckoutBuyer>> Checkout::find_buyer(const Command& command) {
  const auto& caller = command.caller;
  if (caller.role == auth::Role::consumer) {
    co_return CheckoutBuyer{buyer_of(caller), caller.account, BuyerKind::consumer, {}};
  }
  SH_CO_TRY(auto organisation, co_await organisations_.get(caller.organisation.value_or(OrganisationId())));
  const auto kind = buyer_kind(organisation.kind);
  if (!kind || organisation.status != identity::OrganisationStatus::active) {
    co_return Error::forbidden("organisation_not_active", "only an active buying organisation can order");
  }
  co_return CheckoutBuyer{buyer_of(caller), caller.account, *kind, organisation.region};
}

Task<Result<std::vector<identity::DeliveryAddress>>> Checkout::resolve(const Command& command,
                                                                       const CheckoutBody& body) {
  std::vector<identity::DeliveryAddress> out;
  for (std::size_t i = 0; i < body.deliveries.size(); ++i) {
    const auto& delivery = body.deliveries[i];
    if (delivery.recipient) {
      out.push_back(*delivery.recipient);
    } else {
      const identity::AddressRequest wanted{command.caller.account, command.caller.organisation, *delivery.address_id};
      auto address = co_await identity_.delivery_address(wanted);
      if (address.has_error()) {
        auto refusal = address.error();
        refusal.fields.push_back({"/deliveries/" + std::to_string(i) + "/address_id", refusal.code, {}});
        co_return refusal;
      }
      out.push_back(std::move(*address));
    }
    SH_CO_CHECK(check_address(out.back(), i, delivery.address_id.has_value()));
  }
  co_return out;
}

Task<Error> Checkout::explain_missing(const CheckoutBody& body, const Quotes& quotes) {
  std::map<SkuId, std::int64_t> missing;
  for (const auto& quoted : quoted_skus(body)) {
    if (!quotes.count(quoted)) missing[quoted.sku] = quoted.version;
  }
  std::vector<SkuId> skus;
  for (const auto& [sku, version] : missing) skus.push_back(sku);
  auto read = [skus](db::Tx& tx) -> Result<std::vector<Listing>> { return store::find_listings(tx, skus, tx.now()); };
  auto listings = co_await context_.database.snapshot(read);
  Decision decision;
  for (const auto& listing : listings.value()) {
    if (!listing.for_sale) continue;
    decision.price_changes.push_back({listing.sku, missing.at(listing.sku), listing.version, listing.price});
    std::erase(skus, listing.sku);
  }
  decision.not_for_sale = skus;
  co_return name_lines(to_error(decision), body);
}

Task<Result<std::optional<Placed>>> Checkout::find_earlier(const db::IdempotencyKey& key) {
  auto read = [key](db::Tx& tx) -> Result<std::optional<Placed>> {
    auto answers = store::find_answers(tx, {key.scope});
    if (answers.empty()) return std::optional<Placed>();
    const auto& stored = answers.begin()->second;
    if (stored.payload != key.payload) return Error::unprocessable("idempotency_key_reused");
    return std::optional(Placed{stored.answer, true});
  };
  auto found = co_await context_.database.snapshot(read);
  co_return found;
}

}  // namespace shanhai::orders
