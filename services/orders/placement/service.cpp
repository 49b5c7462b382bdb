#include "services/orders/placement/service.hpp"

#include <set>

#include "services/orders/placement/refusals.hpp"
#include "services/orders/placement/store.hpp"

namespace shanhai::orders {
namespace {

std::optional<BuyerKind> buyer_kind(identity::OrganisationKind kind) {
  switch (kind) {
    case identity::OrganisationKind::budget_unit:
      return BuyerKind::budget_unit;
    case identity::OrganisationKind::trade_union:
      return BuyerKind::trade_union;
    case identity::OrganisationKind::enterprise:
      return BuyerKind::enterprise;
    default:
      return std::nullopt;
  }
}

std::vector<QuotedSku> quoted_skus(const CheckoutBody& body) {
  std::set<QuotedSku> out;
  for (const auto& delivery : body.deliveries) {
    for (const auto& line : delivery.lines) out.insert({line.sku_id, line.price_version.value()});
  }
  return {out.begin(), out.end()};
}

}  // namespace

Task<Result<Placed>> Checkout::place(const Command& command, CheckoutBody body, db::IdempotencyKey key) {
  auto placement = co_await prepare(command, body);
  if (placement.has_error()) {
    // What was committed is answered again even where it could not be ordered any more.
    auto earlier = co_await find_earlier(key);
    if (earlier.has_error()) co_return earlier.error();
    if (*earlier) co_return std::move(**earlier);
    co_return placement.error();
  }
  placement->key = std::move(key);
  auto placed = co_await writer_.place(std::move(*placement));
  if (placed.has_error()) co_return name_lines(placed.error(), body);
  co_return std::move(*placed);
}

Task<Result<Placement>> Checkout::prepare(const Command& command, const CheckoutBody& body) {
  SH_CO_TRY(auto buyer, co_await find_buyer(command));
  SH_CO_CHECK(check_shape(body, buyer));
  SH_CO_TRY(auto addresses, co_await resolve(command, body));
  auto wanted = quoted_skus(body);
  const auto quoted = wanted.size();
  auto quotes = co_await quotes_.find(std::move(wanted));
  if (quotes.size() != quoted) {
    auto missing = co_await explain_missing(body, quotes);
    co_return missing;
  }
  SH_CO_TRY(auto placement, assemble(context_, buyer, body, addresses, quotes));
  placement.by = {command.caller.actor(), command.trace_id, {}};
  co_return placement;
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
