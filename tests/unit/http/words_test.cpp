// The small grammars: lists, targets, addresses, tags.
#include <gtest/gtest.h>

#include "common/http/compression.hpp"
#include "common/http/dispatcher.hpp"
#include "common/http/peer_address.hpp"
#include "common/http/response_head.hpp"
#include "common/http/target.hpp"
#include "common/http/text.hpp"

namespace shanhai::http {
namespace {

TEST(Text, WeighsLists) {
  EXPECT_EQ(weight_of("gzip, br;q=0.5", "gzip"), 1000);
  EXPECT_EQ(weight_of("gzip, br;q=0.5", "br"), 500);
  EXPECT_EQ(weight_of("gzip;q=0", "gzip"), 0);
  EXPECT_EQ(weight_of("xgzip", "gzip"), std::nullopt);
  EXPECT_EQ(weight_of("GZIP ; q=0.035", "gzip"), 35);
  EXPECT_EQ(weight_of("gzip;q=2", "gzip"), 0);
  EXPECT_EQ(weight_of("", "gzip"), std::nullopt);
}

TEST(Text, PrefersChineseUnlessEnglishWeighsMore) {
  EXPECT_EQ(preferred_language(""), Language::zh);
  EXPECT_EQ(preferred_language("en"), Language::en);
  EXPECT_EQ(preferred_language("en-GB,en;q=0.9"), Language::en);
  EXPECT_EQ(preferred_language("zh-CN,zh;q=0.9,en;q=0.8"), Language::zh);
  EXPECT_EQ(preferred_language("en;q=0.8,zh;q=0.1"), Language::en);
  EXPECT_EQ(preferred_language("fr, *;q=0.5"), Language::zh);
  EXPECT_EQ(preferred_language("en;q=0"), Language::zh);
}

TEST(Text, MatchesMediaTypes) {
  EXPECT_TRUE(media_type_matches("application/json", "application/json"));
  EXPECT_TRUE(media_type_matches("Application/JSON; charset=\"UTF-8\"", "application/json"));
  EXPECT_FALSE(media_type_matches("application/json; charset=gbk", "application/json"));
  EXPECT_FALSE(media_type_matches("text/json", "application/json"));
  EXPECT_TRUE(media_type_matches("text/plain", "text/csv, text/plain"));
  EXPECT_TRUE(media_type_matches("image/png", "*/*"));
  EXPECT_FALSE(media_type_matches("", "*/*"));
}

TEST(Target, DecodesSegmentsOneByOne) {
  const auto target = parse_target("/01/a%2Fb/%E8%8B%A6?q=%E8%8D%9E+1&empty&x=a%26b&&y=");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->segments, (std::vector<std::string>{"01", "a/b", "苦"}));
  EXPECT_EQ(target->path, "/01/a/b/苦");
  const std::vector<std::pair<std::string, std::string>> query = {
      {"q", "荞 1"}, {"empty", ""}, {"x", "a&b"}, {"y", ""}};
  EXPECT_EQ(target->query, query);
  EXPECT_TRUE(parse_target("/")->segments.empty());
}

TEST(Target, RefusesWhatIsNotText) {
  for (const auto* target :
       {"/%", "/%zz", "/%00", "/%0a", "/%ff", "/%c0%af", "/a?b=%00", "/a?%ff=1", "/a?b=%", "/<", "a"}) {
    EXPECT_TRUE(parse_target(target).has_error()) << target;
  }
  EXPECT_EQ(parse_target("/a?b=%ff").error().fields.at(0).pointer, "query/b");
}

TEST(Target, EncodesWhatItDecodes) {
  const std::string text = "a b/苦?&=+%#";
  const auto again = parse_target(encode_path("/" + text) + "?" + encode_query(text) + "=" + encode_query(text));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->path, "/" + text);
  EXPECT_EQ(again->query.at(0).first, text);
  EXPECT_EQ(again->query.at(0).second, text);
}

