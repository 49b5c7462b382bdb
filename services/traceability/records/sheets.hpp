// Sheets for inspectors: what is known of lots, as rows of tables.
#pragma once

#include "common/http/message.hpp"
#include "common/sheets/table.hpp"
#include "services/traceability/evidence/store.hpp"
#include "services/traceability/records/store.hpp"

namespace shanhai::traceability {

// Some lots, and what the kind of sheet asks for of them; of each lot its rows stand together.
struct SheetPage {
  std::vector<store::LotRow> lots;
  std::vector<std::pair<OrganisationId, std::string>> suppliers;
  std::vector<store::AdjustmentRow> adjustments;
  std::vector<store::RefusalRow> refusals;
  std::vector<TestView> tests;
  std::vector<store::CertificateRow> certificates;
  std::vector<store::HerbRow> herbs;
};

// Reads what `kind` needs of `lots`.
SheetPage read_sheet_page(db::Tx& tx, SheetKind kind, std::vector<store::LotRow> lots);

sheets::Table empty_sheet(SheetKind kind, http::Language language);
// Appends the rows of a page: in order of lot, and within it as they were recorded. Households by pseudonym; no
// contacts, no producer who is a person.
void append_rows(sheets::Table& table, SheetKind kind, const SheetPage& page);

}  // namespace shanhai::traceability
