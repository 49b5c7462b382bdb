// With `tls_ca` the server must prove who it is: by a certificate of that authority, made out to the host that was
// asked for.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "tests/fixture/database.hpp"

namespace shanhai::db {
namespace {

struct Certificate {
  EVP_PKEY* key = nullptr;
  X509* x509 = nullptr;
  ~Certificate() {
    X509_free(x509);
    EVP_PKEY_free(key);
  }
};

void add_extension(X509* to, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

// Signed by `authority`, or by itself: then it is one.
void make(Certificate& out, const char* name, long serial, const Certificate* authority) {
  out.key = EVP_EC_gen("P-256");
  out.x509 = X509_new();
  X509_set_version(out.x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(out.x509), serial);
  X509_gmtime_adj(X509_getm_notBefore(out.x509), -3600);
  X509_gmtime_adj(X509_getm_notAfter(out.x509), 3600);
  X509_set_pubkey(out.x509, out.key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(out.x509), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  const auto& issuer = authority ? *authority : out;
  X509_set_issuer_name(out.x509, X509_get_subject_name(issuer.x509));
  if (authority) {
    add_extension(out.x509, issuer.x509, NID_subject_alt_name, (std::string("DNS:") + name).c_str());
  } else {
    add_extension(out.x509, issuer.x509, NID_basic_constraints, "critical,CA:TRUE");
  }
  X509_sign(out.x509, issuer.key, EVP_sha256());
}

class Tls : public testing::Test {
 protected:
  Tls() {
    folder_ = std::filesystem::temp_directory_path() / ("shanhai-test-" + std::to_string(getpid()) + "-tls");
    std::filesystem::create_directories(folder_);
    Certificate authority, other, server;
    make(authority, "authority", 1, nullptr);
    make(other, "other", 1, nullptr);
    make(server, "localhost", 2, &authority);
    write_certificate("ca.pem", authority);
    write_certificate("other.pem", other);
    write_certificate("server.pem", server);
    FILE* file = fopen(path("server.key").c_str(), "w");
    PEM_write_PrivateKey(file, server.key, nullptr, nullptr, 0, nullptr, nullptr);
    fclose(file);
  }
  ~Tls() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  void write_certificate(const std::string& name, const Certificate& certificate) const {
    FILE* file = fopen(path(name).c_str(), "w");
    PEM_write_X509(file, certificate.x509);
    fclose(file);
  }

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
