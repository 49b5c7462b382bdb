// What happens to orders by itself when nobody speaks for long enough.
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace model {
namespace {

bool is_over(Instant since, int days, Instant now) { return since + std::chrono::hours(24 * days) <= now; }

}  // namespace

void Model::deliver(Order& order) {
  order.state = OrderState::delivered;
  order.since = now;
  order.return_until = end_of_window(now, policy_.return_days);
  order.quality_until = end_of_window(now, policy_.quality_days);
}

void Model::deliver_silent() {
  for (auto& order : orders) {
    if (order.state == OrderState::shipped && is_over(order.since, policy_.auto_deliver_days, now)) deliver(order);
  }
}

// Not while somebody still wants to give goods back: then it is looked at again an hour later.
void Model::accept_silent() {
  for (auto& order : orders) {
    const bool waits = order.state == OrderState::delivered && order.ask_again <= now;
    if (!waits || !is_over(order.since, policy_.auto_accept_days, now)) continue;
    if (order.open_returns > 0) {
      order.ask_again = now + std::chrono::hours(1);
    } else {
      accept(order, now);
    }
  }
}

}  // namespace model

void ModelRun::run_deadlines() {
  auto& deadlines = parts.fulfilment.deadlines();
  while (run(deadlines.deliver_due()) > 0) ++operations_;
  model_.deliver_silent();
  while (run(deadlines.accept_due()) > 0) ++operations_;
  model_.accept_silent();
  while (run(deadlines.tell_due()) > 0) ++operations_;
}

}  // namespace shanhai::orders
