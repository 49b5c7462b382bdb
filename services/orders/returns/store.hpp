// Returns and what belongs to them. Whoever changes one holds its order's row.
#pragma once

#include <map>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/returns/rows.hpp"

namespace shanhai::orders::store {

void insert_return(db::Tx& tx, const ReturnRow& row, const std::vector<ReturnLineRow>& lines);
Result<ReturnRow> get_return(db::Tx& tx, ReturnId id, const OrderScope& scope);  // return_not_found
// Newest first, those with an id before `before`.
std::vector<ReturnRow> list_returns(db::Tx& tx, const OrderScope& scope, std::optional<ReturnState> state,
                                    ReturnId before, std::int64_t limit);
std::vector<ReturnLineRow> list_return_lines(db::Tx& tx, const std::vector<ReturnId>& returns);
// Of one order, oldest first.
std::vector<ReturnRow> list_returns_of_order(db::Tx& tx, OrderId order);
// Those whose next step the program takes, the longest due first; without what the loop of that name tries again later.
std::vector<ReturnId> list_returns_due(db::Tx& tx, std::string_view loop, std::int64_t limit);
// std::logic_error: the return is not in `old_state`.
void update_return(db::Tx& tx, const ReturnRow& row, ReturnState old_state);
// What the units of each of the case's lines are worth.
void reprice_lines(db::Tx& tx, ReturnId id, const std::vector<ReturnLineRow>& lines);

// What the products' published versions say of returns without reason, by line.
std::map<OrderLineId, ReturnExemption> list_exemptions(db::Tx& tx, OrderId order);

void insert_return_parcel(db::Tx& tx, const ReturnParcelRow& row);
std::vector<ReturnParcelRow> list_return_parcels(db::Tx& tx, const std::vector<ReturnId>& returns);

void insert_return_lots(db::Tx& tx, const std::vector<ReturnLotRow>& rows);
std::vector<ReturnLotRow> list_return_lots(db::Tx& tx, OrderId order);

void insert_evidence(db::Tx& tx, const std::vector<EvidenceRow>& rows);
std::vector<EvidenceRow> list_evidence(db::Tx& tx, const std::vector<ReturnId>& returns);

}  // namespace shanhai::orders::store
