#include "common/http/text.hpp"

#include <algorithm>

namespace shanhai::http {

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto at = text.find(separator);
    out.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
  }
}

bool media_type_matches(std::string_view value, std::string_view accepted) {
  if (value.empty()) return false;
  const auto parts = split(value, ';');
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto parameter = trim(parts[i]);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos || !same_word(parameter.substr(0, equals), "charset")) continue;
    auto charset = parameter.substr(equals + 1);
    if (charset.size() > 1 && charset.front() == '"' && charset.back() == '"')
      charset = charset.substr(1, charset.size() - 2);
    if (!same_word(charset, "utf-8")) return false;
  }
  for (const auto type : split(accepted, ',')) {
    if (trim(type) == "*/*" || same_word(trim(type), trim(parts[0]))) return true;
  }
  return false;
}

namespace {

// "0.35" is 350; anything malformed counts as 0, not wanted.
int parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  int weight = (text[0] - '0') * 1000, unit = 100;
  if (text.size() > 1 && text[1] != '.') return 0;
  for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return 0;
    weight += (text[i] - '0') * unit;
  }
  return std::min(weight, 1000);
}

}  // namespace

std::optional<int> weight_of(std::string_view list, std::string_view word, bool prefix) {
  for (const auto member : split(list, ',')) {
    const auto semicolon = member.find(';');
    const auto name = trim(member.substr(0, semicolon));
    const bool begins = prefix && name.size() > word.size() && name[word.size()] == '-';
    if (!same_word(begins ? name.substr(0, word.size()) : name, word)) continue;
    if (semicolon == std::string_view::npos) return 1000;
    const auto parameter = trim(member.substr(semicolon + 1));
    return parameter.size() > 2 && to_lower(parameter[0]) == 'q' && parameter[1] == '='
               ? parse_weight(parameter.substr(2))
               : 0;
  }
  return std::nullopt;
}

}  // namespace shanhai::http
