// What happens to orders by itself: shipped ones count as delivered and delivered ones as accepted when nobody spoke
// for long enough, accepted ones end with their return window, and of those that ended long ago nobody can read the
// recipients any more. The actor is "system".
#pragma once

#include "common/async/background.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders {

class Deadlines {
 public:
  explicit Deadlines(Context& context) : context_(context) {}

  // Each takes one batch; gives how many it did.
  Task<std::int64_t> tell_due();  // suppliers of what was placed on credit, buyers of what was recalled or put off
  Task<std::int64_t> deliver_due();
  Task<std::int64_t> give_notice_due();  // that acceptance comes
  Task<std::int64_t> accept_due();       // not while a return is open
  Task<std::int64_t> complete_due();
  Task<std::int64_t> forget_due();

  Task<> loop(Loop& loop);  // all of them, over and over

 private:
  Context& context_;
};

}  // namespace shanhai::orders
