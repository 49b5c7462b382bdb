// GS1 identification keys as URIs: EPC URNs (Tag Data Standard 1.13) and GS1 Digital Links (URI Syntax 1.2) in one
// spelling.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shanhai::traceability::epcis {

// The constrained canonical Digital Link of CBV 2.0 section 8.9: https://id.gs1.org, no query, only the key and its
// finest qualifier. Takes urn:epc:id, urn:epc:class, urn:epc:idpat and Digital Links on any host; nullopt: `uri` is
// none of these. Check digits of Digital Links are not verified.
std::optional<std::string> canonical_gs1_uri(std::string_view uri);

// The path of a lot's Digital Link: "/01/{14 digits}/10/{lot number, escaped}".
std::string lot_path(std::string_view gtin14, std::string_view lot_number);

}  // namespace shanhai::traceability::epcis
