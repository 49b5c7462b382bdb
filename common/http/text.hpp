// Words of HTTP's grammar (RFC 9110): tokens, lists, media types.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::http {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool same_word(std::string_view a, std::string_view b);  // without case
std::string_view trim(std::string_view text);            // spaces and tabs
std::vector<std::string_view> split(std::string_view text, char separator);

// Is `value` (a Content-Type) one of `accepted`, a comma-separated list of media types ("*/*": any)? Parameters do not
// count, but a charset must be UTF-8.
bool media_type_matches(std::string_view value, std::string_view accepted);

// The weight (0-1000) that a list such as Accept-Encoding or Accept-Language gives the first of its members for which
// `word` is equal or, with `prefix`, begins with it and a hyphen; nullopt: not named.
std::optional<int> weight_of(std::string_view list, std::string_view word, bool prefix = false);

}  // namespace shanhai::http
