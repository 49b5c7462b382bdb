// https: the client sends nothing before the server has proved who it is, by a chain to a trusted authority and by the
// name that was asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <fstream>

#include "common/http/client.hpp"
#include "tests/integration/http/tls_server.hpp"

namespace shanhai::http {
namespace {

using fixture::Certificate;
using testing::AllOf;
using testing::HasSubstr;

class TlsClient : public testing::Test {
 protected:
  TlsClient() {
    std::ofstream(file_) << authority_.pem();
    client_ = std::make_unique<Client>(file_.string());
  }
  ~TlsClient() override { std::filesystem::remove(file_); }

  // Status and body, or why there is none.
  std::string fetch(Client& client, const std::string& url) {
    ClientRequest request;
    request.url = url;
    request.headers = {{"Authorization", "Bearer secret"}};
    auto result = asio::co_spawn(context_, client.send(std::move(request)), asio::use_future);
    context_.restart();
    context_.run();
    try {
      const auto response = result.get();
      return std::to_string(response.status) + ' ' + response.body;
    } catch (const Unavailable& away) {
      return away.what();
    }
  }
  std::string fetch(const std::string& url) { return fetch(*client_, url); }

  Certificate authority_ = Certificate::authority("test authority");
  std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("shanhai-test-" + std::to_string(getpid()) + "-ca.pem");
  std::unique_ptr<Client> client_;
  asio::io_context context_{1};
};

TEST_F(TlsClient, TalksToWhomItAskedFor) {
  {
    TlsServer server(authority_.issue("localhost"));
    EXPECT_EQ(fetch(server.url("localhost")), "200 ok");
    EXPECT_EQ(fetch(server.url("localhost")), "200 ok");
    EXPECT_EQ(server.handshakes(), 1) << "the connection is kept";
    EXPECT_EQ(server.server_name(), "localhost");
  }
  TlsServer server(authority_.issue("127.0.0.1"));
  EXPECT_EQ(fetch(server.url("127.0.0.1")), "200 ok");
  EXPECT_EQ(server.server_name(), "") << "an address is no server name";
}

TEST_F(TlsClient, RefusesWhoCannotProveIt) {
  const auto stranger = Certificate::authority("test authority");  // the same name, another key
  struct Case {
    const char* name;
    Certificate certificate;
    std::string host;
    std::string reason;
  };
  const std::vector<Case> cases = {
      {"another host", authority_.issue("other.invalid"), "localhost", "hostname mismatch"},
      {"a part of the host", authority_.issue("ocalhost"), "localhost", "hostname mismatch"},
      {"another address", authority_.issue("127.0.0.2"), "127.0.0.1", "IP address mismatch"},
      {"a name where an address was asked for", authority_.issue("localhost"), "127.0.0.1", "IP address mismatch"},
      {"another authority", stranger.issue("localhost"), "localhost", "certificate signature failure"},
      {"an unknown authority", Certificate::authority("x").issue("localhost"), "localhost",
       "unable to get local issuer certificate"},
      {"itself", Certificate::authority("localhost"), "localhost", "self-signed certificate"},
      {"expired", authority_.issue("localhost", std::chrono::hours(-1)), "localhost", "certificate has expired"},
      {"signed by one that is no authority", authority_.issue("x").issue("localhost"), "localhost",
       "unable to get local issuer certificate"},
  };
  for (const auto& row : cases) {
    TlsServer server(row.certificate);
    EXPECT_THAT(fetch(server.url(row.host)),
                AllOf(HasSubstr(server.url(row.host).substr(0, 17)), HasSubstr(row.reason)))
        << row.name;
    EXPECT_EQ(server.requests(), 0) << row.name;
  }
}

TEST_F(TlsClient, RefusesOldVersions) {
  TlsServer server(authority_.issue("localhost"));
  server.speak_at_most(TLS1_1_VERSION);
  EXPECT_THAT(fetch(server.url("localhost")), HasSubstr("protocol version"));
  EXPECT_EQ(server.requests(), 0);
}

// What one client trusts is not what another does, though both run on one io_context.
TEST_F(TlsClient, LeavesNoConnectionToWhoTrustsOthers) {
  TlsServer server(authority_.issue("localhost"));
  Client of_the_system;
  EXPECT_EQ(fetch(server.url("localhost")), "200 ok");
  EXPECT_THAT(fetch(of_the_system, server.url("localhost")), HasSubstr("unable to get local issuer certificate"));
  EXPECT_EQ(server.requests(), 1);
}

TEST_F(TlsClient, SaysWhichFileOfAuthoritiesIsWrong) {
  EXPECT_THROW(Client("/nonexistent/ca.pem"), std::invalid_argument);
}

}  // namespace
}  // namespace shanhai::http
