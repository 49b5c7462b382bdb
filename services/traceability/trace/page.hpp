// The public page of a lot.
#pragma once

#include "common/http/message.hpp"
#include "services/traceability/trace/api.hpp"

namespace shanhai::traceability {

enum class Scanned { lot, unit };  // what the code names: of a unit its lot is told, and that it is

http::Response trace_page(const TraceView& trace, http::Language language, Scanned scanned = Scanned::lot);

}  // namespace shanhai::traceability
