// What waits for a time in institutional buying: an open request for its deadline, a quotation for the end of its
// validity. Whoever writes the time begins the wait; the loops (deadlines.hpp) end it.
#pragma once

#include "common/db/transaction.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

enum class ProcurementWait { deadline, validity };
BOOST_DESCRIBE_ENUM(ProcurementWait, deadline, validity)

namespace store {

void put_wait(db::Tx& tx, ProcurementWait kind, const IdBytes& subject, Instant due_at);  // replaces
void end_wait(db::Tx& tx, ProcurementWait kind, const IdBytes& subject);
// Those whose time has come, the longest due first; without what the loop of that name tries again later.
std::vector<IdBytes> list_waits(db::Tx& tx, ProcurementWait kind, std::string_view loop, std::int64_t limit);

}  // namespace store
}  // namespace shanhai::orders
