// JSON Web Key Sets (RFC 7517) of Ed25519 keys (RFC 8037).
#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"

namespace shanhai::auth {
namespace {

std::optional<std::string> text_of(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

Result<std::optional<VerifyingKey>> parse_key(const json::Value& value, const std::string& pointer) {
  const auto* object = value.if_object();
  if (!object) return Error::invalid_field(pointer, "wrong_type", "expected an object");
  // Keys of other kinds may stand in the set; RFC 7517, section 5, says to ignore them.
  if (text_of(*object, "kty") != "OKP" || text_of(*object, "crv") != "Ed25519") return std::optional<VerifyingKey>();
  if (text_of(*object, "use").value_or("sig") != "sig") return std::optional<VerifyingKey>();
  if (text_of(*object, "alg").value_or("EdDSA") != "EdDSA") return std::optional<VerifyingKey>();
  const auto kid = text_of(*object, "kid");
  if (!kid || kid->empty()) return Error::invalid_field(pointer + "/kid", "required");
  const auto x = text_of(*object, "x");
  auto public_key = x ? from_base64url(*x) : std::nullopt;
  if (!public_key || public_key->size() != 32) return Error::invalid_field(pointer + "/x", "invalid_key");
  return std::optional<VerifyingKey>(VerifyingKey{*kid, std::move(*public_key)});
}

}  // namespace

json::Object jwks(const std::vector<VerifyingKey>& keys) {
  json::Array items;
  for (const auto& key : keys) {
    items.push_back(json::Object{{"kty", "OKP"},
                                 {"crv", "Ed25519"},
                                 {"alg", "EdDSA"},
                                 {"use", "sig"},
                                 {"kid", key.id},
                                 {"x", to_base64url(key.public_key)}});
  }
  return {{"keys", std::move(items)}};
}

Result<std::vector<VerifyingKey>> parse_jwks(const json::Value& document) {
  const auto* object = document.if_object();
  const auto* keys = object ? object->if_contains("keys") : nullptr;
  const auto* array = keys ? keys->if_array() : nullptr;
  if (!array) return Error::invalid_field("/keys", "required", "expected a JWK set");
  std::vector<VerifyingKey> out;
  for (std::size_t i = 0; i < array->size(); ++i) {
    SH_TRY(auto key, parse_key((*array)[i], "/keys/" + std::to_string(i)));
    if (key) out.push_back(std::move(*key));
  }
  return out;
}

}  // namespace shanhai::auth
