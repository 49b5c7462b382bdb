#include "services/orders/pricing/domain.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kRegionsMax = 30;
constexpr std::size_t kDivisionsMax = 200;
// They keep the freight of the largest basket within 64 bits.
constexpr Money kFeeMax(100'000);
constexpr std::int64_t kFenPerGramMax = 20;

// The digits that say something: 440600 is all of 4406, and no address in it begins with 440600.
std::string_view significant(std::string_view digits) {
  while (digits.size() > 2 && digits.ends_with("00")) digits.remove_suffix(2);
  return digits;
}

// How many digits of `division` the most specific of `prefixes` names; 0: none of them.
std::size_t match(const std::vector<Text<2, 6>>& prefixes, std::string_view division) {
  std::size_t longest = 0;
  for (const auto& prefix : prefixes) {
    const auto digits = significant(prefix.str());
    if (division.starts_with(digits)) longest = std::max(longest, digits.size());
  }
  return longest;
}

// nullptr: not delivered there.
const FreightRegion* region_of(const FreightTerms& terms, std::string_view division) {
  const FreightRegion* found = nullptr;
  std::size_t longest = 0;
  for (const auto& region : terms.regions) {
    const auto length = match(region.divisions, division);
    if (length <= longest) continue;
    longest = length;
    found = &region;
  }
  return match(terms.not_delivered, division) > longest ? nullptr : found;
}

bool names_division(const std::string& prefix) {
  if (prefix.size() % 2 != 0 || prefix.find_first_not_of("0123456789") != prefix.npos) return false;
  auto code = prefix;
  code.resize(6, '0');
  return is_within(code, kGuangdong);
}

void check_divisions(const std::vector<Text<2, 6>>& divisions, const std::string& pointer, std::set<std::string>& seen,
                     std::vector<FieldError>& out) {
  if (divisions.size() > kDivisionsMax)
    out.push_back({pointer, "too_many", "at most " + std::to_string(kDivisionsMax)});
  for (std::size_t i = 0; i < divisions.size(); ++i) {
    const auto place = pointer + "/" + std::to_string(i);
    if (!names_division(divisions[i].str())) {
      out.push_back({place, "unknown_division", "the first 2, 4 or 6 digits of a division of Guangdong"});
    } else if (!seen.insert(std::string(significant(divisions[i].str()))).second) {
      out.push_back({place, "repeated", "each division once"});
    }
  }
}

}  // namespace

LadderStep step_at(Money base, const std::vector<LadderStep>& steps, std::int64_t quantity) {
  LadderStep out{1, base};
  for (const auto& step : steps) {
    if (step.from <= quantity) out = step;
  }
  return out;
}

std::optional<std::size_t> best_discount(const std::vector<Discount>& offered, Money goods) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < offered.size(); ++i) {
    if (offered[i].threshold > goods) continue;
    if (!best || offered[i].off > offered[*best].off) best = i;
  }
  return best;
}

std::vector<Money> share_discount(Money off, const std::vector<DiscountedLine>& lines) {
  std::vector<std::int64_t> amounts, spare;
  std::int64_t most = 0;
  for (const auto& line : lines) {
    amounts.push_back(line.amount.fen());
    spare.push_back(line.amount.fen() - line.quantity);
    most += spare.back();
  }
  off = std::min(off, Money(most));
  if (off <= Money()) return std::vector<Money>(lines.size());
  auto shares = allocate(off, amounts);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (shares[i].fen() > spare[i]) return allocate(off, spare);  // goods of hardly a fen
  }
  return shares;
}

std::vector<FieldError> check_terms(const FreightTerms& terms, const std::string& pointer) {
  std::vector<FieldError> out;
  if (terms.regions.empty() || terms.regions.size() > kRegionsMax)
    out.push_back({pointer + "/regions", "out_of_range", "1 to " + std::to_string(kRegionsMax)});
  std::set<std::string> seen, fresh;
  for (std::size_t i = 0; i < terms.regions.size(); ++i) {
    const auto place = pointer + "/regions/" + std::to_string(i);
    const auto& region = terms.regions[i];
    if (region.divisions.empty()) out.push_back({place + "/divisions", "required", "at least one"});
    check_divisions(region.divisions, place + "/divisions", seen, out);
    if (region.first_fee < Money() || region.first_fee > kFeeMax)
      out.push_back({place + "/first_fee/amount_fen", "out_of_range", "0 to " + std::to_string(kFeeMax.fen())});
    const auto step_max = std::min(kFeeMax.fen(), region.step_weight_g.value() * kFenPerGramMax);
    if (region.step_fee < Money() || region.step_fee.fen() > step_max)
      out.push_back({place + "/step_fee/amount_fen", "out_of_range", "0 to " + std::to_string(step_max)});
    if (region.free_from && *region.free_from <= Money())
      out.push_back({place + "/free_from/amount_fen", "out_of_range", "more than nothing"});
  }
  check_divisions(terms.not_delivered, pointer + "/not_delivered", seen, out);
  if (terms.fresh_divisions) check_divisions(*terms.fresh_divisions, pointer + "/fresh_divisions", fresh, out);
  return out;
}

Carriage carriage_to(const FreightTerms* terms, std::string_view division, bool fresh) {
  if (!terms) return Carriage::possible;
  if (!region_of(*terms, division)) return Carriage::not_delivered;
  const bool kept_away = fresh && terms->fresh_divisions && match(*terms->fresh_divisions, division) == 0;
  return kept_away ? Carriage::fresh_not_delivered : Carriage::possible;
}

bool reaches(const Divisions& delivered, const Divisions& excluded, std::string_view division) {
  const auto within = delivered ? match(*delivered, division) : std::size_t(1);  // less than any division's digits
  return within > (excluded ? match(*excluded, division) : 0);
}

Money freight_of(const FreightTerms* terms, std::string_view division, std::int64_t weight_g, Money goods) {
  const auto* region = terms ? region_of(*terms, division) : nullptr;
  if (!region || (region->free_from && goods >= *region->free_from)) return Money();
  const auto over = std::max<std::int64_t>(0, weight_g - region->first_weight_g.value());
  const auto step = region->step_weight_g.value();
  const auto steps = over / step + (over % step != 0 ? 1 : 0);
  return region->first_fee + region->step_fee * steps;
}

}  // namespace shanhai::orders
