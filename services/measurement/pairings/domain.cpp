#include "services/measurement/pairings/domain.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "common/base/divisions.hpp"

namespace shanhai::measurement {

std::string PairingTable::name_of(std::string_view buyer_division, std::string_view production_county, Date day) const {
  const Pairing* best = nullptr;
  bool county_has_partner = false;
  for (const auto& pairing : pairings_) {
    if (pairing.origin_division != production_county) continue;
    county_has_partner = true;
    if (day < pairing.valid_from || day > pairing.valid_to || !is_within(buyer_division, pairing.buyer_division))
      continue;
    if (!best || is_within(pairing.buyer_division, best->buyer_division)) best = &pairing;
  }
  if (best) {
    return best->buyer_division + "-" + best->origin_division + (best->standing == "inferred" ? ":inferred" : "");
  }
  const Division* county = find_division(production_county);
  return county && county->supported_origin && !county_has_partner ? "partner_not_recorded" : "none";
}

bool PairingTable::may_count(std::string_view buyer, std::string_view origin, Date from, Date to) const {
  const auto own = std::string(buyer) + "-" + std::string(origin);
  std::vector<Date> days{from};  // on which something begins or has ended: between them all days are alike
  for (const auto& pairing : pairings_) {
    if (pairing.origin_division != origin) continue;
    for (const auto day : {pairing.valid_from, add_days(pairing.valid_to, 1)}) {
      if (day > from && day <= to) days.push_back(day);
    }
  }
  for (const auto& division : all_divisions()) {
    if (!is_within(division.code, buyer)) continue;
    for (const auto day : days) {
      if (name_of(division.code, origin, day).starts_with(own)) return true;
    }
  }
  return false;
}

bool is_pairing_name(std::string_view name) {
  constexpr std::string_view kInferred = ":inferred";
  if (name == "none" || name == "partner_not_recorded") return true;
  if (name.ends_with(kInferred)) name.remove_suffix(kInferred.size());
  return name.size() == 13 && name[6] == '-' && find_division(name.substr(0, 6)) && find_division(name.substr(7));
}

void extend_newest(std::vector<Pairing>& pairings, Date to) {
  std::map<std::pair<std::string, std::string>, Pairing*> newest;
  for (auto& pairing : pairings) {
    auto& best = newest[{pairing.buyer_division, pairing.origin_division}];
    if (!best || best->valid_to < pairing.valid_to) best = &pairing;
  }
  for (auto& [pair, pairing] : newest) pairing->valid_to = std::max(pairing->valid_to, to);
}

std::vector<Pairing> parse_pairings_csv(std::string_view csv) {
  std::vector<Pairing> out;
  csv.remove_prefix(csv.find('\n') + 1);  // heading
  while (!csv.empty()) {
    const auto end = csv.find('\n');
    auto line = csv.substr(0, end);
    csv.remove_prefix(end == csv.npos ? csv.size() : end + 1);
    if (line.empty()) continue;
    std::vector<std::string> fields;
    while (fields.size() < 6) {  // the note is the rest of the line
      const auto comma = line.find(',');
      if (comma == line.npos) throw std::logic_error("pairings.csv: too few fields");
      fields.emplace_back(line.substr(0, comma));
      line.remove_prefix(comma + 1);
    }
    out.push_back({fields[0], fields[1], parse_date(fields[2]).value(), parse_date(fields[3]).value(), fields[4],
                   fields[5], std::string(line), 1});
  }
  return out;
}

Result<void> check_pairing(const Pairing& pairing) {
  std::vector<FieldError> wrong;
  if (!is_within(pairing.buyer_division, kGuangdong))
    wrong.push_back({"/buyer_division", "unknown_division", "a division of Guangdong"});
  const Division* county = find_division(pairing.origin_division);
  if (!county || !county->supported_origin)
    wrong.push_back({"/origin_division", "unknown_division", "one of the supported counties"});
  constexpr std::string_view kPrecisions[] = {"year", "month", "day"};
  if (std::find(std::begin(kPrecisions), std::end(kPrecisions), pairing.date_precision) == std::end(kPrecisions))
    wrong.push_back({"/date_precision", "unknown_value", "year, month or day"});
  if (pairing.valid_to < pairing.valid_from) wrong.push_back({"/valid_to", "out_of_range", "not before valid_from"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

}  // namespace shanhai::measurement
