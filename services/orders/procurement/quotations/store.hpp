// Quotations and their revisions. Whoever changes one holds its request's row (rfqs/store.hpp).
#pragma once

#include "common/db/transaction.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders::store {

// Its supplier sees a quotation always, the others once the request's quotations are open, unless it was withdrawn.
Result<QuotationRow> get_quotation(db::Tx& tx, QuotationId id, const OrderScope& scope);  // quotation_not_found
// Newest first, those with an id before `before`; of one request, or of the scope's supplier.
std::vector<QuotationRow> list_quotations(db::Tx& tx, std::optional<RfqId> rfq, const OrderScope& scope,
                                          QuotationId before, std::int64_t limit);
// The supplier's answer to the request, whatever its state.
std::optional<QuotationRow> find_quotation_of(db::Tx& tx, RfqId rfq, OrganisationId supplier);
// Suppliers with an answer that they did not take back.
std::vector<OrganisationId> list_quoting_suppliers(db::Tx& tx, RfqId rfq);
std::vector<QuotationLineRow> list_quotation_lines(db::Tx& tx, QuotationId quotation, std::int64_t revision);
// Of the current revisions.
std::vector<QuotationLineRow> list_quotation_lines(db::Tx& tx, const std::vector<QuotationId>& quotations);
// All revisions, each as a row of its quotation.
std::vector<QuotationRow> list_quotation_revisions(db::Tx& tx, QuotationId quotation);

void insert_quotation(db::Tx& tx, const QuotationRow& row);
void insert_quotation_revision(db::Tx& tx, const QuotationRow& row, const std::vector<QuotationLineRow>& lines);
// State, revision, reason; `row.version` is the new one, one more than before.
void update_quotation(db::Tx& tx, const QuotationRow& row);

}  // namespace shanhai::orders::store
