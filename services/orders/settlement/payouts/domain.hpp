// A payout's life, and when a supplier's bank account may be paid to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"

namespace shanhai::orders {

enum class PayoutState {
  in_flight,  // taken from what is payable; in the bank's file, or about to be
  paid,
  failed,  // payable again
};

enum class PayoutAction { confirm, fail };

enum class PayoutFailure {
  account_invalid,  // closed, frozen, or there is none of that number
  name_mismatch,    // the account is somebody else's
  bank_rejected,    // for a reason of the bank's own
  not_sent,         // the operator did not send it
};

// A paid one may still fail: banks send money back days later. conflict "payout_state".
Result<PayoutState> move_payout(PayoutState from, PayoutAction action);

// What the bank says of the account itself: it is not paid to again.
bool is_of_account(PayoutFailure failure);

enum class PayoutAccountEnd {
  refused,     // by the operator
  withdrawn,   // by the supplier
  superseded,  // another one was registered before it held
  suspended,   // the bank knows it not, or under another name
};

enum class PayoutAccountState {
  pending,  // waits for the operator, or for its time
  in_use,
  replaced,  // by a newer one
  refused,   // or withdrawn, or superseded before it held
  suspended,
};

struct AccountStanding {
  std::optional<Instant> effective_at;  // none: holds only once it is approved
  std::optional<PayoutAccountEnd> end;
};

// Whether the account held at `now`, be it replaced or suspended since.
bool has_held(const AccountStanding& account, Instant now);
// `newest`: no account of the supplier that has held was registered after it.
PayoutAccountState state_of(const AccountStanding& account, bool newest, Instant now);

// "**** 6789": the last four digits only.
std::string masked_number(std::string_view number);

// What a bank's portal takes as a name or number. A cell that begins with =, +, -, @ is a formula to a spreadsheet.
bool is_account_number(std::string_view text);  // 6 to 32 digits (assumed: company accounts have no common check digit)
bool is_bank_code(std::string_view text);       // 12 digits (assumed: the code of the large-value payment system)
bool is_plain_name(std::string_view text);      // no control characters, not a formula
bool is_bank_reference(std::string_view text);  // visible ASCII

}  // namespace shanhai::orders
