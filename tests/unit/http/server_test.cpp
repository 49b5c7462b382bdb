#include <zlib.h>

#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

std::string gunzip(const std::string& bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST_F(Served, AnswersAndKeepsTheConnection) {
  auto connection = connect();
  for (int i = 0; i < 3; ++i) {
    const auto answer = connection.ask("GET /v1/notes/" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, R"({"note":")" + std::to_string(i) + "\"}");
    EXPECT_EQ(answer.header("connection"), "");
    EXPECT_EQ(answer.header("date").size(), std::string("Mon, 23 Nov 2026 17:00:00 GMT").size());
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  }
}

TEST_F(Served, ClosesWhenAsked) {
  auto connection = connect();
  EXPECT_EQ(connection.ask("GET /healthz HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").header("connection"),
            "close");
  EXPECT_TRUE(connection.closed());
}

TEST_F(Served, SpeaksTheOldVersion) {
  auto once = connect();
  const auto answer = once.ask("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(once.closed());
  auto kept = connect();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(kept.ask("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("connection"), "keep-alive");
  }
}

TEST_F(Served, AnswersPipelinedRequestsInOrder) {
  auto connection = connect();
  std::string requests;
  for (int i = 0; i < 20; ++i) {
    requests += "GET /v1/notes/" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\n";
    requests +=
        "POST /v1/notes HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: "
        "12\r\n\r\n{\"text\":\"" +
        std::string(1, static_cast<char>('a' + i)) + "\"}";
  }
  connection.send(requests);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(connection.read().body, R"({"note":")" + std::to_string(i) + "\"}");
    EXPECT_EQ(connection.read().body, R"({"text":")" + std::string(1, static_cast<char>('a' + i)) + "\"}");
  }
}

TEST_F(Served, ReadsARequestByteByByte) {
  auto connection = connect();
  const std::string request =
      "\r\nPOST /v1/notes HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: "
      "12\r\n\r\n{\"text\":\"a\"}";
  for (const char byte : request) connection.send(std::string_view(&byte, 1));
  EXPECT_EQ(connection.read().status, 201);
}

