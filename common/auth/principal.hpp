// Who is calling, and as what. A token carries exactly one role; a person with several memberships asks for a token for
// each.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.hpp"

namespace shanhai::auth {

enum class Role {
  consumer,           // a person buying for themselves
  buyer_unit,         // acts for a government body, institution, union or enterprise
  supplier,           // acts for a cooperative or other supplier
  county_reviewer,    // acts for a county department; scope: its county
  agency,             // reads purchase volume; scope: its region
  platform_operator,  // runs the platform
};
BOOST_DESCRIBE_ENUM(Role, consumer, buyer_unit, supplier, county_reviewer, agency, platform_operator)

// The surfaces of the API; a token for one is refused by another.
enum class Audience { buyers, suppliers, reviewers, agencies, operators };
BOOST_DESCRIBE_ENUM(Audience, buyers, suppliers, reviewers, agencies, operators)
Audience audience_of(Role role);

struct Principal {
  AccountId account;
  Role role = Role::consumer;
  std::optional<OrganisationId> organisation;  // every role but consumer
  std::string region;          // division code an organisation answers for; empty for consumers; "*" sees all
  bool administrator = false;  // may manage the organisation's members
  std::string session;         // what the token came from, for signing out; empty: no session

  std::string actor() const { return account.str(); }  // for outbox and audit rows
};

}  // namespace shanhai::auth
