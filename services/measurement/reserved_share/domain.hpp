// The reserved share (预留份额) of a budget unit: what it declares for a year, the cases of canteens, the life of a
// declaration. Pure.
#pragma once

#include <span>

#include "common/base/money.hpp"
#include "services/measurement/units/domain.hpp"

namespace shanhai::measurement {

enum class CanteenCase {
  own,         // its own
  shared,      // one unit files for all that share it
  none,        // no canteen: exempt
  outsourced,  // a contractor buys for the unit
  merged,      // into its successor, for which its volume counts: exempt
  abolished,   // the same; a successor need not be
};

enum class DeclarationState { submitted, sent_back, confirmed, withdrawn };
enum class DeclarationAction {
  submit,
  object,  // by a unit that it names: it stands beside the declaration until that is submitted again
  send_back,
  confirm,
  withdraw,
};

struct DeclarationMove {
  DeclarationState from;
  DeclarationAction action;
  DeclarationState to;
};
std::span<const DeclarationMove> declaration_moves();
// conflict "declaration_state". A first submission has no state before.
Result<DeclarationState> move_declaration(DeclarationState from, DeclarationAction action);

bool is_exempt(CanteenCase canteen);

// What a unit declares.
struct DeclaredShare {
  OrganisationId unit;
  CanteenCase canteen = CanteenCase::own;
  std::optional<Money> canteen_total;   // 食堂采购总额 of the year
  std::vector<OrganisationId> sharing;  // besides the unit
  std::optional<OrganisationId> contractor, successor;
  std::string exempt_reason;
};
// invalid: all wrong fields at once: /canteen_total, /sharing_units, /contractor, /successor, /exempt_reason.
Result<void> check_declared(const DeclaredShare& declared);

// At least the ratio: rounded up to the fen.
Money reserved_amount(Money canteen_total, std::int64_t ratio_ppm);

// A ratio as a government or the operator set it.
struct ShareRatio {
  std::string region;  // GB/T 2260; "*": the whole country
  int year = 0;        // from which on
  std::int64_t version = 0;
  std::int64_t ratio_ppm = 0;
};
// A region and what it lies in, the most specific first; "*" last.
std::vector<std::string> region_chain(std::string_view region);
// Of the most specific region that has one, the newest whose year has come. nullptr: none.
const ShareRatio* ratio_for(const std::vector<ShareRatio>& ratios, std::string_view region, int year);

// Whether notices go out on the day: from so many days before the deadline until it has passed.
bool is_reminder_day(Date day, Date due_on, int remind_days);

// What buyers' volume counts for, each fen once. Whoever buys for several is divided by what they reserve.
struct Buyer {
  OrganisationId organisation;
  std::vector<std::size_t> shares;  // indices of declarations
};
// `net` by buyer; `reserved` by declaration: what each declaration's buyers bought.
std::vector<std::int64_t> divide_volume(const std::vector<Buyer>& buyers, const std::vector<std::int64_t>& net,
                                        const std::vector<std::int64_t>& reserved);

enum class AttributionState { requested, confirmed, refused, withdrawn, ended };
enum class AttributionAction { request, confirm, refuse, end };
// conflict "attribution_state".
Result<AttributionState> move_attribution(AttributionState from, AttributionAction action);

}  // namespace shanhai::measurement
