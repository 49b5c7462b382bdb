// A hand-made peer, byte by byte. tests/interop/websocket.mjs is another one, made by others.
#include <future>

#include "common/base/encoding.hpp"
#include "common/http/websocket_frame.hpp"
#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;

constexpr auto kSampleKey = "dGhlIHNhbXBsZSBub25jZQ==";  // RFC 6455, 1.3
constexpr auto kHandshake =
    "GET /v1/news HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

// What a talk does; the test says.
struct Script {
  std::vector<std::string> messages;
  bool waits = true;    // for the end, when all is said
  bool throws = false;  // instead
  std::promise<std::string> ended;

  Task<> run(WebSocket& socket) {
    std::string sent;
    for (const auto& message : messages) {
      const bool taken = co_await socket.send(message);
      sent += taken ? '+' : '-';
    }
    while (waits && socket.is_open()) co_await socket.waiter()->wait_until(std::chrono::steady_clock::now() + 10s);
    ended.set_value(sent);
    if (throws) throw std::runtime_error("a talk that fails");
  }
};

class ScriptedTalk final : public WebSocketTalk {
 public:
  explicit ScriptedTalk(Script& script) : script_(script) {}
  Task<> run(WebSocket& socket) override { return script_.run(socket); }

 private:
  Script& script_;
};

struct Frame {
  int opcode = -1;  // -1: the connection has ended
  std::string payload;
  int code() const {
    return payload.size() < 2 ? 0 : static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
  }
};

std::string masked(int first, std::string_view payload, bool mask = true) {
  std::string out;
  out.push_back(static_cast<char>(first));
  out.push_back(static_cast<char>((mask ? 0x80 : 0) | payload.size()));
  const std::string_view key("\x11\x22\x33\x44");
  if (mask) out += key;
  for (std::size_t i = 0; i < payload.size(); ++i) out.push_back(mask ? payload[i] ^ key[i % 4] : payload[i]);
  return out;
}

class WebSockets : public Served {
 protected:
  WebSockets() {
    const auto open = [this](Request& request) { return opening(request); };
    const auto plain = [](Request&) { return answer_plainly(); };
    table.add({Method::get, "/v1/news", Access::anyone(), UpgradableHandler{plain, open}, Contract("News")});
    table.add({Method::get, "/v1/secret", Access::signed_in(), UpgradableHandler{plain, open}, Contract("News")});
    restart();
  }
  ~WebSockets() override { server.reset(); }  // whose talks use the script

  Task<Result<OpenedWebSocket>> opening(Request&) {
    if (!refusal.empty()) co_return Error::conflict(refusal);
    OpenedWebSocket out;
    out.headers.emplace_back("X-News", "yes");
    out.talk = std::make_unique<ScriptedTalk>(script);
    co_return out;
  }
  static Task<Result<Response>> answer_plainly() { co_return Response::empty(204); }

