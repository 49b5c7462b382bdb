// What EPCIS 2.0 negotiates by headers: versions, formats, and the answers that describe them.
#pragma once

#include <optional>

#include "common/http/message.hpp"
#include "services/traceability/capture/service.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kEpcisMediaTypes = "application/json,application/ld+json";

// 406, where the client takes nothing of what there is: another media type, another version.
std::optional<http::Response> refuse_negotiation(const http::Request& request, const std::string& path);
// GS1-Capture-Error-Behaviour. invalid: neither rollback nor proceed.
Result<CaptureErrorBehaviour> error_behaviour(const http::Request& request);
// What OPTIONS says of the query interface's paths.
std::vector<std::pair<std::string, std::string>> query_discovery();
// With the headers that every answer carries.
http::Response with_versions(http::Response response);
// Registers what the standard asks of the capture interface's paths.
void register_capture_contract(const CapturePolicy& policy);

}  // namespace shanhai::traceability
