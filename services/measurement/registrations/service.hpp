// Offline sales: registered by one side with vouchers, confirmed by the other, reviewed by the buyer's agency, counted.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/files/archive.hpp"
#include "services/measurement/registrations/limits.hpp"
#include "services/measurement/registrations/submitting.hpp"

namespace shanhai::measurement {

struct VoucherContent {
  files::KeptFile file;
  std::string bytes;
};

class Registrations {
 public:
  Registrations(Context& context, files::FileArchive& archive) : context_(context), archive_(archive) {}

  // invalid: see check_submission; unprocessable registration_refused, file_refused, registration_not_found at
  // /corrects; conflict voucher_used, registration_state, correction_open,
  // correction_of_correction. A voucher that is used already is flagged,
  // too.
  Task<Result<db::Replayable<RegistrationRef>>> submit(Command command, RegistrationBody body, db::IdempotencyKey key);
  // A reversal of an approved one, by either side. registration_not_found; conflict registration_state,
  // correction_open.
  Task<Result<db::Replayable<RegistrationRef>>> reverse(Command command, RegistrationId id, RegistrationReason body,
                                                        db::IdempotencyKey key);

  // `action`: confirm and disclaim are the other side's, withdraw the registrant's. registration_not_found; forbidden
  // not_your_step; conflict registration_state.
  Task<Result<RegistrationView>> step(Command command, RegistrationId id, RegistrationAction action,
                                      std::string reason);
  // By an agency that oversees the buyer. forbidden not_your_buyers; conflict registration_state, doubts_open
  // (extension doubts: which the reviewer has not named).
  Task<Result<RegistrationView>> review(Command command, RegistrationId id, ReviewBody body);

  Task<Result<RegistrationView>> get(auth::Principal caller, RegistrationId id);
  Task<Result<RegistrationPage>> list(auth::Principal caller, RegistrationQuery query);
  // fil_not_found. An official's reading leaves an audit row.
  Task<Result<VoucherContent>> voucher(auth::Principal caller, RegistrationId id, FileId file);

 private:
  Result<RegistrationRef> write(db::Tx& tx, const Command& command, const Acting& acting, RegistrationRow row,
                                const std::string& reason);
  Task<> flag_reuse(Acting acting, std::vector<files::KeptFile> kept);

  Context& context_;
  files::FileArchive& archive_;
};

// What a caller may see: a side its own, an agency what lies in its region (domain.hpp of purchases), an operator all.
Result<RegistrationScope> registration_scope(const auth::Principal& caller);

}  // namespace shanhai::measurement
