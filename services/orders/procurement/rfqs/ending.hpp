// How a request for quotation ends: by its buyer, or by its deadline.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

// Closes or withdraws a locked request. conflict rfq_state; rfq_sealed: sealed quotations are not opened before their
// deadline.
Result<void> end_rfq(db::Tx& tx, Context& context, RfqRow row, RfqAction action, const std::string& reason,
                     const By& by);

// Writes a locked request whose state has just become closed or withdrawn, and tells those who were asked, those who
// have quoted and, of closing, who asked.
void save_ended(db::Tx& tx, Context& context, RfqRow row, RfqAction action, const std::string& reason, const By& by);

}  // namespace shanhai::orders
