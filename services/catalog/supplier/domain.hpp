// Admission of suppliers: what an application must hold, and which step may follow which.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "services/catalog/domain_terms.hpp"

namespace shanhai::catalog {

enum class SupplierKind { cooperative, supplier_enterprise, individual_business, collective };

enum class LicenceKind { business_licence, food_production, drug_trading, wild_harvest, prepackaged_filing };

// What somebody does to a supplier. reapply: the supplier itself, after a refusal, with a corrected application.
enum class SupplierVerb { reapply, recommend, approve, refuse, suspend, reinstate };

struct SupplierMove {
  SupplierVerb verb;
  SupplierStatus from;
  SupplierStatus to;
};
std::span<const SupplierMove> supplier_moves();
// conflict: supplier_state, with the status it is in.
Result<SupplierStatus> next_status(SupplierStatus from, SupplierVerb verb);
std::string_view to_name(SupplierStatus status);

// A licence as far as the rules ask.
struct Licence {
  LicenceKind kind = LicenceKind::business_licence;
  std::string number;
  Date valid_to{};  // last day
};

struct SupplierFacts {
  SupplierKind kind = SupplierKind::cooperative;
  std::string uscc;
  std::string registration_county;
  std::vector<Licence> licences;
};
// Every wrong place, with pointers into the application. Empty: it may be reviewed.
std::vector<FieldError> check_application(const SupplierFacts& application, Date today);

// "SC" and 14 digits: China's food production licence number (Administrative Measures for Food Production Licensing,
// 2020).
bool is_food_production_number(std::string_view number);

// The licence counts on `day`.
bool holds(std::span<const Licence> licences, LicenceKind kind, Date day);

}  // namespace shanhai::catalog
