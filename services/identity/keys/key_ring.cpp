#include "services/identity/keys/key_ring.hpp"

#include "common/events/event.hpp"
#include "services/identity/keys/domain.hpp"
#include "services/identity/keys/store.hpp"
#include "services/identity/sign_in/domain.hpp"

namespace shanhai::identity {
namespace {

std::string seal_context(const std::string& kid) { return "signing_key.secret:" + kid; }

struct Read {
  std::vector<StoredKey> keys;
  bool added = false;
};

std::vector<Instant> times_of(const std::vector<StoredKey>& keys) {
  std::vector<Instant> out;
  for (const auto& key : keys) out.push_back(key.signs_from);
  return out;
}

// A key that no longer signs needs no secret: what is gone cannot be stolen. Its public half still verifies.
void destroy_retired(db::Tx& tx, std::vector<StoredKey>& keys) {
  // A minute after its successor began: other processes of identity have clocks of their own.
  const auto signing = signing_at(times_of(keys), tx.now() - std::chrono::minutes(1));
  for (std::size_t i = 0; signing && i < *signing; ++i) {
    if (keys[i].secret.empty()) continue;
    store::destroy_key(tx, keys[i].id);
    keys[i].secret.clear();
  }
}

}  // namespace

KeyRing::KeyRing(const Environment& environment, std::function<void(std::vector<auth::VerifyingKey>)> published)
    : environment_(environment), published_(std::move(published)) {}

Task<> KeyRing::reload() {
  auto read = [this](db::Tx& tx) -> Result<Read> {
    Read out{store::list_keys(tx), false};
    if (is_rotation_due(times_of(out.keys), tx.now())) {
      store::lock_key_ring(tx);
      out.keys = store::list_keys(tx);  // another process may have been faster
      if (is_rotation_due(times_of(out.keys), tx.now())) {
        const auto signs_from = out.keys.empty() ? tx.now() : tx.now() + kKeyPublication;
        out.keys.push_back(add_key(tx, signs_from, {"system", out.keys.empty() ? "first key" : "age", ""}));
        out.added = true;
      }
    }
    destroy_retired(tx, out.keys);
    return out;
  };
  auto stored = co_await environment_.database.transaction(std::move(read));
  auto opened = std::make_shared<const Keys>(open(stored.value().keys));
  if (stored->added) environment_.events_written();
  {
    const std::lock_guard lock(mutex_);
    keys_ = std::move(opened);
  }
  published_(verifying_keys());
}

Task<Result<KeyRotation>> KeyRing::rotate(auth::Principal caller, std::string reason, Call call) {
  auto add = [this, caller, reason, call](db::Tx& tx) -> Result<KeyRotation> {
    store::lock_key_ring(tx);
    const auto key = add_key(tx, tx.now() + kKeyPublication, {caller.actor(), reason, call.trace_id});
    return KeyRotation{key.id, key.signs_from, {}};
  };
  auto added = co_await environment_.database.transaction(std::move(add));
  if (added.has_error()) co_return std::move(added).error();
  environment_.events_written();
  co_await reload();
  for (const auto& key : verifying_keys()) added->verifying.push_back(key.id);
  co_return added;
}

bool KeyRing::loaded() const { return keys() != nullptr; }

auth::SigningKey KeyRing::signing_key() const {
  const auto all = keys();
  if (!all) throw Unavailable("identity has not read its signing keys yet");
  std::vector<Instant> times;
  for (const auto& key : *all) times.push_back(key.signs_from);
  const auto index = signing_at(times, environment_.clock.now());
  if (!index || !(*all)[*index].opened) throw Unavailable("identity has no signing key for now");
  return *(*all)[*index].opened;
}

std::vector<auth::VerifyingKey> KeyRing::verifying_keys() const {
  const auto all = keys();
  std::vector<auth::VerifyingKey> out;
  if (!all) return out;
  const auto now = environment_.clock.now();
  for (const auto& key : *all) {
    if (!key.verify_until || *key.verify_until > now) out.push_back({key.id, key.public_key});
  }
  return out;
}

std::shared_ptr<const KeyRing::Keys> KeyRing::keys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

KeyRing::Keys KeyRing::open(const std::vector<StoredKey>& stored) const {
  const auto until = verify_until(times_of(stored), kAccessLifetime);
  Keys out;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    Key key;
    key.id = stored[i].id;
    key.public_key = stored[i].public_key;
    key.signs_from = stored[i].signs_from;
    key.verify_until = until[i];
    if (!stored[i].secret.empty()) {
      auto secret = environment_.vault.open_directly(stored[i].secret, seal_context(key.id));
      if (!secret) throw std::runtime_error("signing key " + key.id + " does not open: is secrets.master_key right?");
      key.opened = auth::SigningKey::from_secret(std::move(*secret));
    }
    out.push_back(std::move(key));
  }
  return out;
}

StoredKey KeyRing::add_key(db::Tx& tx, Instant signs_from, const Actor& by) const {
  const auto made = auth::SigningKey::make(environment_.random);
  StoredKey key{made.id, made.public_key, environment_.vault.seal_directly(made.secret, seal_context(made.id)),
                signs_from};
  store::insert_key(tx, key);
  events::NewEvent event;
  event.type = kSigningKeyAdded;
  event.aggregate_type = "signing_key";
  event.aggregate_id = key.id;
  event.version = 1;
  event.actor = by.name;
  event.reason = by.reason;
  event.trace_id = by.trace_id;
  event.payload = {{"kid", key.id}, {"signs_from", to_rfc3339(key.signs_from)}};
  events::append(tx, environment_.random, event);
  return key;
}

}  // namespace shanhai::identity
