// What is asked and answered when signing in.
#pragma once

#include "common/json/json.hpp"
#include "services/identity/sign_in/store.hpp"

namespace shanhai::identity {

using Phone = Text<11, 11>;

struct CodeRequest {
  Phone phone;
  CodePurpose purpose = CodePurpose::sign_in;
};
BOOST_DESCRIBE_STRUCT(CodeRequest, (), (phone, purpose))

struct CodeSent {
  Instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(CodeSent, (), (expires_at))

// With a code or a password. Without a role: consumer. The organisation may be left out where only one fits.
struct SignInRequest {
  Phone phone;
  std::optional<Text<6, 6>> code;
  std::optional<Text<1, 128>> password;
  std::optional<auth::Role> role;
  std::optional<OrganisationId> organisation_id;
};
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (phone, code, password, role, organisation_id))

struct RefreshRequest {
  Text<1, 128> refresh_token;
};
BOOST_DESCRIBE_STRUCT(RefreshRequest, (), (refresh_token))

struct SwitchRequest {
  auth::Role role = auth::Role::consumer;
  std::optional<OrganisationId> organisation_id;
};
BOOST_DESCRIBE_STRUCT(SwitchRequest, (), (role, organisation_id))

struct SignOutRequest {
  std::optional<bool> everywhere;  // true: every sign-in of the person, not only this one
};
BOOST_DESCRIBE_STRUCT(SignOutRequest, (), (everywhere))

struct IssuedTokens {
  std::string access_token;
  std::string token_type;       // "Bearer"
  std::int64_t expires_in = 0;  // seconds, of the access token
  std::string refresh_token;
  AccountId account_id;
  auth::Role role = auth::Role::consumer;
  std::optional<OrganisationId> organisation_id;
};
BOOST_DESCRIBE_STRUCT(IssuedTokens, (),
                      (access_token, token_type, expires_in, refresh_token, account_id, role, organisation_id))

}  // namespace shanhai::identity
