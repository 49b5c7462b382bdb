// What happens to an order by itself when nothing else has happened for long enough. Entering a state begins the waits
// that the table in waits.cpp names; the loops (fulfilment/deadlines.hpp) end them.
#pragma once

#include "common/db/transaction.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

enum class WaitKind {
  delivery,           // shipped, nobody said that it arrived
  acceptance_notice,  // delivered, the buyer is to be told that acceptance comes by itself
  acceptance,         // delivered, not accepted
  retention,          // ended; recipients are still readable
  credit_notice,      // placed on credit, or about to be, its supplier is to be told
  presale_notice,     // bought in a presale that was put off, its buyer is to be told
};
BOOST_DESCRIBE_ENUM(WaitKind, delivery, acceptance_notice, acceptance, retention, credit_notice, presale_notice)

namespace store {

// Begins what the order's state, which it has just entered, waits for.
void begin_waits(db::Tx& tx, const OrderRow& order);
void begin_waits(db::Tx& tx, WaitKind kind, const std::vector<OrderId>& orders, Instant since);
void end_wait(db::Tx& tx, WaitKind kind, OrderId order);
// Waiting since `before` or longer, the longest first; without what the loop of that name tries again later.
std::vector<OrderId> list_waits(db::Tx& tx, WaitKind kind, Instant before, std::string_view loop, std::int64_t limit);

}  // namespace store
}  // namespace shanhai::orders
