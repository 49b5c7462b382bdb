#include "services/measurement/benefits/report.hpp"

#include "common/base/divisions.hpp"
#include "services/measurement/freezing/reporting.hpp"
#include "services/measurement/purchases/domain_suppression.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::size_t kBenefitRowsMax = 5000;

std::string name_of(BenefitMethod method) { return boost::describe::enum_to_string(method, ""); }

// "2026", "2026Q3" or "2026-09", as it was written.
std::string period_text(Date from, Date to) {
  const auto months = (unsigned(to.month()) - unsigned(from.month())) + 1;
  if (months == 12) return name_of_day(from, Dimension::year);
  return name_of_day(from, months == 3 ? Dimension::quarter : Dimension::month);
}

BenefitItem item_of(const BenefitRecord& record) {
  BenefitItem out;
  out.household_id = record.key.household;
  out.method = record.key.method;
  out.period = period_text(record.key.from, record.key.to);
  out.amount = record.amount;
  if (const ProductId product(record.key.product); !product.is_nil()) out.product_id = product;
  return out;
}

CountedCell cell_of(const BenefitSum& sum) {
  CountedCell out;
  if (sum.method) out.keys.push_back({name_of(*sum.method)});
  if (sum.product_id) out.keys.push_back({sum.product_id->str()});
  if (sum.supplier_id) out.keys.push_back({sum.supplier_id->str()});
  if (sum.county) out.keys.push_back(with_coarser(Dimension::registration_county, *sum.county));
  out.persons = sum.households.value_or(0);
  return out;
}

void suppress(BenefitSum& sum) {
  sum.households.reset();
  sum.amount.reset();
  sum.suppressed = true;
}

}  // namespace

BenefitBatchView view_benefits(db::Tx& tx, const BenefitBatchRow& batch, bool with_items) {
  BenefitBatchView out;
  out.batch_id = batch.id;
  out.supplier_id = batch.supplier;
  out.county = batch.county;
  out.state = batch.state;
  out.records = batch.records;
  out.amount = batch.amount;
  std::set<std::string> households;
  if (with_items) out.items.emplace();
  for (const auto& record : store::list_benefit_records(tx, batch.id)) {
    households.insert(record.key.household);
    out.by_method[name_of(record.key.method)] += record.amount;
    if (with_items) out.items->push_back(item_of(record));
  }
  out.households = static_cast<std::int64_t>(households.size());
  out.document_name = batch.proof.document_name;
  out.media_type = batch.proof.media_type;
  out.sha256 = batch.proof.sha256;
  out.size_bytes = batch.proof.size_bytes;
  out.steps = store::list_benefit_steps(tx, batch.id);
  out.submitted_at = batch.submitted_at;
  return out;
}

BenefitBatchPage page_of(std::vector<BenefitBatchRow> rows, std::int64_t size) {
  BenefitBatchPage out;
  if (rows.size() > static_cast<std::size_t>(size)) {
    rows.resize(static_cast<std::size_t>(size));
    out.next_cursor = rows.back().id.str();
  }
  for (const auto& row : rows)
    out.items.push_back({row.id, row.supplier, row.state, row.records, row.amount, row.submitted_at});
  return out;
}

Result<BenefitFilter> benefit_filter(const auth::Principal& caller, const BenefitQuery& query) {
  BenefitFilter out;
  SH_TRY(out.period, parse_period(query.period));
  out.supplier = query.supplier;
  out.product = query.product;
  if (caller.role == auth::Role::supplier) {
    if (!caller.organisation) return Error::forbidden();
    if (query.supplier && *query.supplier != *caller.organisation)
      return Error::invalid_field("query/supplier", "not_expected", "it is the caller");
    out.supplier = *caller.organisation;
  } else if (caller.role == auth::Role::county_reviewer) {
    out.counties = DivisionSet::within(caller.region);
  } else if (caller.role == auth::Role::agency) {
    out.counties = benefit_counties(caller.region);
  } else if (caller.role != auth::Role::platform_operator) {
    return Error::forbidden();
  }
  if (query.county) {
    if (!find_division(query.county->str())) return Error::invalid_field("query/county", "unknown_division");
    out.counties = out.counties.intersect(DivisionSet::within(query.county->str()));
  }
  return out;
}

Result<BenefitGrouping> benefit_grouping(const BenefitQuery& query) {
  BenefitGrouping out;
  std::string_view text = query.group_by ? std::string_view(query.group_by->str()) : std::string_view();
  while (!text.empty()) {
    const auto name = text.substr(0, text.find(','));
    bool* by = name == "method"     ? &out.method
               : name == "product"  ? &out.product
               : name == "supplier" ? &out.supplier
               : name == "county"   ? &out.county
                                    : nullptr;
    if (!by) return Error::invalid_field("query/group_by", "unknown_value", "method, product, supplier, county");
    if (*by) return Error::invalid_field("query/group_by", "repeated");
    *by = true;
    text.remove_prefix(std::min(text.size(), name.size() + 1));
  }
  return out;
}

Result<BenefitReport> build_benefit_report(db::Tx& tx, const BenefitQuery& query, BenefitFilter filter,
                                           const BenefitGrouping& grouping, std::int64_t smallest) {
  BenefitReport out;
  out.period = query.period;
  auto as_of = current_as_of(tx);
  if (query.as_of) {
    SH_TRY(as_of, read_as_of(tx, query.as_of->str()));
  }
  out.as_of = as_of.str();
  SH_TRY(auto frozen, find_frozen_state(tx, query.period.str(), as_of));
  filter.entered = frozen ? frozen->at.entered : as_of.entered;
  if (frozen) out.frozen = std::move(frozen->report);
  const auto total = store::sum_benefits(tx, filter, {});
  if (total.empty()) {
    out.total.households = 0;
    out.total.amount = Money();
    return out;
  }
  out.total = total.front();
  if (*out.total.households < smallest) {
    suppress(out.total);
    return out;  // then every part of it is too small, too
  }
  if (!query.group_by || query.group_by->empty()) return out;
  out.rows = store::sum_benefits(tx, filter, grouping, kBenefitRowsMax + 1);
  if (out.rows.size() > kBenefitRowsMax)
    return Error::invalid_field("query/group_by", "narrow_the_question",
                                "too many rows: ask for a county or a supplier, or leave a dimension out");
  std::vector<CountedCell> cells;
  for (const auto& row : out.rows) cells.push_back(cell_of(row));
  for (const auto index : suppressed_cells(cells, smallest)) suppress(out.rows[index]);
  return out;
}

}  // namespace shanhai::measurement
