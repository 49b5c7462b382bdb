// What asking for a return does, in one transaction.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/returns/views.hpp"

namespace shanhai::orders {

// Errors as Returns::request().
Result<ReturnRef> request_return(db::Tx& tx, Context& context, const OrderScope& scope, const ReturnBody& body,
                                 const By& by);

// Payload of the events about a return: a ReturnFacts.
json::Object return_facts(const ReturnRow& row, const std::vector<ReturnLineRow>& lines);

}  // namespace shanhai::orders
