// Who calls: a consumer and a member of every kind of organisation, each twice, with tokens as identity issues them;
// and tokens that must open nothing.
#pragma once

#include "services/identity/keys/key_ring.hpp"
#include "services/identity/organisations/standing.hpp"
#include "tests/integration/system/platform.hpp"

namespace shanhai::system_test {

struct Caller {
  std::string name;  // "cooperative A"
  auth::Role role = auth::Role::consumer;
  identity::OrganisationKind kind{};
  AccountId account;
  std::optional<identity::Organisation> organisation;
  std::string token;  // of a sign-in just before the test
};

class People {
 public:
  explicit People(Platform& platform);

  const std::vector<Caller>& all() const { return callers_; }
  const Caller& named(const std::string& name) const;
  // A token from a sign-in of its own, so that what ends sessions ends that one only.
  std::string fresh_token(const Caller& caller);
  // Of a second administrator of the caller's organisation.
  std::string colleague_token(const Caller& caller, const std::string& phone);
  // Name and token of what nobody may come in with: expired, for another surface, of another issuer, ...
  std::vector<std::pair<std::string, std::string>> worthless_tokens(auth::Role role);

 private:
  Caller make(const std::string& phone, const std::string& name, std::optional<identity::OrganisationKind> kind,
              bool second);
  identity::Organisation found(db::Tx& tx, AccountId administrator, identity::OrganisationKind kind, bool second);

  SystemClock clock_;
  SecureRandom random_;
  db::Database database_;  // identity's
  identity::Environment environment_;
  identity::KeyRing keys_;
  std::vector<Caller> callers_;
};

// A unified social credit code (GB 32100) with both check digits.
std::string make_uscc(const std::string& prefix, const std::string& region, Random& random);

}  // namespace shanhai::system_test
