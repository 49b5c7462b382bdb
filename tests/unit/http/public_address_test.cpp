#include "common/http/public_address.hpp"

#include <boost/asio/use_future.hpp>

#include "common/http/client_caller.hpp"
#include "tests/unit/http/raw_server.hpp"

#include <gtest/gtest.h>

namespace shanhai::http {
namespace {

using namespace std::chrono_literals;

bool is_public(const char* text) { return is_public_address(asio::ip::make_address(text)); }

TEST(PublicAddress, IsNeitherThisMachineNorANetworkOfOnesOwn) {
  for (const auto* text :
       {"0.0.0.0",     "0.1.2.3",          "10.0.0.1",        "10.255.255.255", "100.64.0.1",      "100.127.255.255",
        "127.0.0.1",   "127.255.0.1",      "169.254.169.254", "172.16.0.1",     "172.31.255.255",  "192.0.0.8",
        "192.0.2.1",   "192.88.99.1",      "192.168.0.1",     "198.18.0.1",     "198.19.255.255",  "198.51.100.1",
        "203.0.113.9", "224.0.0.1",        "239.255.255.255", "240.0.0.1",      "255.255.255.255", "::",
        "::1",         "::ffff:127.0.0.1", "::ffff:8.8.8.8",  "::8.8.8.8",      "64:ff9b::7f00:1", "100::1",
        "2001::1",     "2001:1ff::1",      "2001:db8::1",     "2002:7f00:1::",  "3fff::1",         "3fff:fff::1",
        "fc00::1",     "fd12::1",          "fe80::1",         "fec0::1",        "ff02::1",         "4000::1",
        "5f00::1"}) {
    EXPECT_FALSE(is_public(text)) << text;
  }
  for (const auto* text :
       {"1.1.1.1",     "9.255.255.255",   "11.0.0.0",       "100.63.255.255",  "100.128.0.0", "126.255.255.255",
        "128.0.0.0",   "169.253.255.255", "172.15.255.255", "172.32.0.0",      "192.0.1.0",   "192.167.255.255",
        "192.169.0.0", "198.17.255.255",  "198.20.0.0",     "223.255.255.255", "2001:200::1", "2001:db9::1",
        "2003::1",     "240e::1",         "2408::1",        "3ffe:ffff::1",    "3fff:1000::1"}) {
    EXPECT_TRUE(is_public(text)) << text;
  }
}

class Callers : public ::testing::Test {
 protected:
  template <class T>
  T run(Task<T> task) {
    auto result = asio::co_spawn(context, std::move(task), asio::use_future);
    context.restart();
    context.run();
    return result.get();
  }
  std::string failure_of(Caller& caller, const std::string& url) {
    try {
      return "answered " + std::to_string(run(caller.send({Method::get, url, {}, {}, 5s})).status);
    } catch (const Unavailable& e) {
      return e.what();
    }
  }
  static Caller::Options options(bool public_only, bool cuts) {
    Caller::Options out;
    out.public_only = public_only;
    out.answer_bytes_max = 10;
    out.cuts_answers = cuts;
    return out;
  }
  asio::io_context context{1};
};

// By whatever name: what counts is the address that is connected to.
TEST_F(Callers, ReachNothingButThePublicInternetWhereTheyShallNot) {
  Caller caller(options(true, true));
  const RawServer raw({});
  const auto port = raw.url("").substr(raw.url("").rfind(':'));
  for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"})
    EXPECT_NE(failure_of(caller, "http://" + host + port).find("not an address of the public internet"),
              std::string::npos)
        << host << ": " << failure_of(caller, "http://" + host + port);
}

TEST_F(Callers, CutLongAnswersOff) {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const std::string long_one = head + "Content-Length: 20\r\n\r\n" + std::string(20, 'x');
  const std::string chunked =
      head + "Transfer-Encoding: chunked\r\n\r\n" + "14\r\n" + std::string(20, 'x') + "\r\n0\r\n\r\n";
  for (const auto& answer : {long_one, chunked, head + "\r\n" + std::string(20, 'x')}) {
    Caller cutting(options(false, true)), strict(options(false, false));
    RawServer raw({{{answer, true}}, {{answer, true}}});
    const auto cut = run(cutting.send({Method::get, raw.url(), {}, {}, 5s}));
    EXPECT_EQ(cut.status, 200) << answer;
    EXPECT_LE(cut.body.size(), 10u);
    EXPECT_NE(failure_of(strict, raw.url()).find("malformed"), std::string::npos);
  }
}

// What one may not reach is not reached on a connection that the other has opened.
TEST_F(Callers, KeepTheirConnectionsApart) {
  Caller everywhere(options(false, true)), outside(options(true, true));
  const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  RawServer raw({{{ok}, {ok}}});
  EXPECT_EQ(run(everywhere.send({Method::get, raw.url("/1"), {}, {}, 5s})).body, "ok");
  EXPECT_NE(failure_of(outside, raw.url("/2")).find("public"), std::string::npos);
  EXPECT_EQ(run(everywhere.send({Method::get, raw.url("/3"), {}, {}, 5s})).body, "ok");
  std::destroy_at(&context);
  std::construct_at(&context, 1);
  EXPECT_EQ(raw.requests().size(), 2u);
}

}  // namespace
}  // namespace shanhai::http
