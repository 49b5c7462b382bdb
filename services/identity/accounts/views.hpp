// What a person is shown of themselves.
#pragma once

#include "common/json/json.hpp"
#include "services/identity/accounts/store.hpp"
#include "services/identity/addresses/views.hpp"
#include "services/identity/sign_in/store.hpp"

namespace shanhai::identity {

struct MembershipView {
  Organisation organisation;
  auth::Role role = auth::Role::supplier;  // what it gives once the organisation is active
  bool administrator = false;
  Instant granted_at{};
  std::optional<Instant> ended_at;  // only in an export
};
BOOST_DESCRIBE_STRUCT(MembershipView, (), (organisation, role, administrator, granted_at, ended_at))

struct AccountView {
  AccountId account_id;
  std::string phone;  // masked: 138****8000
  std::optional<Instant> registered_at;
  bool has_password = false;
  auth::Role role = auth::Role::consumer;  // of the token
  std::optional<OrganisationId> organisation_id;
  std::vector<MembershipView> memberships;
};
BOOST_DESCRIBE_STRUCT(AccountView, (),
                      (account_id, phone, registered_at, has_password, role, organisation_id, memberships))

struct PasswordChange {
  Text<8, 128> password;
  std::optional<Text<1, 128>> current_password;  // needed when the sign-in is not recent
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (password, current_password))

// What the person did, and what was done to their account.
struct Trace {
  Instant occurred_at{};
  std::string what;
  std::string actor;    // id; "anonymous" where nobody had proven who they are
  std::string subject;  // id
  json::Object details;
};
BOOST_DESCRIBE_STRUCT(Trace, (), (occurred_at, what, actor, subject, details))

// Everything identity holds of a person. Orders and deliveries are held by orders, and shown at /v1/orders.
struct AccountExport {
  AccountId account_id;
  std::string phone;
  Instant created_at{};
  std::optional<Instant> registered_at;
  bool has_password = false;
  std::vector<AddressView> addresses;
  std::vector<MembershipView> memberships;  // also those that have ended
  std::vector<SessionTrace> sessions;
  std::vector<Trace> activity;  // audit rows and events, the oldest first
  Instant exported_at{};
};
BOOST_DESCRIBE_STRUCT(AccountExport, (),
                      (account_id, phone, created_at, registered_at, has_password, addresses, memberships, sessions,
                       activity, exported_at))

struct ErasureAccepted {
  AccountId account_id;
  Instant erased_at{};
};
BOOST_DESCRIBE_STRUCT(ErasureAccepted, (), (account_id, erased_at))

}  // namespace shanhai::identity
