// The target of a request: its path in decoded segments and its query in decoded pairs (RFC 3986; `+` in a query is a
// space).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.hpp"

namespace shanhai::http {

struct Target {
  std::string path;                   // decoded; a slash inside a segment cannot be told from one between two
  std::vector<std::string> segments;  // decoded one by one: "/01/a%2Fb" is "01", "a/b"; "/" has none
  std::vector<std::pair<std::string, std::string>> query;
};

// invalid: bad escapes, characters that must be escaped, control characters or invalid UTF-8 once decoded.
Result<Target> parse_target(std::string_view target);

std::string encode_path(std::string_view path);   // leaves slashes
std::string encode_query(std::string_view text);  // a name or a value

}  // namespace shanhai::http
