// Whatever somebody sends as a query is answered or refused, in bounded time: nothing is thrown.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <random>

#include "common/http/message.hpp"
#include "common/http/target.hpp"
#include "services/catalog/storefront/suggestions.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/unit/catalog/storefront_sample.hpp"

namespace shanhai::catalog {
namespace {

class QueryFuzz : public testing::Test {
 protected:
  static int rounds() {
    const auto* depth = std::getenv("SHANHAI_TEST_DEPTH");
    return depth && std::string_view(depth) != "short" ? 20'000 : 2'000;
  }
  std::size_t below(std::size_t bound) { return random_() % bound; }
  const char* one_of(const std::vector<const char*>& pieces) { return pieces[below(pieces.size())]; }

  std::string bytes(std::size_t most) {
    std::string out;
    for (auto n = below(most); n > 0; --n) out += static_cast<char>(below(256));
    return out;
  }
  // Texts that are nearly what they should be: letters of all scripts, halves of characters, signs that become many.
  std::string text(std::size_t most) {
    static const std::vector<const char*> kPieces = {
        "苦荞",         "茶", "a",    "zhuang", "xian",     "kq", " ",    "\xE8\x8B", "\xF0\x9F\x98\x80",
        "\xEF\xB7\xBA", "е",  "ꆈꌠ", "ば",     "0",        "-",  "\x7F", "é",        "\xCC\x81",
        "\xE2\x80\x8B", "nv", "lve",  "藏",     "\xC0\x80", "𠮷", "ａｂ"};
    std::string out;
    for (auto n = below(most); n > 0; --n) out += one_of(kPieces);
    return out;
  }
  std::string target() {
    static const std::vector<const char*> kNames = {"q",
                                                    "county",
                                                    "prefecture",
                                                    "category",
                                                    "certified",
                                                    "mark",
                                                    "price_min_fen",
                                                    "price_max_fen",
                                                    "supplier",
                                                    "for_consumers",
                                                    "above_reference",
                                                    "sort",
                                                    "limit",
                                                    "cursor",
                                                    "x",
                                                    ""};
    static const std::vector<const char*> kValues = {
        "513431",    "513400", "agricultural", "true", "false", "none", "0", "-1",        "99999999999999999999",
        "relevance", "sales",  "rating",       "200",  "201",   "AAAA", "%", "%E8%8B%A6", "%E8%8B",
        "%00",       "+",      "a=b",          "%zz",  "1e3",   " "};
    std::string out = "/v1/storefront/products?";
    for (auto n = below(6); n > 0; --n) {
      out.append(below(9) ? one_of(kNames) : text(2)).append("=");
      out.append(below(3) ? one_of(kValues) : percent(below(2) ? text(8) : bytes(12))).append("&");
    }
    return below(8) ? out : out + bytes(5);
  }
  std::string percent(const std::string& plain) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const unsigned char c : plain) {
      if (below(6) == 0) {
        out += static_cast<char>(c);
        continue;
      }
      out += '%';
      out += kDigits[c >> 4];
      out += kDigits[c & 15];
    }
    return out;
  }

  std::mt19937_64 random_{fixture::seed()};
  SnapshotPtr snapshot_ = sample::snapshot({{"凉山苦荞茶", "Liangshan Tartary buckwheat tea"},
                                            {"黑苦荞米", "Black buckwheat"},
                                            {"西藏藏香 zhuang", "nv er hong"},
                                            {"ꆈꌠ漆器", "Lacquer"}});
};

TEST_F(QueryFuzz, TargetsAreAnsweredOrRefused) {
  int answered = 0;
  for (int round = 0; round < rounds(); ++round) {
    const auto asked = target();
    auto parsed = http::parse_target(asked);
    if (parsed.has_error()) continue;
    http::Request request;
    request.query = std::move(parsed->query);
    const auto query = request.read_query<StorefrontQuery>();
    if (query.has_error()) {
      EXPECT_EQ(query.error().kind, ErrorKind::invalid) << asked;
      continue;
    }
    const auto began = std::chrono::steady_clock::now();
    const auto page = search(*snapshot_, *query);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1)) << asked;
    if (page.has_error()) {
      EXPECT_EQ(page.error().kind, ErrorKind::invalid) << asked;
      ASSERT_FALSE(page.error().fields.empty()) << asked;
      EXPECT_TRUE(page.error().fields[0].pointer.starts_with("query/")) << asked;
    } else {
      ++answered;
      EXPECT_TRUE(json::parse<StorefrontPage>(*page).has_value()) << asked;
    }
    const auto short_answer = search_if_short(*snapshot_, *query);
    if (short_answer) EXPECT_EQ(*short_answer, *page) << asked;
  }
  EXPECT_GT(answered, rounds() / 20) << "the fuzzer asks for something, too";
}

TEST_F(QueryFuzz, TextsOfAnyBytesAreReadTheSameWayTwice) {
  for (int round = 0; round < rounds(); ++round) {
    const auto plain = below(2) ? text(30) : bytes(60);
    const auto normal = normalise(plain);
    EXPECT_EQ(normalise(normal), normal);
    const auto words = words_of(plain);
    EXPECT_TRUE(std::is_sorted(words.tokens.begin(), words.tokens.end()));
    for (const auto& term : terms_of(plain)) EXPECT_TRUE(stands_in(term, words)) << plain;
    const auto typed = suggest(*snapshot_, plain, 10);
    EXPECT_LE(typed.items.size(), 10u);
  }
}

}  // namespace
}  // namespace shanhai::catalog
