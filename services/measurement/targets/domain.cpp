#include "services/measurement/targets/domain.hpp"

#include "common/base/divisions.hpp"

namespace shanhai::measurement {
namespace {

Error bad_subject(std::string detail) { return Error::invalid_field("/subject", "unknown_value", std::move(detail)); }

bool is_guangdong(std::string_view code) { return find_division(code) && is_within(code, kGuangdong); }

Result<TargetSubject> parse_pairing(std::string_view text) {
  const auto buyer = text.substr(0, 6), origin = text.size() > 7 ? text.substr(7) : std::string_view();
  const auto* county = find_division(origin);
  const bool fits = text.size() == 13 && text[6] == '-' && is_guangdong(buyer) && county && county->supported_origin;
  if (!fits) return bad_subject("a division of Guangdong and a supported county: 440600-513431");
  return TargetSubject{TargetLevel::pairing, std::string(text), std::string(buyer), std::string(origin), std::nullopt};
}

}  // namespace

Result<TargetSubject> parse_subject(TargetLevel level, std::string_view text) {
  switch (level) {
    case TargetLevel::region:
      if (!find_division(text)) return bad_subject("a GB/T 2260 code");
      if (is_guangdong(text)) return TargetSubject{level, std::string(text), std::string(text), {}, std::nullopt};
      return TargetSubject{level, std::string(text), {}, std::string(text), std::nullopt};
    case TargetLevel::pairing:
      return parse_pairing(text);
    case TargetLevel::unit:
      break;
  }
  const auto unit = OrganisationId::parse(text);
  if (unit.has_error()) return bad_subject("the id of a unit");
  return TargetSubject{level, std::string(text), {}, {}, *unit};
}

bool has_authority(std::string_view agency_region, const TargetSubject& subject) {
  if (agency_region == "*") return true;
  return !subject.region().empty() && is_within(subject.region(), agency_region);
}

std::vector<MonthOfCompletion> cumulate(const MonthlyNet& net, std::int64_t target, int last) {
  std::vector<MonthOfCompletion> out;
  std::int64_t sum = 0;
  for (int month = 1; month <= last; ++month) {
    const auto own = net[static_cast<std::size_t>(month - 1)];
    sum += own;
    out.push_back({month, own, sum, ppm_of(sum, target)});
  }
  return out;
}

}  // namespace shanhai::measurement
