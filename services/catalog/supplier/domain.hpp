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

// Of a licence that is handed in after admission; those of an application are judged with it.
enum class LicenceStanding { handed_in, confirmed, refused };

// What somebody does to a supplier. reapply: the supplier itself, after a refusal, with a corrected application.
// hand_in_licences: the supplier itself. reverify: it is asked to prove its licences again; verify: it has.
enum class SupplierVerb {
  reapply,
  recommend,
  approve,
  refuse,
  suspend,
  reinstate,
  hand_in_licences,
  decide_licence,
  reverify,
  verify
};

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

// Of licences alone, with pointers from "/licences".
std::vector<FieldError> check_licences(std::span<const Licence> licences, Date today);

// A day from tomorrow to a year from now; pointer /due.
std::vector<FieldError> check_due(Date due, Date today);

// Told to its holder so many days before a licence ends.
inline constexpr int kReminderDays = 30;

// "SC" and 14 digits: China's food production licence number (Administrative Measures for Food Production Licensing,
// 2020).
bool is_food_production_number(std::string_view number);

// The licence counts on `day`.
bool holds(std::span<const Licence> licences, LicenceKind kind, Date day);

}  // namespace shanhai::catalog
