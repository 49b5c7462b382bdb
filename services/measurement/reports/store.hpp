// Report objects in SQL, and names for what reports tell of.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/reports/views.hpp"
#include "services/measurement/reports/wording.hpp"

namespace shanhai::measurement::store {

// `organisation`: nil where who made it has none.
void insert_report(db::Tx& tx, const ReportObject& report, OrganisationId organisation, const std::string& actor);
std::optional<ReportObject> find_report(db::Tx& tx, ReportId id);
// Newest first, those before `before`.
std::vector<ReportObject> list_reports(db::Tx& tx, OrganisationId organisation, ReportId before, std::int64_t limit);

// Of the organisations and products among these ids as text; others are passed over.
wording::Names list_names(db::Tx& tx, const std::vector<std::string>& ids);
wording::Names list_names(db::Tx& tx, const Report& report);

}  // namespace shanhai::measurement::store
