// Review of drafts: handed in by the supplier, approved or sent back by the county or the platform. Whether a draft
// needs it before it is published says the policy (product/domain.hpp).
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "services/catalog/review/store.hpp"

namespace shanhai::catalog {

class ReviewService {
 public:
  ReviewService(db::Database& database, Random& random) : database_(database), random_(random) {}

  // Hands the draft in as it is; once more changes nothing. unprocessable: listing_refused; conflict:
  // supplier_not_approved, product_state (it is approved already).
  Task<Result<ReviewView>> submit(auth::Principal caller, ProductId id, std::string reason);
  // precondition_failed: the draft is not the one that was looked at; conflict: product_state (it is not handed in).
  Task<Result<ReviewView>> decide(auth::Principal caller, ProductId id, std::int64_t version, DraftDecision decision);
  Task<Result<ReviewView>> get(auth::Principal caller, ProductId id);
  // The longest drafted first.
  Task<Result<ReviewPage>> list(auth::Principal caller, ReviewQuery query);

 private:
  Result<ReviewView> write_submission(db::Tx& tx, OrganisationId supplier, ProductId id, const Change& change);
  Result<ReviewView> write_decision(db::Tx& tx, const Scope& scope, ProductId id, std::int64_t version, Verdict verdict,
                                    const Change& change);

  db::Database& database_;
  Random& random_;
};

}  // namespace shanhai::catalog
