// Requests for quotation and who may see them. Whoever changes one, or anything of its quotations and proposals, locks
// its row first: request, quotation, proposal, and then what ordering/store.hpp names.
#pragma once

#include "common/db/transaction.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders::store {

void insert_rfq(db::Tx& tx, const RfqRow& row, const std::vector<RfqLineRow>& lines,
                const std::vector<OrganisationId>& suppliers);
// A supplier sees what is addressed to it, what is open to it while it is approved, and what it has quoted for.
Result<RfqRow> get_rfq(db::Tx& tx, RfqId id, const OrderScope& scope);  // rfq_not_found
// By the buyer's scope; what a supplier may see is asked before with get_rfq().
Result<RfqRow> lock_rfq(db::Tx& tx, RfqId id, std::optional<BuyerId> buyer);  // rfq_not_found
// Newest first, those with an id before `before`.
std::vector<RfqRow> list_rfqs(db::Tx& tx, const OrderScope& scope, RfqId before, std::int64_t limit);
std::vector<RfqLineRow> list_rfq_lines(db::Tx& tx, const std::vector<RfqId>& rfqs);
std::vector<std::pair<RfqId, OrganisationId>> list_rfq_suppliers(db::Tx& tx, const std::vector<RfqId>& rfqs);

// What may change, under the row's lock; `row.version` is the new one, one more than before.
void update_rfq(db::Tx& tx, const RfqRow& row);
// False: one of the lines is somebody's already.
bool award_lines(db::Tx& tx, RfqId rfq, const std::vector<std::int64_t>& positions, QuotationId quotation);
void release_lines(db::Tx& tx, RfqId rfq, QuotationId quotation);

struct SupplierStanding {
  OrganisationId supplier;
  std::string name;
  bool approved = false;
  std::string county;
};
// Suppliers that the catalog never told of are left out.
std::vector<SupplierStanding> find_suppliers(db::Tx& tx, const std::vector<OrganisationId>& suppliers);

}  // namespace shanhai::orders::store