TEST_F(Served, AnswersHeadLikeGetWithoutTheBody) {
  auto connection = connect();
  connection.send("HEAD /v1/large HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto answer = connection.read(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-length"), "100000");
  EXPECT_EQ(connection.ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").body, R"({"status":"ok"})");
  connection.send("HEAD /nowhere HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(connection.read(true).status, 404);
  EXPECT_EQ(connection.ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
}

TEST_F(Served, FindsRoutesAndMethods) {
  EXPECT_EQ(code_of(get("/nowhere")), "route_not_found");
  EXPECT_EQ(get("/v1/notes/latest").body.size(), 100'000u);
  const auto wrong = ask("DELETE /v1/notes HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(code_of(wrong), "method_not_allowed");
  EXPECT_EQ(wrong.header("allow"), "GET, HEAD, POST, OPTIONS");
  const auto unknown = ask("BREW /v1/notes HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(unknown.status, 405);
  const auto options = ask("OPTIONS /v1/notes HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(ask("OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n").status, 204);
  EXPECT_EQ(ask("OPTIONS /nowhere HTTP/1.1\r\nHost: t\r\n\r\n").status, 404);
  EXPECT_EQ(get("/01/06901234567892/10/A%2F1").body, R"({"gtin":"06901234567892","lot":"A/1"})");
  EXPECT_EQ(get("/v1/notes/%ff").status, 400);
}

TEST_F(Served, ReadsABodyAndNamesWrongFields) {
  const auto good = post("/v1/notes", R"({"text":"苦荞","stars":5})");
  EXPECT_EQ(good.status, 201) << good.body;
  EXPECT_EQ(good.body, R"({"text":"苦荞","stars":5})");
  const auto bad = post("/v1/notes", R"({"text":"","stars":10})");
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(code_of(bad), "invalid_request");
  EXPECT_EQ(pointer_of(bad), "/text");
  EXPECT_EQ(pointer_of(post("/v1/notes", R"({"text":"a","colour":1})")), "/colour");
}

TEST_F(Served, ReadsAQueryAndNamesWrongParameters) {
  const auto good = get("/v1/notes?after=5&done=true&years=2025,2026&years=2027&word=%E8%8B%A6+a");
  ASSERT_EQ(good.status, 200) << good.body;
  EXPECT_NE(good.body.find(R"("query":{"after":5,"done":true,"years":[2025,2026,2027],"word":"苦 a"})"),
            std::string::npos)
      << good.body;
  EXPECT_EQ(
      good.header("link"),
      R"(</v1/notes?after=5&done=true&years=2025%2C2026&years=2027&word=%E8%8B%A6%20a&cursor=a%20b>; rel="next")");
  for (const auto& [target, pointer] :
       std::vector<std::pair<std::string, std::string>>{{"after=x", "query/after"},
                                                        {"after=", "query/after"},
                                                        {"after=1&after=2", "query/after"},
                                                        {"after=99999999999999999999", "query/after"},
                                                        {"done=yes", "query/done"},
                                                        {"years=1,x", "query/years/1"},
                                                        {"word=01234567890", "query/word"},
                                                        {"nothing=1", "query/nothing"}}) {
    const auto answer = get("/v1/notes?" + target);
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_EQ(pointer_of(answer), pointer) << target << answer.body;
  }
}

TEST_F(Served, RefusesParametersWhereNoneAreKnown) {
  const auto answer = get("/v1/large?page=2&%E8%8B%A6=1");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(code_of(answer), "invalid_request");
  EXPECT_EQ(pointer_of(answer), "query/page");
  EXPECT_NE(answer.body.find(R"("query/苦","code":"unknown_field")"), std::string::npos) << answer.body;
  EXPECT_EQ(get("/v1/large?").status, 200);
  EXPECT_EQ(get("/01/06901234567892/10/A?linkType=all").status, 200) << "a standard's own parameters";
}

TEST_F(Served, RefusesOtherMediaTypes) {
  const auto wrong =
      ask("POST /v1/notes HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(wrong.status, 415);
  EXPECT_EQ(pointer_of(wrong), "header/Content-Type");
  EXPECT_EQ(ask("POST /v1/notes HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\n{}").status, 415);
  const auto absent = ask("POST /v1/notes HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(absent.status, 400);
  EXPECT_NE(absent.body.find(R"("errors":[{"pointer":"","code":"required")"), std::string::npos) << absent.body;
  EXPECT_EQ(ask("POST /v1/files HTTP/1.1\r\nHost: t\r\nContent-Type: text/csv\r\nContent-Length: 2\r\n\r\n{}").body,
            "2");
}

TEST_F(Served, ReadsChunks) {
  auto connection = connect();
  const std::string head =
      "POST /v1/notes HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(connection.ask(head + "5;x=y\r\n{\"tex\r\n7\r\nt\":\"a\"}\r\n0\r\nAuthorization: Bearer x\r\n\r\n").body,
            R"({"text":"a"})");
  EXPECT_EQ(connection.ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
  for (const auto* broken :
       {"g\r\n", "5\r\nabcdeX\r\n0\r\n\r\n", "-1\r\n", "5 5\r\nabcde\r\n", "0x5\r\nabcde\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\n", "5\nabcde\r\n0\r\n\r\n", "5;x=\"\n\"\r\nabcde\r\n0\r\n\r\n", "0;x=\"\n\"\r\n\r\n",
        "0;\nx\r\n\r\n", "0\r\nX: a\nb\r\n\r\n", "0\r\nContent-Length: 3\r\n\r\n", "0\n\r\n\r\n"}) {
    auto other = connect();
    const auto answer = other.ask(head + broken);
    EXPECT_TRUE(answer.status == 400 || answer.status == 413) << broken << answer.status;
    EXPECT_TRUE(other.closed()) << broken;
  }
}

TEST_F(Served, RefusesAChunkHeadWithoutEnd) {
  auto connection = connect();
  connection.send(
      "POST /v1/files HTTP/1.1\r\nHost: t\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n5;");
  const std::string more(1024, 'x');
  for (int i = 0; i < 64; ++i) {
    if (!connection.send(more)) break;
  }
  EXPECT_EQ(connection.read().status, 400);
}

TEST_F(Served, RefusesABodyAboveTheRoutesLimitUnread) {
  auto connection = connect();
  const auto answer =
      connection.ask("POST /v1/files HTTP/1.1\r\nHost: t\r\nContent-Type: text/csv\r\nContent-Length: 200001\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(code_of(answer), "body_too_large");
  EXPECT_EQ(answer.header("connection"), "close");
  connection.send(std::string(200'001, 'x'));
  connection.finish_sending();
  EXPECT_TRUE(connection.closed());

  auto chunked = connect();
  chunked.send("POST /v1/files HTTP/1.1\r\nHost: t\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 3; ++i) chunked.send("10000\r\n" + std::string(0x10000, 'x') + "\r\n");
  EXPECT_TRUE(chunked.send("10000\r\n"));
  EXPECT_EQ(chunked.read().status, 413);

  const auto most =
      ask("POST /v1/files HTTP/1.1\r\nHost: t\r\nContent-Type: text/csv\r\nContent-Length: 200000\r\n\r\n" +
          std::string(200'000, 'x'));
  EXPECT_EQ(most.body, "200000");
}

TEST_F(Served, KeepsTheConnectionAfterARefusalWithAShortBody) {
  auto connection = connect();
  EXPECT_EQ(connection.ask("POST /nowhere HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nGET /").status, 404);
  EXPECT_EQ(connection.ask("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
}

TEST_F(Served, SaysContinueWhenItWantsTheBody) {
  auto connection = connect();
  const std::string head =
      "POST /v1/notes HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: 12\r\nExpect: "
      "100-continue\r\n\r\n";
  connection.send(head);
  EXPECT_EQ(connection.read_bytes(25), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(connection.ask(R"({"text":"a"})").status, 201);
  connection.send(head + R"({"text":"b"})");
  EXPECT_EQ(connection.read().body, R"({"text":"b"})");  // the body came along: nobody waits

  auto refused = connect();
  const auto answer = refused.ask(
      "POST /v1/files HTTP/1.1\r\nHost: t\r\nContent-Type: text/csv\r\nContent-Length: 900000\r\nExpect: "
      "100-continue\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(Served, CompressesForWhoUnderstandsIt) {
  const auto plain = get("/v1/large");
  EXPECT_EQ(plain.header("content-encoding"), "");
  EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
  for (const std::size_t size : {100'000u, 20'000u}) {  // on a worker, and in place
    routes.large_body = std::string(size, 'y');
    const auto packed = get("/v1/large", "Accept-Encoding: br, gzip\r\n");
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_LT(packed.body.size(), 1000u);
    EXPECT_EQ(gunzip(packed.body), routes.large_body);
  }
  EXPECT_EQ(get("/v1/large", "Accept-Encoding: gzip;q=0\r\n").header("content-encoding"), "");
  EXPECT_EQ(get("/v1/notes/a", "Accept-Encoding: gzip\r\n").header("content-encoding"), "");
}

TEST_F(Served, AnswersConditionsOnVersions) {
  EXPECT_EQ(get("/v1/tagged").header("etag"), "\"3\"");
  const auto same = get("/v1/tagged", "If-None-Match: \"3\"\r\n");
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.header("etag"), "\"3\"");
  EXPECT_EQ(same.header("content-length"), "");
  const auto put = [this](const std::string& condition) {
    return ask("PUT /v1/tagged HTTP/1.1\r\nHost: t\r\n" + condition + "\r\n");
  };
  const auto missing = put("");
  EXPECT_EQ(missing.status, 428);
  EXPECT_EQ(pointer_of(missing), "header/If-Match");
  EXPECT_EQ(put("If-Match: \"2\"\r\n").status, 412);
  EXPECT_EQ(put("If-Match: \"3\"\r\n").status, 200);
  for (const auto* wrong : {"3", "W/\"3\"", "*", "\"3\", \"4\"", "\"x\"", "\"\"", "\"-3\""}) {
    EXPECT_EQ(put("If-Match: " + std::string(wrong) + "\r\n").status, 400) << wrong;
  }
}

TEST_F(Served, TurnsFailuresIntoProblemsThatRevealNothing) {
  const auto conflict = get("/v1/failures/conflict", "Accept-Language: en\r\n");
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(code_of(conflict), "insufficient_stock");
  EXPECT_NE(conflict.body.find(R"("available":2)"), std::string::npos);
  EXPECT_NE(conflict.body.find(R"("detail":"2 left")"), std::string::npos);
  EXPECT_EQ(conflict.header("content-language"), "en");
  const auto away = get("/v1/failures/unavailable");
  EXPECT_EQ(away.status, 503);
  EXPECT_EQ(away.header("retry-after"), "1");
  EXPECT_EQ(away.body.find("10.0.0.1"), std::string::npos);
  for (const auto* how : {"throw", "internal", "split"}) {
    const auto internal = get("/v1/failures/" + std::string(how));
    EXPECT_EQ(internal.status, 500) << how;
    EXPECT_EQ(code_of(internal), "internal") << how;
    EXPECT_EQ(internal.body.find("secret"), std::string::npos) << how;
  }
}

TEST_F(Served, CarriesTheTraceAndTheLanguage) {
  const auto given = get("/v1/notes", "traceparent: 00-0123456789abcdef0123456789abcdef-0123456789abcdef-01\r\n");
  EXPECT_NE(given.body.find(R"("trace_id":"0123456789abcdef0123456789abcdef")"), std::string::npos);
  EXPECT_NE(given.body.find(R"("language":"zh")"), std::string::npos);
  const auto begun = get("/v1/notes", "traceparent: nonsense\r\nAccept-Language: en-US\r\n");
  EXPECT_EQ(begun.body.find("nonsense"), std::string::npos);
  EXPECT_NE(begun.body.find(R"("language":"en")"), std::string::npos);
}

TEST_F(Served, TellsHowItIs) {
  EXPECT_EQ(get("/healthz").body, R"({"status":"ok"})");
  EXPECT_EQ(get("/readyz").status, 200);
  not_ready = "database";
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_TRUE(metric_appears(R"(http_requests_total{method="GET",route="/readyz",status="503"})"));
  EXPECT_EQ(get("/openapi.json").status, 200);
  options.metrics_public = false;
  restart();
  EXPECT_EQ(get("/metrics").status, 404);
  EXPECT_EQ(get("/readyz").body.find("database"), std::string::npos);  // only for who may see metrics
}

}  // namespace
}  // namespace shanhai::http
