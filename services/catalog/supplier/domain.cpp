#include "services/catalog/supplier/domain.hpp"

#include <algorithm>
#include <array>

#include "common/base/divisions.hpp"
#include "common/base/uscc.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::array kMoves = {
    SupplierMove{SupplierVerb::reapply, SupplierStatus::refused, SupplierStatus::applied},
    SupplierMove{SupplierVerb::recommend, SupplierStatus::applied, SupplierStatus::recommended},
    SupplierMove{SupplierVerb::approve, SupplierStatus::recommended, SupplierStatus::approved},
    SupplierMove{SupplierVerb::refuse, SupplierStatus::applied, SupplierStatus::refused},
    SupplierMove{SupplierVerb::refuse, SupplierStatus::recommended, SupplierStatus::refused},
    SupplierMove{SupplierVerb::suspend, SupplierStatus::approved, SupplierStatus::suspended},
    SupplierMove{SupplierVerb::reinstate, SupplierStatus::suspended, SupplierStatus::approved},
    SupplierMove{SupplierVerb::hand_in_licences, SupplierStatus::approved, SupplierStatus::approved},
    SupplierMove{SupplierVerb::hand_in_licences, SupplierStatus::suspended, SupplierStatus::suspended},
    SupplierMove{SupplierVerb::decide_licence, SupplierStatus::approved, SupplierStatus::approved},
    SupplierMove{SupplierVerb::decide_licence, SupplierStatus::suspended, SupplierStatus::suspended},
    SupplierMove{SupplierVerb::reverify, SupplierStatus::approved, SupplierStatus::approved},
    SupplierMove{SupplierVerb::verify, SupplierStatus::approved, SupplierStatus::approved},
};

// The first places of a credit code tell the kind of body (GB 32100: 93 cooperative, 91 enterprise, 92 individual
// business, N1-N3 rural collective).
bool prefix_fits(std::string_view uscc, SupplierKind kind) {
  switch (kind) {
    case SupplierKind::cooperative:
      return uscc.starts_with("93");
    case SupplierKind::supplier_enterprise:
      return uscc.starts_with("91");
    case SupplierKind::individual_business:
      return uscc.starts_with("92");
    case SupplierKind::collective:
      return uscc.starts_with("N1") || uscc.starts_with("N2") || uscc.starts_with("N3");
  }
  return false;
}

void check_licence(const Licence& licence, const std::string& pointer, Date today, std::vector<FieldError>& out) {
  if (licence.valid_to < today) out.push_back({pointer + "/valid_to", "licence_expired", "must be valid today"});
  if (licence.kind == LicenceKind::food_production && !is_food_production_number(licence.number)) {
    out.push_back({pointer + "/number", "invalid_licence_number", "SC and 14 digits"});
  }
}

}  // namespace

std::span<const SupplierMove> supplier_moves() { return kMoves; }

std::string_view to_name(SupplierStatus status) {
  switch (status) {
    case SupplierStatus::applied:
      return "applied";
    case SupplierStatus::recommended:
      return "recommended";
    case SupplierStatus::approved:
      return "approved";
    case SupplierStatus::refused:
      return "refused";
    case SupplierStatus::suspended:
      return "suspended";
  }
  return "";
}

Result<SupplierStatus> next_status(SupplierStatus from, SupplierVerb verb) {
  const auto found = std::find_if(kMoves.begin(), kMoves.end(),
                                  [&](const SupplierMove& move) { return move.from == from && move.verb == verb; });
  if (found == kMoves.end()) {
    return Error::conflict("supplier_state", "the supplier is " + std::string(to_name(from)))
        .with("status", boost::json::value(to_name(from)));
  }
  return found->to;
}

std::vector<FieldError> check_application(const SupplierFacts& application, Date today) {
  std::vector<FieldError> out;
  if (!is_valid_uscc(application.uscc)) {
    out.push_back({"/uscc", "invalid_uscc", "18 characters with two check digits (GB 32100)"});
  } else if (!prefix_fits(application.uscc, application.kind)) {
    out.push_back({"/uscc", "uscc_kind_mismatch", "the code belongs to another kind of body"});
  }
  const auto* county = find_division(application.registration_county);
  if (!county || county->level != DivisionLevel::county) {
    out.push_back({"/registration_county", "unknown_division", "the six digits of a county"});
  } else if (is_within(county->code, kGuangdong)) {
    out.push_back({"/registration_county", "not_an_origin", "suppliers are registered in a county of origin"});
  }
  const auto wrong = check_licences(application.licences, today);
  out.insert(out.end(), wrong.begin(), wrong.end());
  return out;
}

std::vector<FieldError> check_licences(std::span<const Licence> licences, Date today) {
  std::vector<FieldError> out;
  if (licences.empty()) out.push_back({"/licences", "required", "at least one licence"});
  if (licences.size() > 20) out.push_back({"/licences", "too_many", "at most 20"});
  for (std::size_t i = 0; i < licences.size(); ++i)
    check_licence(licences[i], "/licences/" + std::to_string(i), today, out);
  return out;
}

std::vector<FieldError> check_due(Date due, Date today) {
  if (due > today && due <= add_days(today, 366)) return {};
  return {{"/due", "out_of_range", "from tomorrow to a year from now"}};
}

bool is_food_production_number(std::string_view number) {
  return number.size() == 16 && number.starts_with("SC") &&
         std::all_of(number.begin() + 2, number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool holds(std::span<const Licence> licences, LicenceKind kind, Date day) {
  return std::any_of(licences.begin(), licences.end(),
                     [&](const Licence& licence) { return licence.kind == kind && licence.valid_to >= day; });
}

}  // namespace shanhai::catalog