class Addresses : public ::testing::Test {
 protected:
  std::string client(const std::string& peer, std::vector<HeadField> fields) {
    RequestHead head;
    head.fields = std::move(fields);
    return proxies.client_of(boost::asio::ip::make_address(peer), head).to_string();
  }
  TrustedProxies proxies{{"10.0.0.0/8", "192.0.2.7", "fd00::/8"}};
};

TEST_F(Addresses, BelieveTrustedProxiesOnly) {
  EXPECT_EQ(client("198.51.100.1", {{"X-Forwarded-For", "203.0.113.9"}}), "198.51.100.1");
  EXPECT_EQ(client("10.1.2.3", {{"X-Forwarded-For", "203.0.113.9"}}), "203.0.113.9");
  EXPECT_EQ(client("::ffff:10.1.2.3", {{"X-Forwarded-For", "203.0.113.9"}}), "203.0.113.9");
  EXPECT_EQ(client("fd00::1", {{"x-forwarded-for", "2001:db8::5"}}), "2001:db8::5");
  EXPECT_EQ(client("192.0.2.8", {{"X-Forwarded-For", "203.0.113.9"}}), "192.0.2.8");
}

TEST_F(Addresses, ReadFromTheEndSoThatAClientCannotInventOne) {
  EXPECT_EQ(client("10.1.2.3", {{"X-Forwarded-For", "1.1.1.1, 203.0.113.9, 10.9.9.9"}}), "203.0.113.9");
  EXPECT_EQ(client("10.1.2.3", {{"X-Forwarded-For", "1.1.1.1"}, {"X-Forwarded-For", "203.0.113.9"}}), "203.0.113.9");
  EXPECT_EQ(client("10.1.2.3", {{"X-Forwarded-For", "203.0.113.9, nonsense"}}), "10.1.2.3");
  EXPECT_EQ(client("10.1.2.3", {}), "10.1.2.3");
}

TEST_F(Addresses, CountAnIpv6NetworkAsOne) {
  using boost::asio::ip::make_address;
  EXPECT_EQ(rate_key(make_address("2001:db8:1:2:aaaa::1")), rate_key(make_address("2001:db8:1:2:bbbb::2")));
  EXPECT_NE(rate_key(make_address("2001:db8:1:2::1")), rate_key(make_address("2001:db8:1:3::1")));
  EXPECT_NE(rate_key(make_address("10.0.0.1")), rate_key(make_address("10.0.0.2")));
}

TEST(Proxies, NameAWrongEntry) { EXPECT_THROW(TrustedProxies({"10.0.0.0/33"}), std::runtime_error); }

TEST(ResponseHead, ComparesTagsWeakly) {
  EXPECT_TRUE(is_known_version("\"3\"", "\"3\""));
  EXPECT_TRUE(is_known_version("\"2\", W/\"3\"", "\"3\""));
  EXPECT_TRUE(is_known_version("*", "\"3\""));
  EXPECT_FALSE(is_known_version("\"33\"", "\"3\""));
  EXPECT_FALSE(is_known_version("", "\"3\""));
  EXPECT_FALSE(is_known_version("*", ""));
}

TEST(ResponseHead, WritesTheDateAsTheStandardDoes) {
  DateLine date;
  EXPECT_EQ(date.at(784111777), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");  // RFC 9110, 5.6.7
  EXPECT_EQ(date.at(784111778), "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
}

TEST(ResponseHead, HasNoLengthWhereThereIsNoContent) {
  const auto head = print_head(Response::empty(204), 0, "", Persistence::keep_alive);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
  EXPECT_THROW(print_head(Response::empty(204).with("X", "a\r\nb"), 0, "", Persistence::close), std::logic_error);
}

TEST(Compression, OnlyOfTextWorthIt) {
  EXPECT_FALSE(is_worth_compressing("application/json", 1024));
  EXPECT_TRUE(is_worth_compressing("application/problem+json", 1025));
  EXPECT_FALSE(is_worth_compressing("image/png", 100'000));
  Gzip gzip;
  const auto first = gzip.compress(std::string(5000, 'x'));
  EXPECT_LT(first.size(), 100u);
  EXPECT_EQ(first, gzip.compress(std::string(5000, 'x')));  // nothing of the one is left for the other
}

}  // namespace
}  // namespace shanhai::http
