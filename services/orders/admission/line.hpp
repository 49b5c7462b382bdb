// A rush under its locks: announced, joined, moved on, ended.
#pragma once

#include "services/orders/admission/views.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders {

Result<RushRow> announce_rush(db::Tx& tx, Context& context, const Command& command, const RushBody& body);
Result<RushRow> cancel_rush(db::Tx& tx, Context& context, const Command& command, RushId id, const std::string& reason);
// `full`: nobody new is taken.
Result<TicketRow> join_rush(db::Tx& tx, Context& context, BuyerId buyer, RushId id, bool full);

// One step of a rush that has started: ends it where its time is over, else gives places to who has none yet and lets
// in who is due, as long as anything is left to be sold. True: there is more to number at once.
Result<bool> move_line(db::Tx& tx, Context& context, RushId id);

}  // namespace shanhai::orders
