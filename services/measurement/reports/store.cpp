#include "services/measurement/reports/store.hpp"

#include "common/base/encoding.hpp"
#include "services/measurement/units/store.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

ReportObject read_report(const db::Row& row) {
  ReportObject out;
  out.id = row.get<ReportId>("id");
  out.title = row.get<std::string>("title");
  out.region = row.get<std::string>("region");
  out.question = json::parse<ReportQuery>(row.get<std::string>("question")).value();
  out.question.as_of = row.get<std::string>("as_of");
  out.digest = to_hex(row.get<db::Bytes>("digest").value);
  out.url = "/v1/measurement/reports/" + out.id.str();
  out.created_at = row.get<Instant>("created_at");
  return out;
}

}  // namespace

void insert_report(db::Tx& tx, const ReportObject& report, OrganisationId organisation, const std::string& actor) {
  auto question = report.question;
  question.as_of.reset();
  tx.execute(q::report_insert, {{"id", report.id},
                                {"organisation", organisation},
                                {"region", report.region},
                                {"title", report.title},
                                {"question", json::print(question)},
                                {"as_of", report.question.as_of->str()},
                                {"digest", db::Bytes{from_hex(report.digest).value()}},
                                {"actor", actor},
                                {"now", report.created_at}});
}

std::optional<ReportObject> find_report(db::Tx& tx, ReportId id) {
  const auto rows = tx.query(q::report_find, {{"id", id}});
  if (rows.empty()) return std::nullopt;
  return read_report(rows.front());
}

std::vector<ReportObject> list_reports(db::Tx& tx, OrganisationId organisation, ReportId before, std::int64_t limit) {
  std::vector<ReportObject> out;
  const auto rows = tx.query(q::report_list, {{"organisation", organisation}, {"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_report(row));
  return out;
}

wording::Names list_names(db::Tx& tx, const std::vector<std::string>& ids) {
  std::vector<OrganisationId> organisations;
  std::vector<ProductId> products;
  for (const auto& id : ids) {
    if (const auto organisation = OrganisationId::parse(id); organisation.has_value()) {
      organisations.push_back(*organisation);
    } else if (const auto product = ProductId::parse(id); product.has_value()) {
      products.push_back(*product);
    }
  }
  wording::Names out;
  if (!organisations.empty()) {
    for (const auto& [id, name] : list_organisation_names(tx, organisations)) out[id.str()] = name;
  }
  if (!products.empty()) {
    for (const auto& [id, name] : list_product_names(tx, products)) out[id.str()] = name;
  }
  return out;
}

wording::Names list_names(db::Tx& tx, const Report& report) {
  std::vector<std::string> ids;
  for (const auto& row : report.rows) {
    for (const auto& [dimension, key] : row.keys) {
      if (key.find('_') != key.npos) ids.push_back(key);
    }
  }
  return list_names(tx, ids);
}

}  // namespace shanhai::measurement::store
