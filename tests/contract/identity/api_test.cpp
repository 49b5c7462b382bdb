// One suite for identity's Api, whether it is called in the process or over HTTP.
#include "services/identity/api.hpp"

#include <gtest/gtest.h>

#include "common/base/encoding.hpp"
#include "services/identity/module.hpp"
#include "services/identity/remote.hpp"
#include "tests/fixture/run.hpp"
#include "tests/served/process.hpp"

namespace shanhai::identity {
namespace {

constexpr auto kPhone = "13800138000";

class IdentityApi : public testing::TestWithParam<bool> {
 protected:
  IdentityApi() {
    if (GetParam()) {
      api = std::make_shared<RemoteApi>(
          http::ServiceClient(process.resources().http_client, process.internal_url(), fixture::kInternalToken));
    } else {
      api = process.resources().peers.find<Api>();
    }
    process.post("/v1/auth/codes", {{"phone", kPhone}, {"purpose", "sign_in"}});
    const auto tokens = process.post("/v1/auth/sessions", {{"phone", kPhone}, {"code", process.await_code(kPhone)}});
    token = tokens.text("access_token");
    account = AccountId::parse(tokens.text("account_id")).value();
  }

  Organisation make_organisation() {
    const auto made = process.post("/v1/organisations",
                                   {{"kind", "cooperative"},
                                    {"name", "昭觉县苦荞专业合作社"},
                                    {"uscc", "93513431MA620000X1"},
                                    {"region", "513431"}},
                                   token);
    EXPECT_EQ(made.status, 201) << made.body;
    return json::parse<Organisation>(made.body).value();
  }

  fixture::Process process{{{kSchema, make_module}}};
  std::shared_ptr<Api> api;
  std::string token;
  AccountId account;
};

TEST_P(IdentityApi, GivesAnOrganisation) {
  const auto made = make_organisation();
  const auto found = fixture::run(api->organisation(made.id));
  ASSERT_TRUE(found.has_value()) << found.error().code;
  EXPECT_EQ(json::print(*found), json::print(made));
  const auto unknown =
      fixture::run(api->organisation(OrganisationId::make(process.resources().clock, process.resources().random)));
  ASSERT_TRUE(unknown.has_error());
  EXPECT_EQ(unknown.error().kind, ErrorKind::not_found);
  EXPECT_EQ(unknown.error().code, "organisation_not_found");
}

TEST_P(IdentityApi, GivesAnAddressToItsOwnerOnly) {
  const DeliveryAddress address{"李四", kPhone, "440605", "南海大道 1 号"};
  const auto added = process.send(http::Method::post, "/v1/addresses", json::print(address), token);
  ASSERT_EQ(added.status, 201) << added.body;
  const auto id = AddressId::parse(added.text("id")).value();
  const auto found = fixture::run(api->delivery_address({account, {}, id}));
  ASSERT_TRUE(found.has_value()) << found.error().code;
  EXPECT_EQ(json::print(*found), json::print(address));
  const auto stranger = AccountId::make(process.resources().clock, process.resources().random);
  const auto refused = fixture::run(api->delivery_address({stranger, {}, id}));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, "address_not_found");
}

TEST_P(IdentityApi, GivesContacts) {
  const auto made = make_organisation();
  ContactRequest of_account, of_organisation, of_nobody;
  of_account.account = account;
  of_organisation.organisation = made.id;
  EXPECT_EQ(fixture::run(api->contacts(of_account)).value().phones, std::vector<std::string>{kPhone});
  EXPECT_EQ(fixture::run(api->contacts(of_organisation)).value().phones, std::vector<std::string>{kPhone});
  EXPECT_TRUE(fixture::run(api->contacts(of_nobody)).value().phones.empty());
}

INSTANTIATE_TEST_SUITE_P(Places, IdentityApi, testing::Values(false, true),
                         [](const auto& place) { return place.param ? "remote" : "local"; });

}  // namespace
}  // namespace shanhai::identity
