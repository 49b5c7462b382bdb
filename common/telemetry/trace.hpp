// W3C Trace Context (https://www.w3.org/TR/trace-context/): taken from `traceparent` or begun here, carried to internal
// calls and into events.
#pragma once

#include <string>
#include <string_view>

#include "common/base/random.hpp"

namespace shanhai::telemetry {

struct TraceContext {
  std::string trace_id;   // 32 hex digits
  std::string parent_id;  // 16 hex digits: the caller's span
  static TraceContext begin(Random& random);
  // A malformed header begins a new trace, as the specification asks.
  static TraceContext from_header(std::string_view traceparent, Random& random);
  // The same trace under a span of its own: what a call made on behalf of this one carries.
  TraceContext child(Random& random) const;
  std::string header() const;
};

}  // namespace shanhai::telemetry
