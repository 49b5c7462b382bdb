// Identity's parts on a schema of their own, with a clock moved by hand, and the messages that people would get.
#pragma once

#include <gtest/gtest.h>

#include <mutex>

#include "services/identity/accounts/service.hpp"
#include "services/identity/addresses/service.hpp"
#include "services/identity/keys/key_ring.hpp"
#include "services/identity/organisations/domain.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/service.hpp"
#include "services/identity/sign_in/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/identity_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::identity {

inline constexpr auto kCooperativeUscc = "93513431MA620000X1";
inline constexpr auto kIssuer = "https://shanhai.example";

// Keeps what was sent.
class Pigeon final : public notifications::Channel {
 public:
  void send(const notifications::Message& message) override {
    const std::lock_guard lock(mutex_);
    sent_.push_back(message);
  }
  std::vector<notifications::Message> to(const std::string& phone) const;

 private:
  mutable std::mutex mutex_;
  std::vector<notifications::Message> sent_;
};

class World : public testing::Test {
 protected:
  World();
  ~World() override;

  template <class T>
  T run(Task<T> task) {
    return fixture::run(std::move(task));
  }
  // Sends what is queued; gives the last text for the phone, "" if none.
  std::string last_message(const std::string& phone);
  std::string ask_code(const std::string& phone);
  Result<IssuedTokens> sign_in(SignInRequest request);
  // Registers or signs in by code; the test fails if that does.
  IssuedTokens enter(const std::string& phone, auth::Role role = auth::Role::consumer,
                     std::optional<OrganisationId> organisation = {});
  auth::Principal principal(const IssuedTokens& tokens);
  auth::Principal person(const std::string& phone) { return principal(enter(phone)); }
  NewOrganisation application(OrganisationKind kind);
  // Made by the person and, where it needs approval, approved.
  Organisation organisation(const auth::Principal& by, OrganisationKind kind);
  auth::Principal platform_operator();
  std::int64_t count(std::string_view sql);  // of a SELECT COUNT(*)
  std::string dump();                        // every column of every table, as text

  fixture::ServiceDatabase service{"identity", {sql::common::kMigrations, sql::identity::kMigrations}, 4};
  ManualClock& clock = service.clock;
  SecureRandom random;
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  Workers workers{2, 256};
  Background background{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  auth::TokenVerifier verifier{kIssuer, clock};
  Environment environment{service.database,
                          vault,
                          random,
                          clock,
                          workers,
                          [] {},
                          [] {},
                          {1000, std::chrono::seconds(1), std::chrono::seconds(10), std::chrono::hours(1)}};
  KeyRing keys{environment, [this](auto published) { verifier.set_keys(std::move(published)); }};
  SignIn sign_ins{environment, keys, kIssuer};
  Accounts accounts{environment};
  Addresses addresses{environment};
  Organisations organisations{environment};
  Service api{environment, addresses};
  OwnContactBook contacts{api};
  Pigeon pigeon;
  notifications::Sender sender;
  const Call call{"203.0.113.7", "0af7651916cd43dd8448eb211c80319c"};
};

}  // namespace shanhai::identity
