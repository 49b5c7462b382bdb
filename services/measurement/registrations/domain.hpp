// Offline sales (线下销售): what may be registered, how a registration moves, what it counts in. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/ids.hpp"
#include "common/base/money.hpp"
#include "common/base/result.hpp"

namespace shanhai::measurement {

SHANHAI_ID(RegistrationId, "reg");

// A reversal takes an approved registration back: a record of its own, with the lines of the one it takes back.
enum class RegistrationKind { sale, reversal };
enum class RegistrationState {
  submitted,  // the other side has not confirmed it yet
  confirmed,  // by the other side, or that one is not on the platform: waits for the agency
  sent_back,  // to be registered anew, referring to this one
  approved,   // and so counted
  refused,    // by the agency, or disclaimed by the other side
  withdrawn,  // before it was approved
  corrected,  // another one stands in its place
  reversed,   // was counted, and is taken back
};
// `correct` of what is approved leaves it so until its correction is approved, too; `restore`: that one came to
// nothing.
enum class RegistrationAction { confirm, disclaim, approve, send_back, refuse, withdraw, correct, reverse, restore };

// conflict registration_state.
Result<RegistrationState> move_registration(RegistrationState state, RegistrationAction action);
// What ended holds no voucher any more.
bool has_ended(RegistrationState state);

enum class TradeSide { buyer, supplier };
enum class VoucherKind { invoice, transfer_slip, acceptance_note, contract };

struct VoucherFacts {
  VoucherKind kind = VoucherKind::invoice;
  std::optional<std::string> invoice_code, invoice_number;
  std::optional<Money> amount;  // of invoices and transfer slips
  Date dated_on{};
};

struct OfflineLineFacts {
  bool on_platform = false;  // a product that the catalog knows: name, category and counties are its own
  bool has_name = false, has_category = false;
  std::optional<std::string> production_county, raw_material_county;
  Money amount;
};

struct SubmissionFacts {
  Date purchased_on{};
  std::optional<Date> received_on;
  std::vector<OfflineLineFacts> lines;
  std::vector<VoucherFacts> vouchers;
};

inline constexpr std::size_t kRegistrationLinesMax = 200;
inline constexpr std::size_t kVouchersMax = 8;

// All that is wrong, at its place: /purchased_on in_the_future, too_old (more than `days_max` ago), /received_on
// in_the_future, before_purchase; /lines out_of_range, /lines/n/... required, not_expected, unknown_county (not one of
// the 29), out_of_range; /vouchers out_of_range, /vouchers/n/... required, not_expected, invalid_invoice_number,
// in_the_future.
Result<void> check_submission(const SubmissionFacts& facts, Date today, std::int64_t days_max);

// One text for a fapiao, however it is numbered: 20 digits (fully digital, 数电票), or code and number (10 or 12 and 8
// digits, those before; assumed from the forms in use). nullopt: neither.
std::optional<std::string> invoice_key(const std::optional<std::string>& code, const std::string& number);

// On which day an offline sale counts in a measure; without a day it does not. Reasons: docs/decisions/0028.
struct CountedDays {
  Date ordered{};
  std::optional<Date> paid, accepted;
};
// `buyer_says_so`: the buyer registered or confirmed it itself.
CountedDays counted_days(const SubmissionFacts& facts, bool buyer_says_so);

// What an agency is to look at before it approves.
enum class Doubt { invoice_number_used, invoices_below_amount, buyer_unconfirmed, supplier_unconfirmed };
std::vector<Doubt> doubts_of(const SubmissionFacts& facts, bool invoice_number_used, bool buyer_confirmed,
                             bool supplier_confirmed);

// Whether `county` is one of the supported counties of origin.
bool is_supported_county(std::string_view county);
// The id under which an organisation that is not on the platform is counted: the same for the same code.
OrganisationId outside_party(std::string_view uscc);

}  // namespace shanhai::measurement
