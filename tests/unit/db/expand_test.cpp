// Values become SQL text in one place: what it writes, and what it refuses.
#include <gtest/gtest.h>

#include <limits>

#include "common/base/ids.hpp"
#include "common/db/connection.hpp"

namespace shanhai::db {
namespace {

enum class Standing { valid, revoked };
BOOST_DESCRIBE_ENUM(Standing, valid, revoked)

std::string literal(const Value& value) {
  std::string out;
  value.append_literal(out);
  return out;
}

std::string expanded(std::string_view text, const Params& params) { return expand({"test.query", text}, params); }

TEST(Literal, OfEveryType) {
  const auto id = OrderId::from_raw(std::string("\x01\x93\x00\xff", 4) + std::string(12, '\x2a'));
  const struct {
    Value value;
    std::string expected;
  } cases[] = {
      {nullptr, "NULL"},
      {std::nullopt, "NULL"},
      {std::optional<Money>(), "NULL"},
      {true, "1"},
      {false, "0"},
      {0, "0"},
      {-7, "-7"},
      {std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
      {std::numeric_limits<std::int64_t>::max(), "9223372036854775807"},
      {std::uint16_t{65535}, "65535"},
      {1.5, "1.5e+00"},
      {0.1, "1e-01"},
      {"", "''"},
      {"苦荞茶", "'苦荞茶'"},
      {std::string("tea"), "'tea'"},
      {std::string_view("tea"), "'tea'"},
      {Bytes{""}, "x''"},
      {Bytes{std::string("\x00\xff'", 3)}, "x'00ff27'"},
      {Money(-12990), "-12990"},
      {*parse_rfc3339("2026-11-23T08:30:00.000123Z"), "'2026-11-23 08:30:00.000123'"},
      {Date{std::chrono::year(2026), std::chrono::month(2), std::chrono::day(3)}, "'2026-02-03'"},
      {id, "x'019300ff2a2a2a2a2a2a2a2a2a2a2a2a'"},
      {Text<0, 9>("蜂蜜"), "'蜂蜜'"},
      {Bounded<1, 9>(4), "4"},
      {Standing::revoked, "'revoked'"},
      {std::optional<Standing>(Standing::valid), "'valid'"},
  };
  for (const auto& c : cases) EXPECT_EQ(literal(c.value), c.expected);
}

TEST(Literal, EscapesWhatWouldEndIt) {
  const struct {
    std::string value, expected;
  } cases[] = {
      {"it's", R"('it\'s')"},
      {R"(a\)", R"('a\\')"},
      {R"(\')", R"('\\\'')"},
      {std::string("a\0b", 3), R"('a\0b')"},
      {std::string("\0", 1), R"('\0')"},
      {"' OR ''='", R"('\' OR \'\'=\'')"},
      {"x'; DROP TABLE outbox; -- ", R"('x\'; DROP TABLE outbox; -- ')"},
      {"/* */ \" ` # \n \x1a", "'/* */ \" ` # \n \x1a'"},
  };
  for (const auto& c : cases) EXPECT_EQ(literal(c.value), c.expected);
}

TEST(Literal, RefusesTextThatIsNotUtf8) {
  for (const std::string text : {"\xff", "a\xc0\xaf", "\xed\xa0\x80", "\xe8\x8b", "\xbf\x27", "\xf5\x80\x80\x80"}) {
    EXPECT_THROW(literal(text), std::invalid_argument) << testing::PrintToString(text);
  }
  EXPECT_EQ(literal(Bytes{"\xbf\x27"}), "x'bf27'");
}

TEST(Literal, RefusesWhatHasNoLiteral) {
  EXPECT_THROW(literal(std::numeric_limits<double>::infinity()), std::invalid_argument);
  EXPECT_THROW(literal(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
  EXPECT_THROW(literal(Value(std::numeric_limits<std::uint64_t>::max())), std::out_of_range);
  EXPECT_THROW(literal(Value(static_cast<Standing>(9))), std::logic_error);
  EXPECT_THROW(literal(Value::list({1})), std::logic_error);
}

TEST(Expand, PutsValuesInTheirPlaces) {
  EXPECT_EQ(expanded("SELECT a FROM t WHERE b = :b AND c > :c_2;\n", {{"b", "x"}, {"c_2", 3}}),
            "/* test.query */ SELECT a FROM t WHERE b = 'x' AND c > 3");
  EXPECT_EQ(expanded("SELECT :a, :a", {{"a", 1}}), "/* test.query */ SELECT 1, 1");
  EXPECT_EQ(expanded("SELECT :a-:b", {{"b", -2}, {"a", 1}}), "/* test.query */ SELECT 1--2");
}

TEST(Expand, LeavesQuotedTextAndCommentsAlone) {
  EXPECT_EQ(expanded(R"(SELECT ':a', ":b", `:c`, 'it''s :d', '\':e', :f)", {{"f", 1}}),
            R"(/* test.query */ SELECT ':a', ":b", `:c`, 'it''s :d', '\':e', 1)");
  EXPECT_EQ(expanded("-- sample: a=1; :x\nSELECT 1 -- of :y {{\n  # and :z\n  FROM t", {}),
            "/* test.query */ SELECT 1 FROM t");
  EXPECT_EQ(expanded("SELECT /*+ NO_MERGE(:x) */ a := :b FROM t WHERE d = '-- no' AND e = 5--3", {{"b", 1}}),
            "/* test.query */ SELECT /*+ NO_MERGE(:x) */ a := 1 FROM t WHERE d = '-- no' AND e = 5--3");
}

TEST(Expand, ValuesAreNotReadAgain) {
  EXPECT_EQ(expanded("SELECT :a, :b", {{"a", ":b {{:b}} (:b*)"}, {"b", "--"}}),
            "/* test.query */ SELECT ':b {{:b}} (:b*)', '--'");
}

TEST(Expand, Lists) {
  const std::string_view text = "SELECT a FROM t WHERE b IN (:b*) AND c = (:c * 2)";
  EXPECT_EQ(expanded(text, {{"b", Value::list_of(std::vector<int>{3, 1})}, {"c", 4}}),
            "/* test.query */ SELECT a FROM t WHERE b IN (3,1) AND c = (4 * 2)");
  EXPECT_THROW(expanded(text, {{"b", Value::list({})}, {"c", 4}}), std::logic_error);
  EXPECT_THROW(expanded(text, {{"b", 3}, {"c", 4}}), std::logic_error);
  EXPECT_THROW(expanded(text, {{"b", Value::list({Value::list({1})})}, {"c", 4}}), std::logic_error);
  EXPECT_THROW(expanded(text, {{"b", Value::list({1})}, {"c", Value::list({1})}}), std::logic_error);
}

TEST(Expand, RefusesMissingAndUnusedNames) {
  EXPECT_THROW(expanded("SELECT :a, :b", {{"a", 1}}), std::logic_error);
  EXPECT_THROW(expanded("SELECT :a", {{"a", 1}, {"b", 1}}), std::logic_error);
  EXPECT_THROW(expanded("SELECT ':a'", {{"a", 1}}), std::logic_error);
  try {
    expanded("SELECT :household", {});
    FAIL();
  } catch (const std::logic_error& e) {
    EXPECT_STREQ(e.what(), "statement test.query needs the parameter household");
  }
}

TEST(Expand, RefusesMalformedStatements) {
  for (const auto* text : {"SELECT 'a", "SELECT `a", "SELECT /* a", "SELECT 1; SELECT 2", "INSERT INTO t VALUES {{(:a)",
                           "INSERT INTO t VALUES {{({{:a}})}}"}) {
    EXPECT_THROW(expanded(text, {{"a", 1}}), std::logic_error) << text;
  }
  EXPECT_THROW(expand({"bad */ name", "SELECT 1"}, {}), std::logic_error);
}

TEST(ExpandRows, RepeatsTheTemplate) {
  const Query query{"test.insert", "INSERT INTO t (a, b, c) VALUES {{(:a, :b, :now)}}"};
  const std::vector<Params> rows{{{"a", 1}, {"b", "x"}}, {{"b", "y"}, {"a", 2}}};
  EXPECT_EQ(expand_rows(query, rows, {{"now", 9}}),
            "/* test.insert */ INSERT INTO t (a, b, c) VALUES (1, 'x', 9),(2, 'y', 9)");
  EXPECT_THROW(expand_rows(query, {}, {{"now", 9}}), std::logic_error);
  EXPECT_THROW(expand_rows(query, rows, {}), std::logic_error);
  EXPECT_THROW(expand_rows(query, rows, {{"now", 9}, {"other", 1}}), std::logic_error);
  EXPECT_THROW(expand(query, {{"a", 1}, {"b", 1}, {"now", 9}}), std::logic_error);
  const std::vector<Params> surplus{{{"a", 1}, {"b", 1}, {"c", 1}}};
  EXPECT_THROW(expand_rows(query, surplus, {{"now", 9}}), std::logic_error);
}

TEST(ExpandRows, SeparatesByWhatTheTemplateIs) {
  const std::vector<Params> rows{{{"id", 1}, {"n", 10}}, {{"id", 2}, {"n", 20}}};
  const Query cases{"test.cases",
                    "UPDATE t SET n = CASE id {{ WHEN :id THEN n - :n }} ELSE n END WHERE id IN ({{:id}}) AND s = :s"};
  EXPECT_EQ(expand_rows(cases, rows, {{"s", "a"}}),
            "/* test.cases */ UPDATE t SET n = CASE id WHEN 1 THEN n - 10 WHEN 2 THEN n - 20 ELSE n END WHERE id IN "
            "(1,2) AND s = 'a'");
  const Query unions{"test.unions", "SELECT * FROM ({{SELECT :id AS id, :n AS n}}) AS x"};
  EXPECT_EQ(expand_rows(unions, rows, {}),
            "/* test.unions */ SELECT * FROM (SELECT 1 AS id, 10 AS n UNION ALL SELECT 2 AS id, 20 AS n) AS x");
}

TEST(ExpandRows, ComesInChunks) {
  const Query query{"test.insert", "INSERT INTO t (a) VALUES {{(:a)}}"};
  std::vector<Params> rows;
  for (int i = 0; i < 10; ++i) rows.push_back({{"a", std::string(100, 'x')}});
  const auto chunks = expand_chunks(query, rows, {}, 300);
  ASSERT_EQ(chunks.size(), 4u);
  for (const auto& chunk : chunks) EXPECT_TRUE(chunk.starts_with("/* test.insert */ INSERT INTO t (a) VALUES ('xxx"));
  EXPECT_EQ(chunks.back(), "/* test.insert */ INSERT INTO t (a) VALUES ('" + std::string(100, 'x') + "')");
  EXPECT_TRUE(expand_chunks(query, {}, {}, 300).empty());
}

TEST(ExpandTexts, MakeTheStatementThatRowsMake) {
  const Query query{"test.insert", "INSERT INTO t (a, b) VALUES {{(:a, :now)}} ON DUPLICATE KEY UPDATE b = 1"};
  const std::vector<Params> rows{{{"a", "x"}}, {{"a", "y"}}, {{"a", "z"}}};
  const Params shared{{"now", 9}};
  const auto first = expand_texts(query, std::span(rows).first(2), shared);
  const auto second = expand_texts(query, std::span(rows).subspan(2), shared);
  const std::vector<std::string_view> texts{first, "", second};
  EXPECT_EQ(join_texts(query, texts, 1000), std::vector<std::string>{expand_rows(query, rows, shared)});
  const auto each = join_texts(query, texts, 1);
  ASSERT_EQ(each.size(), 2u);
  EXPECT_EQ(each[1], expand_rows(query, std::span(rows).subspan(2), shared));
}

TEST(ExpandTexts, OfNoRowsAreNone) {
  const Query query{"test.insert", "INSERT INTO t (a) VALUES {{(:a)}}"};
  const auto nothing = expand_texts(query, {});
  EXPECT_EQ(nothing, "");
  EXPECT_TRUE(join_texts(query, std::vector<std::string_view>{nothing}, 1000).empty());
}

TEST(ExpandTexts, RefuseStatementsThatTheyCannotMake) {
  const std::vector<Params> rows{{{"a", 1}}};
  const std::vector<std::string_view> texts{"(1)"};
  const Query twice{"test.twice", "UPDATE t SET n = CASE id {{WHEN :a THEN 1}} END WHERE id IN ({{:a}})"};
  EXPECT_THROW(expand_texts(twice, rows), std::logic_error);
  EXPECT_THROW(join_texts(twice, texts, 1000), std::logic_error);
  const Query beside{"test.beside", "INSERT INTO t (a) VALUES {{(:a)}} ON DUPLICATE KEY UPDATE a = :b"};
  EXPECT_THROW(join_texts(beside, texts, 1000), std::logic_error);
  const Query none{"test.none", "SELECT :a"};
  EXPECT_THROW(expand_texts(none, rows), std::logic_error);
  EXPECT_THROW(join_texts(none, texts, 1000), std::logic_error);
}

TEST(Expand, NoticesAnotherTextAtTheSameAddress) {
  std::string text = "SELECT :a, 1";
  EXPECT_EQ(expanded(text, {{"a", 1}}), "/* test.query */ SELECT 1, 1");
  text = "SELECT 1, :b";
  EXPECT_EQ(expanded(text, {{"b", 2}}), "/* test.query */ SELECT 1, 2");
}

}  // namespace
}  // namespace shanhai::db
