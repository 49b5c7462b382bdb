// What a request hands on to everything it causes: its trace and its deadline. Follows a coroutine across its
// suspensions, so that nobody passes it along by hand: see use_task.hpp.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace shanhai {

struct CallContext {
  std::string trace_id;     // 32 hex digits
  std::string traceparent;  // for the requests it causes (W3C Trace Context)
  std::chrono::steady_clock::time_point deadline;
};
using CallContextPtr = std::shared_ptr<const CallContext>;

// Of the coroutine that runs on this thread now; nullptr outside requests (loops, start, workers).
const CallContextPtr& current_call();

namespace detail {
CallContextPtr take_current_call();  // none is current then: the coroutine goes to wait
}

// Makes `context` current until destroyed; in a coroutine, for what it awaits meanwhile too.
class CallScope {
 public:
  explicit CallScope(CallContextPtr context);
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

 private:
  CallContextPtr before_;
};

}  // namespace shanhai
