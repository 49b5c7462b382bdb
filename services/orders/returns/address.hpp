// Where a supplier takes goods back: set once, shown to buyers whose return is approved.
#pragma once

#include "services/orders/context.hpp"

namespace shanhai::orders {

// invalid /division.
Result<void> put_return_address(db::Tx& tx, const Context& context, OrganisationId supplier,
                                const identity::DeliveryAddress& address, const std::string& actor);
std::optional<identity::DeliveryAddress> find_return_address(db::Tx& tx, const Context& context,
                                                             OrganisationId supplier);

}  // namespace shanhai::orders
