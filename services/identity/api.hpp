// What other services may ask of identity.
#pragma once

#include "common/async/task.hpp"
#include "common/auth/principal.hpp"
#include "common/base/ids.hpp"
#include "common/base/text.hpp"
#include "services/identity/domain_terms.hpp"

namespace shanhai::identity {

BOOST_DESCRIBE_ENUM(OrganisationKind, cooperative, supplier_enterprise, individual_business, collective, budget_unit,
                    trade_union, enterprise, county_department, agency, platform)

BOOST_DESCRIBE_ENUM(OrganisationStatus, pending, active, refused, suspended)

struct Organisation {
  OrganisationId id;
  OrganisationKind kind = OrganisationKind::cooperative;
  OrganisationStatus status = OrganisationStatus::pending;
  std::string name;
  std::string uscc;    // 18 characters; empty for a body that has none
  std::string region;  // GB/T 2260: finance region of a buyer unit, county of a department or supplier, region of an
                       // agency; "*": everything
  std::optional<OrganisationId> superior;  // of a budget unit
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Organisation, (), (id, kind, status, name, uscc, region, superior, version))

// Personal data: to be sealed at once by whoever asks, never logged.
struct DeliveryAddress {
  Text<1, 40> recipient;
  Text<11, 11> phone;   // mainland mobile number
  Text<6, 6> division;  // GB/T 2260 district, or prefecture where it has none
  Text<1, 120> detail;
};
BOOST_DESCRIBE_STRUCT(DeliveryAddress, (), (recipient, phone, division, detail))

struct AddressRequest {
  AccountId account;
  std::optional<OrganisationId> organisation;
  AddressId address;
};
BOOST_DESCRIBE_STRUCT(AddressRequest, (), (account, organisation, address))

struct ContactRequest {
  std::optional<AccountId> account;
  std::optional<OrganisationId> organisation;
  std::optional<std::vector<AccountId>> others{};  // besides; who is among the administrators counts once
};
BOOST_DESCRIBE_STRUCT(ContactRequest, (), (account, organisation, others))

struct Contacts {
  std::vector<std::string> phones;
};
BOOST_DESCRIBE_STRUCT(Contacts, (), (phones))

class Api {
 public:
  virtual ~Api() = default;
  virtual Task<Result<Organisation>> organisation(OrganisationId id) = 0;  // organisation_not_found
  virtual Task<Result<DeliveryAddress>> delivery_address(
      AddressRequest request) = 0;                                      // address_not_found, also somebody else's
  virtual Task<Result<Contacts>> contacts(ContactRequest request) = 0;  // empty: erased or unknown
};

// Event "identity.organisation_changed", aggregate "organisation": the Organisation as it is from then on.
inline constexpr std::string_view kOrganisationChanged = "identity.organisation_changed";

SHANHAI_ID(MembershipId, "mem");

// Payload of "identity.membership_changed", aggregate "membership". Accounts are pseudonyms.
struct MembershipChanged {
  MembershipId membership;
  OrganisationId organisation;
  AccountId account;
  bool administrator = false;
  bool ended = false;
};
BOOST_DESCRIBE_STRUCT(MembershipChanged, (), (membership, organisation, account, administrator, ended))

inline constexpr std::string_view kMembershipChanged = "identity.membership_changed";

}  // namespace shanhai::identity
