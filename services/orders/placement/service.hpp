// Checkout: makes a placement ready (who buys, where it goes, what was quoted), and hands it to the order writer.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/placement/assembly.hpp"
#include "services/orders/placement/checkout.hpp"
#include "services/orders/placement/organisations.hpp"
#include "services/orders/placement/quotes.hpp"
#include "services/orders/placement/writer.hpp"

namespace shanhai::orders {

class Checkout {
 public:
  Checkout(Context& context, identity::Api& identity, Writer& writer)
      : context_(context),
        identity_(identity),
        writer_(writer),
        organisations_(identity, context.clock),
        quotes_(context.database) {}

  // The answer is the JSON of a CheckoutReceipt. invalid: the place is named; unprocessable address_outside_guangdong,
  // not_for_consumers, channel_not_for_consumers, sku_not_for_sale; forbidden organisation_not_active;
  // address_not_found; and what the writer refuses.
  Task<Result<Placed>> place(const Command& command, CheckoutBody body, db::IdempotencyKey key);

 private:
  Task<Result<Placement>> prepare(const Command& command, const CheckoutBody& body);
  // Why a version that was quoted is not known.
  Task<Error> explain_missing(const CheckoutBody& body, const Quotes& quotes);
  Task<Result<CheckoutBuyer>> find_buyer(const Command& command);
  // One address per delivery.
  Task<Result<std::vector<identity::DeliveryAddress>>> resolve(const Command& command, const CheckoutBody& body);
  // What was committed earlier under the same key, if anything. unprocessable idempotency_key_reused.
  Task<Result<std::optional<Placed>>> find_earlier(const db::IdempotencyKey& key);

  Context& context_;
  identity::Api& identity_;
  Writer& writer_;
  Organisations organisations_;
  QuoteBook quotes_;
};

}  // namespace shanhai::orders
