#include "services/catalog/audit.hpp"

#include <unordered_map>

#include "services/catalog/certification/store.hpp"
#include "sql/catalog_queries.hpp"

namespace shanhai::catalog {

namespace sql = shanhai::sql::catalog;

namespace {

constexpr std::int64_t kPage = 500;

// One page of aggregates: how many events each should have sent.
struct Expected {
  std::unordered_map<std::string, std::int64_t> events;  // by id as text
};

void compare_events(db::Tx& tx, std::string_view aggregate_type, Expected expected, runtime::AuditFinding& finding) {
  finding.compared += static_cast<std::int64_t>(expected.events.size());
  std::vector<db::Value> ids;
  for (const auto& [id, events] : expected.events) ids.emplace_back(id);
  for (const auto row :
       tx.query(sql::count_events, {{"aggregate_type", aggregate_type}, {"ids", db::Value::list(std::move(ids))}})) {
    auto& missing = expected.events.at(row.get<std::string>("aggregate_id"));
    const auto count = row.get<std::int64_t>("events");
    missing = count == row.get<std::int64_t>("newest") ? missing - count : -1;  // a gap is a difference too
  }
  for (const auto& [id, missing] : expected.events) {
    if (missing == 0) continue;
    ++finding.difference;
    finding.detail = id + " has not the events it should have";
  }
}

template <class IdType>
runtime::AuditFinding audit_events(db::Tx& tx, std::string check, std::string_view aggregate_type,
                                   const db::Query& query) {
  runtime::AuditFinding finding{std::move(check), 0, 0, {}};
  for (IdType after;;) {
    const db::Rows rows = tx.query(query, {{"after", after}, {"limit", kPage}});
    if (rows.empty()) return finding;
    Expected expected;
    for (const db::Row row : rows) {
      after = row.get<IdType>("id");
      expected.events.emplace(after.str(), row.get<std::int64_t>("events"));
    }
    compare_events(tx, aggregate_type, std::move(expected), finding);
  }
}

runtime::AuditFinding audit_versions(db::Tx& tx) {
  runtime::AuditFinding finding{"catalog.product_versions", 0, 0, {}};
  for (ProductId after;;) {
    const auto rows = tx.query(sql::audit_versions, {{"after", after}, {"limit", kPage}});
    if (rows.empty()) return finding;
    for (const db::Row row : rows) {
      after = row.get<ProductId>("id");
      ++finding.compared;
      const auto published = row.get<std::int64_t>("published_version");
      if (row.get<std::int64_t>("versions") == published && row.get<std::int64_t>("newest") == published) continue;
      ++finding.difference;
      finding.detail = after.str() + " lacks a published version";
    }
  }
}

}  // namespace

Result<std::vector<runtime::AuditFinding>> audit_catalog(db::Tx& tx) {
  std::vector<runtime::AuditFinding> out;
  out.push_back(audit_versions(tx));
  out.push_back(audit_events<OrganisationId>(tx, "catalog.supplier_events", "supplier", sql::audit_suppliers));
  out.push_back(audit_events<ProductId>(tx, "catalog.product_events", "product", sql::audit_products));
  out.push_back(
      audit_events<CertificationId>(tx, "catalog.certification_events", "certification", sql::audit_certifications));
  return out;
}

}  // namespace shanhai::catalog
