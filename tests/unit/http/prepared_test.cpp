// Answers from memory, and the access log.
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <set>

#include "common/telemetry/log.hpp"
#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

const std::string kGet = "GET /fast/a HTTP/1.1\r\nHost: t\r\n\r\n";

class FromMemory : public Served {
 protected:
  FromMemory() {
    fast = [this](std::string_view target, std::string_view if_none_match,
                  bool gzip) -> std::shared_ptr<const std::string> {
      if (target == "/fast/later") return nullptr;
      if (if_none_match == "\"1\"") return unchanged;
      return gzip ? packed : document;
    };
  }
  static std::shared_ptr<const std::string> prepare(const std::string& status, const std::string& headers,
                                                    const std::string& body) {
    return std::make_shared<std::string>("HTTP/1.1 " + status + "\r\n" + headers + "\r\n" + body);
  }
  const std::shared_ptr<const std::string> document =
      prepare("200 OK", "Content-Length: 5\r\nETag: \"1\"\r\n", "hello");
  const std::shared_ptr<const std::string> packed =
      prepare("200 OK", "Content-Length: 6\r\nContent-Encoding: gzip\r\n", "packed");
  const std::shared_ptr<const std::string> unchanged = prepare("304 Not Modified", "ETag: \"1\"\r\n", "");
};

TEST_F(FromMemory, AnswersWithADate) {
  const auto answer = ask(kGet);
  EXPECT_EQ(answer.status_line, "HTTP/1.1 200 OK");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.headers.count("date"), 1u);
  EXPECT_EQ(answer.header("etag"), "\"1\"");
  EXPECT_EQ(get("/fast/a", "If-None-Match: \"1\"\r\n").status, 304);
  EXPECT_EQ(get("/fast/a", "Accept-Encoding: gzip\r\n").body, "packed");
  EXPECT_EQ(get("/fast/later").body, R"({"note":"later"})");
  EXPECT_EQ(ask("POST /fast/a HTTP/1.1\r\nHost: t\r\n\r\n").status, 405);
}

TEST_F(FromMemory, AnswersHeadWithoutTheBody) {
  auto connection = connect();
  connection.send("HEAD /fast/a HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto answer = connection.read(true);
  EXPECT_EQ(answer.header("content-length"), "5");
  EXPECT_EQ(connection.ask(kGet).body, "hello");
}

TEST_F(FromMemory, KeepsTheOrderOfPipelinedRequests) {
  auto connection = connect();
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    requests += kGet;
    if (i % 7 == 3) requests += "GET /v1/notes/" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\n";
  }
  connection.send(requests + "GET /fast/a HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n" + kGet);
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(connection.read().body, "hello") << i;
    if (i % 7 == 3) {
      ASSERT_EQ(connection.read().body, R"({"note":")" + std::to_string(i) + "\"}");
    }
  }
  EXPECT_EQ(connection.read().header("connection"), "close");
  EXPECT_TRUE(connection.closed());  // what came behind "close" is not answered
}

TEST_F(FromMemory, WritesWhatTheSocketDoesNotTakeAtOnce) {
  const auto large = prepare("200 OK", "Content-Length: 3000000\r\n", std::string(3'000'000, 'y'));
  fast = [large](std::string_view, std::string_view, bool) { return large; };
  auto connection = connect();
  for (int i = 0; i < 5; ++i) connection.send(kGet);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(connection.read().body.size(), 3'000'000u);
}

TEST_F(FromMemory, IsLimitedLikeTheRest) {
  options.requests_per_minute = 10;
  restart();
  auto connection = connect();
  int refused = 0;
  for (int i = 0; i < 14; ++i) refused += connection.ask(kGet).status == 429;
  EXPECT_GE(refused, 4);
}

TEST_F(FromMemory, RefusesAmbiguityToo) {
  EXPECT_EQ(ask("GET /fast/a HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_EQ(ask("GET /fast/a HTTP/1.1\r\nHost: t\r\nX: 1\r\n 2\r\n\r\n").status, 400);
  EXPECT_EQ(ask("GET /fast/a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello").body,
            R"({"note":"a"})");  // the ordinary way
}

class AccessLines : public FromMemory {
 protected:
  AccessLines() : file_(::memfd_create("log", MFD_CLOEXEC)) {
    telemetry::log_to(file_);
    options.access_log = true;
    restart();
  }
  ~AccessLines() override {
    telemetry::log_to(STDERR_FILENO);
    ::close(file_);
  }
  std::vector<json::Object> lines() {
    server.reset();
    telemetry::flush_log();
    std::string text(1 << 20, '\0');
    text.resize(static_cast<std::size_t>(::pread(file_, text.data(), text.size(), 0)));
    all = text;
    std::vector<json::Object> out;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      const auto line = json::parse_value(std::string_view(text).substr(at, end - at));
      EXPECT_TRUE(line) << text.substr(at, end - at);
      if (line && line->get_object().at("event") == "http.request") out.push_back(line->get_object());
      at = end + 1;
    }
    return out;
  }
  std::string all;

 private:
  int file_;
};

TEST_F(AccessLines, SayWhatHappenedButNotToWhom) {
  const std::string trace = "traceparent: 00-0123456789abcdef0123456789abcdef-0123456789abcdef-01\r\n";
  get("/v1/notes/secret-note", trace);
  get("/v1/notes/secret-note?secret-name=1", trace);  // refused: nobody described it
  get("/v1/mine?word=secret", "Authorization: Bearer " + token(auth::Role::supplier) + "\r\n");
  get("/secret-path");
  ask("GET /secret\x80 HTTP/1.1\r\nHost: secret\r\n\r\n");
  ask("SECRET / HTTP/1.1\r\nHost: t\r\n\r\n");
  get("/fast/secret", trace);
  const auto found = lines();
  const std::vector<std::array<std::string, 4>> expected = {
      {"GET", "/v1/notes/{note}", "200", ""}, {"GET", "/v1/notes/{note}", "400", ""},
      {"GET", "/v1/mine", "200", "supplier"}, {"GET", "unmatched", "404", ""},
      {"GET", "malformed", "400", ""},        {"OTHER", "unmatched", "404", ""},
      {"GET", "/fast/*", "200", ""}};
  std::multiset<std::array<std::string, 4>> seen;  // threads flush on their own
  for (const auto& line : found) {
    const auto* role = line.if_contains("role");
    seen.insert({std::string(line.at("method").as_string()), std::string(line.at("route").as_string()),
                 json::to_text(line.at("status")), role ? std::string(role->as_string()) : ""});
    EXPECT_EQ(line.at("trace_id").as_string().size(), 32u);
    EXPECT_TRUE(line.at("duration_ms").is_double() || line.at("duration_ms").is_int64());
    EXPECT_GT(line.at("bytes").as_int64(), 0);
    if (line.at("route") == "/fast/*" || line.at("route") == "/v1/notes/{note}") {
      EXPECT_EQ(line.at("trace_id").as_string(), "0123456789abcdef0123456789abcdef");
    }
  }
  EXPECT_EQ(seen, (std::multiset<std::array<std::string, 4>>(expected.begin(), expected.end())));
  EXPECT_EQ(all.find("secret"), std::string::npos);
  EXPECT_EQ(all.find("127.0.0.1"), std::string::npos);
}

}  // namespace
}  // namespace shanhai::http
