#include "common/json/json.hpp"

#include <gtest/gtest.h>

#include "common/base/ids.hpp"
#include "common/json/print_to.hpp"

namespace shanhai::json {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Line {
  SkuId sku;
  Bounded<1, 99> quantity;
  std::optional<Text<1, 5>> note;
};
BOOST_DESCRIBE_STRUCT(Line, (), (sku, quantity, note))

struct Document {
  std::vector<Line> lines;
  Money total;
  Colour colour = Colour::red;
  Instant at{};
};
BOOST_DESCRIBE_STRUCT(Document, (), (lines, total, colour, at))

SkuId sample_sku() {
  SeededRandom random(1);
  return SkuId::make(SystemClock{}, random);
}

TEST(Json, WritesAndReadsBack) {
  Document document{
      {{sample_sku(), 3, Text<1, 5>("苦荞茶")}}, Money(1290), Colour::green, *parse_rfc3339("2026-11-23T08:30:00Z")};
  const auto text = print(document);
  const auto again = parse<Document>(text);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(print(*again), text);
  EXPECT_NE(text.find("\"amount_fen\":1290"), std::string::npos);
}

struct Everything : Line {
  std::string text;
  bool yes = true, no = false;
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::optional<SkuId>> maybe;
  std::vector<Line> none;
  std::optional<Date> day, no_day;
  Document nested;
  Object anything;
};
BOOST_DESCRIBE_STRUCT(Everything, (Line), (text, yes, no, least, most, maybe, none, day, no_day, nested, anything))

TEST(Json, PrintsTheSameWithoutTheDocument) {
  Everything value;
  value.sku = sample_sku();
  value.note = Text<1, 5>("a\"b\\");
  value.maybe = {sample_sku(), std::nullopt};
  value.day = *parse_date("2026-11-23");
  value.nested.lines = {{sample_sku(), 3, std::nullopt}, {sample_sku(), 4, Text<1, 5>("苦荞茶")}};
  value.nested.total = Money(1290);
  value.anything = {{"x", Array{1, nullptr, "\n"}}};
  for (int c = 0; c < 128; ++c) {
    value.text = std::string("苦") + static_cast<char>(c) + "荞";
    std::string text = "before ";
    print_to(text, value);
    ASSERT_EQ(text, "before " + print(value)) << c;
  }
}

TEST(Json, ReportsEveryWrongPlaceWithItsPointer) {
  const auto result = parse<Document>(
      R"({"lines":[{"sku":"x","quantity":100,"note":"123456","more":1}],"total":{"amount_fen":1.5,"currency":"USD"},"at":"yesterday"})");
  ASSERT_TRUE(result.has_error());
  std::map<std::string, std::string> found;
  for (const auto& field : result.error().fields) found[field.pointer] = field.code;
  const std::map<std::string, std::string> expected = {{"/lines/0/sku", "invalid_id"},
                                                       {"/lines/0/quantity", "out_of_range"},
                                                       {"/lines/0/note", "too_long"},
                                                       {"/lines/0/more", "unknown_field"},
                                                       {"/total/amount_fen", "expected_integer"},
                                                       {"/total/currency", "unknown_value"},
                                                       {"/colour", "required"},
                                                       {"/at", "invalid_time"}};
  EXPECT_EQ(found, expected);
}

TEST(Json, TakesNoTextForItsBeginning) {
  EXPECT_EQ(*parse<Colour>(R"("green")"), Colour::green);
  const auto colour = parse<Colour>(R"("green\u0000ish")");
  ASSERT_TRUE(colour.has_error());
  EXPECT_EQ(colour.error().fields.at(0).code, "control_character");
}

TEST(Json, MoneyHasACurrency) {
  EXPECT_EQ(*parse<Money>(R"({"amount_fen":1,"currency":"CNY"})"), Money(1));
  for (const auto* currency : {"", "cny", "USD"}) {
    const auto money = parse<Money>(R"({"amount_fen":1,"currency":")" + std::string(currency) + "\"}");
    ASSERT_TRUE(money.has_error()) << currency;
    EXPECT_EQ(money.error().fields.at(0).pointer, "/currency");
  }
}

// An answer must not be many times what was sent.
TEST(Json, ReportsAHundredWrongPlacesAtMost) {
  std::string text = "[";
  for (int i = 0; i < 100'000; ++i) text += "0,";
  const auto read = parse<std::vector<Text<1, 5>>>(text + "0]");
  ASSERT_TRUE(read.has_error());
  EXPECT_EQ(read.error().fields.size(), 100u);
  EXPECT_EQ(read.error().fields.back().pointer, "/99");
}

TEST(Json, LeavesOutAnEmptyOptional) {
  EXPECT_EQ(print(Line{sample_sku(), 1, std::nullopt}).find("note"), std::string::npos);
}

TEST(Json, RefusesTextThatIsNotJson) {
  for (const auto* text : {"", "{", "{} x", "\"\xff\"", "[1,]"}) EXPECT_TRUE(parse_value(text).has_error()) << text;
}

TEST(Json, SchemaNamesLimitsAndRequiredMembers) {
  const auto schema = to_text(json::schema<Line>());
  EXPECT_NE(schema.find(R"("maximum":99)"), std::string::npos);
  EXPECT_NE(schema.find(R"("required":["sku","quantity"])"), std::string::npos);
}

}  // namespace
}  // namespace shanhai::json
