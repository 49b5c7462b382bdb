// Codes and their links, without a database: what a GS1 Digital Link may be, and what its linkset says.
#include <gtest/gtest.h>

#include "services/traceability/resolver/digital_link.hpp"
#include "services/traceability/resolver/linkset.hpp"
#include "services/traceability/resolver/unit.hpp"
#include "services/traceability/trace/accept.hpp"
#include "services/traceability/trace/changed_lots.hpp"

namespace shanhai::traceability {
namespace {

// "gtin variant/lot/unit", or the code of what is wrong and where.
std::string read(std::string_view gtin, std::string_view rest = "") {
  const auto qualifiers = read_qualifiers(rest);
  if (qualifiers.has_error()) return qualifiers.error().fields.at(0).code;
  const auto link = read_digital_link(gtin, *qualifiers);
  if (link.has_error()) return link.error().fields.at(0).code + " " + link.error().fields.at(0).pointer;
  return link->gtin + " " + link->variant.value_or("") + "|" + link->lot.value_or("") + "|" +
         (link->unit ? link->unit->first + ":" + link->unit->second : "");
}

TEST(DigitalLink, TakesEverySpellingOfAGtin) {
  EXPECT_EQ(read("02012345678903"), "02012345678903 ||");
  EXPECT_EQ(read("6901234567892"), "06901234567892 ||");
  EXPECT_EQ(read("614141123452"), "00614141123452 ||");
  EXPECT_EQ(read("96385074"), "00000096385074 ||");
  for (const auto* wrong : {"", "1", "690123456789", "690123456789x", "0690123456789", "006901234567892", "６９０"}) {
    const auto said = read(wrong);
    EXPECT_TRUE(said == "invalid_gtin path/gtin" || said == "invalid_check_digit path/gtin") << wrong << ": " << said;
  }
  EXPECT_EQ(read("6901234567893"), "invalid_check_digit path/gtin");
}

TEST(DigitalLink, HasItsQualifiersInOrder) {
  const std::string gtin = "06901234567892";
  const struct {
    const char *rest, *expected;
  } cases[] = {
      {"", "||"},
      {"/", "invalid_path"},
      {"10/T1", "|T1|"},
      {"10/T1/", "|T1|"},
      {"21/7", "||21:7"},
      {"10/T1/21/7", "|T1|21:7"},
      {"22/v2/10/T1/21/7", "v2|T1|21:7"},
      {"22/v2", "v2||"},
      {"235/abc", "||235:abc"},
      {"10/a%2Fb%25", "|a/b%|"},
      {"21/7/10/T1", "invalid_path path"},
      {"10/T1/22/v2", "invalid_path path"},
      {"10/T1/10/T1", "invalid_path path"},
      {"10/T1/235/abc", "invalid_path path"},
      {"235/abc/21/7", "invalid_path path"},
      {"17/261231", "invalid_path path"},
      {"99/ABC", "invalid_path path"},
      {"lot/ABC", "invalid_path path"},
      {"foo", "invalid_path"},
      {"10", "invalid_path"},
      {"10/T1/foo", "invalid_path"},
      {"10/", "invalid_path"},
      {"10//", "invalid_value path/10"},
      {"10/123456789012345678901", "invalid_value path/10"},
      {"10/a b", "invalid_target"},
      {"10/a%20b", "invalid_value path/10"},
      {"21/%E8%8B%A6", "invalid_value path/21"},
      {"235/1234567890123456789012345678", "||235:1234567890123456789012345678"},
      {"235/12345678901234567890123456789", "invalid_value path/235"},
  };
  for (const auto& c : cases) {
    const std::string expected = c.expected;
    EXPECT_EQ(read(gtin, c.rest), expected.find('|') == expected.npos ? expected : gtin + " " + expected) << c.rest;
  }
}

std::string query(const QueryPairs& pairs) {
  const auto out = read_link_query(pairs);
  if (out.has_error()) return out.error().fields.at(0).code + " " + out.error().fields.at(0).pointer;
  std::string text = out->link_type.value_or("-");
  for (const auto& [name, value] : out->carried) text += " " + name + "=" + value;
  return text;
}

TEST(DigitalLink, CarriesAttributesThatAreWhatTheySay) {
  EXPECT_EQ(query({}), "-");
  EXPECT_EQ(query({{"17", "261231"}, {"utm_source", "shop"}, {"linkType", "gs1:pip"}}),
            "gs1:pip 17=261231 utm_source=shop");
  EXPECT_EQ(query({{"17", "261231;3103=000189;utm=x;y"}}), "- 17=261231 3103=000189 utm=x;y") << "`;` for `&`";
  EXPECT_EQ(query({{"240", "A;B"}}), "- 240=A;B") << "a semicolon may be part of a value";
}

TEST(DigitalLink, RefusesAttributesThatAreNot) {
  const struct {
    const char *name, *value, *expected;
  } cases[] = {
      {"17", "261231", ""},
      {"17", "240229", ""},
      {"17", "250229", "invalid_value"},
      {"17", "261200", ""},
      {"17", "261301", "invalid_value"},
      {"17", "2612", "invalid_value"},
      {"15", "26123x", "invalid_value"},
      {"11", "20261231", "invalid_value"},
      {"3103", "000189", ""},
      {"3103", "189", "invalid_value"},
      {"3999", "", "invalid_value"},
      {"30", "12345678", ""},
      {"30", "123456789", "invalid_value"},
      {"414", "6901234567892", ""},
      {"414", "6901234567893", "invalid_value"},
      {"00", "106141412345678908", ""},
      {"00", "106141412345678909", "invalid_value"},
      {"421", "156ABC", ""},
      {"421", "1x6", "invalid_value"},
      {"8200", "anything-goes", ""},
      {"8200", "\xE8\x8B\xA6", "invalid_value"},
      {"10", "T1", "belongs_in_path"},
      {"21", "7", "belongs_in_path"},
      {"01", "06901234567892", "belongs_in_path"},
      {"1", "7", "unknown_attribute"},
      {"12345", "7", "unknown_attribute"},
      {"batch", "\xE8\x8B\xA6", ""},
      {"s4t", "", ""},
  };
  for (const auto& c : cases) {
    const std::string expected = c.expected;
    const auto said = query({{c.name, c.value}});
    EXPECT_EQ(said, expected.empty() ? "- " + std::string(c.name) + "=" + c.value : expected + " query/" + c.name);
  }
  EXPECT_EQ(query({{"17", "261231"}, {"17", "261231"}}), "- 17=261231 17=261231");
  EXPECT_EQ(query({{"17", "261231"}, {"17", "261130"}}), "given_twice query/17");
  EXPECT_EQ(query({{"linkType", "gs1:pip"}, {"linkType", "all"}}), "given_twice query/linkType");
}

TraceFacts tea() {
  TraceFacts out;
  out.lot.gtin = "02012345678903";
  out.lot.lot_number = "T/1";
  out.lot.product_name = "凉山苦荞茶";
  out.certificate = PublicCertificate{"不使用禁用农药兽药", parse_date("2026-11-20").value()};
  return out;
}

const std::string kRoot = "https://shanhai.example";

TEST(Linkset, SaysWhatTheStandardAsksOfIt) {
  const auto document = json::parse_value(print_linkset(links_of(tea(), kRoot), false)).value();
  const auto& linkset = document.at("linkset").as_array();
  ASSERT_EQ(linkset.size(), 2u);
  EXPECT_EQ(linkset[0].at("anchor").as_string(), "https://shanhai.example/01/02012345678903/10/T%2F1");
  EXPECT_EQ(linkset[1].at("anchor").as_string(), "https://shanhai.example/01/02012345678903");
  for (const auto& entity : linkset) {
    // Exactly one default link, with a title and nothing else; each other link has a title and a media type.
    const auto& standard = entity.at("https://ref.gs1.org/voc/defaultLink").as_array();
    ASSERT_EQ(standard.size(), 1u);
    EXPECT_EQ(standard[0].as_object().size(), 2u);
    for (const auto& [name, targets] : entity.as_object()) {
      if (name == "anchor" || name == "itemDescription") continue;
      EXPECT_TRUE(std::string_view(name).starts_with("https://ref.gs1.org/voc/")) << name;
      for (const auto& target : targets.as_array()) {
        EXPECT_FALSE(target.at("title").as_string().empty());
        EXPECT_TRUE(std::string_view(target.at("href").as_string()).starts_with(kRoot + "/01/"));
        if (const auto* language = target.as_object().if_contains("hreflang"))
          EXPECT_EQ(language->as_array().at(0).as_string().size(), 2u);
      }
    }
  }
  EXPECT_TRUE(linkset[0].as_object().contains("https://ref.gs1.org/voc/certificationInfo"));
  auto bare = tea();
  bare.certificate.reset();
  EXPECT_EQ(print_linkset(links_of(bare, kRoot), false).find("certificationInfo"), std::string::npos);
  EXPECT_EQ(json::parse_value(print_linkset(links_of(bare, kRoot), true)).value().at("@context").as_string(),
            "https://ref.gs1.org/standards/resolver/linkset-context");
}

TEST(Linkset, IsAskedInEverySpellingOfAType) {
  for (const auto* asked : {"gs1:pip", "https://gs1.org/voc/pip", "https://ref.gs1.org/voc/pip",
                            "https://www.gs1.org/voc/pip", "http://gs1.org/voc/pip"})
    EXPECT_EQ(gs1_link_type(asked), "pip") << asked;
  for (const auto* other : {"pip", "schema:review", "", "gs1", "https://example.com/voc/pip"})
    EXPECT_FALSE(gs1_link_type(other).has_value()) << other;
}

TEST(Linkset, ChoosesByTypeFormAndLanguageAndWalksUp) {
  const auto entities = links_of(tea(), kRoot);
  const auto chosen = [&](std::string_view type, http::Language language, bool html) {
    const auto* link = choose_link(entities, type, language, html);
    return link ? link->href.substr(kRoot.size()) : std::string("-");
  };
  const std::string lot = "/01/02012345678903/10/T%2F1", item = "/01/02012345678903";
  EXPECT_EQ(chosen("traceability", http::Language::en, true), lot + "?lang=en");
  EXPECT_EQ(chosen("traceability", http::Language::zh, true), lot + "?lang=zh");
  EXPECT_EQ(chosen("traceability", http::Language::en, false), lot);
  EXPECT_EQ(chosen("recallStatus", http::Language::en, true), lot + "?lang=en#recall");
  EXPECT_EQ(chosen("certificationInfo", http::Language::zh, false), lot + "?lang=zh#commitment") << "there is no other";
  EXPECT_EQ(chosen("pip", http::Language::zh, true), item + "?lang=zh") << "of the trade item";
  EXPECT_EQ(chosen("defaultLink", http::Language::zh, true), lot);
  EXPECT_EQ(chosen("nosuchlt", http::Language::zh, true), "-");
  EXPECT_EQ(chosen("", http::Language::zh, true), "-");
}

std::vector<epcis::Node> events(const std::vector<std::string>& texts) {
  std::vector<epcis::Node> out;
  for (const auto& text : texts) out.push_back(epcis::parse_node(text).value());
  return out;
}

TEST(Unit, IsOfTheLotThatItsEventsName) {
  const std::string gtin = "06901234567892";
  const auto lot = [&](const std::vector<std::string>& texts) {
    return lot_number_in(events(texts), gtin).value_or("-");
  };
  EXPECT_EQ(unit_uri(gtin, "21", "a/b"), "https://id.gs1.org/01/06901234567892/21/a%2Fb");
  EXPECT_EQ(lot({}), "-");
  EXPECT_EQ(lot({R"({"eventID":"e1","ilmd":{"cbvmda:lotNumber":"T1","cbvmda:itemExpirationDate":"2027-01-01"}})"}),
            "T1");
  EXPECT_EQ(lot({R"({"eventID":"e1","ilmd":{"https://ref.gs1.org/cbv/lotNumber":"T1"}})"}), "T1");
  EXPECT_EQ(lot({R"({"eventID":"e1","ilmd":{"farm:myLotNumber":"T1"}})"}), "-");
  EXPECT_EQ(
      lot({R"({"eventID":"e1","outputQuantityList":[{"epcClass":"https://x.example/01/06901234567892/10/a%2Fb"}]})"}),
      "a/b");
  EXPECT_EQ(lot({R"({"eventID":"e1","quantityList":[{"epcClass":"https://x.example/01/06901234567892/10/T1"},)"
                 R"({"epcClass":"https://x.example/01/06901234567892/10/T2"}]})"}),
            "-")
      << "of two lots it may be either";
  EXPECT_EQ(lot({R"({"eventID":"e1","quantityList":[{"epcClass":"https://x.example/01/09780345418913/10/T1"}]})"}),
            "-");
  const std::string wrong = R"({"eventID":"e2","ilmd":{"cbvmda:lotNumber":"T2"}})";
  EXPECT_EQ(lot({wrong, R"({"eventID":"e1","ilmd":{"cbvmda:lotNumber":"T1"}})"}), "T2") << "the latest counts";
  EXPECT_EQ(lot({R"({"eventID":"e2","errorDeclaration":{},"ilmd":{"cbvmda:lotNumber":"T2"}})", wrong,
                 R"({"eventID":"e1","ilmd":{"cbvmda:lotNumber":"T1"}})"}),
            "T1")
      << "one that was declared an error does not";
}

TEST(ChangedLots, AreRememberedForAWhile) {
  using std::chrono::seconds;
  ChangedLots changed(seconds(10));
  const ChangedLots::TimePoint start{seconds(100)};
  IdBytes bytes{};
  bytes[0] = 1;
  const LotId one(bytes);
  bytes[0] = 2;
  const LotId other(bytes);
  EXPECT_FALSE(changed.any_of({one}, start));
  changed.add(one, start);
  EXPECT_TRUE(changed.any_of({other, one}, start));
  EXPECT_FALSE(changed.any_of({other}, start));
  EXPECT_TRUE(changed.any_of({one}, start + seconds(10)));
  EXPECT_FALSE(changed.any_of({one}, start + seconds(11)));
  changed.add(other, start + seconds(20));
  EXPECT_TRUE(changed.any_of({other}, start + seconds(21)));
  EXPECT_FALSE(changed.any_of({one}, start + seconds(21)));
}

TEST(Accept, WantsTheTypeOfTheGreatestWeight) {
  const auto wanted = [](std::string_view accept) {
    return std::string(preferred(accept, {"application/linkset+json", "application/json", "text/html"}));
  };
  EXPECT_EQ(wanted(""), "application/linkset+json");
  EXPECT_EQ(wanted("*/*"), "application/linkset+json");
  EXPECT_EQ(wanted("application/json"), "application/json");
  EXPECT_EQ(wanted("text/html,application/xhtml+xml,*/*;q=0.8"), "text/html");
  EXPECT_EQ(wanted("application/json;q=0.4, text/html;q=0.5"), "text/html");
  EXPECT_EQ(wanted("image/png"), "application/linkset+json");
}

}  // namespace
}  // namespace shanhai::traceability
