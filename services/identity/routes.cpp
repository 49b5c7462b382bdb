#include "services/identity/routes.hpp"

#include "services/identity/internal.hpp"

namespace shanhai::identity {
namespace {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;

constexpr std::size_t kProofRequestBytesMax = kProofBytesMax / 3 * 4 + (64 << 10);

Contract with_proof(Contract contract) {
  contract.body_limit_bytes = kProofRequestBytesMax;
  return contract;
}

}  // namespace

void Routes::mount(http::RouteTable& table) {
  mount_people(table);
  mount_organisations(table);
}

void Routes::mount_people(http::RouteTable& table) {
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  table.mount<Routes>(
      *this,
      {
          {Method::post, "/v1/auth/codes", Access::anyone(), &Routes::send_code,
           Contract("Send a one-time code to a phone; the answer is the same for every phone")
               .body<CodeRequest>()
               .reply<CodeSent>(202)
               .limit("identity.codes", 120)},
          {Method::post, "/v1/auth/sessions", Access::anyone(), &Routes::sign_in,
           Contract("Sign in with a code or a password; the first sign-in by code registers the person")
               .body<SignInRequest>()
               .reply<IssuedTokens>(201)
               .limit("identity.sign_in", 240)},
          {Method::post, "/v1/auth/sessions/refresh", Access::anyone(), &Routes::refresh,
           Contract("New tokens for a refresh token, which is used up; using one twice ends the sign-in")
               .body<RefreshRequest>()
               .reply<IssuedTokens>(201)
               .limit("identity.refresh", 600)},
          {Method::post, "/v1/auth/sessions/switch", Access::signed_in(), &Routes::switch_role,
           Contract("Act in another role that the person holds")
               .body<SwitchRequest>()
               .reply<IssuedTokens>(201)
               .limit("identity.switch", 60)},
          {Method::post, "/v1/auth/sessions/revoke", Access::signed_in(), &Routes::sign_out,
           Contract("Sign out: end the sessions of this sign-in, or of all").body<SignOutRequest>().reply_empty(204)},
          {Method::get, "/v1/accounts/me", Access::signed_in(), &Routes::me,
           Contract("The caller's account and memberships").reply<AccountView>(200)},
          {Method::put, "/v1/accounts/me/password", Access::signed_in(), &Routes::change_password,
           Contract("Set the password; needs a sign-in of the last 15 minutes or the current password")
               .body<PasswordChange>()
               .reply_empty(204)
               .limit("identity.password", 60)},
          {Method::get, "/v1/accounts/me/export", Access::signed_in(), &Routes::export_account,
           Contract("Everything held of the person").reply<AccountExport>(200).limit("identity.export", 30)},
          {Method::post, "/v1/accounts/me/erase", Access::signed_in(), &Routes::erase,
           Contract("Erase the person: their data key is destroyed; needs a sign-in of the last 15 minutes")
               .reply<ErasureAccepted>(202)},
          {Method::post, "/v1/addresses", buyers, &Routes::add_address,
           Contract("Add to the address book").body<DeliveryAddress>().reply<AddressView>(201)},
          {Method::get, "/v1/addresses", buyers, &Routes::list_addresses,
           Contract("The address book").query<AddressListQuery>().reply<AddressPage>(200)},
          {Method::put, "/v1/addresses/{address}", buyers, &Routes::replace_address,
           Contract("Replace an entry").body<DeliveryAddress>().reply<AddressView>(200).conditional()},
          {Method::del, "/v1/addresses/{address}", buyers, &Routes::remove_address,
           Contract("Remove an entry").reply_empty(204)},
      });
}

void Routes::mount_organisations(http::RouteTable& table) {
  const auto operators = Access::only({Role::platform_operator});
  const auto members = Access::signed_in();  // membership is looked up for each organisation
  table.mount<Routes>(
      *this, {
                 {Method::post, "/v1/organisations", Access::signed_in(), &Routes::create_organisation,
                  with_proof(Contract("Apply for an organisation; suppliers may act at once, others after approval")
                                 .body<NewOrganisation>()
                                 .reply<Organisation>(201))},
                 {Method::get, "/v1/organisations", operators, &Routes::list_organisations,
                  Contract("Organisations by status").query<OrganisationListQuery>().reply<OrganisationPage>(200)},
                 {Method::get, "/v1/organisations/{organisation}", members, &Routes::get_organisation,
                  Contract("An organisation, for its members and operators").reply<Organisation>(200)},
                 {Method::get, "/v1/organisations/{organisation}/proof", operators, &Routes::get_proof,
                  Contract("The document handed in with the application")
                      .reply_media(200, "application/pdf")
                      .reply_media(200, "image/png")
                      .reply_media(200, "image/jpeg")
                      .reply_media(200, "text/plain; charset=utf-8")},
                 {Method::post, "/v1/organisations/{organisation}/approve", operators, &Routes::approve,
                  Contract("Approve, or lift a suspension").body<Decision>().reply<Organisation>(200)},
                 {Method::post, "/v1/organisations/{organisation}/refuse", operators, &Routes::refuse,
                  Contract("Refuse an application, or end a suspended organisation")
                      .body<Decision>()
                      .reply<Organisation>(200)},
                 {Method::post, "/v1/organisations/{organisation}/suspend", operators, &Routes::suspend,
                  Contract("Suspend; its members' sessions end").body<Decision>().reply<Organisation>(200)},
                 {Method::post, "/v1/organisations/{organisation}/members", members, &Routes::add_member,
                  Contract("Add a member by phone, or change whether they administrate")
                      .body<NewMember>()
                      .reply<MemberView>(201)},
                 {Method::get, "/v1/organisations/{organisation}/members", members, &Routes::list_members,
                  Contract("Members, for administrators").query<PageRequest>().reply<MemberPage>(200)},
                 {Method::del, "/v1/organisations/{organisation}/members/{account}", members, &Routes::remove_member,
                  Contract("Remove a member, or leave").reply_empty(204)},
                 {Method::get, "/.well-known/jwks.json", Access::anyone(), &Routes::jwks,
                  Contract("Keys that verify access tokens (RFC 7517)").reply<json::Object>(200)},
                 {Method::post, "/v1/auth/keys/rotate", operators, &Routes::rotate_key,
                  Contract("Add a signing key; it signs once it has been published for 10 minutes")
                      .body<Decision>()
                      .reply<KeyRotation>(201)},
             });
}

void InternalRoutes::mount(http::RouteTable& table) {
  table.mount<InternalRoutes>(
      *this, {
                 {Method::post, kOrganisationPath, Access::internal(), &InternalRoutes::organisation,
                  Contract("An organisation").body<OrganisationRequest>().reply<Organisation>(200)},
                 {Method::post, kDeliveryAddressPath, Access::internal(), &InternalRoutes::delivery_address,
                  Contract("An address of a buyer's book").body<AddressRequest>().reply<DeliveryAddress>(200)},
                 {Method::post, kContactsPath, Access::internal(), &InternalRoutes::contacts,
                  Contract("Phones to reach somebody at").body<ContactRequest>().reply<Contacts>(200)},
             });
}

}  // namespace shanhai::identity
