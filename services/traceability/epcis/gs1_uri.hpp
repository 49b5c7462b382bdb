// GS1 identification keys as URIs: EPC URNs (Tag Data Standard 1.13) and GS1 Digital Links (URI Syntax 1.2) in one
// spelling.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::traceability::epcis {

// The constrained canonical Digital Link of CBV 2.0 section 8.9: https://id.gs1.org, no query, only the key and its
// finest qualifier. Takes urn:epc:id, urn:epc:class, urn:epc:idpat and Digital Links on any host; nullopt: `uri` is
// none of these. Check digits of Digital Links are not verified.
std::optional<std::string> canonical_gs1_uri(std::string_view uri);

// What a pattern matches among canonical Digital Links, as globs: `?` stands for a digit, `*`, only at the end, for
// anything. Takes urn:epc:idpat and urn:epc:class:lgtin with `*` in the last places (Tag Data Standard 1.13, section
// 8), and Digital Links whose last qualifier is `*`. A pattern of items matches their class, too, which is spelt like
// it. Empty: `uri` is no such pattern.
std::vector<std::string> canonical_gs1_globs(std::string_view uri);

// The EPC URN of a Digital Link whose key begins with one of `company_prefixes` (6 to 12 digits each): the reverse of
// canonical_gs1_uri(). nullopt: it has none, or nobody knows how long its company's prefix is.
std::optional<std::string> gs1_urn(std::string_view digital_link, const std::vector<std::string>& company_prefixes);

// The path of a lot's Digital Link: "/01/{14 digits}/10/{lot number, escaped}".
std::string lot_path(std::string_view gtin14, std::string_view lot_number);

}  // namespace shanhai::traceability::epcis
