// What is written is what is read: every type, random bytes and random text through a real table.
#include <gtest/gtest.h>

#include "common/base/ids.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::db {
namespace {

enum class Standing { valid, revoked };
BOOST_DESCRIBE_ENUM(Standing, valid, revoked)

constexpr Migration kTables[] = {{"test", "0001_values", R"(
CREATE TABLE sample (
  id BINARY(16) NOT NULL, amount BIGINT NULL, flag TINYINT NULL, at DATETIME(6) NULL, day DATE NULL,
  text MEDIUMTEXT NULL, bytes MEDIUMBLOB NULL, standing VARCHAR(16) NULL, ratio DOUBLE NULL, PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
)"}};

constexpr Query kInsert{"test.insert", R"(INSERT INTO sample (id, amount, flag, at, day, text, bytes, standing, ratio)
VALUES (:id, :amount, :flag, :at, :day, :text, :bytes, :standing, :ratio))"};
constexpr Query kFind{"test.find", "SELECT * FROM sample WHERE id = :id"};
constexpr Query kInsertRows{"test.insert_rows", "INSERT INTO sample (id, text, bytes) VALUES {{(:id, :text, :bytes)}}"};
constexpr Query kSame{"test.same",
                      "SELECT COUNT(*) AS n FROM sample WHERE id = :id AND text = :text AND bytes = :bytes"};

class Values : public testing::Test {
 protected:
  OrderId new_id() { return OrderId::make(service_.clock, service_.random); }

  fixture::ServiceDatabase service_{"values", {kTables}};
};

TEST_F(Values, OfEveryTypeComeBack) {
  const auto id = new_id();
  const auto at = *parse_rfc3339("2026-11-23T08:30:00.000001Z");
  const Date day{std::chrono::year(2024), std::chrono::month(2), std::chrono::day(29)};
  const auto out = service_.transaction([&](Tx& tx) -> Result<void> {
    tx.execute(kInsert, {{"id", id},
                         {"amount", Money(-1)},
                         {"flag", true},
                         {"at", at},
                         {"day", day},
                         {"text", "苦荞茶 🍵"},
                         {"bytes", Bytes{std::string("\0'\\", 3)}},
                         {"standing", Standing::revoked},
                         {"ratio", 0.1}});
    const auto rows = tx.query(kFind, {{"id", id}});
    const auto row = rows.front();
    EXPECT_EQ(row.get<OrderId>("id"), id);
    EXPECT_EQ(row.get<Money>("amount"), Money(-1));
    EXPECT_TRUE(row.get<bool>("flag"));
    EXPECT_EQ(row.get<Instant>("at"), at);
    EXPECT_EQ(row.get<Date>("day"), day);
    EXPECT_EQ(row.get<std::string>("text"), "苦荞茶 🍵");
    EXPECT_EQ(row.get<Bytes>("bytes").value, std::string("\0'\\", 3));
    EXPECT_EQ(row.get<Standing>("standing"), Standing::revoked);
    EXPECT_EQ(row.get<double>("ratio"), 0.1);
    EXPECT_THROW(row.get<int>("text"), std::logic_error);
    EXPECT_THROW(row.get<int>("nothing"), std::logic_error);
    return {};
  });
  ASSERT_TRUE(out);
}

TEST_F(Values, NullIsNullopt) {
  const auto id = new_id();
  const auto out = service_.transaction([&](Tx& tx) -> Result<void> {
    tx.execute(kInsert, {{"id", id},
                         {"amount", std::nullopt},
                         {"flag", std::nullopt},
                         {"at", std::nullopt},
                         {"day", std::nullopt},
                         {"text", std::nullopt},
                         {"bytes", std::nullopt},
                         {"standing", std::nullopt},
                         {"ratio", std::nullopt}});
    const auto rows = tx.query(kFind, {{"id", id}});
    const auto row = rows.front();
    EXPECT_FALSE(row.find<Money>("amount"));
    EXPECT_FALSE(row.find<std::string>("text"));
    EXPECT_FALSE(row.find<Standing>("standing"));
    EXPECT_THROW(row.get<Money>("amount"), std::logic_error);
    return {};
  });
  ASSERT_TRUE(out);
}

// Code points of every length, with those that matter to SQL more often.
std::string random_text(Random& random) {
  constexpr char kSpecial[] = "'\"\\`%_;-#/*:{}()\n\r\t\x1a";  // with its NUL
  std::string out;
  for (auto n = random.below(60); n > 0; --n) {
    if (random.below(3) == 0) {
      out += kSpecial[random.below(sizeof kSpecial)];
      continue;
    }
    constexpr std::uint32_t kLimits[] = {0x80, 0x800, 0xD800, 0x110000};
    auto c = static_cast<std::uint32_t>(random.below(kLimits[random.below(4)]));
    if (c >= 0xD800 && c < 0xE000) c = 0x82E6;  // surrogates are no characters
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
      out += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
              static_cast<char>(0x80 | (c & 63))};
    } else {
      out += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
              static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
    }
  }
  return out;
}

std::string random_bytes(Random& random) {
  std::string out(random.below(200), '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

TEST_F(Values, RandomTextAndBytesComeBack) {
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  struct Sample {
    OrderId id;
    std::string text, bytes;
  };
  std::vector<Sample> samples;
  std::vector<Params> rows;
  for (int i = 0; i < 2000; ++i) {
    samples.push_back({new_id(), random_text(service_.random), random_bytes(service_.random)});
    rows.push_back({{"id", samples.back().id}, {"text", samples.back().text}, {"bytes", Bytes{samples.back().bytes}}});
  }
  const auto out = service_.transaction([&](Tx& tx) -> Result<void> {
    EXPECT_EQ(tx.execute_rows(kInsertRows, rows), samples.size());
    for (const auto& sample : samples) {
      const auto found = tx.query(kFind, {{"id", sample.id}});
      EXPECT_EQ(found.front().get<std::string>("text"), sample.text);
      EXPECT_EQ(found.front().get<Bytes>("bytes").value, sample.bytes);
      const auto same = tx.query(kSame, {{"id", sample.id}, {"text", sample.text}, {"bytes", Bytes{sample.bytes}}});
      EXPECT_EQ(same.front().get<int>("n"), 1) << sample.text;
    }
    return {};
  });
  ASSERT_TRUE(out);
}

TEST_F(Values, RowsComeInChunksUnderTheServersPacketLimit) {
  std::vector<Params> rows;
  for (int i = 0; i < 40; ++i)
    rows.push_back({{"id", new_id()}, {"text", std::string(1'000'000, 'x')}, {"bytes", Bytes{}}});
  const auto matched =
      service_.transaction([&](Tx& tx) -> Result<std::uint64_t> { return tx.execute_rows(kInsertRows, rows); });
  EXPECT_EQ(*matched, 40u);
}

}  // namespace
}  // namespace shanhai::db
