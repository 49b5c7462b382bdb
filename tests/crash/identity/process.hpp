// Identity's parts as one process has them, on a schema that outlives the process: made by the test itself, and by the
// child that is to be killed.
#pragma once

#include "services/identity/accounts/service.hpp"
#include "services/identity/addresses/service.hpp"
#include "services/identity/keys/key_ring.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/service.hpp"
#include "services/identity/sign_in/service.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::identity {

struct Process {
  explicit Process(const db::Endpoint& endpoint) : database("identity", endpoint, 2, clock, random) {
    fixture::run(keys.reload());
  }
  // In a child: the schema its parent named.
  Process()
      : Process({fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"), fixture::from_parent("SCHEMA"),
                 fixture::from_parent("PASSWORD"), ""}) {}

  auth::Principal principal(const IssuedTokens& tokens) { return verifier.verify(tokens.access_token).value(); }

  SystemClock clock;
  SecureRandom random;
  db::Database database;
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  Workers workers{1, 16};
  auth::TokenVerifier verifier{"https://shanhai.example", clock};
  Environment environment{database, vault, random, clock,
                          workers,  [] {}, [] {},  {1000, std::chrono::seconds(1), {}, {}}};
  KeyRing keys{environment, [this](auto published) { verifier.set_keys(std::move(published)); }};
  SignIn sign_ins{environment, keys, "https://shanhai.example"};
  Accounts accounts{environment};
  Addresses addresses{environment};
  Organisations organisations{environment};
  const Call call{"203.0.113.7", "", notifications::Language::zh};
};

}  // namespace shanhai::identity
