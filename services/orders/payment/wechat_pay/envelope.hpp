// How WeChat Pay API v3 signs and encrypts: the chapters on signing requests, verifying answers and callbacks, and
// decrypting resources at https://pay.weixin.qq.com/doc/v3/merchant.
#pragma once

#include "common/base/clock.hpp"
#include "common/base/random.hpp"
#include "services/orders/payment/document.hpp"
#include "services/orders/payment/rsa.hpp"

namespace shanhai::orders::wechat_pay {

using orders::integer_at;
using orders::RsaPrivateKey;
using orders::RsaPublicKey;
using orders::text_at;

// A key under which the platform seals: WeChat Pay names it by a public-key id (PUB_KEY_ID_...) or by the serial of a
// platform certificate, and uses either while a merchant changes over.
struct PlatformKey {
  std::string id;
  RsaPublicKey key;
};

struct Merchant {
  std::string id;  // mchid
  std::string app_id;
  std::string serial;  // of the merchant's certificate
  RsaPrivateKey key;
  std::string api_v3_key;       // 32 bytes
  std::string platform_key_id;  // PUB_KEY_ID_... or the serial of the platform's certificate
  RsaPublicKey platform_key;
  std::vector<PlatformKey> other_platform_keys = {};

  const RsaPublicKey* find_platform_key(std::string_view id) const;  // nullptr: not one of ours
};

// The value of `Authorization`, over METHOD\nPATH?QUERY\nTIMESTAMP\nNONCE\nBODY\n. `target` is path and query.
std::string authorization(const Merchant& merchant, std::string_view method, std::string_view target,
                          std::string_view body, Instant now, Random& random);

// The four Wechatpay- headers of an answer or callback.
struct Seal {
  std::string_view timestamp, nonce, signature, serial;
};

// unauthenticated: signature_missing, signature_timestamp (more than 5 minutes off), signature_serial,
// signature_invalid. `body` is the raw bytes.
Result<void> check_seal(const Merchant& merchant, const Seal& seal, std::string_view body, Instant now);

// The plain text of a callback's `resource`. unprocessable resource_malformed, resource_algorithm,
// resource_undecipherable.
Result<std::string> open_resource(const Merchant& merchant, const json::Value& resource);

// The opposite of both, for tests and for simulators written with them.
std::string seal_signature(const RsaPrivateKey& platform_key, std::string_view timestamp, std::string_view nonce,
                           std::string_view body);
json::Object close_resource(std::string_view api_v3_key, std::string_view plain, std::string_view associated_data,
                            Random& random);

}  // namespace shanhai::orders::wechat_pay
