// Before a deadline units are told what they still owe: once each, in the transaction that writes down that they were.
#pragma once

#include "common/async/background.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/reserved_share/progress.hpp"

namespace shanhai::measurement {

class Reminders {
 public:
  Reminders(Context& context, SharePolicy policy) : context_(context), policy_(policy) {}

  Task<std::int64_t> run_once();  // everybody whom it is time for; gives how many were told
  // `told` is called where notices were queued.
  Task<> loop(Loop& own, std::function<void()> told);

 private:
  Context& context_;
  const SharePolicy policy_;
};

}  // namespace shanhai::measurement
