// From what a caller writes to a registration: who the sides are, what the lines are, which files stand behind it.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/registrations/store.hpp"

namespace shanhai::measurement {

// The rules that need nothing but the body and the limit: before files are written to disk. Errors of check_submission.
Result<void> check_body(const RegistrationBody& body, Date today, std::int64_t days_max);

// Which side the caller is on, and of which organisation. forbidden administrator_required: a unit's purchases are its
// administrators' to register and to confirm.
struct Acting {
  TradeSide side = TradeSide::buyer;
  OrganisationId organisation;
};
Result<Acting> acting_of(const auth::Principal& caller);

// The row, not written yet, under a new id; `kept` are the vouchers' files. unavailable organisation_not_known_yet:
// identity has not told of the caller's. invalid, unprocessable: party_not_found, on_platform, not_a_buyer,
// not_in_guangdong, not_a_supplier, product_not_found, unknown_county, repeated at their places.
Result<RegistrationRow> build_registration(db::Tx& tx, Random& random, const Acting& acting,
                                           const RegistrationBody& body, const std::vector<files::KeptFile>& kept);

// A reversal of `old`, by either side.
RegistrationRow build_reversal(db::Tx& tx, Random& random, const Acting& acting, const RegistrationRow& old);

// The files of `row` stand behind it from now on. conflict voucher_used: one stands behind another that has not ended
// (fields: which; extension registrations: which other, where `scope` lets the caller see it).
Result<void> claim_vouchers(db::Tx& tx, const RegistrationRow& row, const RegistrationScope& scope);
// Those of `ended` that were `old`'s before go back to it.
void give_back_vouchers(db::Tx& tx, const RegistrationRow& ended, const RegistrationRow& old);

}  // namespace shanhai::measurement
