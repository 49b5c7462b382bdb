#include "common/db/sql_text.hpp"

#include <stdexcept>

namespace shanhai::db {

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\' && quote != '`') {
      ++i;
    } else if (text[i] == quote) {
      if (i + 1 == text.size() || text[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  throw std::logic_error("a quoted text of a statement does not end");
}

std::size_t end_of_line_comment(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  // MySQL asks for white space behind the dashes: `5--3` is arithmetic.
  const bool dashes =
      rest.starts_with("--") && (rest.size() == 2 || rest[2] == ' ' || rest[2] == '\n' || rest[2] == '\t');
  if (!dashes && !rest.starts_with('#')) return at;
  const auto newline = text.find('\n', at);
  return newline == std::string_view::npos ? text.size() : newline;
}

std::size_t end_of_block_comment(std::string_view text, std::size_t at) {
  if (at >= text.size() || !text.substr(at).starts_with("/*")) return at;
  const auto end = text.find("*/", at + 2);
  if (end == std::string_view::npos) throw std::logic_error("a comment of a statement does not end");
  return end + 2;
}

std::size_t end_of_blank(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    auto end = text.find_first_not_of(" \t\r\n", at);
    if (end == std::string_view::npos) return text.size();
    end = end_of_block_comment(text, end_of_line_comment(text, end));
    if (end == at) break;
    at = end;
  }
  return at;
}

}  // namespace shanhai::db
