// Checkout: makes a placement ready (who buys, where it goes, what was quoted), and hands it to the order writer.
#pragma once

#include "services/orders/cart/service.hpp"
#include "services/orders/context.hpp"
#include "services/orders/placement/assembly.hpp"
#include "services/orders/placement/checkout.hpp"
#include "services/orders/placement/organisations.hpp"
#include "services/orders/placement/refusals.hpp"
#include "services/orders/placement/writer.hpp"
#include "services/orders/procurement/purchases/ordinary.hpp"

namespace shanhai::orders {

class Checkout {
 public:
  Checkout(Context& context, identity::Api& identity, Writer& writer, QuoteBook& quotes, TermsBook& terms, Cart& cart)
      : context_(context),
        identity_(identity),
        writer_(writer),
        organisations_(identity, context.clock),
        quotes_(quotes),
        bundles_(context, quotes),
        terms_(terms),
        cart_(cart),
        units_(context) {}

  // The answer is the JSON of a CheckoutReceipt. invalid: the place is named; unprocessable address_outside_guangdong,
  // not_for_consumers, channel_not_for_consumers, sku_not_for_sale, not_deliverable; conflict total_changed; forbidden
  // organisation_not_active; address_not_found; and what the writer refuses.
  Task<Result<Placed>> place(const Command& command, CheckoutBody body, db::IdempotencyKey key);

 private:
  // A placement without its key, and where its refusals point.
  struct Prepared {
    Placement placement;
    BundlePlaces bundles;
  };
  Task<Result<Prepared>> prepare(const Command& command, const CheckoutBody& body);
  // What one person of a unit may buy, and what a union may give its members. Errors as UnitCheckouts::hold().
  Task<Result<void>> hold(const CheckoutBuyer& buyer, const CheckoutBody& body, const Placement& placement);
  // The body's basket, its bundles opened. sku_not_for_sale, price_changed.
  Task<Result<std::vector<BasketLine>>> fill(const CheckoutBody& body,
                                             const std::vector<identity::DeliveryAddress>& addresses);
  // Why a version that was quoted is not known.
  Task<Error> explain_missing(const CheckoutBody& body, const Quotes& quotes);
  // Where the body says so, takes what it bought out of the cart; that it could not is no failure of the checkout.
  Task<> empty_cart(const Command& command, const CheckoutBody& body, const Placed& placed);
  Task<Result<CheckoutBuyer>> find_buyer(const Command& command);
  // One address per delivery.
  Task<Result<std::vector<identity::DeliveryAddress>>> resolve(const Command& command, const CheckoutBody& body);
  // What was committed earlier under the same key, if anything. unprocessable idempotency_key_reused.
  Task<Result<std::optional<Placed>>> find_earlier(const db::IdempotencyKey& key);

  Context& context_;
  identity::Api& identity_;
  Writer& writer_;
  Organisations organisations_;
  QuoteBook& quotes_;
  BundleBook bundles_;
  TermsBook& terms_;
  Cart& cart_;
  UnitCheckouts units_;
};

}  // namespace shanhai::orders
