// The event hash id of GS1 CBV 2.0, section 8.9: the same for every spelling of the same event.
//
// Where the standard's text leaves a choice, the published vectors of its reference implementation decide: the type of
// a business transaction, source or destination stands before it, and destinationList before sourceList.
// certificationInfo follows eventTimeZoneOffset. Timestamps are rounded to milliseconds, half up. A string stays as it
// was written, also when it looks like a number.
#pragma once

#include <string>

#include "services/traceability/epcis/context.hpp"

namespace shanhai::traceability::epcis {

inline constexpr std::string_view kHashVersion = "CBV2.0";

// What is hashed. `context`: of the document the event stands in; the event's own "@context" is added. recordTime,
// eventID, errorDeclaration and comments are left out.
std::string pre_hash(const Node& event, const Context& context);

// 32 bytes: SHA-256 of pre_hash().
std::string event_hash(const Node& event, const Context& context);

// "ni:///sha-256;<64 hex digits>?ver=CBV2.0" (RFC 6920).
std::string hash_id(std::string_view hash);

}  // namespace shanhai::traceability::epcis
