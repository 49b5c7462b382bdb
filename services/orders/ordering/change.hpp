// One order under its lock, changed and told of in one transaction.
//
//   OrderChange change(tx, order);                         // locked before
//   SH_CHECK(change.act(OrderAction::accept));
//   change->accepted_at = tx.now();
//   change.tell(kOrderAccepted, by);
//   change.save(random);
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

// Who did it, for the outbox row, which is the audit entry of the change.
struct By {
  std::string actor = "system";
  std::string trace_id;
  std::string reason;
};

class OrderChange {
 public:
  // Reads the lines. `order` was locked in this transaction.
  OrderChange(db::Tx& tx, OrderRow order);

  OrderRow* operator->() { return &order_; }
  const OrderRow& order() const { return order_; }
  std::vector<LineRow>& lines() { return lines_; }
  LineRow* find_line(OrderLineId id);

  Result<void> act(OrderAction action);  // conflict order_state

  void tell(std::string_view type, const By& by) { tell(type, by, json::write(facts_of(order_, lines_)).as_object()); }
  void tell(std::string_view type, const By& by, json::Object payload);
  // Tells that the order is accepted, paid and rated when the last of the three has just become true.
  void count_if_complete(const By& by);

  // Writes the row and the events; the version counts the events, so a change that tells nothing keeps it.
  // std::logic_error: somebody changed the order without its lock.
  void save(Random& random);

 private:
  db::Tx& tx_;
  OrderRow order_;
  std::vector<LineRow> lines_;
  std::int64_t old_version_;
  std::vector<events::NewEvent> events_;
};

}  // namespace shanhai::orders
