#include "services/traceability/log/keys.hpp"

#include <stdexcept>

#include "common/events/event.hpp"
#include "common/runtime/settings.hpp"
#include "services/traceability/log/store.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability::tlog {
namespace {

constexpr std::string_view kPrefix = "/v1/log";

constexpr std::string_view kSealContext = "log_key.secret";

}  // namespace

std::string origin_below(const std::string& public_url) {
  try {
    return signing::name_below(public_url, kPrefix);
  } catch (const std::invalid_argument&) {
    throw runtime::SettingsError("server.public_url: it names the log, without spaces and plus signs");
  }
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
  return signing::open_keys(store::list_keys(tx), vault_, kSealContext, "the log", wrong);
}

void LogKeys::add(db::Tx& tx, KeyKind kind) {
  const auto key = signing::make_key(kind, origin_, vault_, kSealContext, random_);
  store::insert_key(tx, key);
  events::NewEvent event;
  event.type = kLogKeyAdded;
  event.aggregate_type = "log_key";
  event.aggregate_id = key.algorithm;
  event.version = 1;
  event.actor = kSystemActor;
  event.reason = "first start";
  event.payload = {{"verifier_key", signing::verifier_of(key).str()}};
  events::append(tx, random_, event);
}

}  // namespace shanhai::traceability::tlog