  void shake(RawConnection& peer) {
    const auto answer = peer.ask(std::string(kHandshake) + "\r\n");
    ASSERT_EQ(answer.status, 101) << answer.body;
    EXPECT_EQ(answer.header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(answer.header("upgrade"), "websocket");
    EXPECT_EQ(answer.header("connection"), "Upgrade");
    EXPECT_EQ(answer.header("x-news"), "yes");
    EXPECT_EQ(answer.header("content-length"), "");
  }
  static Frame read_frame(RawConnection& peer) {
    Frame out;
    const auto head = peer.read_bytes(2);
    if (head.size() < 2) return out;
    std::uint64_t length = static_cast<std::uint8_t>(head[1]);
    if (length >= 126) {
      const auto more = peer.read_bytes(length == 126 ? 2 : 8);
      length = 0;
      for (const unsigned char byte : more) length = length << 8 | byte;
    }
    out.payload = peer.read_bytes(length);
    out.opcode = static_cast<std::uint8_t>(head[0]) & 0x0f;
    EXPECT_EQ(static_cast<std::uint8_t>(head[0]) & 0xf0, 0x80) << "frames are whole";
    return out;
  }
  // The code with which the server closes when it is sent these bytes.
  int closed_with(const std::string& bytes) {
    RawConnection peer(server->port());
    shake(peer);
    peer.send(bytes);
    const auto frame = read_frame(peer);
    EXPECT_EQ(frame.opcode, 8);
    peer.send(masked(0x88, frame.payload.substr(0, 2)));
    EXPECT_TRUE(peer.closed());
    await_end();
    return frame.code();
  }

  // What the talk of the one connection there was has come to.
  std::string await_end() {
    auto out = script.ended.get_future().get();
    script.ended = {};
    return out;
  }

  Script script;
  std::string refusal;
};

TEST_F(WebSockets, AreSwitchedToAndSpokenOn) {
  script.messages = {"苦荞",
                     "",
                     std::string(125, 'a'),
                     std::string(126, 'b'),
                     std::string(65535, 'c'),
                     std::string(65536, 'd'),
                     std::string(1 << 20, 'e')};
  auto peer = connect();
  shake(peer);
  for (const auto& message : script.messages) {
    const auto frame = read_frame(peer);
    EXPECT_EQ(frame.opcode, 1);
    EXPECT_EQ(frame.payload, message);
  }
  peer.send(masked(0x88, std::string("\x03\xe8", 2) + "bye"));
  const auto end = read_frame(peer);
  EXPECT_EQ(end.opcode, 8);
  EXPECT_EQ(end.code(), 1000);
  EXPECT_TRUE(peer.closed());
  EXPECT_EQ(await_end(), "+++++++");
}

TEST_F(WebSockets, AreRefusedAsRequestsAre) {
  auto answer = get("/v1/news");
  EXPECT_EQ(answer.status, 204);
  const std::string upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
  const std::string version = "Sec-WebSocket-Version: 13\r\n",
                    key = std::string("Sec-WebSocket-Key: ") + kSampleKey + "\r\n";
  EXPECT_EQ(get("/v1/news", "Upgrade: websocket\r\n" + version + key).status, 204) << "Connection does not say so";
  EXPECT_EQ(get("/v1/notes/a", upgrade + version + key).status, 200) << "not there";
  answer = get("/v1/news", upgrade + "Sec-WebSocket-Version: 8\r\n" + key);
  EXPECT_EQ(answer.status, 426);
  EXPECT_EQ(code_of(answer), "websocket_version");
  EXPECT_EQ(answer.header("sec-websocket-version"), "13");
  for (const std::string wrong : {"", "Sec-WebSocket-Key: short\r\n", "Sec-WebSocket-Key: YWJj\r\n"}) {
    answer = get("/v1/news", upgrade + version + wrong);
    EXPECT_EQ(answer.status, 400) << wrong;
    EXPECT_EQ(pointer_of(answer), "header/Sec-WebSocket-Key");
  }
  EXPECT_EQ(get("/v1/secret", upgrade + version + key).status, 401);
  refusal = "no_news";
  answer = get("/v1/news", upgrade + version + key);
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(code_of(answer), "no_news");
  EXPECT_EQ(ask("HEAD /v1/news HTTP/1.1\r\nHost: t\r\n" + upgrade + version + key + "\r\n").status, 204);
}

TEST_F(WebSockets, AnswerPingsHoweverTheyCome) {
  auto peer = connect();
  shake(peer);
  for (const char byte : masked(0x89, "are you there")) peer.send(std::string(1, byte));
  auto frame = read_frame(peer);
  EXPECT_EQ(frame.opcode, 10);
  EXPECT_EQ(frame.payload, "are you there");
  peer.send(masked(0x8a, "unasked for") + masked(0x89, ""));
  frame = read_frame(peer);
  EXPECT_EQ(frame.opcode, 10);
  EXPECT_EQ(frame.payload, "");
}

TEST_F(WebSockets, CloseForAReason) {
  EXPECT_EQ(closed_with(masked(0x88, "")), 1000);
  EXPECT_EQ(closed_with(masked(0x88, std::string("\x0f\xa0", 2))), 4000);
  EXPECT_EQ(closed_with(masked(0x88, "x")), 1002);
  EXPECT_EQ(closed_with(masked(0x88, std::string("\x03\xed", 2))), 1002) << "1005 is never sent";
  EXPECT_EQ(closed_with(masked(0x88, std::string("\x03\xe8\xff", 3))), 1007);
  EXPECT_EQ(closed_with(masked(0x81, "hello")), 1003);
  EXPECT_EQ(closed_with(masked(0x81, "hello", false)), 1002) << "unmasked";
  EXPECT_EQ(closed_with(masked(0xc1, "hello")), 1002) << "a reserved bit";
  EXPECT_EQ(closed_with(masked(0x83, "hello")), 1002) << "an unknown opcode";
  EXPECT_EQ(closed_with(masked(0x09, "hello")), 1002) << "a ping in parts";
  EXPECT_EQ(closed_with(std::string("\x89\xfe\x00\x7e\x01\x02\x03\x04", 8)), 1002) << "a ping of 126 bytes";
  EXPECT_EQ(closed_with(std::string("\x82\xfe\x00\x05\x01\x02\x03\x04", 8) + "12345"), 1002) << "not the shortest form";
}

TEST_F(WebSockets, SkipMessagesOnceTheyAreRefused) {
  auto peer = connect();
  shake(peer);
  peer.send(std::string("\x82\xff\x00\x00\x00\x00\x00\x10\x00\x00\x01\x02\x03\x04", 14) + std::string(1 << 20, 'x'));
  EXPECT_EQ(read_frame(peer).code(), 1003);
  peer.send(masked(0x88, std::string("\x03\xeb", 2)));
  EXPECT_TRUE(peer.closed());
}

TEST_F(WebSockets, EndWithTheirTalk) {
  script.waits = false;
  auto peer = connect();
  shake(peer);
  EXPECT_EQ(read_frame(peer).code(), 1000);
  await_end();
  script.throws = true;
  auto other = connect();
  shake(other);
  EXPECT_EQ(read_frame(other).code(), 1011);
}

TEST_F(WebSockets, TellTheirTalkThatThePeerIsGone) {
  auto peer = connect();
  shake(peer);
  peer.close();
  EXPECT_EQ(await_end(), "");
}

TEST_F(WebSockets, CutOffWhoDoesNotRead) {
  options.websocket_write = 300ms;
  restart();
  script.messages = std::vector<std::string>(4, std::string(16 << 20, 'x'));
  auto peer = connect();
  shake(peer);
  const auto sent = await_end();
  EXPECT_EQ(sent.size(), 4u);
  EXPECT_EQ(sent.back(), '-');
}

TEST_F(WebSockets, AskWhoIsSilentForASign) {
  options.websocket_ping = 250ms;
  options.request_deadline = 400ms;  // is over long before
  restart();
  auto peer = connect();
  shake(peer);
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) {
    const auto frame = read_frame(peer);
    ASSERT_EQ(frame.opcode, 9);
    peer.send(masked(0x8a, frame.payload));
  }
  EXPECT_GE(std::chrono::steady_clock::now() - began, 700ms);
  EXPECT_EQ(read_frame(peer).opcode, 9);
  EXPECT_EQ(read_frame(peer).opcode, -1) << "no sign came";
  EXPECT_EQ(await_end(), "");
}

TEST_F(WebSockets, AreToldThatTheServerGoesDown) {
  auto peer = connect();
  shake(peer);
  auto drained = std::async(std::launch::async, [this] { server->drain(5s); });
  const auto frame = read_frame(peer);
  EXPECT_EQ(frame.opcode, 8);
  EXPECT_EQ(frame.code(), 1001);
  peer.send(masked(0x88, frame.payload.substr(0, 2)));
  EXPECT_TRUE(peer.closed());
  const auto began = std::chrono::steady_clock::now();
  drained.get();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 4s);
}

}  // namespace
}  // namespace shanhai::http
