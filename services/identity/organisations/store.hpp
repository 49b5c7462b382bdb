// Organisations, their proofs and members in SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/identity/accounts/store.hpp"
#include "services/identity/api.hpp"

namespace shanhai::identity {

struct StoredOrganisation {
  Organisation facts;
  std::string data_key;  // sealed
  Instant created_at{};
};

struct Proof {
  std::string document_name;  // sealed
  std::string media_type;
  std::string content;  // sealed
  std::string sha256;   // of the document
  Instant received_at{};
};

struct Membership {
  MembershipId id;
  OrganisationId organisation;
  AccountId account;
  bool administrator = false;
  Instant granted_at{};
  std::optional<Instant> ended_at;
  std::int64_t version = 1;
};

// One of a person's memberships with the organisation it is of.
struct Belonging {
  Membership membership;
  Organisation organisation;
};

// A member as their organisation sees them.
struct Member {
  Membership membership;
  std::string data_key, phone;  // sealed
};

struct MemberCount {
  std::int64_t members = 0, administrators = 0;
};

namespace store {

std::optional<StoredOrganisation> find_organisation(db::Tx& tx, OrganisationId id);
std::optional<StoredOrganisation> lock_organisation(db::Tx& tx, OrganisationId id);
// Behind `after`, in order of id: as they came in.
std::vector<Organisation> list_organisations(db::Tx& tx, OrganisationStatus status, OrganisationId after,
                                             std::int64_t limit);
// False: another one holds the credit code.
bool insert_organisation(db::Tx& tx, const StoredOrganisation& organisation);
// `organisation` as locked, with its new status; gives the next version. nullopt: another one holds the credit code.
std::optional<std::int64_t> update_status(db::Tx& tx, const Organisation& organisation);

void insert_proof(db::Tx& tx, OrganisationId organisation, const Proof& proof);
std::optional<Proof> find_proof(db::Tx& tx, OrganisationId organisation);

// A live one.
std::optional<Membership> find_membership(db::Tx& tx, OrganisationId organisation, AccountId account);
// Also one that has ended.
std::optional<Membership> lock_membership(db::Tx& tx, OrganisationId organisation, AccountId account);
void insert_membership(db::Tx& tx, const Membership& membership, AccountId granted_by);
// As locked, with what changes; gives the next version.
std::int64_t update_membership(db::Tx& tx, const Membership& membership, AccountId granted_by);
std::vector<Member> list_members(db::Tx& tx, OrganisationId organisation, AccountId after, std::int64_t limit);
MemberCount count_members(db::Tx& tx, OrganisationId organisation);
// Accounts with what opens their phones.
std::vector<Account> list_administrators(db::Tx& tx, OrganisationId organisation);
std::vector<Belonging> list_memberships_of(db::Tx& tx, AccountId account);         // live ones
std::vector<Belonging> list_membership_history_of(db::Tx& tx, AccountId account);  // also those that have ended

}  // namespace store
}  // namespace shanhai::identity
