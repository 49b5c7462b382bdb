// What asking for a return does, in one transaction.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/returns/views.hpp"

namespace shanhai::orders {

// Errors as Returns::request().
Result<RequestedReturn> request_return(db::Tx& tx, Context& context, const OrderScope& scope, const ReturnBody& body);

}  // namespace shanhai::orders
