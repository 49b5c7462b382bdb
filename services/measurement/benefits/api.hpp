// Benefits as suppliers record them, counties confirm them and agencies read their sums.
#pragma once

#include "common/files/file.hpp"
#include "services/measurement/benefits/domain.hpp"
#include "services/measurement/purchases/views.hpp"
#include "services/measurement/reports/format.hpp"

namespace shanhai::measurement {

BOOST_DESCRIBE_ENUM(BenefitMethod, wage, produce, dividend, land_rent, other)
BOOST_DESCRIBE_ENUM(BenefitState, submitted, confirmed, refused, withdrawn)
BOOST_DESCRIBE_ENUM(BenefitAction, confirm, refuse, withdraw)

struct BenefitItem {
  Text<1, 40> household_id;  // hh_...: one of the supplier's own
  BenefitMethod method = BenefitMethod::wage;
  Text<4, 7> period;  // 2026, 2026Q3, 2026-09
  Money amount;
  std::optional<ProductId> product_id;  // one of the supplier's
};
BOOST_DESCRIBE_STRUCT(BenefitItem, (), (household_id, method, period, amount, product_id))

// Items, or a sheet of them: CSV or XLSX with the columns household_id 农户编号, method 方式, period 期间, amount 金额
// (yuan, at most two places) and product_id 产品编号.
struct BenefitBatchBody {
  std::optional<std::vector<BenefitItem>> items;
  std::optional<std::string> sheet_base64;
  files::UploadedFile proof;    // a list of wages, receipts, a contract
  std::optional<bool> dry_run;  // say what is wrong, record nothing
};
BOOST_DESCRIBE_STRUCT(BenefitBatchBody, (), (items, sheet_base64, proof, dry_run))

struct BenefitReceipt {
  std::optional<BenefitBatchId> batch_id;  // left out: a dry run
  std::int64_t records = 0, households = 0;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(BenefitReceipt, (), (batch_id, records, households, amount))

struct BenefitStep {
  BenefitAction action = BenefitAction::confirm;
  std::optional<OrganisationId> organisation_id;
  std::string reason;
  Instant at{};
};
BOOST_DESCRIBE_STRUCT(BenefitStep, (), (action, organisation_id, reason, at))

struct BenefitSum {
  std::optional<BenefitMethod> method;
  std::optional<ProductId> product_id;
  std::optional<OrganisationId> supplier_id;
  std::optional<std::string> county;
  std::optional<std::int64_t> households;  // distinct, never a sum
  std::optional<Money> amount;
  bool suppressed = false;  // too few households to tell
};
BOOST_DESCRIBE_STRUCT(BenefitSum, (), (method, product_id, supplier_id, county, households, amount, suppressed))

struct BenefitBatchView {
  BenefitBatchId batch_id;
  OrganisationId supplier_id;
  std::string county;
  BenefitState state = BenefitState::submitted;
  std::int64_t records = 0, households = 0;
  Money amount;
  std::map<std::string, Money> by_method;
  std::optional<std::vector<BenefitItem>> items;  // the supplier itself sees them
  std::string document_name, media_type, sha256;  // of the proof
  std::int64_t size_bytes = 0;
  std::vector<BenefitStep> steps;
  Instant submitted_at{};
};
BOOST_DESCRIBE_STRUCT(BenefitBatchView, (),
                      (batch_id, supplier_id, county, state, records, households, amount, by_method, items,
                       document_name, media_type, sha256, size_bytes, steps, submitted_at))

struct BenefitBatchItem {
  BenefitBatchId batch_id;
  OrganisationId supplier_id;
  BenefitState state = BenefitState::submitted;
  std::int64_t records = 0;
  Money amount;
  Instant submitted_at{};
};
BOOST_DESCRIBE_STRUCT(BenefitBatchItem, (), (batch_id, supplier_id, state, records, amount, submitted_at))

struct BenefitBatchPage {
  std::vector<BenefitBatchItem> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(BenefitBatchPage, (), (items, next_cursor))

struct BenefitReason {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(BenefitReason, (), (reason))

struct BenefitQuery {
  Text<4, 7> period;
  std::optional<Text<0, 40>> group_by;  // of method, product, supplier, county, with commas
  std::optional<Text<6, 6>> county;
  std::optional<OrganisationId> supplier;
  std::optional<ProductId> product;
  std::optional<Text<10, 160>> as_of;
};
BOOST_DESCRIBE_STRUCT(BenefitQuery, (), (period, group_by, county, supplier, product, as_of))

struct FormattedBenefitQuery : BenefitQuery {
  std::optional<ReportFormat> format;  // json
};
BOOST_DESCRIBE_STRUCT(FormattedBenefitQuery, (BenefitQuery), (format))

struct BenefitReport {
  std::string period;                // benefits whose own period lies in it
  std::optional<std::string> as_of;  // asks for this very answer again; suppliers are not told
  std::vector<BenefitSum> rows;
  BenefitSum total;
  std::optional<FrozenReport> frozen;  // told as of then: what was confirmed or withdrawn later changes nothing
};
BOOST_DESCRIBE_STRUCT(BenefitReport, (), (period, as_of, rows, total, frozen))

// Payload of benefits_submitted and benefits_moved, aggregate "benefit_batch". No household is named.
struct BenefitsChanged {
  BenefitBatchId batch;
  OrganisationId supplier;
  BenefitState state = BenefitState::submitted;
  std::int64_t records = 0;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(BenefitsChanged, (), (batch, supplier, state, records, amount))

inline constexpr std::string_view kBenefitsSubmitted = "measurement.benefits_submitted";
inline constexpr std::string_view kBenefitsMoved = "measurement.benefits_moved";

}  // namespace shanhai::measurement
