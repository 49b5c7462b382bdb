// What is asked and answered about organisations and their members.
#pragma once

#include "common/json/json.hpp"
#include "services/identity/accounts/store.hpp"
#include "services/identity/api.hpp"
#include "services/identity/organisations/store.hpp"

namespace shanhai::identity {

inline constexpr std::size_t kProofBytesMax = 2 << 20;

struct ProofUpload {
  Text<1, 200> document_name;
  Text<1, (kProofBytesMax + 2) / 3 * 4> content_base64;
};
BOOST_DESCRIBE_STRUCT(ProofUpload, (), (document_name, content_base64))

struct NewOrganisation {
  OrganisationKind kind = OrganisationKind::cooperative;
  Text<2, 100> name;
  std::optional<Text<18, 18>> uscc;
  Text<1, 6> region;
  std::optional<OrganisationId> superior;
  std::optional<ProofUpload> proof;  // needed where the operator approves
};
BOOST_DESCRIBE_STRUCT(NewOrganisation, (), (kind, name, uscc, region, superior, proof))

struct OrganisationListQuery {
  std::optional<OrganisationStatus> status;  // pending where it is left out
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(OrganisationListQuery, (), (status, limit, cursor))

struct OrganisationPage {
  std::vector<Organisation> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(OrganisationPage, (), (items, next_cursor))

struct Decision {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(Decision, (), (reason))

struct NewMember {
  Text<11, 11> phone;
  bool administrator = false;
};
BOOST_DESCRIBE_STRUCT(NewMember, (), (phone, administrator))

struct MemberView {
  AccountId account_id;
  bool administrator = false;
  Instant granted_at{};
  std::string phone;  // masked: 138****8000
};
BOOST_DESCRIBE_STRUCT(MemberView, (), (account_id, administrator, granted_at, phone))

struct PageRequest {
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(PageRequest, (), (limit, cursor))

struct MemberPage {
  std::vector<MemberView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(MemberPage, (), (items, next_cursor))

struct ProofDocument {
  std::string document_name, media_type, content;
};

}  // namespace shanhai::identity
