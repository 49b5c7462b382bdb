#include "services/traceability/resolver/digital_link.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "common/base/gtin.hpp"
#include "common/http/target.hpp"
#include "common/http/text.hpp"

namespace shanhai::traceability {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Character set 82 (GS1 General Specifications, figure 7.11-1).
bool is_text(std::string_view text, std::size_t most) {
  for (std::size_t at = 0; at < text.size(); at += 20) {
    if (!is_valid_gs1_lot(text.substr(at, 20))) return false;
  }
  return !text.empty() && text.size() <= most;
}

bool has_check_digit(std::string_view digits) {
  return gs1_check_digit(digits.substr(0, digits.size() - 1)) == digits.back();
}

int number_at(std::string_view digits, std::size_t at) {
  int out = 0;
  std::from_chars(digits.data() + at, digits.data() + at + 2, out);
  return out;
}

// YYMMDD; day 00 is the month's last.
bool is_day(std::string_view digits) {
  const int month = number_at(digits, 2), day = number_at(digits, 4);
  if (month < 1 || month > 12) return false;
  const int year = 2000 + number_at(digits, 0);  // of the century only the leap years matter, and they agree
  const auto last = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::last;
  return day <= static_cast<int>(static_cast<unsigned>(last.day()));
}

// What a data attribute may be: so many digits, then perhaps so many characters more.
enum class Kind { digits, text, day, checked, digits_then_text };
struct Attribute {
  std::string_view first, last;  // of the same length
  Kind kind;
  std::size_t least, most;
};
// GS1 General Specifications, section 3.2: those that a package of goods carries. Others need only be of the character
// set.
constexpr std::array kAttributes{
    Attribute{"00", "00", Kind::checked, 18, 18},    Attribute{"02", "02", Kind::checked, 14, 14},
    Attribute{"11", "13", Kind::day, 6, 6},          Attribute{"15", "17", Kind::day, 6, 6},
    Attribute{"20", "20", Kind::digits, 2, 2},       Attribute{"30", "30", Kind::digits, 1, 8},
    Attribute{"37", "37", Kind::digits, 1, 8},       Attribute{"90", "90", Kind::text, 1, 30},
    Attribute{"240", "241", Kind::text, 1, 30},      Attribute{"242", "242", Kind::digits, 1, 6},
    Attribute{"243", "243", Kind::text, 1, 20},      Attribute{"250", "251", Kind::text, 1, 30},
    Attribute{"254", "254", Kind::text, 1, 20},      Attribute{"400", "400", Kind::text, 1, 30},
    Attribute{"403", "403", Kind::text, 1, 30},      Attribute{"410", "417", Kind::checked, 13, 13},
    Attribute{"420", "420", Kind::text, 1, 20},      Attribute{"421", "421", Kind::digits_then_text, 3, 12},
    Attribute{"422", "422", Kind::digits, 3, 3},     Attribute{"423", "423", Kind::digits, 3, 15},
    Attribute{"424", "424", Kind::digits, 3, 3},     Attribute{"425", "425", Kind::digits, 3, 15},
    Attribute{"426", "426", Kind::digits, 3, 3},     Attribute{"3100", "3699", Kind::digits, 6, 6},  // measures
    Attribute{"3900", "3909", Kind::digits, 1, 15},  Attribute{"3910", "3919", Kind::digits, 4, 18},
    Attribute{"3920", "3929", Kind::digits, 1, 15},  Attribute{"3930", "3939", Kind::digits, 4, 18},
    Attribute{"3940", "3943", Kind::digits, 4, 4},   Attribute{"3950", "3955", Kind::digits, 6, 6},
    Attribute{"7001", "7001", Kind::digits, 13, 13}, Attribute{"7002", "7002", Kind::text, 1, 30},
    Attribute{"7004", "7004", Kind::digits, 1, 4},   Attribute{"7006", "7006", Kind::day, 6, 6},
    Attribute{"8001", "8001", Kind::digits, 14, 14}, Attribute{"8005", "8005", Kind::digits, 6, 6},
};

bool fits(std::string_view name, std::string_view value) {
  constexpr std::size_t kMost = 90;
  const auto* attribute = std::find_if(kAttributes.begin(), kAttributes.end(), [&](const Attribute& a) {
    return a.first.size() == name.size() && a.first <= name && name <= a.last;
  });
  if (attribute == kAttributes.end()) return is_text(value, kMost);
  if (value.size() < attribute->least || value.size() > attribute->most) return false;
  switch (attribute->kind) {
    case Kind::digits:
      return all_digits(value);
    case Kind::text:
      return is_text(value, attribute->most);
    case Kind::day:
      return all_digits(value) && is_day(value);
    case Kind::checked:
      return all_digits(value) && has_check_digit(value);
    case Kind::digits_then_text:
      return all_digits(value.substr(0, attribute->least)) && is_text(value, attribute->most);
  }
  return false;
}

constexpr std::array<std::string_view, 5> kOfThePath{"01", "22", "10", "21", "235"};

std::optional<Error> refuse_attribute(std::string_view name, std::string_view value) {
  const auto pointer = "query/" + std::string(name);
  if (name.size() < 2 || name.size() > 4) {
    return Error::invalid_field(pointer, "unknown_attribute", "names of digits are application identifiers of GS1");
  }
  if (std::find(kOfThePath.begin(), kOfThePath.end(), name) != kOfThePath.end())
    return Error::invalid_field(pointer, "belongs_in_path", "keys and their qualifiers stand in the path");
  if (!fits(name, value)) return Error::invalid_field(pointer, "invalid_value", "not what GS1 says of this attribute");
  return std::nullopt;
}

// "17=261231;3103=000189" arrives as one pair. A semicolon that no name follows belongs to the value.
void append_split(QueryPairs& out, const std::string& name, std::string_view value) {
  out.emplace_back(name, std::string());
  for (const auto part : http::split(value, ';')) {
    const auto equals = part.find('=');
    const bool first = part.data() == value.data();
    if (!first && equals != part.npos && equals > 0) {
      out.emplace_back(std::string(part.substr(0, equals)), std::string(part.substr(equals + 1)));
      continue;
    }
    if (!first) out.back().second += ';';
    out.back().second += part;
  }
}

struct Place {
  std::string_view ai;
  std::size_t most;
};
// In the order of the path. Their characters are all of set 82.
constexpr std::array kPlaces{Place{"22", 20}, Place{"10", 20}, Place{"21", 20}};
constexpr Place kControlled{"235", 28};

Error invalid_path(std::string detail) { return Error::invalid_field("path", "invalid_path", std::move(detail)); }

}  // namespace

