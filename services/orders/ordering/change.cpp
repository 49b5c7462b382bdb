#include "services/orders/ordering/change.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/ordering/waits.hpp"

namespace shanhai::orders {
namespace {

// What the event's lines give back, where it has such lines.
std::optional<Money> given_back(const json::Object& payload) {
  const auto* lines = payload.if_contains("lines");
  if (!lines || !lines->is_array()) return std::nullopt;
  std::optional<Money> out;
  for (const auto& line : lines->as_array()) {
    const auto* object = line.if_object();
    if (!object || !object->contains("line") || !object->contains("amount") || object->contains("sku")) return {};
    const auto amount = json::read<Money>(object->at("amount"));
    if (amount.has_value()) out = out.value_or(Money()) + *amount;
  }
  return out;
}

}  // namespace

OrderChange::OrderChange(db::Tx& tx, OrderRow order)
    : tx_(tx),
      order_(std::move(order)),
      lines_(store::list_lines(tx, order_.id)),
      old_version_(order_.version),
      old_state_(order_.state) {}

LineRow* OrderChange::find_line(OrderLineId id) {
  const auto found = std::find_if(lines_.begin(), lines_.end(), [&](const LineRow& line) { return line.id == id; });
  return found == lines_.end() ? nullptr : &*found;
}

Result<void> OrderChange::act(OrderAction action) {
  SH_TRY(order_.state, move_order(order_.state, action));
  return {};
}

void OrderChange::tell(std::string_view type, const By& by, json::Object payload, json::Object notice) {
  ++order_.version;
  if (const auto amount = given_back(payload); amount && !notice.contains("amount"))
    notice["amount"] = to_yuan(*amount);
  notices_.push_back(std::move(notice));
  events_.push_back(
      {type, "order", order_.id.str(), order_.version, by.actor, by.reason, by.trace_id, std::move(payload)});
}

void OrderChange::count_if_complete(const By& by) {
  if (order_.counted_at || !order_.accepted_at || !order_.paid_at || !order_.rated_at) return;
  order_.counted_at = tx_.now();
  tell(kOrderPurchaseCompleted, by);
}

void OrderChange::save(Context& context) {
  store::update_order(tx_, order_, old_version_);
  if (SHANHAI_PLANTED_BUG("orders.event_lost") && order_.state == OrderState::accepted) events_.clear();
  events::append_all(tx_, context.random, events_);
  for (std::size_t i = 0; i < events_.size(); ++i) {
    tell_parties(tx_, context, events_[i].type, order_, std::move(notices_[i]));
  }
  if (order_.state != old_state_) store::begin_waits(tx_, order_);
  events_.clear();
  notices_.clear();
  old_version_ = order_.version;
  old_state_ = order_.state;
}

}  // namespace shanhai::orders
