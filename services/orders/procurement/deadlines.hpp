// What institutional buying does by itself when a time has come: a request takes no more quotations, a quotation that
// nobody bought lapses. Who asked and who quoted are told; the actor is "system".
#pragma once

#include "common/async/background.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders {

class ProcurementDeadlines {
 public:
  explicit ProcurementDeadlines(Context& context) : context_(context) {}

  // Each takes one batch; gives how many it did.
  Task<std::int64_t> close_due();
  Task<std::int64_t> lapse_due();

  Task<> loop(Loop& loop);  // both, over and over

 private:
  Context& context_;
};

}  // namespace shanhai::orders
