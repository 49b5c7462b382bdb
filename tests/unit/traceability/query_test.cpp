// Queries as they are read, and what patterns, numbers and formats mean.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/epcis/master_vocabulary.hpp"
#include "services/traceability/query/criteria.hpp"
#include "services/traceability/query/decimal.hpp"
#include "services/traceability/query/document.hpp"
#include "services/traceability/query/globs.hpp"
#include "services/traceability/query/parameters.hpp"

namespace shanhai::traceability::query {
namespace {

using epcis::Node;

std::string wrong_in(const Result<Criteria>& criteria) {
  if (criteria.has_value()) return "";
  std::string out = criteria.error().code == kParameterError ? "parameter" : "";
  for (const auto& field : criteria.error().fields) out += " " + field.pointer + ":" + field.code;
  return out;
}

std::string wrong_json(const std::string& text) { return wrong_in(parse(epcis::parse_node(text).value())); }
std::string wrong_url(const std::string& name, const std::string& value) {
  const std::vector<std::pair<std::string, std::string>> parameters{{name, value}};
  return wrong_in(parse(parameters, context_of({{"farm", "https://farm.example/ns/"}})));
}

TEST(Query, EveryMistakeHasItsPlace) {
  const std::tuple<const char*, const char*, const char*> table[] = {
      {"eventType", "ObjectEvent|urn:x:mine", ""},
      {"eventType", "NoEvent", " query/eventType:unknown_type"},
      {"EQ_eventType", "ObjectEvent", " query/EQ_eventType:unknown_parameter"},
      {"GE_eventTime", "2026-11-23T08:00:00.000+08:00", ""},
      {"GE_eventTime", "2026-11-23T08:00:00 08:00", ""},
      {"GE_eventTime", "2026-11-23", " query/GE_eventTime:invalid_time"},
      {"GT_eventTime", "2026-11-23T08:00:00Z", " query/GT_eventTime:unknown_parameter"},
      {"EQ_action", "ADD|DELETE", ""},
      {"EQ_action", "ADD|REMOVE", "parameter query/EQ_action:query_parameter"},
      {"EQ_bizStep", "packing|urn:epcglobal:cbv:bizstep:shipping|https://x.example/step", ""},
      {"EQ_bizStep", "paking", " query/EQ_bizStep:unknown_word"},
      {"EQ_bizStep", "", " query/EQ_bizStep:invalid_text"},
      {"EQ_readPoint", "here", " query/EQ_readPoint:invalid_uri"},
      {"EQ_bizTransaction_po", "urn:x:1", ""},
      {"EQ_bizTransaction_pox", "urn:x:1", " query/EQ_bizTransaction_pox:unknown_word"},
      {"EQ_source_https://x.example/type", "urn:x:1", ""},
      {"MATCH_epc", "urn:epc:idpat:sgtin:4012345.*.*|urn:x:1", ""},
      {"MATCH_epc", "urn:epc:idpat:sgtin:4012345.*.7", " query/MATCH_epc:invalid_pattern"},
      {"MATCH_epc", "urn:epc:idpat:nothing:1.*", " query/MATCH_epc:invalid_pattern"},
      {"MATCH_bizStep", "packing", " query/MATCH_bizStep:unknown_parameter"},
      {"EQ_quantity", "12.50", ""},
      {"EQ_quantity", "012", " query/EQ_quantity:wrong_type"},
      {"GE_value_CEL", "-1e2", ""},
      {"GE_value_cel", "1", " query/GE_value_cel:invalid_unit"},
      {"GE_value_CEL", "warm", " query/GE_value_CEL:wrong_type"},
      {"EQ_minValue_CEL", "1", " query/EQ_minValue_CEL:unknown_parameter"},
      {"EXISTS_errorDeclaration", "true", ""},
      {"EXISTS_errorDeclaration", "yes", " query/EXISTS_errorDeclaration:wrong_type"},
      {"EQ_booleanValue", "1", " query/EQ_booleanValue:wrong_type"},
      {"EQ_farm:plot", "12|a", ""},
      {"EQ_garden:plot", "12", " query/EQ_garden:plot:undeclared_prefix"},
      {"EQ_plot", "12", " query/EQ_plot:unknown_parameter"},
      {"EQ_https://other.example/ns#plot", "12", ""},
      {"GT_farm:plot", "a", " query/GT_farm:plot:wrong_type"},
      {"EQ_INNER_ILMD_farm:plot", "a", ""},
      {"HASATTR_bizLocation", "cbv:site", ""},
      {"HASATTR_nothing", "cbv:site", " query/HASATTR_nothing:unknown_parameter"},
      {"EQATTR_bizLocation_https://x.example/site_kind", "a", ""},
      {"EQ_ATTR_readPoint_kind", "a", ""},
      {"EQATTR_readPoint", "a", " query/EQATTR_readPoint:unknown_parameter"},
      {"orderBy", "eventTime", ""},
      {"orderBy", "farm:plot", ""},
      {"orderBy", "plot", "parameter query/orderBy:query_parameter"},
      {"orderDirection", "UP", "parameter query/orderDirection:query_parameter"},
      {"maxEventCount", "10", ""},
      {"maxEventCount", "0", " query/maxEventCount:wrong_type"},
      {"maxEventCount", "1.5", " query/maxEventCount:wrong_type"},
      {"eventCountLimit", "10", "parameter query/eventCountLimit:query_parameter"},
      {"nothing", "1", " query/nothing:unknown_parameter"},
  };
  for (const auto& [name, value, wrong] : table) EXPECT_EQ(wrong_url(name, value), wrong) << name << "=" << value;
}

TEST(Query, AJsonQueryHasItsTypes) {
  const std::pair<const char*, const char*> table[] = {
      {R"({"eventType":["ObjectEvent"],"EQ_bizStep":["packing","shipping"],"GE_eventTime":"2026-01-01T00:00:00Z"})",
       ""},
      {R"({"EQ_bizStep":"packing"})", " /EQ_bizStep:wrong_type"},
      {R"({"EQ_bizStep":[]})", " /EQ_bizStep:wrong_type"},
      {R"({"EQ_bizStep":[1]})", " /EQ_bizStep:wrong_type"},
      {R"({"GE_quantity":1.5,"EQ_quantity":[1,2]})", ""},
      {R"({"GE_quantity":"1.5"})", " /GE_quantity:wrong_type"},
      {R"({"GE_quantity":[1]})", " /GE_quantity:wrong_type"},
      {R"({"GE_eventTime":5})", " /GE_eventTime:invalid_time"},
      {R"({"EXISTS_errorDeclaration":null,"EXISTS_sensorElementList":1})", ""},
      {R"({"EXISTS_errorDeclaration":"true"})", " /EXISTS_errorDeclaration:wrong_type"},
      {R"({"@context":{"farm":"https://farm.example/ns/"},"EQ_farm:plot":["a"],"GT_farm:size":5})", ""},
      {R"({"EQ_farm:plot":["a"]})", " /EQ_farm:plot:undeclared_prefix"},
      {R"({"maxEventCount":"5"})", " /maxEventCount:wrong_type"},
      {R"({"orderBy":"eventTime","eventCountLimit":5,"maxEventCount":5})", "parameter /maxEventCount:query_parameter"},
      {R"({"nothing":[],"EQ_action":["X"]})", "parameter /nothing:unknown_parameter /EQ_action:query_parameter"},
      {R"([])", " :wrong_type"},
  };
  for (const auto& [text, wrong] : table) EXPECT_EQ(wrong_json(text), wrong) << text;
  const std::vector<std::pair<std::string, std::string>> twice{{"EQ_action", "ADD"}, {"EQ_action", "ADD"}};
  EXPECT_EQ(wrong_in(parse(twice, epcis::Context())), " query/EQ_action:repeated_parameter");
}

bool matches_key(const std::string& pattern, const std::string& key) {
  const auto spelt = epcis::canonical_gs1_uri(key).value();
  for (const auto& glob : epcis::canonical_gs1_globs(pattern)) {
    if (is_match(glob, spelt)) return true;
  }
  return false;
}

TEST(Query, PatternsMatchKeysInAnySpelling) {
  const std::tuple<const char*, const char*, bool> table[] = {
      {"sgtin:4012345.011111.*", "urn:epc:id:sgtin:4012345.011111.7", true},
      {"sgtin:4012345.011111.*", "https://shop.example/01/04012345111118/21/7", true},
      {"sgtin:4012345.011111.*", "urn:epc:id:sgtin:4012345.011112.7", false},
      {"sgtin:4012345.011111.*", "urn:epc:idpat:sgtin:4012345.011111.*", true},
      {"sgtin:4012345.011111.*", "urn:epc:class:lgtin:4012345.011111.L1", false},
      {"sgtin:4012345.*.*", "urn:epc:id:sgtin:4012345.911111.7", true},
      {"sgtin:4012345.*.*", "urn:epc:id:sgtin:4012346.011111.7", false},
      {"sgtin:4012345.*.*", "urn:epc:id:sgtin:40123451.01111.7", true},
      {"sgtin:*.*.*", "urn:epc:id:sgtin:4012346.011111.7", true},
      {"sgtin:*.*.*", "urn:epc:id:sscc:4012345.1111111111", false},
      {"lgtin:4012345.011111.*", "urn:epc:class:lgtin:4012345.011111.L1", true},
      {"lgtin:4012345.011111.*", "urn:epc:idpat:sgtin:4012345.011111.*", false},
      {"sscc:4012345.*", "urn:epc:id:sscc:4012345.1111111111", true},
      {"sscc:4012345.*", "https://id.gs1.org/00/140123451111111117", true},
      {"sgln:4012345.00001.*", "urn:epc:id:sgln:4012345.00001.0", true},
      {"sgln:4012345.00001.*", "urn:epc:id:sgln:4012345.00001.7", true},
      {"sgln:4012345.00001.*", "urn:epc:id:sgln:4012345.00002.7", false},
      {"sgln:4012345.*.*", "urn:epc:id:sgln:4012345.00002.7", true},
      {"grai:4012345.00001.*", "urn:epc:id:grai:4012345.00001.5", true},
      {"grai:4012345.*.*", "urn:epc:id:grai:4012345.00001.5", true},
      {"giai:4012345.*", "urn:epc:id:giai:4012345.abc", true},
      {"giai:4012345.*", "urn:epc:id:giai:4012346.abc", false},
  };
  for (const auto& [pattern, key, wanted] : table)
    EXPECT_EQ(matches_key(std::string("urn:epc:idpat:") + pattern, key), wanted) << pattern << " " << key;
  EXPECT_TRUE(matches_key("https://any.example/01/04012345111118/21/*", "urn:epc:id:sgtin:4012345.011111.7"));
  EXPECT_FALSE(matches_key("https://any.example/01/04012345111118/10/*", "urn:epc:id:sgtin:4012345.011111.7"));
  for (const auto* none : {"urn:epc:idpat:sgtin:4012345.*.7", "urn:epc:idpat:sgtin:*.011111.*", "urn:epc:idpat:sgtin:*",
                           "urn:epc:id:sgtin:4012345.011111.7", "urn:x:*", "urn:epc:idpat:sgtin:40.*.*"})
    EXPECT_TRUE(epcis::canonical_gs1_globs(none).empty()) << none;
}

TEST(Query, KeysHaveTheFormatThatIsAskedFor) {
  const std::vector<std::string> companies{"4012345"};
  const std::pair<const char*, const char*> table[] = {
      {"urn:epc:id:sgtin:4012345.011111.7", "https://id.gs1.org/01/04012345111118/21/7"},
      {"urn:epc:id:sgtin:4012345.011111.a%2Fb", "https://id.gs1.org/01/04012345111118/21/a%2Fb"},
      {"urn:epc:id:sgtin:4012345.011111.a(b)", "https://id.gs1.org/01/04012345111118/21/a%28b%29"},
      {"urn:epc:class:lgtin:4012345.011111.L1", "https://id.gs1.org/01/04012345111118/10/L1"},
      {"urn:epc:idpat:sgtin:4012345.011111.*", "https://id.gs1.org/01/04012345111118"},
      {"urn:epc:id:sscc:4012345.1111111111", "https://id.gs1.org/00/140123451111111117"},
      {"urn:epc:id:sgln:4012345.00001.0", "https://id.gs1.org/414/4012345000016"},
      {"urn:epc:id:sgln:4012345.00001.a7", "https://id.gs1.org/414/4012345000016/254/a7"},
      {"urn:epc:id:pgln:4012345.00001", "https://id.gs1.org/417/4012345000016"},
      {"urn:epc:id:grai:4012345.00001.5", "https://id.gs1.org/8003/040123450000165"},
      {"urn:epc:id:gdti:4012345.00001.5", "https://id.gs1.org/253/40123450000165"},
      {"urn:epc:id:giai:4012345.ab1", "https://id.gs1.org/8004/4012345ab1"},
      {"urn:epc:id:gsrn:4012345.1111111111", "https://id.gs1.org/8018/401234511111111115"},
  };
  for (const auto& [urn, link] : table) {
    EXPECT_EQ(epcis::canonical_gs1_uri(urn).value_or("none"), link);
    EXPECT_EQ(in_format(urn, EpcFormat::digital_link, companies), link);
    EXPECT_EQ(in_format(link, EpcFormat::urn, companies), urn);
    EXPECT_EQ(in_format(link, EpcFormat::urn, {"4012346"}), link) << "nobody knows where that company's prefix ends";
    EXPECT_EQ(in_format(urn, EpcFormat::as_captured, companies), urn);
  }
  const auto event =
      std::string(
          R"({"@context":[{"farm":"https://farm.example/"}],"epcList":["urn:epc:id:sgtin:4012345.011111.7"],)") +
      R"("farm:epc":"urn:epc:id:sgtin:4012345.011111.7","ilmd":{"farm:x":"urn:epc:id:sgtin:4012345.011111.7"},)"
      R"("readPoint":{"id":"urn:epc:id:sgln:4012345.00001.0"}})";
  const auto told = epcis::parse_node(in_format_of(event, EpcFormat::digital_link, {})).value();
  EXPECT_EQ(told.find("epcList")->elements[0].text, "https://id.gs1.org/01/04012345111118/21/7");
  EXPECT_EQ(told.find("readPoint")->find("id")->text, "https://id.gs1.org/414/4012345000016");
  EXPECT_EQ(told.find("farm:epc")->text, "urn:epc:id:sgtin:4012345.011111.7") << "an extension is its author's";
  EXPECT_EQ(in_format_of(event, EpcFormat::as_captured, {}), event);
  EXPECT_EQ(
      in_format_of(
          R"({"epcList":["urn:epc:id:sgtin:4012345.011111.7","https://id.gs1.org/01/04012345111118/21/7","urn:x:1"]})",
          EpcFormat::digital_link, {}),
      R"({"epcList":["https://id.gs1.org/01/04012345111118/21/7","urn:x:1"]})")
      << "one thing in two spellings is there once";
  EXPECT_EQ(epc_format(""), EpcFormat::digital_link) << "the OpenAPI's default";
  EXPECT_EQ(epc_format("Always_Something"), std::nullopt);
}

TEST(Query, NumbersAreExact) {
  EXPECT_EQ(read_number("1.50e1").value_or(""), "15");
  for (const auto* none : {"", "01", "+1", "1.", ".5", "1e", "NaN", "0x1", "1e9999"})
    EXPECT_FALSE(read_number(none)) << none;
  const char* ascending[] = {"-100", "-12",  "-1.5", "-1.05", "-0.001", "0",  "0.09",
                             "0.1",  "0.11", "1",    "1.5",   "9",      "10", "100"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      const int order = compare_numbers(ascending[i], ascending[j]);
      EXPECT_EQ(order < 0, i < j) << ascending[i] << " " << ascending[j];
      EXPECT_EQ(order == 0, i == j);
    }
  }
  EXPECT_EQ(compare_numbers("9007199254740993", "9007199254740992"), 1) << "a double knows no difference";
  EXPECT_EQ(converted("1.5", "KGM", "GRM"), "1500");
  EXPECT_EQ(converted("250", "MLT", "LTR"), "0.25");
  EXPECT_EQ(converted("1", "KGM", "LTR"), std::nullopt);
  EXPECT_EQ(converted("1", "CEL", "CEL"), "1");
}

bool finds(const std::string& query, const std::string& event) {
  return matches(parse(epcis::parse_node(query).value()).value(), epcis::parse_node(event).value());
}

TEST(Query, AnExtensionIsFoundByItsFullName) {
  const auto event =
      R"({"@context":{"f":"https://farm.example/ns/","g":"https://farm.example/ns#"},"type":"ObjectEvent",
    "f:plot":"0012","g:depth":3,"f:when":"2026-01-01T08:00:00+08:00","f:on":true,"f:key":"urn:epc:id:sgtin:4012345.011111.7",
    "f:typed":{"@value":"7"},"f:box":{"f:lid":[{"f:plot":"inside"}]}})";
  EXPECT_TRUE(finds(R"({"EQ_https://farm.example/ns/plot":["0012"]})", event));
  EXPECT_FALSE(finds(R"({"EQ_https://farm.example/ns/plot":["12"]})", event)) << "a text is no number";
  EXPECT_FALSE(finds(R"({"EQ_https://farm.example/ns/plot":12})", event));
  EXPECT_TRUE(finds(R"({"@context":{"x":"https://farm.example/ns/"},"EQ_x:plot":["0012"]})", event))
      << "any prefix will do";
  EXPECT_TRUE(finds(R"({"EQ_https://farm.example/ns#depth":3.0,"GT_https://farm.example/ns#depth":2})", event));
  EXPECT_TRUE(finds(R"({"EQ_https://farm.example/ns/when":"2026-01-01T00:00:00Z"})", event));
  EXPECT_TRUE(finds(R"({"LE_https://farm.example/ns/when":"2026-01-01T00:00:00Z"})", event));
  EXPECT_FALSE(finds(R"({"LT_https://farm.example/ns/when":"2026-01-01T00:00:00Z"})", event));
  EXPECT_TRUE(finds(R"({"EQ_https://farm.example/ns/on":["true"]})", event));
  EXPECT_TRUE(finds(R"({"EQ_https://farm.example/ns/key":["https://a.example/01/04012345111118/21/7"]})", event));
  EXPECT_TRUE(finds(R"({"GE_https://farm.example/ns/typed":7})", event));
  EXPECT_TRUE(finds(R"({"EQ_INNER_https://farm.example/ns/plot":["inside"]})", event));
  EXPECT_FALSE(finds(R"({"EQ_INNER_https://farm.example/ns/plot":["0012"]})", event)) << "that one is at the top";
  EXPECT_FALSE(finds(R"({"EQ_https://farm.example/ns/plot":["inside"]})", event));
}

TEST(Query, EveryNameIsFoundAgain) {
  const auto fixed = fixed_names();
  EXPECT_GE(fixed.size(), 58u);
  for (const auto& name : fixed) {
    const auto found = find_parameter(name);
    ASSERT_TRUE(found) << name;
    EXPECT_TRUE(found->tail.empty()) << name;
  }
  EXPECT_GE(family_names().size(), 60u);
}

// GS1's OpenAPI, where the machine has it: next to the project, in shared/epcis.
// Of a whole chain, from many places on it, once: what a query with many WD_ values costs does not depend on the
// events.
TEST(Query, WhatLiesBelowIsFoundOnce) {
  constexpr int kPlaces = 5000, kWanted = 1000;
  const auto place = [](int number) { return "urn:sample:place:" + std::to_string(number); };
  epcis::MasterVocabulary master("https://shanhai.example/divisions/");
  for (int number = 0; number < kPlaces; ++number) master.add({place(number), {}, {place(number + 1)}});
  master.add({place(kPlaces), {}, {place(0)}});  // a mistake: in a circle
  std::vector<std::string> wanted;
  for (int number = 0; number < kWanted; ++number) wanted.push_back(place(number));
  EXPECT_EQ(master.with_descendants(wanted).size(), kPlaces + 1u);
  EXPECT_EQ(master.with_descendants({"urn:sample:nothing"}).size(), 1u);
  const std::string county = "https://shanhai.example/divisions/513431", gln = "https://id.gs1.org/414/4012345000009";
  master.add({county, {}, {"urn:sample:field"}});
  master.add({"urn:sample:farm", {}, {gln}});
  EXPECT_EQ(master.above_by_name(county), (std::vector<std::string>{"https://shanhai.example/divisions/510000",
                                                                    "https://shanhai.example/divisions/513400"}));
  EXPECT_EQ(master.above_by_name("https://shanhai.example/divisions/510000"), std::vector<std::string>());
  EXPECT_EQ(master.above_by_name(gln + "/254/7"), std::vector<std::string>{gln});
  EXPECT_EQ(master.above_by_name(gln), std::vector<std::string>());
  Criteria criteria;
  ASSERT_TRUE(require(criteria, "WD_bizLocation", "https://shanhai.example/divisions/510000"));
  criteria.master = std::make_shared<const epcis::MasterVocabulary>(master);
  auto& condition = criteria.conditions.front();
  const auto found = [&](const std::string& where) {
    condition.below = master.with_descendants({condition.values.front().text});
    return matches(criteria, epcis::parse_node(R"({"bizLocation":{"id":")" + where + "\"}}").value());
  };
  EXPECT_TRUE(found("urn:sample:field")) << "in a county of the province";
  EXPECT_FALSE(found("urn:sample:farm"));
  condition.values.front().text = "urn:sample:farm";
  EXPECT_TRUE(found(gln + "/254/7")) << "in a place of the farm";
  EXPECT_FALSE(found("urn:sample:field"));
}

TEST(Query, ManyValuesAreFoundInAnyOrder) {
  std::string wanted;
  for (int number = 999; number >= 0; --number)
    wanted += "\"urn:sample:" + std::to_string(number * 7919 % 1000) + "\",";
  wanted.pop_back();
  const auto criteria = parse(epcis::parse_node(R"({"MATCH_epc":[)" + wanted + "]}").value()).value();
  const auto found = [&](const std::string& epc) {
    return matches(criteria, epcis::parse_node(R"({"epcList":[")" + epc + "\"]}").value());
  };
  for (int number = 0; number < 1000; ++number) EXPECT_TRUE(found("urn:sample:" + std::to_string(number)));
  for (const auto* other : {"urn:sample:1000", "urn:sample:", "urn:sample:01", "urn:a", "urn:z"})
    EXPECT_FALSE(found(other));
}

TEST(Query, TakesEveryParameterOfTheOpenApi) {
  const auto file =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path().parent_path() / "shared" /
      "epcis" / "openapi.yaml";
  if (!std::filesystem::exists(file)) {
    std::printf("NO OPENAPI AT %s: its parameters are not compared\n", file.c_str());
    return;
  }
  std::ifstream lines(file);
  std::size_t names = 0;
  bool in_parameters = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "    eventType:") in_parameters = true;  // the first of a query's
    if (line == "  headers:") in_parameters = false;
    if (!in_parameters || !line.starts_with("      name: ")) continue;
    const auto name = line.substr(12);
    const bool of_result =
        name == "orderBy" || name == "orderDirection" || name == "eventCountLimit" || name == "maxEventCount";
    const auto found = find_parameter(name);
    EXPECT_TRUE(of_result || (found && found->tail.empty())) << name;
    ++names;
  }
  EXPECT_EQ(names, 53u);
}

}  // namespace
}  // namespace shanhai::traceability::query
