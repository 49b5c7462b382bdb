// The keys that sign checkpoints (common/signing/keys.hpp), made when the log is first started. Thread-safe.
#pragma once

#include <memory>
#include <mutex>

#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "services/traceability/log/note.hpp"

namespace shanhai::traceability::tlog {

// The log's name: where it is served, without the scheme. Given once, by the address at the first start: later ones do
// not change it. SettingsError: the address makes no key name.
std::string origin_below(const std::string& public_url);

inline constexpr std::string_view kLogKeyAdded = "traceability.log_key_added";

class LogKeys {
 public:
  LogKeys(const auth::Vault& vault, Random& random, std::string origin)
      : vault_(vault), random_(random), origin_(std::move(origin)) {}

  // In the caller's transaction: the keys, which it makes where there are none yet. Once that has committed, keep() has
  // them stay in memory. std::runtime_error: a secret does not open, or is another key's.
  std::shared_ptr<const SigningKeys> load(db::Tx& tx);
  void keep(std::shared_ptr<const SigningKeys> keys);
  // Without making any: what is stored, as the audit reads it. What is wrong is told in `wrong`.
  SigningKeys read(db::Tx& tx, std::string& wrong) const;

 private:
  void add(db::Tx& tx, KeyKind kind);

  const auth::Vault& vault_;
  Random& random_;
  const std::string origin_;
  std::mutex mutex_;
  std::shared_ptr<const SigningKeys> loaded_;
};

}  // namespace shanhai::traceability::tlog
