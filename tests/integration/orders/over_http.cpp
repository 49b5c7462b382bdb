#include "tests/integration/orders/over_http.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "services/orders/problem_texts.hpp"

namespace shanhai::orders {
namespace {

const std::string kApiKey = "0123456789abcdef0123456789abcdef";

struct KeyPair {
  std::string private_pem, public_pem;
};

// Made once: it takes a while.
const KeyPair& keys() {
  static const KeyPair made = [] {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), &EVP_PKEY_free);
    const auto text = [](auto write) {
      const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
      write(bio.get());
      char* bytes = nullptr;
      const auto length = BIO_get_mem_data(bio.get(), &bytes);
      return std::string(bytes, static_cast<std::size_t>(length));
    };
    return KeyPair{
        text([&](BIO* bio) { PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); }),
        text([&](BIO* bio) { PEM_write_bio_PUBKEY(bio, key.get()); })};
  }();
  return made;
}

}  // namespace

std::string Answer::header(const char* name) const {
  const auto found = headers.find(std::string(name));
  return found == headers.end() ? "" : found->second;
}

std::string Answer::code() const { return json::read<std::string>(body.at("code")).value(); }

std::vector<std::string> Answer::places() const {
  std::vector<std::string> out;
  for (const auto& field : body.at("errors").as_array()) {
    out.push_back(std::string(field.at("pointer").as_string()) + " " + std::string(field.at("code").as_string()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

OverHttp::OverHttp()
    : platform_key(keys().private_pem),
      merchant{"1600000001",
               "wx0123456789abcdef",
               "4A1B2C3D",
               wechat_pay::RsaPrivateKey(keys().private_pem),
               kApiKey,
               "PUB_KEY_ID_0119000000012026112300000000",
               wechat_pay::RsaPublicKey(keys().public_pem)},
      app{"2021000000000001", "2088000000000001", RsaPrivateKey(keys().private_pem), RsaPublicKey(keys().public_pem)} {
  register_problem_texts();
  tokens.set_keys({{signing_key.id, signing_key.public_key}});
  parts.terms_routes.mount(table);
  parts.cart_routes.mount(table);
  parts.checkout_routes.mount(table);
  parts.mount_conditions(table);
  parts.ordering_routes.mount(table);
  payment_routes.mount(table);
  parts.fulfilment_routes.mount(table);
  parts.return_routes.mount(table);
  parts.settlement_routes.mount(table);
  parts.procurement.mount(table);
  stock_routes.mount(table);
  http::ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.access_log = false;
  server = std::make_unique<http::Server>(options, table, tokens, limiter, db.random, [this] { return ready(); });
  server->start();
}

OverHttp::~OverHttp() { server->drain(std::chrono::seconds(1)); }

HeaderList OverHttp::as(const auth::Principal& caller, const std::string& idempotency_key) {
  HeaderList out = {{"Authorization", "Bearer " + auth::sign_token(signing_key, "https://shanhai.example", caller, "t",
                                                                   db.clock.now(), std::chrono::minutes(10))}};
  if (!idempotency_key.empty()) out.emplace_back("Idempotency-Key", idempotency_key);
  return out;
}

Answer OverHttp::send(http::Method method, const std::string& path, HeaderList headers, std::string body,
                      std::string media_type) {
  http::ClientRequest request;
  request.method = method;
  request.url = "http://127.0.0.1:" + std::to_string(server->port()) + path;
  request.headers = std::move(headers);
  if (!body.empty()) request.headers.emplace_back("Content-Type", std::move(media_type));
  request.body = std::move(body);
  http::Client client;
  auto response = run(client.send(std::move(request)));
  Answer out;
  out.status = response.status;
  out.headers = std::move(response.headers);
  out.text = std::move(response.body);
  if (const auto parsed = json::parse_value(out.text); parsed.has_value()) out.body = *parsed;
  return out;
}

HeaderList OverHttp::sealed(const std::string& body) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(db.clock.now().time_since_epoch());
  const auto timestamp = std::to_string(seconds.count());
  const auto nonce = db.random.token(12);
  return {{"Wechatpay-Timestamp", timestamp},
          {"Wechatpay-Nonce", nonce},
          {"Wechatpay-Signature", wechat_pay::seal_signature(platform_key, timestamp, nonce, body)},
          {"Wechatpay-Serial", merchant.platform_key_id}};
}

std::string OverHttp::notice(const std::string& type, const json::Object& document) {
  return json::to_text(json::Object{
      {"id", "1"},
      {"event_type", type},
      {"resource", wechat_pay::close_resource(kApiKey, json::to_text(document), "transaction", db.random)}});
}

}  // namespace shanhai::orders
