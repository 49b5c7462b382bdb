// The lexical forms of the EPCIS 2.0 JSON Schema: what a string must look like.
#pragma once

#include <string_view>

namespace shanhai::traceability::epcis {

bool is_uri(std::string_view text);               // RFC 3986 with a scheme and something behind it; ASCII only
bool is_version(std::string_view text);           // "2.0"
bool is_time_zone_offset(std::string_view text);  // "+08:00", at most 14 hours
bool is_unit_of_measure(std::string_view text);   // UN/ECE Recommendation 20, two or three characters
bool is_hex_binary(std::string_view text);

}  // namespace shanhai::traceability::epcis
