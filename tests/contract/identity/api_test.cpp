// What identity's Api promises the other services holds alike in one process and over HTTP.
#include <gtest/gtest.h>

#include "common/http/server.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/accounts/service.hpp"
#include "services/identity/organisations/domain.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/remote.hpp"
#include "services/identity/routes.hpp"
#include "services/identity/service.hpp"
#include "services/identity/sign_in/sessions.hpp"
#include "sql/common_migrations.hpp"
#include "sql/identity_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::identity {
namespace {

constexpr auto kToken = "an internal token of 32 characters";
constexpr auto kPhone = "13800138000";
constexpr auto kOther = "13900139000";

enum class Side { local, remote };

class IdentityApi : public testing::TestWithParam<Side> {
 protected:
  IdentityApi() {
    routes.mount(table);
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.internal = true;
    options.internal_token = kToken;
    options.access_log = false;
    server = std::make_unique<http::Server>(options, table, tokens, limiter, random, [this] { return ready(); });
    server->start();
    remote = std::make_unique<RemoteApi>(remote_with(kToken));
  }
  ~IdentityApi() override { server->drain(std::chrono::seconds(1)); }

  Api& api() { return GetParam() == Side::local ? static_cast<Api&>(local) : *remote; }
  RemoteApi remote_with(const std::string& token) {
    return RemoteApi(http::ServiceClient(client, "http://127.0.0.1:" + std::to_string(server->port()), token));
  }
  template <class T>
  T run(Task<T> task) {
    return fixture::run(std::move(task));
  }

  // A registered person, signed in just now.
  auth::Principal person(const std::string& phone) {
    auto enter = [&](db::Tx& tx) -> Result<auth::Principal> {
      const auto account = claim_account(tx, environment, phone, AccountStatus::active, {"", "test", ""});
      const auto grant = begin_sign_in(tx, random, account.id, SignInMethod::code, Standing());
      auth::Principal principal;
      principal.account = account.id;
      principal.session = grant.session.id.str();
      return principal;
    };
    return service.transaction(enter).value();
  }
  Organisation cooperative(const auth::Principal& by) {
    NewOrganisation request;
    request.kind = OrganisationKind::cooperative;
    request.name = "昭觉县苦荞专业合作社";
    request.uscc = "93513431MA620000X1";
    request.region = "513431";
    return run(organisations.create(by, request, call)).value();
  }
  AddressId address(const auth::Principal& by, const std::string& recipient) {
    return run(addresses.add(by, {recipient, kPhone, "440605", "桂城街道南海大道 1 号"})).value().id;
  }

  fixture::ServiceDatabase service{"identity", {sql::common::kMigrations, sql::identity::kMigrations}};
  SecureRandom random;
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  Workers workers{1, 16};
  Environment environment{service.database, vault, random, service.clock,
                          workers,          [] {}, [] {},  {1000, std::chrono::seconds(1), {}, {}}};
  Accounts accounts{environment};
  Addresses addresses{environment};
  Organisations organisations{environment};
  Service local{environment, addresses};
  InternalRoutes routes{local};
  auth::TokenVerifier tokens{"https://shanhai.example", service.clock};
  http::RateLimiter limiter{nullptr, service.clock};
  http::RouteTable table;
  std::unique_ptr<http::Server> server;
  http::Client client;
  std::unique_ptr<RemoteApi> remote;
  const Call call{"203.0.113.7", "0af7651916cd43dd8448eb211c80319c", notifications::Language::zh};

 private:
  Task<std::string> ready() { co_return ""; }
};

TEST_P(IdentityApi, GivesAnOrganisationAsItIs) {
  const auto by = person(kPhone);
  const auto made = cooperative(by);
  const auto found = run(api().organisation(made.id));
  ASSERT_TRUE(found.has_value()) << found.error().code;
  EXPECT_EQ(json::print(*found), json::print(made));
  EXPECT_EQ(found->status, OrganisationStatus::active);
  run(organisations.decide(by, made.id, OrganisationAction::suspend, {"licence"}, call)).value();
  const auto later = run(api().organisation(made.id)).value();
  EXPECT_EQ(later.status, OrganisationStatus::suspended);
  EXPECT_EQ(later.version, made.version + 1);
}

TEST_P(IdentityApi, SaysWhatItDoesNotFindInTheSameWords) {
  const auto refused = run(api().organisation(OrganisationId::make(service.clock, random)));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().kind, ErrorKind::not_found);
  EXPECT_EQ(refused.error().code, "organisation_not_found");
  const auto by = person(kPhone);
  const auto nowhere = run(api().delivery_address({by.account, std::nullopt, AddressId::make(service.clock, random)}));
  ASSERT_TRUE(nowhere.has_error());
  EXPECT_EQ(nowhere.error().kind, ErrorKind::not_found);
  EXPECT_EQ(nowhere.error().code, "address_not_found");
}

