#include "services/traceability/trace/page.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "common/base/encoding.hpp"
#include "services/traceability/resolver/pages.hpp"
#include "services/traceability/trace/accept.hpp"

namespace shanhai::traceability {
namespace {

using http::Language;

TraceView sample() {
  TraceView trace;
  trace.gtin = "02012345678903";
  trace.lot_number = "T/1\"<";
  trace.product_name = "凉山苦荞茶";
  trace.supplier_name = "昭觉县某某合作社";
  trace.county = "513431";
  trace.county_name = "四川省凉山彝族自治州昭觉县";
  trace.origin_counties = {{"513431", "四川省凉山彝族自治州昭觉县"}};
  trace.made_on = parse_date("2026-11-20").value();
  trace.households = 3;
  JourneyStep harvest;
  harvest.at = parse_rfc3339("2026-11-19T16:00:00Z").value();
  harvest.place_name = "昭觉县";
  harvest.quantity = 1234;
  harvest.unit = Unit::g;
  harvest.description = "3 户农户交货";
  trace.journey = {harvest};
  trace.tests = {{"检测中心",
                  "LS1",
                  TestResult::pass,
                  trace.made_on,
                  {{"水分", "6.1 %", Text<1, 60>("≤ 10 %")}},
                  std::string(64, 'a')}};
  trace.commitment_certificate = PublicCertificate{"不使用禁用农药兽药", trace.made_on};
  trace.epcis_event_count = 7;
  return trace;
}

std::string header(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(TracePage, LinksTheProofsOfTheTransparencyLog) {
  auto trace = sample();
  EXPECT_FALSE(contains(trace_page(trace, Language::zh).body, "透明日志")) << "nothing is logged yet";
  trace.log_entries = "/v1/lots/lot_1/log-entries";
  trace.log_proofs = {{EpcisEventId(), 7, std::string(64, 'a'), "/v1/log/proofs/epc_7"}};
  const auto page = trace_page(trace, Language::zh).body;
  EXPECT_TRUE(contains(page, "<a href=\"/v1/log/proofs/epc_7\">#7</a>"));
  EXPECT_TRUE(contains(page, "<a href=\"/v1/lots/lot_1/log-entries\">"));
  EXPECT_TRUE(contains(trace_page(trace, Language::en).body, "Transparency log"));
}

TEST(TracePage, LoadsNothingAndRunsNothing) {
  const auto page = trace_page(sample(), Language::zh);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  for (const auto* forbidden : {"<script", "src=", "url(", "@import", "<link", "<iframe", "<form", "<img",
                                " style=", " on", "http://", "https://"}) {
    const bool attribute = std::string_view(forbidden) == " on";
    EXPECT_FALSE(attribute ? std::regex_search(page.body, std::regex("<[^>]* on[a-z]+="))
                           : contains(page.body, forbidden))
        << forbidden;
  }
}

TEST(TracePage, ItsPolicyAllowsItsOwnStyleOnly) {
  const auto page = trace_page(sample(), Language::zh);
  const auto begin = page.body.find("<style>") + 7;
  const auto style = page.body.substr(begin, page.body.find("</style>") - begin);
  EXPECT_EQ(header(page, "Content-Security-Policy"),
            "default-src 'none'; style-src 'sha256-" + to_base64(sha256(style)) +
                "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  EXPECT_EQ(header(page, "Referrer-Policy"), "no-referrer");
}

TEST(TracePage, SpeaksBothLanguages) {
  const auto chinese = trace_page(sample(), Language::zh).body, english = trace_page(sample(), Language::en).body;
  EXPECT_TRUE(contains(chinese, "<html lang=\"zh-CN\">"));
  EXPECT_TRUE(contains(chinese, "3 户"));
  EXPECT_TRUE(contains(chinese, "1.234\u00a0kg"));
  EXPECT_TRUE(contains(chinese, "承诺达标合格证"));
  EXPECT_TRUE(contains(english, "<html lang=\"en\">"));
  EXPECT_TRUE(contains(english, "3 households"));
  EXPECT_TRUE(contains(english, "Laboratory tests"));
  EXPECT_TRUE(contains(english, "/01/02012345678903/10/T%2F1%22%3C?lang=zh"));
  auto one = sample();
  one.households = 1;
  EXPECT_TRUE(contains(trace_page(one, Language::en).body, ">1 household<"));
}

// Everything a supplier or laboratory can write, hostile.
TEST(TracePage, EscapesEveryText) {
  const std::string evil = "<script>alert(1)</script>\"'&<img src=x onerror=y>";
  auto trace = sample();
  trace.product_name = trace.county_name = evil;
  trace.supplier_name = evil;
  trace.lot_number = "<&\"'>";
  trace.origin_counties = {{evil, evil}};
  trace.journey[0].description = trace.journey[0].place_name = evil;
  trace.tests[0].laboratory = trace.tests[0].report_number = trace.tests[0].file_sha256 = evil;
  trace.tests[0].items = {{evil, evil, Text<1, 60>(evil)}};
  trace.commitment_certificate = PublicCertificate{evil, trace.made_on};
  for (const auto language : {Language::zh, Language::en}) {
    const auto body = trace_page(trace, language).body;
    EXPECT_FALSE(contains(body, "<script"));
    EXPECT_FALSE(contains(body, "<img"));
    EXPECT_TRUE(contains(body, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
    EXPECT_TRUE(contains(body, "(10) &lt;&amp;&quot;&#39;&gt;"));
  }
}

TEST(TracePage, ARecallComesFirst) {
  auto trace = sample();
  EXPECT_FALSE(contains(trace_page(trace, Language::zh).body, "class=\"notice\""));
  trace.recalled = true;
  const auto body = trace_page(trace, Language::zh).body;
  EXPECT_LT(body.find("class=\"notice\""), body.find("<dl>"));
  EXPECT_TRUE(contains(body, "该批次已被召回"));
}

TEST(TracePage, ShowsTheLastDayOfACertification) {
  auto trace = sample();
  trace.certification =
      PublicCertification{CertificationId(), parse_rfc3339("2026-11-19T16:00:00Z").value(),
                          parse_rfc3339("2027-11-19T16:00:00Z").value(), CertificationStanding::valid};
  EXPECT_TRUE(contains(trace_page(trace, Language::zh).body, "2026-11-20 – 2027-11-19"));
  trace.certification->status = CertificationStanding::revoked;
  EXPECT_TRUE(contains(trace_page(trace, Language::en).body, "Certification was revoked"));
}

TEST(TracePage, SaysWhatIsPastItsDateAndWhatIsASingleUnit) {
  auto trace = sample();
  EXPECT_FALSE(contains(trace_page(trace, Language::zh).body, "已过保质期"));
  trace.past_best_before = trace.recalled = true;
  const auto body = trace_page(trace, Language::zh, Scanned::unit).body;
  EXPECT_LT(body.find("已被召回"), body.find("已过保质期"));
  EXPECT_LT(body.find("已过保质期"), body.find("单件商品"));
  EXPECT_TRUE(contains(trace_page(trace, Language::en, Scanned::unit).body, "past its best-before date"));
}

TradeItemView item() {
  TradeItemView out;
  out.gtin = "02012345678903";
  out.product_name = "凉山苦荞茶";
  out.label = "500 g 盒装";
  out.supplier_name = "昭觉县某某合作社";
  out.newest_lots = {
      {"T2", parse_date("2026-11-20").value(), parse_date("2027-11-20").value(), {}, "/01/02012345678903/10/T2"}};
  out.recalled_lots = {{"T<1",
                        parse_date("2026-10-20").value(),
                        {},
                        parse_rfc3339("2026-11-21T00:00:00Z").value(),
                        "/01/02012345678903/10/T%3C1"}};
  return out;
}

TEST(ProductPage, NamesRecalledLotsFirst) {
  const auto body = trade_item_page(item(), Language::zh).body;
  EXPECT_LT(body.find("已召回的批次"), body.find("在售批次"));
  EXPECT_TRUE(contains(body, "<a href=\"/01/02012345678903/10/T%3C1\">T&lt;1</a>"));
  EXPECT_TRUE(contains(body, "500 g 盒装"));
  auto without = item();
  without.newest_lots.clear();
  EXPECT_TRUE(contains(trade_item_page(without, Language::en).body, "Nothing is on sale"));
}

// What a reader of either language finds where: the elements without their texts.
std::string structure_of(std::string body) {
  body = std::regex_replace(body, std::regex(R"re(lang="[a-zA-Z-]*"|lang=(zh|en))re"), "");
  return std::regex_replace(body, std::regex(">[^<]*<"), "><");
}

TEST(RefusalPage, IsTheSameInBothLanguagesAndForEveryRefusal) {
  std::set<std::string> titles;
  const auto wrong = [](std::string code) { return Error::invalid_field("path/gtin", std::move(code)); };
  for (const auto& error : {Error::not_found("lot"), Error::not_found("unit"), Error::not_found("trade_item"),
                            Error::not_found("link_type"), wrong("invalid_gtin"), wrong("invalid_check_digit"),
                            wrong("invalid_path"), wrong("something else")}) {
    const int status = error.kind == ErrorKind::invalid ? 400 : 404;
    const auto chinese = refusal_page(status, error, Language::zh), english = refusal_page(status, error, Language::en);
    EXPECT_EQ(chinese.status, status);
    EXPECT_EQ(structure_of(chinese.body), structure_of(english.body)) << error.code;
    EXPECT_FALSE(header(english, "Content-Security-Policy").empty());
    EXPECT_TRUE(contains(chinese.body, "href=\"?lang=en\"")) << "the same address in the other language";
    titles.insert(english.body.substr(english.body.find("<h1>"), 40));
  }
  EXPECT_EQ(titles.size(), 5u);
}

// The pages as they were looked at, in a browser at the width of a phone. SHANHAI_GOLDEN=write keeps them anew.
TEST(Pages, AreThoseThatWereLookedAt) {
  const auto folder =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "golden/traceability/resolver";
  auto recalled = sample();
  recalled.recalled = recalled.past_best_before = true;
  recalled.recalled_at = parse_rfc3339("2026-11-21T00:00:00Z").value();
  recalled.tests[0].result = TestResult::fail;
  recalled.log_entries = "/v1/lots/lot_1/log-entries";
  recalled.log_proofs = {{EpcisEventId(), 7, std::string(64, 'a'), "/v1/log/proofs/epc_7"}};
  for (const auto language : {Language::zh, Language::en}) {
    const std::string suffix = language == Language::zh ? ".zh.html" : ".en.html";
    const std::pair<std::string, http::Response> pages[] = {
        {"lot", trace_page(sample(), language)},
        {"recalled", trace_page(recalled, language, Scanned::unit)},
        {"product", trade_item_page(item(), language)},
        {"unknown_lot", refusal_page(404, Error::not_found("lot"), language)},
        {"wrong_check_digit", refusal_page(400, Error::invalid_field("path/gtin", "invalid_check_digit"), language)},
    };
    for (const auto& [name, page] : pages) {
      const auto path = folder / (name + suffix);
      if (std::getenv("SHANHAI_GOLDEN")) {
        std::filesystem::create_directories(folder);
        std::ofstream(path) << page.body;
      }
      std::ostringstream kept;
      kept << std::ifstream(path).rdbuf();
      EXPECT_EQ(page.body, kept.str()) << path << ": look at the page, then SHANHAI_GOLDEN=write";
    }
  }
}

TEST(Accept, PeopleGetHtmlAndProgramsJson) {
  const struct {
    const char* accept;
    bool html;
  } cases[] = {{"", false},
               {"*/*", false},
               {"application/json", false},
               {"text/html", true},
               {"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", true},
               {"application/json, text/html;q=0.9", false},
               {"text/html;q=0.5, application/json;q=0.4", true},
               {"text/*;q=0.9, application/json;q=0.1", true},
               {"text/html;q=0", false},
               {"image/png", false},
               {"text/html;level=1 , */*;q=0.1", true}};
  for (const auto& c : cases) EXPECT_EQ(prefers_html(c.accept), c.html) << c.accept;
}

}  // namespace
}  // namespace shanhai::traceability
