#include "services/identity/organisations/store.hpp"
#include "sql/identity_queries.hpp"

namespace shanhai::identity::store {
namespace {

namespace statements = ::shanhai::sql::identity;

Membership read_membership(const db::Row& row, OrganisationId organisation) {
  Membership out;
  out.id = row.get<MembershipId>("id");
  out.organisation = organisation;
  out.account = row.get<AccountId>("account");
  out.administrator = row.get<bool>("administrator");
  out.granted_at = row.get<Instant>("granted_at");
  out.version = row.get<std::int64_t>("version");
  return out;
}

std::vector<Belonging> read_belongings(const db::Rows& rows, AccountId account) {
  std::vector<Belonging> out;
  for (const auto row : rows) {
    Belonging one;
    auto& facts = one.organisation;
    facts.id = row.get<OrganisationId>("id");
    facts.kind = row.get<OrganisationKind>("kind");
    facts.status = row.get<OrganisationStatus>("status");
    facts.name = row.get<std::string>("name");
    facts.uscc = row.get<std::string>("uscc");
    facts.region = row.get<std::string>("region");
    facts.superior = row.find<OrganisationId>("superior");
    facts.version = row.get<std::int64_t>("version");
    one.membership.id = row.get<MembershipId>("membership");
    one.membership.organisation = facts.id;
    one.membership.account = account;
    one.membership.administrator = row.get<bool>("administrator");
    one.membership.granted_at = row.get<Instant>("granted_at");
    one.membership.ended_at = row.find<Instant>("ended_at");
    one.membership.version = row.get<std::int64_t>("membership_version");
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::optional<Membership> find_membership(db::Tx& tx, OrganisationId organisation, AccountId account) {
  const auto rows = tx.query(statements::membership_find, {{"organisation", organisation}, {"account", account}});
  if (rows.empty()) return std::nullopt;
  return read_membership(rows.front(), organisation);
}

std::optional<Membership> lock_membership(db::Tx& tx, OrganisationId organisation, AccountId account) {
  const auto rows = tx.query(statements::membership_lock, {{"organisation", organisation}, {"account", account}});
  if (rows.empty()) return std::nullopt;
  auto out = read_membership(rows.front(), organisation);
  out.ended_at = rows.front().find<Instant>("ended_at");
  return out;
}

void insert_membership(db::Tx& tx, const Membership& membership, AccountId granted_by) {
  tx.execute(statements::membership_insert, {{"organisation", membership.organisation},
                                             {"account", membership.account},
                                             {"id", membership.id},
                                             {"administrator", membership.administrator},
                                             {"granted_by", granted_by},
                                             {"now", membership.granted_at}});
}

std::int64_t update_membership(db::Tx& tx, const Membership& membership, AccountId granted_by) {
  const auto matched = tx.execute(statements::membership_update, {{"organisation", membership.organisation},
                                                                  {"account", membership.account},
                                                                  {"administrator", membership.administrator},
                                                                  {"granted_by", granted_by},
                                                                  {"granted_at", membership.granted_at},
                                                                  {"ended_at", membership.ended_at},
                                                                  {"version", membership.version}});
  if (matched != 1) throw std::logic_error("a membership is changed under its lock");
  return membership.version + 1;
}

std::vector<Member> list_members(db::Tx& tx, OrganisationId organisation, AccountId after, std::int64_t limit) {
  std::vector<Member> out;
  const auto rows =
      tx.query(statements::membership_list, {{"organisation", organisation}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) {
    auto data_key = row.find<db::Bytes>("data_key");
    auto phone = row.find<db::Bytes>("phone");
    out.push_back({read_membership(row, organisation), data_key ? std::move(data_key->value) : std::string(),
                   phone ? std::move(phone->value) : std::string()});
  }
  return out;
}

MemberCount count_members(db::Tx& tx, OrganisationId organisation) {
  const auto rows = tx.query(statements::membership_count, {{"organisation", organisation}});
  const auto row = rows.front();
  return {row.get<std::int64_t>("members"), row.get<std::int64_t>("administrators")};
}

std::vector<Account> list_administrators(db::Tx& tx, OrganisationId organisation) {
  std::vector<Account> out;
  const auto rows = tx.query(statements::membership_list_administrators, {{"organisation", organisation}});
  for (const auto row : rows) {
    Account account;
    account.id = row.get<AccountId>("id");
    if (auto data_key = row.find<db::Bytes>("data_key")) account.data_key = std::move(data_key->value);
    if (auto phone = row.find<db::Bytes>("phone")) account.phone = std::move(phone->value);
    out.push_back(std::move(account));
  }
  return out;
}

std::vector<Belonging> list_memberships_of(db::Tx& tx, AccountId account) {
  return read_belongings(tx.query(statements::membership_list_of_account, {{"account", account}}), account);
}

std::vector<Belonging> list_membership_history_of(db::Tx& tx, AccountId account) {
  return read_belongings(tx.query(statements::membership_history_of_account, {{"account", account}}), account);
}

}  // namespace shanhai::identity::store
