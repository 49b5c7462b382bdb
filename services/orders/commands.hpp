// From a request to what services are told of it.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"

namespace shanhai::orders {

inline Command command_of(const http::Request& request) { return {request.caller(), request.trace.trace_id}; }

inline By by_of(const Command& command, std::string reason = {}) {
  return {command.caller.actor(), command.trace_id, std::move(reason)};
}

}  // namespace shanhai::orders
