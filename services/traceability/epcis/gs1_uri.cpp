#include "services/traceability/epcis/gs1_uri.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "common/base/gtin.hpp"

namespace shanhai::traceability::epcis {
namespace {

constexpr std::string_view kCanonicalHost = "https://id.gs1.org/";

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(separator, begin);
    out.push_back(text.substr(begin, end == text.npos ? text.npos : end - begin));
    if (end == text.npos) return out;
    begin = end + 1;
  }
}

// A serial, lot or extension as an EPC URN escapes it, as a Digital Link escapes it: some characters that a URN leaves
// alone are escaped there.
std::string escaped(std::string_view urn_text) {
  constexpr std::string_view kEscape = "!()*+,:";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : urn_text) {
    if (kEscape.find(c) == kEscape.npos) {
      out += c;
      continue;
    }
    out += '%';
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[c & 15];
  }
  return out;
}

std::string with_check_digit(std::string digits) {
  digits += gs1_check_digit(digits);
  return digits;
}

// How an EPC scheme becomes a Digital Link. The company prefix and the reference have `digits` digits together; 0: the
// reference is free text.
struct Scheme {
  std::string_view name, key;
  std::size_t digits;
  enum class Lead { none, indicator, zero } lead;  // what stands before the company prefix
  std::string_view qualifier;                      // of what follows; empty: it is appended to the key's value
  std::size_t extra_parts;                         // itip: piece and total
  bool takes_serial;
};
constexpr std::array kSchemes{
    Scheme{"sgtin", "01", 13, Scheme::Lead::indicator, "21", 0, true},
    Scheme{"lgtin", "01", 13, Scheme::Lead::indicator, "10", 0, true},
    Scheme{"upui", "01", 13, Scheme::Lead::indicator, "235", 0, true},
    Scheme{"itip", "8006", 13, Scheme::Lead::indicator, "21", 2, true},
    Scheme{"sscc", "00", 17, Scheme::Lead::indicator, "", 0, false},
    Scheme{"sgln", "414", 12, Scheme::Lead::none, "254", 0, true},
    Scheme{"pgln", "417", 12, Scheme::Lead::none, "", 0, false},
    Scheme{"grai", "8003", 12, Scheme::Lead::zero, "", 0, true},
    Scheme{"gdti", "253", 12, Scheme::Lead::none, "", 0, true},
    Scheme{"sgcn", "255", 12, Scheme::Lead::none, "", 0, true},
    Scheme{"gsrn", "8018", 17, Scheme::Lead::none, "", 0, false},
    Scheme{"gsrnp", "8017", 17, Scheme::Lead::none, "", 0, false},
    Scheme{"gsin", "402", 16, Scheme::Lead::none, "", 0, false},
    Scheme{"giai", "8004", 0, Scheme::Lead::none, "", 0, false},
    Scheme{"ginc", "401", 0, Scheme::Lead::none, "", 0, false},
    Scheme{"cpi", "8010", 0, Scheme::Lead::none, "8011", 0, true},
};

std::optional<std::string> key_value(const Scheme& scheme, std::string_view company, std::string_view reference) {
  if (!all_digits(company) || company.size() < 6 || company.size() > 12) return std::nullopt;
  if (scheme.digits == 0) {
    if (reference.empty()) return std::nullopt;
    return std::string(company) + escaped(reference);
  }
  if (company.size() + reference.size() != scheme.digits) return std::nullopt;
  if (!reference.empty() && !all_digits(reference)) return std::nullopt;
  switch (scheme.lead) {
    case Scheme::Lead::indicator:
      if (reference.empty()) return std::nullopt;
      return with_check_digit(std::string(reference.substr(0, 1)) + std::string(company) +
                              std::string(reference.substr(1)));
    case Scheme::Lead::zero:
      return with_check_digit("0" + std::string(company) + std::string(reference));
    case Scheme::Lead::none:
      break;
  }
  return with_check_digit(std::string(company) + std::string(reference));
}

