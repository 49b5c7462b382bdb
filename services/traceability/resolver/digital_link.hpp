// GS1 Digital Links of trade items, as they are asked for (GS1 Digital Link URI Syntax 1.3 and later, section 4). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.hpp"

namespace shanhai::traceability {

// What stands between the GTIN and the query: application identifiers and their values, decoded, in order.
using Qualifiers = std::vector<std::pair<std::string, std::string>>;

struct DigitalLink {
  std::string gtin;                    // 14 digits
  std::optional<std::string> variant;  // AI 22
  std::optional<std::string> lot;      // AI 10
  // One unit: AI 21, or 235 (controlled by a third party, and then alone behind the GTIN).
  std::optional<std::pair<std::string, std::string>> unit;
};

// A GTIN of 8, 12, 13 or 14 digits; the qualifiers of a GTIN, each at most once, in the standard's order. invalid:
// path/gtin (invalid_gtin, invalid_check_digit), path/10 and so on (invalid_value), path (invalid_path).
Result<DigitalLink> read_digital_link(std::string_view gtin, const Qualifiers& qualifiers);

// "10/T1/21/7", encoded; a slash at the end is tolerated. invalid: path (invalid_path).
Result<Qualifiers> read_qualifiers(std::string_view path);

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

struct LinkQuery {
  std::optional<std::string> link_type;  // as it was written
  QueryPairs carried;                    // all but that, for whoever is redirected to
};

// GS1 data attributes (names of digits only) must be what the GS1 General Specifications say of them; everything else
// is carried. `;` between two attributes is understood. invalid: query/<name>.
Result<LinkQuery> read_link_query(const QueryPairs& query);

}  // namespace shanhai::traceability
