// With `tls_ca` the server must prove who it is: by a certificate of that authority, made out to the host that was
// asked for.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/fixture/certificates.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::db {
namespace {

class Tls : public testing::Test {
 protected:
  Tls() {
    folder_ = std::filesystem::temp_directory_path() / ("shanhai-test-" + std::to_string(getpid()) + "-tls");
    std::filesystem::create_directories(folder_);
    const auto authority = fixture::Certificate::authority("authority"),
               other = fixture::Certificate::authority("other");
    const auto server = authority.issue("localhost");
    write("ca.pem", authority.pem());
    write("other.pem", other.pem());
    write("server.pem", server.pem());
    write("server.key", server.key_pem());
  }
  ~Tls() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

  // Free at this moment.
  static int free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    close(fd);
    return ntohs(address.sin_port);
  }

  std::filesystem::path folder_;
};

TEST_F(Tls, TheServerMustProveWhoItIs) {
  const auto port = std::to_string(free_port());
  fixture::DatabaseServer server({"--ssl-ca=" + path("ca.pem"), "--ssl-cert=" + path("server.pem"),
                                  "--ssl-key=" + path("server.key"), "--skip-networking=0", "--bind-address=127.0.0.1",
                                  "--port=" + port});
  const auto connect = [&](const std::string& host, const std::string& authority) {
    auto endpoint = server.admin();
    if (!host.empty()) endpoint.address = "tcp://" + host + ":" + port;
    if (!authority.empty()) endpoint.tls_ca = path(authority);
    Connection connection(endpoint);
    return connection.query("SHOW STATUS LIKE 'Ssl_cipher'").front().get<std::string>("Value");
  };
  EXPECT_NE(connect("localhost", "ca.pem"), "");
  EXPECT_THROW(connect("localhost", "other.pem"), ConnectionLost);
  EXPECT_THROW(connect("127.0.0.1", "ca.pem"), ConnectionLost);  // the certificate is not made out to this name
  EXPECT_THROW(connect("", "other.pem"), ConnectionLost);
}

}  // namespace
}  // namespace shanhai::db