// What follows "urn:epc:id:", "urn:epc:class:" or "urn:epc:idpat:".
std::optional<std::string> from_urn(std::string_view rest, bool pattern) {
  const auto colon = rest.find(':');
  if (colon == rest.npos) return std::nullopt;
  const auto* scheme =
      std::find_if(kSchemes.begin(), kSchemes.end(), [&](const auto& s) { return s.name == rest.substr(0, colon); });
  if (scheme == kSchemes.end()) return std::nullopt;
  const auto parts = split(rest.substr(colon + 1), '.');
  const std::size_t fixed = 2 + scheme->extra_parts;
  if (parts.size() < fixed + (scheme->takes_serial ? 1 : 0)) return std::nullopt;
  auto value = key_value(*scheme, parts[0], scheme->takes_serial ? parts[1] : rest.substr(colon + 2 + parts[0].size()));
  if (!value) return std::nullopt;
  for (std::size_t i = 2; i < fixed; ++i) {
    if (parts[i].size() != 2 || !all_digits(parts[i])) return std::nullopt;
    *value += parts[i];
  }
  auto out = std::string(kCanonicalHost) + std::string(scheme->key) + "/" + *value;
  if (!scheme->takes_serial) return out;
  // The serial may itself hold full stops.
  const auto serial = rest.substr(static_cast<std::size_t>(parts[fixed].data() - rest.data()));
  if (serial.empty()) return std::nullopt;
  if (serial == "*") return pattern ? std::optional(out) : std::nullopt;
  if (scheme->name == "sgln" && serial == "0") return out;  // no extension
  return out + (scheme->qualifier.empty() ? "" : "/" + std::string(scheme->qualifier) + "/") + escaped(serial);
}

// The values that a key can have where its reference, or all of it, is left open.
std::vector<std::string> open_keys(const Scheme& scheme, std::string_view company) {
  if (company == "*") company = {};
  const auto open = [&](std::size_t leading) { return std::string(scheme.digits + 1 - leading - company.size(), '?'); };
  if (scheme.digits == 0) return {std::string(company)};
  if (scheme.lead == Scheme::Lead::zero) return {"0" + std::string(company) + open(0)};
  if (scheme.lead == Scheme::Lead::none || company.empty()) return {std::string(company) + open(0)};
  std::vector<std::string> out;  // one for each digit in front, so that each has a beginning to look for
  for (char digit = '0'; digit <= '9'; ++digit) out.push_back(digit + std::string(company) + open(1));
  return out;
}

// Are there none but `*` behind the first, and is there one?
bool is_open_at_the_end(const std::vector<std::string_view>& parts) {
  const auto first = std::find(parts.begin(), parts.end(), "*");
  return first != parts.end() && std::all_of(first, parts.end(), [](auto part) { return part == "*"; });
}

std::vector<std::string> globs_of_urn(std::string_view rest) {
  const auto colon = rest.find(':');
  if (colon == rest.npos) return {};
  const auto* scheme =
      std::find_if(kSchemes.begin(), kSchemes.end(), [&](const auto& s) { return s.name == rest.substr(0, colon); });
  if (scheme == kSchemes.end()) return {};
  const auto parts = split(rest.substr(colon + 1), '.');
  const std::size_t fixed = 2 + scheme->extra_parts;
  if (parts.size() != fixed + (scheme->takes_serial ? 1 : 0) || !is_open_at_the_end(parts)) return {};
  const auto company = parts[0];
  if (company != "*" && (!all_digits(company) || company.size() < 6 || company.size() > 12)) return {};
  std::vector<std::string> keys;
  bool is_open = parts[1] == "*";
  if (is_open) {
    keys = open_keys(*scheme, company);
    is_open = scheme->digits == 0;
  } else if (auto value = key_value(*scheme, company, parts[1])) {
    keys.push_back(std::move(*value));
  }
  std::vector<std::string> out;
  for (auto& value : keys) {
    for (std::size_t i = 2; i < fixed; ++i) {
      if (parts[i] != "*" && (parts[i].size() != 2 || !all_digits(parts[i]))) return {};
      value += parts[i] == "*" ? "??" : std::string(parts[i]);
    }
    const auto key = std::string(kCanonicalHost) + std::string(scheme->key) + "/" + value;
    if (is_open || (scheme->takes_serial && scheme->qualifier.empty())) {
      out.push_back(key + "*");
      continue;
    }
    if (scheme->name != "lgtin") out.push_back(key);
    if (scheme->takes_serial) out.push_back(key + "/" + std::string(scheme->qualifier) + "/*");
  }
  return out;
}

