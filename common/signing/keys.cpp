#include "common/signing/keys.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/auth/tokens.hpp"
#include "common/signing/sm2.hpp"

namespace shanhai::signing {
namespace {

std::string algorithm_of(KeyKind kind) { return kind == KeyKind::sm2 ? "sm2" : "ed25519"; }
KeyKind kind_of(std::string_view algorithm) { return algorithm == "sm2" ? KeyKind::sm2 : KeyKind::ed25519; }

std::string seal_context(std::string_view context, const std::string& algorithm) {
  return std::string(context) + ":" + algorithm;
}

std::string public_key_of(KeyKind kind, const std::string& secret) {
  return kind == KeyKind::sm2 ? sm2_public_key(secret) : auth::SigningKey::from_secret(secret).public_key;
}

SigningKeys::Key open(const StoredKey& stored, const auth::Vault& vault, std::string_view context,
                      const std::string& owner) {
  const auto kind = kind_of(stored.algorithm);
  if (stored.algorithm != algorithm_of(kind)) throw std::runtime_error("a key of " + owner + " is of no known kind");
  const auto called = owner + "'s " + stored.algorithm + " key";
  auto secret = vault.open_directly(stored.secret, seal_context(context, stored.algorithm));
  if (!secret) throw std::runtime_error(called + " does not open: is secrets.master_key right?");
  if (public_key_of(kind, *secret) != stored.public_key)
    throw std::runtime_error("the public half of " + called + " is another key's");
  if (!is_key_name(stored.name)) throw std::runtime_error("the name of " + called + " is none");
  return {{stored.name, kind, stored.public_key}, std::move(*secret)};
}

}  // namespace

std::string name_below(std::string_view public_url, std::string_view prefix) {
  if (const auto scheme = public_url.find("://"); scheme != public_url.npos) public_url.remove_prefix(scheme + 3);
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  auto out = std::string(public_url) + std::string(prefix);
  if (!is_key_name(out)) throw std::invalid_argument("an address with spaces or plus signs names no key");
  return out;
}

std::vector<VerifierKey> SigningKeys::verifiers() const {
  std::vector<VerifierKey> out;
  for (const auto& key : keys) out.push_back(key.verifier);
  return out;
}

std::string SigningKeys::sign(const std::string& text) const {
  Note note{text, {}};
  for (const auto& key : keys) note.lines.push_back(signing::sign(key.verifier, key.secret, text));
  return note.str();
}

StoredKey make_key(KeyKind kind, const std::string& name, const auth::Vault& vault, std::string_view context,
                   Random& random) {
  const auto algorithm = algorithm_of(kind);
  const auto secret = kind == KeyKind::sm2 ? make_sm2_key(random).secret : auth::SigningKey::make(random).secret;
  return {algorithm, name, public_key_of(kind, secret), vault.seal_directly(secret, seal_context(context, algorithm))};
}

VerifierKey verifier_of(const StoredKey& key) { return {key.name, kind_of(key.algorithm), key.public_key}; }

SigningKeys open_keys(const std::vector<StoredKey>& stored, const auth::Vault& vault, std::string_view context,
                      const std::string& owner, std::string& wrong) {
  SigningKeys out;
  for (const auto& one : stored) {
    try {
      out.keys.push_back(open(one, vault, context, owner));
    } catch (const std::exception& e) {
      wrong += (wrong.empty() ? "" : "; ") + std::string(e.what());
    }
  }
  const auto differs = [&](const auto& key) { return key.verifier.name != out.keys.front().verifier.name; };
  if (out.keys.size() != 2 || out.keys.front().verifier.kind != KeyKind::ed25519 ||
      std::any_of(out.keys.begin(), out.keys.end(), differs))
    wrong += (wrong.empty() ? "" : "; ") + owner + " has not one key of each kind, under one name";
  return out;
}

}  // namespace shanhai::signing
