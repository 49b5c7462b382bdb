#include "common/auth/tokens.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "common/base/encoding.hpp"

namespace shanhai::auth {
namespace {

using std::chrono::seconds;

constexpr std::size_t kTokenBytesMax = 4096;
constexpr seconds kSkew{30};
constexpr std::size_t kKnownMax = 20'000;  // tokens of some 500 bytes

std::int64_t epoch_seconds(Instant instant) {
  return std::chrono::duration_cast<seconds>(instant.time_since_epoch()).count();
}

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

std::optional<std::string> text_of(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<std::int64_t> integer_of(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<json::Object> decode_object(std::string_view part) {
  const auto text = from_base64url(part);
  if (!text) return std::nullopt;
  auto value = json::parse_value(*text);
  if (value.has_error() || !value->is_object()) return std::nullopt;
  return std::move(value->get_object());
}

struct Parts {
  std::string_view header, claims, signature, signed_text;
};

std::optional<Parts> split(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) return std::nullopt;
  return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
               token.substr(0, second)};
}

Error refused(const char* code) { return Error::unauthenticated(code); }

// The role decides the audience; a token whose two do not agree was not made here.
Result<Principal> principal_of(const json::Object& claims) {
  Principal out;
  const auto subject = text_of(claims, "sub");
  const auto account = subject ? AccountId::parse(*subject) : Result<AccountId>(refused("token_missing_parts"));
  const auto role = text_of(claims, "role");
  if (account.has_error() || !role) return refused("token_missing_parts");
  if (!boost::describe::enum_from_string(role->c_str(), out.role)) return refused("token_missing_parts");
  if (text_of(claims, "aud") != name_of(audience_of(out.role))) return refused("token_audience");
  out.account = *account;
  if (const auto text = text_of(claims, "org")) {
    const auto organisation = OrganisationId::parse(*text);
    if (organisation.has_error()) return refused("token_missing_parts");
    out.organisation = *organisation;
  }
  if ((out.role == Role::consumer) == out.organisation.has_value()) return refused("token_missing_parts");
  out.region = text_of(claims, "region").value_or("");
  out.session = text_of(claims, "sid").value_or("");
  const auto* administrator = claims.if_contains("adm");
  out.administrator = administrator && administrator->is_bool() && administrator->get_bool();
  return out;
}

}  // namespace

std::string sign_token(const SigningKey& key, const std::string& issuer, const Principal& principal,
                       const std::string& token_id, Instant now, seconds lifetime) {
  const json::Object header{{"alg", "EdDSA"}, {"typ", "at+jwt"}, {"kid", key.id}};
  json::Object claims{{"iss", issuer},
                      {"sub", principal.account.str()},
                      {"aud", name_of(audience_of(principal.role))},
                      {"iat", epoch_seconds(now)},
                      {"exp", epoch_seconds(now + lifetime)},
                      {"jti", token_id},
                      {"role", name_of(principal.role)}};
  if (principal.organisation) claims["org"] = principal.organisation->str();
  if (!principal.region.empty()) claims["region"] = principal.region;
  if (principal.administrator) claims["adm"] = true;
  if (!principal.session.empty()) claims["sid"] = principal.session;
  std::string out = to_base64url(json::to_text(header)) + "." + to_base64url(json::to_text(claims));
  out += "." + to_base64url(ed25519_sign(key.secret, out));
  return out;
}

void TokenVerifier::set_keys(std::vector<VerifyingKey> keys) {
  std::map<std::string, std::string, std::less<>> next;
  for (auto& key : keys) next[key.id] = std::move(key.public_key);
  const std::unique_lock lock(mutex_);
  if (keys_ != next) known_.clear();
  keys_ = std::move(next);
}

TokenVerifier::VerifiedPtr TokenVerifier::find_known(std::string_view token) const {
  const std::shared_lock lock(mutex_);
  const auto found = known_.find(token);
  return found == known_.end() ? nullptr : found->second;
}

// Not under a key that was withdrawn while the signature was checked.
void TokenVerifier::remember(std::string_view token, const std::string& kid, VerifiedPtr verified) const {
  const std::unique_lock lock(mutex_);
  if (!keys_.contains(kid)) return;
  if (known_.size() >= kKnownMax) known_.clear();
  known_.emplace(token, std::move(verified));
}

Result<Principal> TokenVerifier::verify(std::string_view token) const {
  auto verified = find_known(token);
  if (!verified) {
    SH_TRY(verified, check(token));
  }
  const auto now = epoch_seconds(clock_.now());
  if (verified->expires <= now - kSkew.count()) return refused("token_expired");
  if (verified->issued > now + kSkew.count()) return refused("token_not_yet_valid");
  return verified->principal;
}

Result<TokenVerifier::VerifiedPtr> TokenVerifier::check(std::string_view token) const {
  const auto parts = token.size() <= kTokenBytesMax ? split(token) : std::nullopt;
  if (!parts) return refused("token_missing_parts");
  const auto header = decode_object(parts->header);
  if (!header || text_of(*header, "typ") != "at+jwt" || text_of(*header, "alg") != "EdDSA") {
    return refused("token_missing_parts");
  }
  if (header->contains("crit"))
    return refused("token_missing_parts");  // RFC 7515: extensions we must understand; none are known
  const auto kid = text_of(*header, "kid");
  if (!kid) return refused("token_missing_parts");

  std::string public_key;
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = keys_.find(*kid); found != keys_.end()) public_key = found->second;
  }
  if (public_key.empty()) {
    if (unknown_key_) unknown_key_();
    return refused("token_unknown_key");
  }
  const auto signature = from_base64url(parts->signature);
  if (!signature || !ed25519_verify(public_key, parts->signed_text, *signature)) return refused("token_signature");

  const auto claims = decode_object(parts->claims);
  if (!claims) return refused("token_missing_parts");
  const auto issued = integer_of(*claims, "iat"), expires = integer_of(*claims, "exp");
  if (!issued || !expires || !text_of(*claims, "iss") || !text_of(*claims, "jti"))
    return refused("token_missing_parts");
  if (text_of(*claims, "iss") != issuer_) return refused("token_issuer");
  SH_TRY(auto principal, principal_of(*claims));
  auto verified = std::make_shared<const Verified>(Verified{std::move(principal), *issued, *expires});
  remember(token, *kid, verified);
  return verified;
}

}  // namespace shanhai::auth
