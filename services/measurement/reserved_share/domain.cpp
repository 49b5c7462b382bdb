#include "services/measurement/reserved_share/domain.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"

namespace shanhai::measurement {
namespace {

using State = DeclarationState;
using Action = DeclarationAction;

constexpr DeclarationMove kMoves[] = {
    {State::submitted, Action::submit, State::submitted},  // corrected before anybody looked
    {State::submitted, Action::object, State::submitted},
    {State::submitted, Action::confirm, State::confirmed},
    {State::submitted, Action::send_back, State::sent_back},
    {State::submitted, Action::withdraw, State::withdrawn},
    {State::sent_back, Action::submit, State::submitted},
    {State::sent_back, Action::withdraw, State::withdrawn},
    {State::confirmed, Action::object, State::confirmed},
    {State::confirmed, Action::send_back, State::sent_back},  // what turned out wrong
};

constexpr std::size_t kSharingMax = 200;

void check_sharing(const DeclaredShare& declared, std::vector<FieldError>& wrong) {
  const std::set<OrganisationId> distinct(declared.sharing.begin(), declared.sharing.end());
  if (declared.canteen != CanteenCase::shared) {
    if (!declared.sharing.empty()) wrong.push_back({"/sharing_units", "not_allowed", "of a shared canteen only"});
  } else if (declared.sharing.empty()) {
    wrong.push_back({"/sharing_units", "required", "the other units that share the canteen"});
  } else if (declared.sharing.size() > kSharingMax) {
    wrong.push_back({"/sharing_units", "out_of_range", "at most 200"});
  } else if (distinct.size() != declared.sharing.size() || distinct.contains(declared.unit)) {
    wrong.push_back({"/sharing_units", "repeated", "each of the others once"});
  }
}

void check_named(const std::optional<OrganisationId>& named, bool needed, bool allowed, const char* pointer,
                 OrganisationId unit, std::vector<FieldError>& wrong) {
  if (needed && !named) wrong.push_back({pointer, "required", ""});
  if (!allowed && named) wrong.push_back({pointer, "not_allowed", "not of this canteen"});
  if (allowed && named && *named == unit) wrong.push_back({pointer, "not_allowed", "another organisation"});
}

// Largest remainder, each fen once; of a negative net what went back.
std::vector<std::int64_t> divide(std::int64_t net, const std::vector<std::int64_t>& weights) {
  auto used = weights;
  if (std::all_of(used.begin(), used.end(), [](std::int64_t weight) { return weight == 0; }))
    std::fill(used.begin(), used.end(), 1);
  std::vector<std::int64_t> out;
  for (const auto part : allocate(Money(net < 0 ? -net : net), used)) out.push_back(net < 0 ? -part.fen() : part.fen());
  return out;
}

}  // namespace

std::span<const DeclarationMove> declaration_moves() { return kMoves; }

Result<DeclarationState> move_declaration(DeclarationState from, DeclarationAction action) {
  const auto found = std::find_if(std::begin(kMoves), std::end(kMoves), [&](const DeclarationMove& move) {
    return move.from == from && move.action == action;
  });
  if (found == std::end(kMoves)) return Error::conflict("declaration_state");
  return found->to;
}

bool is_exempt(CanteenCase canteen) {
  return canteen == CanteenCase::none || canteen == CanteenCase::merged || canteen == CanteenCase::abolished;
}

Result<void> check_declared(const DeclaredShare& declared) {
  std::vector<FieldError> wrong;
  const bool exempt = is_exempt(declared.canteen);
  if (exempt) {
    if (declared.canteen_total) wrong.push_back({"/canteen_total", "not_allowed", "there is no canteen"});
    if (declared.exempt_reason.empty()) wrong.push_back({"/exempt_reason", "required", "why nothing is reserved"});
  } else {
    if (!declared.canteen_total) wrong.push_back({"/canteen_total", "required", "食堂采购总额"});
    if (declared.canteen_total && declared.canteen_total->fen() <= 0)
      wrong.push_back({"/canteen_total", "out_of_range", "more than nothing"});
    if (!declared.exempt_reason.empty()) wrong.push_back({"/exempt_reason", "not_allowed", "something is reserved"});
  }
  check_sharing(declared, wrong);
  const bool outsourced = declared.canteen == CanteenCase::outsourced;
  check_named(declared.contractor, outsourced, outsourced, "/contractor", declared.unit, wrong);
  const bool merged = declared.canteen == CanteenCase::merged;
  check_named(declared.successor, merged, merged || declared.canteen == CanteenCase::abolished, "/successor",
              declared.unit, wrong);
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

Money reserved_amount(Money canteen_total, std::int64_t ratio_ppm) {
  const auto product = static_cast<__int128>(canteen_total.fen()) * ratio_ppm;
  return Money(static_cast<std::int64_t>((product + 999'999) / 1'000'000));
}

std::vector<std::string> region_chain(std::string_view region) {
  std::vector<std::string> out;
  for (const auto* division = find_division(region); division; division = find_division(division->parent))
    out.emplace_back(division->code);
  out.emplace_back("*");
  return out;
}

const ShareRatio* ratio_for(const std::vector<ShareRatio>& ratios, std::string_view region, int year) {
  for (const auto& place : region_chain(region)) {
    const ShareRatio* best = nullptr;
    for (const auto& ratio : ratios) {
      if (ratio.region != place || ratio.year > year) continue;
      if (!best || std::pair(ratio.year, ratio.version) > std::pair(best->year, best->version)) best = &ratio;
    }
    if (best) return best;
  }
  return nullptr;
}

bool is_reminder_day(Date day, Date due_on, int remind_days) {
  return day <= due_on && day >= add_days(due_on, -remind_days);
}

std::vector<std::int64_t> divide_volume(const std::vector<Buyer>& buyers, const std::vector<std::int64_t>& net,
                                        const std::vector<std::int64_t>& reserved) {
  std::vector<std::int64_t> out(reserved.size(), 0);
  for (std::size_t i = 0; i < buyers.size(); ++i) {
    std::vector<std::int64_t> weights;
    for (const auto share : buyers[i].shares) weights.push_back(reserved[share]);
    if (weights.empty()) continue;
    const auto parts = divide(net[i], weights);
    for (std::size_t k = 0; k < parts.size(); ++k) out[buyers[i].shares[k]] += parts[k];
  }
  return out;
}

Result<AttributionState> move_attribution(AttributionState from, AttributionAction action) {
  if (from == AttributionState::requested && action == AttributionAction::confirm) return AttributionState::confirmed;
  if (from == AttributionState::requested && action == AttributionAction::refuse) return AttributionState::refused;
  if (from == AttributionState::requested && action == AttributionAction::end) return AttributionState::withdrawn;
  if (from == AttributionState::confirmed && action == AttributionAction::end) return AttributionState::ended;
  return Error::conflict("attribution_state");
}

}  // namespace shanhai::measurement
