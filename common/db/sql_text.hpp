// Where SQL text is not code: string literals, quoted names, comments. Shared by whatever reads statements.
#pragma once

#include <cstddef>
#include <string_view>

namespace shanhai::db {

// Behind the string literal or quoted name that begins at `at` with ', " or `. A doubled quote and (but for `) a
// backslash do not end it. std::logic_error: it does not end.
std::size_t end_of_quoted(std::string_view text, std::size_t at);

inline bool begins_quoted(char c) { return c == '\'' || c == '"' || c == '`'; }

// Behind the line comment (`-- `, `#`) that begins at `at`, before its newline; `at` itself if none begins there.
std::size_t end_of_line_comment(std::string_view text, std::size_t at);

// Behind the `/* */` comment that begins at `at`; `at` itself if none begins there. std::logic_error: it does not end.
std::size_t end_of_block_comment(std::string_view text, std::size_t at);

// Behind the white space and comments that begin at `at`.
std::size_t end_of_blank(std::string_view text, std::size_t at);

}  // namespace shanhai::db