Result<DigitalLink> read_digital_link(std::string_view gtin, const Qualifiers& qualifiers) {
  const bool has_length = gtin.size() == 8 || (gtin.size() >= 12 && gtin.size() <= 14);
  if (!has_length || !all_digits(gtin))
    return Error::invalid_field("path/gtin", "invalid_gtin", "a GTIN has 8, 12, 13 or 14 digits");
  if (!has_check_digit(gtin))
    return Error::invalid_field("path/gtin", "invalid_check_digit", "the last digit does not fit the others");
  DigitalLink out;
  out.gtin = to_gtin14(gtin);
  std::size_t next = 0;
  for (const auto& [ai, value] : qualifiers) {
    const auto* place = std::find_if(kPlaces.begin() + static_cast<std::ptrdiff_t>(next), kPlaces.end(),
                                     [&ai = ai](const Place& p) { return p.ai == ai; });
    const bool controlled = ai == kControlled.ai && qualifiers.size() == 1;
    if (place == kPlaces.end() && !controlled)
      return invalid_path("behind a GTIN come 22, 10 and 21, in this order, or 235 alone");
    if (!is_text(value, controlled ? kControlled.most : place->most))
      return Error::invalid_field("path/" + ai, "invalid_value", "1 to 20 characters of GS1's set");
    if (controlled || place->ai == "21") {
      out.unit.emplace(ai, value);
    } else {
      (place->ai == "10" ? out.lot : out.variant) = value;
    }
    next = controlled ? kPlaces.size() : static_cast<std::size_t>(place - kPlaces.begin()) + 1;
  }
  return out;
}

Result<Qualifiers> read_qualifiers(std::string_view path) {
  if (path == "/") return invalid_path("an empty step");
  if (path.ends_with('/')) path.remove_suffix(1);
  Qualifiers out;
  if (path.empty()) return out;
  auto parsed = http::parse_target("/" + std::string(path));
  if (parsed.has_error()) return std::move(parsed).error();
  const auto& segments = parsed->segments;
  if (segments.size() % 2 != 0) return invalid_path("identifiers and values come in pairs");
  for (std::size_t i = 0; i < segments.size(); i += 2) out.emplace_back(segments[i], segments[i + 1]);
  return out;
}

Result<LinkQuery> read_link_query(const QueryPairs& query) {
  QueryPairs pairs;
  for (const auto& [name, value] : query) {
    if (all_digits(name))
      append_split(pairs, name, value);
    else
      pairs.emplace_back(name, value);
  }
  LinkQuery out;
  QueryPairs attributes;
  for (auto& [name, value] : pairs) {
    if (name == "linkType") {
      if (out.link_type && *out.link_type != value) return Error::invalid_field("query/linkType", "given_twice");
      out.link_type = value;
      continue;
    }
    if (all_digits(name)) {
      if (auto refusal = refuse_attribute(name, value)) return std::move(*refusal);
      for (const auto& [earlier, given] : attributes) {
        if (earlier == name && given != value) return Error::invalid_field("query/" + name, "given_twice");
      }
      attributes.emplace_back(name, value);
    }
    out.carried.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

}  // namespace shanhai::traceability