struct Key {
  std::string_view ai, name;
  std::size_t digits_min, digits_max;  // digits it begins with
  std::size_t text_max;                // characters that may follow them
};
constexpr std::array kKeys{
    Key{"01", "gtin", 8, 14, 0},    Key{"00", "sscc", 18, 18, 0},    Key{"414", "gln", 13, 13, 0},
    Key{"417", "party", 13, 13, 0}, Key{"8003", "grai", 14, 14, 16}, Key{"8004", "giai", 4, 4, 26},
    Key{"8006", "itip", 18, 18, 0}, Key{"8010", "cpid", 4, 4, 26},   Key{"8017", "gsrnp", 18, 18, 0},
    Key{"8018", "gsrn", 18, 18, 0}, Key{"253", "gdti", 13, 13, 17},  Key{"255", "gcn", 13, 13, 12},
    Key{"401", "ginc", 4, 4, 26},   Key{"402", "gsin", 17, 17, 0},
};

struct Qualifier {
  std::string_view key, ai, name;
  int fineness;  // the finest stays; 0: none does
};
constexpr std::array kQualifiers{
    Qualifier{"01", "22", "cpv", 0},   Qualifier{"01", "10", "lot", 1},    Qualifier{"01", "235", "upui", 2},
    Qualifier{"01", "21", "ser", 3},   Qualifier{"8006", "22", "cpv", 0},  Qualifier{"8006", "10", "lot", 1},
    Qualifier{"8006", "21", "ser", 2}, Qualifier{"414", "254", "glnx", 1}, Qualifier{"8010", "8011", "cpsn", 1},
};

bool fits(const Key& key, std::string_view value) {
  const auto digits = static_cast<std::size_t>(
      std::find_if(value.begin(), value.end(), [](char c) { return c < '0' || c > '9'; }) - value.begin());
  if (key.ai == "01") return digits == value.size() && (digits == 8 || (digits >= 12 && digits <= 14));
  if (digits < key.digits_min) return false;
  return value.size() <= key.digits_max + key.text_max;
}

// The segments of a path, one after the other.
class Segments {
 public:
  explicit Segments(std::string_view path) : rest_(path) {}
  // False: there is none any more.
  bool take(std::string_view& out) {
    if (ended_) return false;
    const auto end = rest_.find('/');
    out = rest_.substr(0, end);
    ended_ = end == rest_.npos;
    if (!ended_) rest_.remove_prefix(end + 1);
    return true;
  }

 private:
  std::string_view rest_;
  bool ended_ = false;
};

// `behind`: what stands behind the key's value.
std::optional<std::string> qualified(const Key& key, std::string_view value, Segments behind) {
  std::string_view finest, finest_value;
  int fineness = 0;
  for (std::string_view name, text; behind.take(name);) {
    if (!behind.take(text)) {
      if (name.empty()) break;  // a slash at the end
      return std::nullopt;
    }
    const auto* found = std::find_if(kQualifiers.begin(), kQualifiers.end(), [&](const auto& q) {
      return q.key == key.ai && (q.ai == name || q.name == name);
    });
    if (found == kQualifiers.end() || text.empty()) return std::nullopt;
    if (found->fineness <= fineness) continue;
    fineness = found->fineness;
    finest = found->ai;
    finest_value = text;
  }
  std::string out;
  out.reserve(kCanonicalHost.size() + value.size() + finest_value.size() + 16);
  out.append(kCanonicalHost).append(key.ai).append("/");
  key.ai == "01" ? out.append(to_gtin14(value)) : out.append(value);
  if (fineness > 0) out.append("/").append(finest).append("/").append(finest_value);
  return out;
}

// An address with http or https.
std::optional<std::string> from_digital_link(std::string_view uri) {
  const auto slashes = uri.find("://");
  const auto path = uri.find('/', slashes + 3);
  if (path == uri.npos) return std::nullopt;
  uri = uri.substr(path + 1);
  uri = uri.substr(0, std::min(uri.find('?'), uri.find('#')));
  Segments segments(uri);
  std::string_view name, value;
  for (segments.take(name); segments.take(value); name = value) {
    const auto* key =
        std::find_if(kKeys.begin(), kKeys.end(), [&](const auto& k) { return k.ai == name || k.name == name; });
    if (key != kKeys.end() && fits(*key, value)) return qualified(*key, value, segments);
  }
  return std::nullopt;
}

