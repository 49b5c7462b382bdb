#include "services/traceability/log/keys.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"
#include "common/events/event.hpp"
#include "common/runtime/settings.hpp"
#include "services/traceability/log/sm2.hpp"
#include "services/traceability/log/store.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability::tlog {
namespace {

constexpr std::string_view kPrefix = "/v1/log";

std::string algorithm_of(KeyKind kind) { return kind == KeyKind::sm2 ? "sm2" : "ed25519"; }
std::string seal_context(const std::string& algorithm) { return "log_key.secret:" + algorithm; }

std::string public_key_of(KeyKind kind, const std::string& secret) {
  return kind == KeyKind::sm2 ? sm2_public_key(secret) : auth::SigningKey::from_secret(secret).public_key;
}

}  // namespace

std::string origin_below(const std::string& public_url) {
  std::string_view rest = public_url;
  if (const auto scheme = rest.find("://"); scheme != rest.npos) rest.remove_prefix(scheme + 3);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  auto out = std::string(rest) + std::string(kPrefix);
  if (!is_key_name(out))
    throw runtime::SettingsError("server.public_url: it names the log, without spaces and plus signs");
  return out;
}

std::vector<VerifierKey> SigningKeys::verifiers() const {
  std::vector<VerifierKey> out;
  for (const auto& key : keys) out.push_back(key.verifier);
  return out;
}

std::string SigningKeys::sign(const std::string& text) const {
  Note note{text, {}};
  for (const auto& key : keys) note.lines.push_back(tlog::sign(key.verifier, key.secret, text));
  return note.str();
}

std::shared_ptr<const SigningKeys> LogKeys::load(db::Tx& tx) {
  {
    const std::lock_guard lock(mutex_);
    if (loaded_) return loaded_;
  }
  if (store::list_keys(tx).empty()) {
    store::lock_state(tx);  // another process may be making them
    if (store::list_keys(tx).empty()) {
      add(tx, KeyKind::ed25519);
      add(tx, KeyKind::sm2);
    }
  }
  std::string wrong;
  auto keys = std::make_shared<const SigningKeys>(read(tx, wrong));
  if (!wrong.empty()) throw std::runtime_error(wrong);
  return keys;
}

void LogKeys::keep(std::shared_ptr<const SigningKeys> keys) {
  const std::lock_guard lock(mutex_);
  loaded_ = std::move(keys);
}

SigningKeys LogKeys::read(db::Tx& tx, std::string& wrong) const {
  SigningKeys out;
  for (const auto& stored : store::list_keys(tx)) {
    try {
      out.keys.push_back(open(stored.algorithm, stored.name, stored.public_key, stored.secret));
    } catch (const std::exception& e) {
      wrong += (wrong.empty() ? "" : "; ") + std::string(e.what());
    }
  }
  const auto differs = [&](const auto& key) { return key.verifier.name != out.keys.front().verifier.name; };
  if (out.keys.size() != 2 || out.keys.front().verifier.kind != KeyKind::ed25519 ||
      std::any_of(out.keys.begin(), out.keys.end(), differs))
    wrong += std::string(wrong.empty() ? "" : "; ") + "the log has not one key of each kind, under one name";
  return out;
}

SigningKeys::Key LogKeys::open(const std::string& algorithm, const std::string& name, const std::string& public_key,
                               const std::string& sealed) const {
  const auto kind = algorithm == "sm2" ? KeyKind::sm2 : KeyKind::ed25519;
  if (algorithm != algorithm_of(kind)) throw std::runtime_error("a key of the log is of no known kind");
  auto secret = vault_.open_directly(sealed, seal_context(algorithm));
  if (!secret) throw std::runtime_error("the log's " + algorithm + " key does not open: is secrets.master_key right?");
  if (public_key_of(kind, *secret) != public_key)
    throw std::runtime_error("the public half of the log's " + algorithm + " key is another key's");
  if (!is_key_name(name)) throw std::runtime_error("the name of the log's " + algorithm + " key is none");
  return {{name, kind, public_key}, std::move(*secret)};
}

void LogKeys::add(db::Tx& tx, KeyKind kind) {
  const auto algorithm = algorithm_of(kind);
  const auto secret = kind == KeyKind::sm2 ? make_sm2_key(random_).secret : auth::SigningKey::make(random_).secret;
  const VerifierKey verifier{origin_, kind, public_key_of(kind, secret)};
  store::insert_key(tx,
                    {algorithm, origin_, verifier.public_key, vault_.seal_directly(secret, seal_context(algorithm))});
  events::NewEvent event;
  event.type = kLogKeyAdded;
  event.aggregate_type = "log_key";
  event.aggregate_id = algorithm;
  event.version = 1;
  event.actor = kSystemActor;
  event.reason = "first start";
  event.payload = {{"verifier_key", verifier.str()}};
  events::append(tx, random_, event);
}

}  // namespace shanhai::traceability::tlog
