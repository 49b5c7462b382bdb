// One order under its lock, changed and told of in one transaction.
//
//   OrderChange change(tx, order);                         // locked before
//   SH_CHECK(change.act(OrderAction::accept));
//   change->accepted_at = tx.now();
//   change.tell(kOrderAccepted, by);
//   change.save(context);
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

struct Context;

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
  const std::vector<LineRow>& lines() const { return lines_; }
  LineRow* find_line(OrderLineId id);

  Result<void> act(OrderAction action);  // conflict order_state

  void tell(std::string_view type, const By& by) { tell(type, by, json::write(facts_of(order_, lines_)).as_object()); }
  // `notice` fills places of what people are told of it (notices/notices.hpp) that the event does not name.
  void tell(std::string_view type, const By& by, json::Object payload, json::Object notice = {});
  // Tells that the order is accepted, paid and rated when the last of the three has just become true.
  void count_if_complete(const By& by);

  // Writes the row, the events and the notices to buyer and supplier, and begins what the new state waits for; the
  // version counts the events, so a change that tells nothing keeps it. std::logic_error: somebody changed the order
  // without its lock.
  void save(Context& context);

 private:
  db::Tx& tx_;
  OrderRow order_;
  std::vector<LineRow> lines_;
  std::int64_t old_version_;
  OrderState old_state_;
  std::vector<events::NewEvent> events_;
  std::vector<json::Object> notices_;  // for each event
};

}  // namespace shanhai::orders
