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

// Lists order by id: the cursor is the id of the last one seen, in its text form.
template <class IdType>
Result<std::optional<IdType>> cursor_of(const std::optional<Text<1, 512>>& cursor) {
  if (!cursor) return std::optional<IdType>();
  auto id = IdType::parse(cursor->str());
  if (id.has_error()) return Error::invalid_field("query/cursor", "invalid_cursor");
  return std::optional(*id);
}

}  // namespace shanhai::orders
