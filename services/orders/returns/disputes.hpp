// Cases that the two sides do not settle: either turns to the platform, whose decision is final.
#pragma once

#include "services/orders/returns/change.hpp"
#include "services/orders/returns/views.hpp"

namespace shanhai::orders {

// Errors as check_dispute(); conflict more_than_bought: after a refusal the units went into another case.
Result<void> dispute_return(ReturnChange& change, ReturnParty party, const std::string& reason, std::size_t files,
                            const By& by);

// conflict return_state, more_than_kept; unprocessable several_addresses; invalid /lines/... An exchange without stock
// becomes a refund.
Result<void> rule_return(ReturnChange& change, const RulingBody& body, const By& by);

}  // namespace shanhai::orders