// Escapes of a Digital Link that a URN does without.
std::string unescaped(std::string_view text) {
  constexpr std::string_view kPlain = "!()*+,:";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = i + 2 < text.size() && text[i] == '%' ? kHex.find(text[i + 1]) : kHex.npos;
    const auto low = high != kHex.npos ? kHex.find(text[i + 2]) : kHex.npos;
    const char c = low != kHex.npos ? static_cast<char>(high * 16 + low) : '\0';
    if (c != '\0' && kPlain.find(c) != kPlain.npos) {
      out += c;
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// What a key may be in a scheme, for a company; the caller sees whether it leads back.
std::vector<std::string> urns_of(const Scheme& scheme, const std::string& company,
                                 const std::vector<std::string_view>& parts) {
  const auto value = parts[1];
  const auto qualifier = parts.size() > 3 ? parts[2] : std::string_view();
  const auto serial = parts.size() > 3 ? unescaped(parts[3]) : std::string();
  std::string reference, rest;
  const bool has_indicator = scheme.lead == Scheme::Lead::indicator;
  const std::size_t lead = scheme.lead == Scheme::Lead::none ? 0 : 1;
  if (!value.substr(std::min(lead, value.size())).starts_with(company)) return {};
  if (scheme.digits == 0) {
    reference = unescaped(value.substr(company.size()));
  } else {
    const auto key = lead + scheme.digits - (has_indicator ? 1 : 0);  // without the check digit
    if (value.size() < key + 1) return {};
    reference = (has_indicator ? std::string(value.substr(0, 1)) : "") +
                std::string(value.substr(lead + company.size(), key - lead - company.size()));
    rest = unescaped(value.substr(key + 1));
  }
  const auto name = std::string(scheme.name) + ":" + company + "." + reference;
  if (scheme.extra_parts == 2) {
    if (rest.size() != 4) return {};
    const auto pieces = name + "." + rest.substr(0, 2) + "." + rest.substr(2) + ".";
    return {qualifier == scheme.qualifier ? "urn:epc:id:" + pieces + serial : "urn:epc:idpat:" + pieces + "*"};
  }
  if (!scheme.takes_serial) return {"urn:epc:id:" + name};
  if (scheme.qualifier.empty())
    return {rest.empty() ? "urn:epc:idpat:" + name + ".*" : "urn:epc:id:" + name + "." + rest};
  if (qualifier == scheme.qualifier)
    return {(scheme.name == "lgtin" ? "urn:epc:class:" : "urn:epc:id:") + name + "." + serial};
  if (!qualifier.empty()) return {};
  return {scheme.name == "sgln" ? "urn:epc:id:" + name + ".0" : "urn:epc:idpat:" + name + ".*"};
}

}  // namespace

std::optional<std::string> canonical_gs1_uri(std::string_view uri) {
  constexpr std::string_view kId = "urn:epc:id:", kClass = "urn:epc:class:", kPattern = "urn:epc:idpat:";
  if (uri.starts_with(kId)) return from_urn(uri.substr(kId.size()), false);
  if (uri.starts_with(kClass)) return from_urn(uri.substr(kClass.size()), false);
  if (uri.starts_with(kPattern)) return from_urn(uri.substr(kPattern.size()), true);
  if (uri.starts_with("http://") || uri.starts_with("https://")) return from_digital_link(uri);
  return std::nullopt;
}

std::vector<std::string> canonical_gs1_globs(std::string_view uri) {
  constexpr std::string_view kPattern = "urn:epc:idpat:", kLots = "urn:epc:class:";
  if (uri.starts_with(kPattern)) return globs_of_urn(uri.substr(kPattern.size()));
  if (uri.starts_with("urn:epc:class:lgtin:")) return globs_of_urn(uri.substr(kLots.size()));
  if (!uri.starts_with("http://") && !uri.starts_with("https://")) return {};
  auto canonical = from_digital_link(uri);
  if (!canonical || !canonical->ends_with("/*")) return {};
  return {std::move(*canonical)};
}

std::optional<std::string> gs1_urn(std::string_view digital_link, const std::vector<std::string>& company_prefixes) {
  const auto canonical = digital_link.starts_with("http") ? from_digital_link(digital_link) : std::nullopt;
  if (!canonical) return std::nullopt;
  const auto parts = split(std::string_view(*canonical).substr(kCanonicalHost.size()), '/');
  for (const auto& scheme : kSchemes) {
    if (scheme.key != parts[0]) continue;
    for (const auto& company : company_prefixes) {
      for (const auto& urn : urns_of(scheme, company, parts)) {
        if (canonical_gs1_uri(urn) == canonical) return urn;  // what does not lead back is none
      }
    }
  }
  return std::nullopt;
}

std::string lot_path(std::string_view gtin14, std::string_view lot_number) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out = "/01/" + std::string(gtin14) + "/10/";
  for (const char c : lot_number) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    out += '%';
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[c & 15];
  }
  return out;
}

}  // namespace shanhai::traceability::epcis
