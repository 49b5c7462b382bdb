#include "services/traceability/epcis/lexical.hpp"

#include <algorithm>
#include <array>

namespace shanhai::traceability::epcis {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Letters, digits and the marks of RFC 3986. A table: URIs are most of what a document is made of.
constexpr auto kPlain = [] {
  std::array<bool, 256> out{};
  for (const char c : std::string_view("-._~!$&'()*+,;=")) out[static_cast<unsigned char>(c)] = true;
  for (int c = 0; c < 128; ++c) out[static_cast<std::size_t>(c)] |= is_letter(char(c)) || is_digit(char(c));
  return out;
}();

// Every character is plain, one of `more`, or an escape.
bool holds_only(std::string_view text, std::string_view more) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (kPlain[static_cast<unsigned char>(c)] || more.find(c) != more.npos) continue;
    if (c != '%' || i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
    i += 2;
  }
  return true;
}

bool is_ipv6_like(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

// [ userinfo "@" ] host [ ":" port ]
bool is_authority(std::string_view text) {
  if (const auto at = text.find('@'); at != text.npos) {
    if (!holds_only(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos || !is_ipv6_like(text.substr(1, end - 1))) return false;
    text.remove_prefix(end + 1);
    if (!text.empty() && text.front() != ':') return false;
  }
  const auto colon = text.find(':');
  if (colon == text.npos) return holds_only(text, "");
  const auto port = text.substr(colon + 1);
  return holds_only(text.substr(0, colon), "") && std::all_of(port.begin(), port.end(), is_digit);
}

}  // namespace

bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || colon == 0 || !is_letter(text[0])) return false;
  const auto scheme = text.substr(0, colon);
  const auto in_scheme = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  if (!std::all_of(scheme.begin(), scheme.end(), in_scheme)) return false;
  auto rest = text.substr(colon + 1);
  if (const auto mark = rest.find('#'); mark != rest.npos) {
    if (!holds_only(rest.substr(mark + 1), ":@/?")) return false;
    rest = rest.substr(0, mark);
  }
  if (const auto mark = rest.find('?'); mark != rest.npos) {
    if (!holds_only(rest.substr(mark + 1), ":@/?")) return false;
    rest = rest.substr(0, mark);
  }
  if (rest.empty()) return false;
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const auto path = std::min(rest.find('/'), rest.size());
    return is_authority(rest.substr(0, path)) && holds_only(rest.substr(path), ":@/");
  }
  return holds_only(rest, ":@/");
}

bool is_version(std::string_view text) {
  bool after_digit = false;
  for (const char c : text) {
    if (!is_digit(c) && !(c == '.' && after_digit)) return false;
    after_digit = is_digit(c);
  }
  return after_digit;
}

bool is_time_zone_offset(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  for (const std::size_t i : {1u, 2u, 4u, 5u}) {
    if (!is_digit(text[i])) return false;
  }
  const auto hours = text.substr(1, 2), minutes = text.substr(4);
  return (hours <= "13" && minutes <= "59") || (hours == "14" && minutes == "00");
}

bool is_unit_of_measure(std::string_view text) {
  const auto fits = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); };
  return (text.size() == 2 || text.size() == 3) && std::all_of(text.begin(), text.end(), fits);
}

bool is_hex_binary(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_hex); }

}  // namespace shanhai::traceability::epcis
