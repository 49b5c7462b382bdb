// Reference prices that operators enter, and how a SKU's price came to be what it is.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/db/idempotency.hpp"
#include "common/events/stream.hpp"
#include "common/http/message.hpp"
#include "services/catalog/references/prices.hpp"
#include "services/catalog/references/store.hpp"
#include "services/catalog/scope.hpp"

namespace shanhai::catalog {

class ReferenceService {
 public:
  ReferenceService(db::Database& database, events::Sequencer& sequencer, Random& random)
      : database_(database), sequencer_(sequencer), random_(random) {}

  // invalid: price (not_positive), valid_to (before_valid_from).
  Task<Result<db::Replayable<ReferencePriceView>>> enter(Change change, ReferencePriceBody body,
                                                         db::IdempotencyKey key);
  // From then on nothing is held against it. reference_price_not_found; conflict: reference_price_state.
  Task<Result<ReferencePriceView>> withdraw(Change change, ReferencePriceId id);
  // The newest first.
  Task<Result<ReferencePricePage>> list(http::PageQuery query);
  // What a product's SKUs asked in each of its versions, the newest first. product_not_found: it was never published.
  Task<Result<PriceHistory>> history(ProductId product);

 private:
  void tell(db::Tx& tx, const References::Published& price, bool withdrawn, const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  Random& random_;
};

}  // namespace shanhai::catalog
