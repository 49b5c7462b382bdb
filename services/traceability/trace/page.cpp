#include "services/traceability/trace/page.hpp"

#include <algorithm>
#include <charconv>

#include "common/base/encoding.hpp"
#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/epcis/node.hpp"
#include "services/traceability/trace/page_style.hpp"
#include "services/traceability/trace/page_texts.hpp"

namespace shanhai::traceability {
namespace {

constexpr auto kNoBreak = "\u00a0";  // between a number and its unit

// Nothing is loaded, nothing runs, nothing frames it; the one style sheet is known by its hash.
const std::string& content_security_policy() {
  static const std::string policy = "default-src 'none'; style-src 'sha256-" + to_base64(sha256(kPageStyle)) +
                                    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return policy;
}

std::string element(std::string_view name, std::string_view text, std::string_view of_class = {}) {
  std::string out = "<" + std::string(name);
  if (!of_class.empty()) out += " class=\"" + std::string(of_class) + "\"";
  return out + ">" + escape_html(text) + "</" + std::string(name) + ">";
}

std::string fact(std::string_view name, std::string_view value) {
  return "<div>" + element("dt", name) + element("dd", value) + "</div>";
}

std::string amount(const JourneyStep& step, const PageTexts& texts) {
  if (!step.quantity) return {};
  if (step.unit == Unit::g) return epcis::kilograms(*step.quantity) + kNoBreak + "kg";
  return std::to_string(*step.quantity) + kNoBreak + texts.pieces;
}

std::string days(const JourneyStep& step) {
  const auto from = to_string(china_date(step.at));
  const auto to = to_string(china_date(step.until.value_or(step.at)));
  return from == to ? from : from + " – " + to;
}

std::string section(std::string_view title, const std::string& content) {
  return "<section>" + element("h2", title) + content + "</section>\n";
}

std::string facts(const TraceView& trace, const PageTexts& texts) {
  std::string out = "<section><dl>";
  std::string origins;
  for (const auto& county : trace.origin_counties) origins += (origins.empty() ? "" : texts.separator) + county.name;
  out += fact(texts.origin, origins.empty() ? trace.county_name : origins);
  if (trace.supplier_name) out += fact(texts.supplier, *trace.supplier_name);
  out += fact(texts.households, texts.household_count(trace.households));
  out += fact(texts.lot_number, trace.lot_number);
  out += fact(texts.made_on, to_string(trace.made_on));
  if (trace.best_before) out += fact(texts.best_before, to_string(*trace.best_before));
  return out + "</dl></section>\n";
}

std::string notice(const TraceView& trace, const PageTexts& texts) {
  if (!trace.recalled) return {};
  return "<section class=\"notice\" role=\"alert\">" + element("p", texts.recalled) + "</section>\n";
}

std::string journey(const TraceView& trace, const PageTexts& texts) {
  std::string out = "<ol>";
  for (const auto& step : trace.journey) {
    auto where = days(step);
    if (!step.place_name.empty()) where += " · " + step.place_name;
    if (const auto much = amount(step, texts); !much.empty()) where += " · " + much;
    out += "<li>" + element("div", step.description, "what") + element("div", where, "where") + "</li>";
  }
  return section(texts.journey, out + "</ol>");
}

std::string items_table(const PublicTest& test, const PageTexts& texts) {
  if (test.items.empty()) return {};
  std::string out = "<table><thead><tr>" + element("th", texts.item) + element("th", texts.value) +
                    element("th", texts.limit) + "</tr></thead><tbody>";
  for (const auto& item : test.items) {
    out += "<tr>" + element("td", item.name.str()) + element("td", item.value.str()) +
           element("td", item.limit ? item.limit->str() : "") + "</tr>";
  }
  return out + "</tbody></table>";
}

std::string tests(const TraceView& trace, const PageTexts& texts) {
  if (trace.tests.empty()) return section(texts.tests, element("p", texts.no_tests, "quiet"));
  std::string out;
  for (const auto& test : trace.tests) {
    const bool passed = test.result == TestResult::pass;
    out += "<article>" + element("p", passed ? texts.passed : texts.failed, passed ? "pass" : "fail") +
           element("p", test.laboratory) +
           element("p", texts.report + test.report_number + " · " + to_string(test.tested_on), "quiet") +
           items_table(test, texts) + element("p", texts.report_hash + test.file_sha256, "hash") + "</article>";
  }
  return section(texts.tests, out);
}

std::string commitment(const TraceView& trace, const PageTexts& texts) {
  if (!trace.commitment_certificate) return {};
  const auto& certificate = *trace.commitment_certificate;
  return section(texts.commitment, element("blockquote", certificate.statement) +
                                       element("p", texts.issued_on + to_string(certificate.issued_on), "quiet"));
}

std::string certification(const TraceView& trace, const PageTexts& texts) {
  if (!trace.certification) return {};
  const auto& standing = *trace.certification;
  const auto last_day = china_date(standing.valid_to - std::chrono::microseconds(1));
  const bool holds = standing.status == CertificationStanding::valid;
  return section(texts.certification,
                 element("p", texts.standing(standing.status), holds ? "pass" : "quiet") +
                     element("p", to_string(china_date(standing.valid_from)) + " – " + to_string(last_day), "quiet"));
}

std::string link(std::string_view path, std::string_view text) {
  return "<a href=\"" + escape_html(path) + "\">" + escape_html(text) + "</a>";
}

std::string transparency(const TraceView& trace, const PageTexts& texts) {
  if (trace.log_proofs.empty()) return {};
  std::string links;
  for (const auto& entry : trace.log_proofs)
    links += (links.empty() ? "" : texts.separator) + link(entry.proof, "#" + std::to_string(entry.index));
  return section(texts.log, element("p", texts.log_meaning) + "<p>" + texts.log_proofs + links + "</p><p>" +
                                link(trace.log_entries, texts.log_all) + "</p>");
}

std::string document(const PageTexts& texts, std::string_view title, const std::string& header,
                     const std::string& content) {
  return "<!DOCTYPE html>\n<html lang=\"" + std::string(texts.language) +
         "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
         "<meta name=\"robots\" content=\"noindex\">" +
         element("title", title) + "<style>" + std::string(kPageStyle) + "</style></head>\n<body>\n<header><div>" +
         header + "</div></header>\n<main>\n" + content + "</main>\n";
}

http::Response page(int status, std::string html) {
  return http::Response::of(status, "text/html; charset=utf-8", std::move(html))
      .with("Content-Security-Policy", content_security_policy())
      .with("X-Content-Type-Options", "nosniff")
      .with("Referrer-Policy", "no-referrer")
      .with("Vary", "Accept, Accept-Language");
}

// The weight of "type/subtype" in an Accept header, by its most specific range; nullopt: not accepted at all.
std::optional<double> weight_of(std::string_view accept, std::string_view type) {
  const std::string family = std::string(type.substr(0, type.find('/'))) + "/*";
  int specificity = -1;
  double weight = 0;
  while (!accept.empty()) {
    const auto comma = accept.find(',');
    auto range = accept.substr(0, comma);
    accept.remove_prefix(comma == accept.npos ? accept.size() : comma + 1);
    const auto name_end = range.find(';');
    auto name = range.substr(0, name_end);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    const int found = name == type ? 2 : name == family ? 1 : name == "*/*" ? 0 : -1;
    if (found <= specificity) continue;
    specificity = found;
    weight = 1;
    if (const auto q = range.find("q=", name_end == range.npos ? range.size() : name_end); q != range.npos) {
      std::from_chars(range.data() + q + 2, range.data() + range.size(), weight);
    }
  }
  return specificity < 0 ? std::nullopt : std::optional(weight);
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

bool prefers_html(std::string_view accept) {
  const auto html = weight_of(accept, "text/html");
  const auto json = weight_of(accept, "application/json");
  return html && *html > 0 && *html > json.value_or(0);
}

http::Response trace_page(const TraceView& trace, http::Language language) {
  const auto& texts = page_texts(language);
  const auto other = escape_html(epcis::lot_path(trace.gtin, trace.lot_number)) + "?lang=" + texts.other_language;
  const std::string header = "<div class=\"top\">" + element("span", texts.site) + "<a href=\"" + other +
                             "\" hreflang=\"" + texts.other_language + "\">" + escape_html(texts.other_language_name) +
                             "</a></div>" + element("h1", trace.product_name) +
                             element("p", trace.supplier_name.value_or(trace.county_name));
  auto html =
      document(texts, trace.product_name + " · " + trace.lot_number, header,
               notice(trace, texts) + facts(trace, texts) + journey(trace, texts) + certification(trace, texts) +
                   tests(trace, texts) + commitment(trace, texts) + transparency(trace, texts));
  html += "<footer>" + element("p", texts.events(trace.epcis_event_count)) + element("p", texts.privacy) +
          "<p class=\"hash\">(01) " + escape_html(trace.gtin) + " (10) " + escape_html(trace.lot_number) +
          "</p></footer>\n</body></html>\n";
  return page(200, std::move(html));
}

http::Response unknown_lot_page(http::Language language) {
  const auto& texts = page_texts(language);
  return page(404, document(texts, texts.unknown, element("h1", texts.unknown),
                            "<section>" + element("p", texts.unknown_detail) + "</section>") +
                       "</body></html>\n");
}

}  // namespace shanhai::traceability