TEST_P(IdentityApi, GivesAnAddressToItsOwnerOnly) {
  const auto by = person(kPhone), other = person(kOther);
  const auto own = address(by, "李四");
  const auto found = run(api().delivery_address({by.account, std::nullopt, own}));
  ASSERT_TRUE(found.has_value()) << found.error().code;
  EXPECT_EQ(found->recipient.str(), "李四");
  EXPECT_EQ(found->phone.str(), kPhone);
  EXPECT_EQ(found->division.str(), "440605");
  EXPECT_EQ(found->detail.str(), "桂城街道南海大道 1 号");
  const auto stolen = run(api().delivery_address({other.account, std::nullopt, own}));
  ASSERT_TRUE(stolen.has_error());
  EXPECT_EQ(stolen.error().code, "address_not_found");
}

TEST_P(IdentityApi, AnOrganisationsBookIsItsOwn) {
  auto by = person(kPhone);
  const auto made = cooperative(by);
  const auto own = address(by, "李四");
  by.organisation = made.id;
  const auto shared = address(by, "王五");
  EXPECT_EQ(run(api().delivery_address({by.account, made.id, shared})).value().recipient.str(), "王五");
  for (const auto& wrong :
       {AddressRequest{by.account, made.id, own}, AddressRequest{by.account, std::nullopt, shared}}) {
    const auto refused = run(api().delivery_address(wrong));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, "address_not_found");
  }
}

TEST_P(IdentityApi, ReachesAPersonAndAnOrganisationsAdministrators) {
  const auto by = person(kPhone);
  const auto made = cooperative(by);
  run(organisations.add_member(by, made.id, {kOther, false}, call)).value();
  run(organisations.add_member(by, made.id, {"13700137000", true}, call)).value();
  EXPECT_EQ(run(api().contacts({by.account, std::nullopt})).value().phones, std::vector<std::string>{kPhone});
  auto phones = run(api().contacts({std::nullopt, made.id})).value().phones;
  std::sort(phones.begin(), phones.end());
  EXPECT_EQ(phones, (std::vector<std::string>{"13700137000", kPhone})) << "members are not all told";
  ContactRequest besides{std::nullopt, made.id, std::vector<AccountId>{by.account, person("13600136000").account}};
  phones = run(api().contacts(besides)).value().phones;
  std::sort(phones.begin(), phones.end());
  EXPECT_EQ(phones, (std::vector<std::string>{"13600136000", "13700137000", kPhone})) << "each once";
}

TEST_P(IdentityApi, NobodyIsReachedWhoIsErasedOrUnknown) {
  const auto by = person(kPhone);
  const auto own = address(by, "李四");
  run(accounts.erase(by, call)).value();
  EXPECT_TRUE(run(api().contacts({by.account, std::nullopt})).value().phones.empty());
  EXPECT_TRUE(run(api().contacts({AccountId::make(service.clock, random), std::nullopt})).value().phones.empty());
  EXPECT_TRUE(run(api().contacts({std::nullopt, OrganisationId::make(service.clock, random)})).value().phones.empty());
  EXPECT_TRUE(run(api().contacts({std::nullopt, std::nullopt})).value().phones.empty());
  const auto gone = run(api().delivery_address({by.account, std::nullopt, own}));
  ASSERT_TRUE(gone.has_error());
  EXPECT_EQ(gone.error().code, "address_not_found");
}

INSTANTIATE_TEST_SUITE_P(Sides, IdentityApi, testing::Values(Side::local, Side::remote),
                         [](const auto& info) { return info.param == Side::local ? "local" : "remote"; });

class IdentityApiOverHttp : public IdentityApi {};

TEST_P(IdentityApiOverHttp, IsClosedWithoutTheToken) {
  const auto by = person(kPhone);
  auto stranger = remote_with("another token of at least 32 characters");
  EXPECT_THROW(run(stranger.contacts({by.account, std::nullopt})), Unavailable);
}

INSTANTIATE_TEST_SUITE_P(Sides, IdentityApiOverHttp, testing::Values(Side::remote),
                         [](const auto&) { return "remote"; });

}  // namespace
}  // namespace shanhai::identity
