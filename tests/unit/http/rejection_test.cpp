// Every refusal of design decision "HTTP input", as bytes on the wire: answered as a problem, then the connection is
// closed.
#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

struct Rejected {
  const char* name;
  std::string bytes;
  int status;
};

std::string many_headers(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "X-" + std::to_string(i) + ": 1\r\n";
  return out;
}

std::vector<Rejected> rejected() {
  const std::string start = "POST /v1/notes HTTP/1.1\r\n", host = "Host: t\r\n",
                    json = "Content-Type: application/json\r\n";
  const std::string both = start + host + json;
  return {
      {"unknown transfer coding", both + "Transfer-Encoding: gzip\r\n\r\n", 400},
      {"coding list", both + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
      {"coding given twice", both + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"length and coding", both + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"coding and length", both + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
      {"coding in 1.0", "POST /v1/notes HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"length given twice", both + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400},
      {"listed length", both + "Content-Length: 2, 2\r\n\r\n{}", 400},
      {"no host", start + "\r\n", 400},
      {"two hosts", start + host + host + "\r\n", 400},
      {"continued line", both + "X: 1\r\n 2\r\n\r\n", 400},
      {"high bytes in the target", "GET /v1/notes/\xe8\x8b\xa6 HTTP/1.1\r\nHost: t\r\n\r\n", 400},
      {"101 headers", start + host + many_headers(100) + "\r\n", 431},
      {"a head above 16 KiB", start + host + "X: " + std::string(17'000, 'a') + "\r\n\r\n", 431},
      {"a head without end", start + host + "X: " + std::string(17'000, 'a'), 431},
      {"a target above 8 KiB", "GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: t\r\n\r\n", 414},
      {"bare line feeds", "GET / HTTP/1.1\nHost: t\n\n", 400},
      {"a later version", "GET / HTTP/3.0\r\nHost: t\r\n\r\n", 505},
      {"another protocol", "\x16\x03\x01\x02\r\n\r\n", 400},
      {"another expectation", both + "Expect: tea\r\n\r\n", 417},
  };
}

TEST_F(Served, RejectsAmbiguousInputAndCloses) {
  for (const auto& row : rejected()) {
    auto connection = connect();
    connection.send(row.bytes);
    const auto answer = connection.read();
    EXPECT_EQ(answer.status, row.status) << row.name << ' ' << answer.body;
    EXPECT_EQ(answer.header("content-type"), "application/problem+json") << row.name;
    EXPECT_EQ(answer.header("connection"), "close") << row.name;
    connection.finish_sending();
    EXPECT_TRUE(connection.closed()) << row.name;
  }
  EXPECT_EQ(routes.handled, 0);
  EXPECT_TRUE(metric_appears(R"(http_requests_total{method="OTHER",route="malformed",status="400"})"));
}

// The second request hides in what a forgiving server would take for the first one's body, or the other way round.
TEST_F(Served, SmugglesNothing) {
  const std::string hidden = "GET /v1/notes/hidden HTTP/1.1\r\nHost: t\r\n\r\n";
  const std::vector<std::string> attempts = {
      "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n" + hidden,
      "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden,
      "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
      "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
      "Transfer-Encoding:\x0b"
      "chunked\r\n\r\n0\r\n\r\n" +
          hidden,
      "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
      "X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
      "Content-Length: 3, 3\r\n\r\nabc" + hidden,
      "Content-Length: +3\r\n\r\nabc" + hidden,
      "Content-Length: 3\r\nContent-Length: 0\r\n\r\nabc" + hidden,
  };
  for (const auto& attempt : attempts) {
    auto connection = connect();
    connection.send("POST /v1/notes HTTP/1.1\r\nHost: t\r\n" + attempt);
    EXPECT_EQ(connection.read().status, 400) << attempt;
    connection.finish_sending();
    EXPECT_TRUE(connection.closed()) << attempt;  // no second answer
  }
}

// The refusal arrives even though the client is still sending, because the server reads on for a moment before it
// closes.
TEST_F(Served, ARefusedSenderStillReadsTheAnswer) {
  auto connection = connect();
  connection.send("POST /v1/files HTTP/1.1\r\nHost: t\r\nContent-Type: text/csv\r\nContent-Length: 20000000\r\n\r\n");
  const std::string part(50'000, 'x');
  for (int i = 0; i < 400; ++i) EXPECT_TRUE(connection.send(part)) << i;
  EXPECT_EQ(connection.read().status, 413);
}

}  // namespace
}  // namespace shanhai::http
