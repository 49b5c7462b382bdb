// The public page of a lot: one HTML document without script and without anything to load.
#pragma once

#include "common/http/message.hpp"
#include "services/traceability/trace/api.hpp"

namespace shanhai::traceability {

http::Response trace_page(const TraceView& trace, http::Language language);
// 404 for people.
http::Response unknown_lot_page(http::Language language);

// Text as HTML text or attribute value.
std::string escape_html(std::string_view text);

// True where the Accept header prefers HTML to JSON; programs that name neither get JSON.
bool prefers_html(std::string_view accept);

}  // namespace shanhai::traceability
