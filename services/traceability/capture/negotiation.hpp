// What EPCIS 2.0 negotiates by headers: versions, formats, and the answers that describe them.
#pragma once

#include <optional>

#include "common/http/message.hpp"
#include "services/traceability/capture/service.hpp"
#include "services/traceability/epcis/names.hpp"

namespace shanhai::traceability {

// What every answer, and OPTIONS, says of this server. The names must outlive it.
struct ServerDescription {
  const epcis::Names& names;
  std::string vendor_version;  // GS1-Vendor-Version
};

inline constexpr std::string_view kEpcisMediaTypes = "application/json,application/ld+json";

// 406, where the client takes nothing of what there is: another media type, another version.
std::optional<http::Response> refuse_negotiation(const http::Request& request, const std::string& path);
// GS1-Capture-Error-Behaviour. invalid: neither rollback nor proceed.
Result<CaptureErrorBehaviour> error_behaviour(const http::Request& request);
// What OPTIONS says of the query interface's paths.
std::vector<std::pair<std::string, std::string>> query_discovery(const ServerDescription& server);
// With the headers that every answer carries.
http::Response described(http::Response response, const epcis::Names& names);
// Registers what the standard asks of the capture interface's paths.
void register_capture_contract(const CapturePolicy& policy, const ServerDescription& server);

}  // namespace shanhai::traceability
