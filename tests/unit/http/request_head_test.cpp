#include "common/http/request_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace shanhai::http {
namespace {

struct Refused {
  const char* name;
  std::string head;  // without the blank line
  int status;
  std::string_view code;
  std::string_view field;
};

std::string headers(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "X-" + std::to_string(i) + ": 1\r\n";
  return out;
}

const std::string kStart = "GET / HTTP/1.1\r\n";
const std::string kHost = "Host: t\r\n";
const std::string kBoth = kStart + kHost;

const std::vector<Refused> kRefused = {
    {"no host", kStart, 400, "invalid_header", "header/Host"},
    {"two hosts", kBoth + "Host: u\r\n", 400, "repeated_header", "header/Host"},
    {"empty host", kStart + "Host: \r\n", 400, "invalid_header", "header/Host"},
    {"host with a slash", kStart + "Host: a/b\r\n", 400, "invalid_header", "header/Host"},
    {"host with a space", kStart + "Host: a b\r\n", 400, "invalid_header", "header/Host"},
    {"two lengths that differ", kBoth + "Content-Length: 1\r\nContent-Length: 2\r\n", 400, "repeated_header",
     "header/Content-Length"},
    {"two lengths that agree", kBoth + "Content-Length: 1\r\ncontent-length: 1\r\n", 400, "repeated_header",
     "header/Content-Length"},
    {"listed lengths", kBoth + "Content-Length: 1, 1\r\n", 400, "invalid_header", "header/Content-Length"},
    {"signed length", kBoth + "Content-Length: +1\r\n", 400, "invalid_header", "header/Content-Length"},
    {"negative length", kBoth + "Content-Length: -1\r\n", 400, "invalid_header", "header/Content-Length"},
    {"hexadecimal length", kBoth + "Content-Length: 0x1\r\n", 400, "invalid_header", "header/Content-Length"},
    {"length that overflows", kBoth + "Content-Length: 18446744073709551616\r\n", 400, "invalid_header",
     "header/Content-Length"},
    {"empty length", kBoth + "Content-Length:\r\n", 400, "invalid_header", "header/Content-Length"},
    {"unknown coding", kBoth + "Transfer-Encoding: gzip\r\n", 400, "invalid_header", "header/Transfer-Encoding"},
    {"coding list", kBoth + "Transfer-Encoding: gzip, chunked\r\n", 400, "invalid_header", "header/Transfer-Encoding"},
    {"identity", kBoth + "Transfer-Encoding: identity\r\n", 400, "invalid_header", "header/Transfer-Encoding"},
    {"chunked twice", kBoth + "Transfer-Encoding: chunked, chunked\r\n", 400, "invalid_header",
     "header/Transfer-Encoding"},
    {"chunked on two lines", kBoth + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400,
     "repeated_header", "header/Transfer-Encoding"},
    {"chunked with a parameter", kBoth + "Transfer-Encoding: chunked;q=1\r\n", 400, "invalid_header",
     "header/Transfer-Encoding"},
    {"chunked behind a vertical tab",
     kBoth + "Transfer-Encoding: \x0b"
             "chunked\r\n",
     400, "malformed_request", ""},
    {"chunked and length", kBoth + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400, "invalid_header",
     "header/Transfer-Encoding"},
    {"length and chunked", kBoth + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400, "invalid_header",
     "header/Transfer-Encoding"},
    {"chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400, "invalid_header",
     "header/Transfer-Encoding"},
    {"continued line", kBoth + "X: a\r\n b\r\n", 400, "malformed_request", ""},
    {"continued line with a tab", kBoth + "X: a\r\n\tb\r\n", 400, "malformed_request", ""},
    {"space at the first header", kStart + " Host: t\r\n", 400, "malformed_request", ""},
    {"space before the colon", kBoth + "Content-Length : 5\r\n", 400, "malformed_request", ""},
    {"no colon", kBoth + "nonsense\r\n", 400, "malformed_request", ""},
    {"no name", kBoth + ": 1\r\n", 400, "malformed_request", ""},
    {"bytes in a name", kBoth + "X\x80: 1\r\n", 400, "malformed_request", ""},
    {"carriage return in a value", kBoth + "X: a\rb\r\n", 400, "malformed_request", ""},
    {"zero in a value", kBoth + "X: a" + std::string(1, '\0') + "b\r\n", 400, "malformed_request", ""},
    {"bytes above 0x7f in the target", "GET /\xe8\x8b\xa6 HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"delete in the target", "GET /\x7f HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"tab in the target", "GET /a\tb HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"space in the target", "GET /a b HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"fragment", "GET /a#b HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"two spaces", "GET  / HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"no target", "GET HTTP/1.1\r\n" + kHost, 400, "malformed_request", ""},
    {"authority form", "CONNECT t:80 HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"asterisk of GET", "GET * HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"other authority", "GET http://u/ HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"other scheme", "GET ftp://t/ HTTP/1.1\r\n" + kHost, 400, "invalid_target", "path"},
    {"long target", "GET /" + std::string(kTargetLimitBytes, 'a') + " HTTP/1.1\r\n" + kHost, 414, "target_too_long",
     "path"},
    {"method of bytes", "G\x01T / HTTP/1.1\r\n" + kHost, 400, "malformed_request", ""},
    {"long method", std::string(33, 'A') + " / HTTP/1.1\r\n" + kHost, 400, "malformed_request", ""},
    {"HTTP/2 preface", "PRI * HTTP/2.0\r\n", 505, "http_version", ""},
    {"HTTP/1.2", "GET / HTTP/1.2\r\n" + kHost, 505, "http_version", ""},
    {"no version", "GET /\r\n" + kHost, 400, "malformed_request", ""},
    {"lower case version", "GET / http/1.1\r\n" + kHost, 400, "malformed_request", ""},
    {"101 headers", kStart + kHost + headers(100), 431, "too_many_headers", ""},
    {"other expectation", kBoth + "Expect: 200-ok\r\n", 417, "expectation_failed", "header/Expect"},
    {"two tokens", kBoth + "Authorization: a\r\nAuthorization: b\r\n", 400, "repeated_header", "header/Authorization"},
    {"two keys", kBoth + "Idempotency-Key: a\r\nIdempotency-Key: b\r\n", 400, "repeated_header",
     "header/Idempotency-Key"},
};

TEST(RequestHead, RefusesWhatCouldBeReadInTwoWays) {
  for (const auto& row : kRefused) {
    RequestHead head;
    const auto refusal = scan_head(row.head + "\r\n", head);
    ASSERT_TRUE(refusal) << row.name;
    EXPECT_EQ(refusal->status, row.status) << row.name;
    EXPECT_EQ(refusal->code, row.code) << row.name;
    EXPECT_EQ(refusal->field, row.field) << row.name;
  }
}

TEST(RequestHead, ReadsWhatIsCommon) {
  RequestHead head;
  const std::string raw =
      "POST /v1/orders?a=1 HTTP/1.1\r\nhost: shop.example:8080\r\ncontent-LENGTH:  12 \r\nX-Empty:\r\nX-Text: "
      "\xe8\x8b\xa6\r\n"
      "Connection: x, Close\r\nAccept-Encoding: gzip\r\nIf-None-Match: \"3\"\r\nExpect: 100-Continue\r\n\r\n";
  ASSERT_FALSE(scan_head(raw, head));
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/v1/orders?a=1");
  EXPECT_EQ(head.host, "shop.example:8080");
  EXPECT_EQ(head.content_length, 12u);
  EXPECT_FALSE(head.keep_alive);
  EXPECT_TRUE(head.expects_continue);
  EXPECT_EQ(head.accept_encoding, "gzip");
  EXPECT_EQ(head.if_none_match, "\"3\"");
  ASSERT_EQ(head.fields.size(), 8u);
  EXPECT_EQ(head.fields[2].name, "X-Empty");
  EXPECT_EQ(head.fields[2].value, "");
}

TEST(RequestHead, TakesExactlyTheLimits) {
  RequestHead head;
  EXPECT_FALSE(scan_head(kBoth + headers(99) + "\r\n", head));
  EXPECT_EQ(head.fields.size(), 100u);
  EXPECT_FALSE(scan_head("GET /" + std::string(kTargetLimitBytes - 1, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n", head));
}

TEST(RequestHead, KnowsTheOldVersion) {
  RequestHead head;
  ASSERT_FALSE(scan_head("GET / HTTP/1.0\r\n\r\n", head));
  EXPECT_FALSE(head.keep_alive);
  ASSERT_FALSE(scan_head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", head));
  EXPECT_TRUE(head.keep_alive);
}

TEST(RequestHead, TakesTheAbsoluteFormOfItsOwnHost) {
  RequestHead head;
  ASSERT_FALSE(scan_head("GET HTTP://t/a?b HTTP/1.1\r\nHost: t\r\n\r\n", head));
  EXPECT_EQ(head.target, "/a?b");
  ASSERT_FALSE(scan_head("GET http://t HTTP/1.1\r\nHost: t\r\n\r\n", head));
  EXPECT_EQ(head.target, "/");
}

TEST(RequestHead, FindsItsEndHoweverItArrives) {
  const std::string raw = kBoth + "\r\n";
  for (std::size_t cut = 0; cut < raw.size(); ++cut) {
    const auto first = find_head_end(raw.substr(0, cut), 0);
    EXPECT_EQ(first.length, 0u) << cut;
    EXPECT_FALSE(first.refusal) << cut;
    EXPECT_EQ(find_head_end(raw + "GET", cut).length, raw.size()) << cut;
  }
}

TEST(RequestHead, RefusesABareLineFeedAtOnce) {
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\nHost: t\n", 0).refusal->code, "malformed_request");
  EXPECT_EQ(find_head_end(kBoth + "X: 1\n\r\n", 0).refusal->code, "malformed_request");
  EXPECT_EQ(find_head_end("\n", 0).refusal->code, "malformed_request");
}

TEST(RequestHead, RefusesAHeadWithoutEnd) {
  const std::string most = kBoth + "X: " + std::string(kHeadLimitBytes - kBoth.size() - 3, 'a');
  EXPECT_EQ(find_head_end(most, 0).refusal->status, 431);
  EXPECT_FALSE(find_head_end(most.substr(0, most.size() - 1), 0).refusal);
}

}  // namespace
}  // namespace shanhai::http
