#include "common/async/call_context.hpp"

#include <utility>

namespace shanhai {
namespace {

thread_local CallContextPtr current;

}  // namespace

const CallContextPtr& current_call() { return current; }

CallContextPtr detail::take_current_call() { return std::exchange(current, nullptr); }

CallScope::CallScope(CallContextPtr context) : before_(std::exchange(current, std::move(context))) {}

CallScope::~CallScope() { current = std::move(before_); }

}  // namespace shanhai
