#include "services/traceability/trace/page.hpp"

#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/epcis/node.hpp"
#include "services/traceability/trace/html.hpp"
#include "services/traceability/trace/page_texts.hpp"

namespace shanhai::traceability {
namespace {

using html::element;
using html::fact;
using html::section;

constexpr auto kNoBreak = "\u00a0";  // between a number and its unit

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
  out += "<div id=\"recall\">" + element("dt", texts.recall_status) +
         element("dd", trace.recalled ? texts.is_recalled : texts.not_recalled) + "</div>";
  return out + "</dl></section>\n";
}

// What is to be known before anything else, the gravest first.
std::string notices(const TraceView& trace, const PageTexts& texts, Scanned scanned) {
  std::string out;
  if (trace.recalled) out += html::notice(texts.recalled);
  if (trace.past_best_before) out += html::notice(texts.past_best_before);
  if (scanned == Scanned::unit) out += "<section>" + element("p", texts.unit) + "</section>\n";
  return out;
}

std::string journey(const TraceView& trace, const PageTexts& texts) {
  std::string out = "<ol>";
  for (const auto& step : trace.journey) {
    auto where = days(step);
    if (!step.place_name.empty()) where += " · " + step.place_name;
    if (const auto much = amount(step, texts); !much.empty()) where += " · " + much;
    out += "<li>" + element("div", step.description, "what") + element("div", where, "where") + "</li>";
  }
  return section(texts.journey, out + "</ol>", "journey");
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
  if (trace.tests.empty()) return section(texts.tests, element("p", texts.no_tests, "quiet"), "tests");
  std::string out;
  for (const auto& test : trace.tests) {
    const bool passed = test.result == TestResult::pass;
    out += "<article>" + element("p", passed ? texts.passed : texts.failed, passed ? "pass" : "fail") +
           element("p", test.laboratory) +
           element("p", texts.report + test.report_number + " · " + to_string(test.tested_on), "quiet") +
           items_table(test, texts) + element("p", texts.report_hash + test.file_sha256, "hash") + "</article>";
  }
  return section(texts.tests, out, "tests");
}

std::string commitment(const TraceView& trace, const PageTexts& texts) {
  if (!trace.commitment_certificate) return {};
  const auto& certificate = *trace.commitment_certificate;
  return section(texts.commitment,
                 element("blockquote", certificate.statement) +
                     element("p", texts.issued_on + to_string(certificate.issued_on), "quiet"),
                 "commitment");
}

std::string certification(const TraceView& trace, const PageTexts& texts) {
  if (!trace.certification) return {};
  const auto& standing = *trace.certification;
  const auto last_day = china_date(standing.valid_to - std::chrono::microseconds(1));
  const bool holds = standing.status == CertificationStanding::valid;
  return section(texts.certification,
                 element("p", texts.standing(standing.status), holds ? "pass" : "quiet") +
                     element("p", to_string(china_date(standing.valid_from)) + " – " + to_string(last_day), "quiet"),
                 "certification");
}

std::string transparency(const TraceView& trace, const PageTexts& texts) {
  if (trace.log_proofs.empty()) return {};
  std::string links;
  for (const auto& entry : trace.log_proofs)
    links += (links.empty() ? "" : texts.separator) + html::link(entry.proof, "#" + std::to_string(entry.index));
  return section(texts.log, element("p", texts.log_meaning) + "<p>" + texts.log_proofs + links + "</p><p>" +
                                html::link(trace.log_entries, texts.log_all) + "</p>");
}

}  // namespace

http::Response trace_page(const TraceView& trace, http::Language language, Scanned scanned) {
  const auto& texts = page_texts(language);
  const html::Heading heading{trace.product_name, trace.supplier_name.value_or(trace.county_name),
                              epcis::lot_path(trace.gtin, trace.lot_number) + "?lang=" + texts.other_language};
  const auto content = notices(trace, texts, scanned) + facts(trace, texts) + journey(trace, texts) +
                       certification(trace, texts) + tests(trace, texts) + commitment(trace, texts) +
                       transparency(trace, texts);
  const auto footer = element("p", texts.events(trace.epcis_event_count)) + element("p", texts.privacy) +
                      element("p", "(01) " + trace.gtin + " (10) " + trace.lot_number, "hash");
  return html::page(200, texts, trace.product_name + " · " + trace.lot_number, heading, content, footer);
}

}  // namespace shanhai::traceability
