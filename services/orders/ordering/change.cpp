#include "services/orders/ordering/change.hpp"

#include <algorithm>

#include "services/orders/ordering/store.hpp"

namespace shanhai::orders {

OrderChange::OrderChange(db::Tx& tx, OrderRow order)
    : tx_(tx), order_(std::move(order)), lines_(store::list_lines(tx, order_.id)), old_version_(order_.version) {}

LineRow* OrderChange::find_line(OrderLineId id) {
  const auto found = std::find_if(lines_.begin(), lines_.end(), [&](const LineRow& line) { return line.id == id; });
  return found == lines_.end() ? nullptr : &*found;
}

Result<void> OrderChange::act(OrderAction action) {
  SH_TRY(order_.state, move_order(order_.state, action));
  return {};
}

void OrderChange::tell(std::string_view type, const By& by, json::Object payload) {
  ++order_.version;
  events_.push_back(
      {type, "order", order_.id.str(), order_.version, by.actor, by.reason, by.trace_id, std::move(payload)});
}

void OrderChange::count_if_complete(const By& by) {
  if (order_.counted_at || !order_.accepted_at || !order_.paid_at || !order_.rated_at) return;
  order_.counted_at = tx_.now();
  tell(kOrderPurchaseCompleted, by);
}

void OrderChange::save(Random& random) {
  store::update_order(tx_, order_, old_version_);
  events::append_all(tx_, random, events_);
  events_.clear();
  old_version_ = order_.version;
}

}  // namespace shanhai::orders
