// What asking for a return does, in one transaction.
#pragma once

#include "common/files/file.hpp"
#include "services/orders/returns/change.hpp"
#include "services/orders/returns/views.hpp"

namespace shanhai::orders {

// Errors as Returns::request(). `body` comes without its files, which are `evidence`.
Result<ReturnRef> request_return(db::Tx& tx, Context& context, const OrderScope& scope, const ReturnBody& body,
                                 const By& by, const std::vector<files::KeptFile>& evidence = {});

// Whether all lines of a case go to one address: a replacement is one parcel.
bool has_one_address(OrderChange& change, const std::vector<ReturnLineRow>& lines);

}  // namespace shanhai::orders
