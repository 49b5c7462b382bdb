// Returns and their lines. Whoever changes one holds its order's row.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/returns/rows.hpp"

namespace shanhai::orders::store {

void insert_return(db::Tx& tx, const ReturnRow& row, const std::vector<ReturnLineRow>& lines);
Result<ReturnRow> get_return(db::Tx& tx, ReturnId id, const OrderScope& scope);  // return_not_found
// Newest first, those with an id before `before`.
std::vector<ReturnRow> list_returns(db::Tx& tx, const OrderScope& scope, ReturnId before, std::int64_t limit);
std::vector<ReturnLineRow> list_return_lines(db::Tx& tx, const std::vector<ReturnId>& returns);
// std::logic_error: the return is not in `old_state`.
void update_return(db::Tx& tx, const ReturnRow& row, ReturnState old_state);

}  // namespace shanhai::orders::store
