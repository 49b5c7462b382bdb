#include "services/traceability/epcis/node.hpp"

#include <gtest/gtest.h>

namespace shanhai::traceability::epcis {
namespace {

TEST(Node, NumbersAreExact) {
  const struct {
    const char *written, *normal;
  } cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "0"},
      {"7", "7"},
      {"10", "10"},
      {"1.0", "1"},
      {"1.50", "1.5"},
      {"0.3434000", "0.3434"},
      {"1e2", "100"},
      {"1.50e1", "15"},
      {"1.5E-3", "0.0015"},
      {"-2.5e0", "-2.5"},
      {"12345678901234567890.123456789", "12345678901234567890.123456789"},  // more digits than a double holds
      {"0.1000000000000000000001", "0.1000000000000000000001"},
      {"120e-1", "12"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(normal_number(c.written), c.normal) << c.written;
  }
  EXPECT_EQ(normal_number("1e400").size(), 401u);
  EXPECT_EQ(normal_number("1e100000"), "1e100000");  // nobody's memory is filled with zeros
}

TEST(Node, GramsAreKilogramsExactly) {
  const struct {
    std::int64_t grams;
    const char* kilograms;
  } cases[] = {{1, "0.001"},
               {500, "0.5"},
               {999, "0.999"},
               {1000, "1"},
               {45000, "45"},
               {1234, "1.234"},
               {1'000'000'000'001, "1000000000.001"}};
  for (const auto& c : cases) EXPECT_EQ(kilograms(c.grams), c.kilograms);
}

TEST(Node, OneTextForADocument) {
  const auto one = parse_node(R"( {"b":[1.0,"x\u0000\u001f\"\\\/é",true,null,{}], "a":{"z":2.50,"y":[]}} )").value();
  EXPECT_EQ(canonical_text(one), "{\"a\":{\"y\":[],\"z\":2.5},\"b\":[1,\"x\\u0000\\u001f\\\"\\\\/é\",true,null,{}]}");
  EXPECT_EQ(canonical_text(parse_node(canonical_text(one)).value()), canonical_text(one));
}

TEST(Node, NumbersKeepTheirDigitsThroughParsing) {
  const auto node = parse_node("[1.234, 12345678901234567890123, 0.1000000000000000055511151231257827]").value();
  EXPECT_EQ(node.elements[0].text, "1.234");
  EXPECT_EQ(node.elements[1].text, "12345678901234567890123");
  EXPECT_EQ(node.elements[2].text, "0.1000000000000000055511151231257827");
}

TEST(Node, OfRepeatedMembersTheLastCounts) {
  EXPECT_EQ(canonical_text(parse_node(R"({"a":1,"b":2,"a":3})").value()), R"({"a":3,"b":2})");
}

TEST(Node, RefusesWhatIsNotOneDocument) {
  const auto deep = std::string(40, '[') + std::string(40, ']');
  for (const std::string text :
       {"", "{", "[1,]", "{} {}", "{\"a\":}", "nul", "\"\xff\"", "{\"a\":1}x", "01", "1.", "+1", deep.c_str()}) {
    const auto node = parse_node(text);
    ASSERT_TRUE(node.has_error()) << text;
    EXPECT_EQ(node.error().fields.front().code, "invalid_json");
  }
}

}  // namespace
}  // namespace shanhai::traceability::epcis
