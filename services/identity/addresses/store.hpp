// Address books in SQL; every entry is sealed, and reached through its owner only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/identity/api.hpp"

namespace shanhai::identity {

// Whose book: a person's, or the organisation's a buyer acts for.
struct BookOwner {
  AccountId account;
  std::optional<OrganisationId> organisation;
  IdBytes bytes() const { return organisation ? organisation->bytes() : account.bytes(); }
};

struct StoredAddress {
  AddressId id;
  std::string content;  // sealed
  std::int64_t version = 1;
};

namespace store {

void insert_address(db::Tx& tx, const BookOwner& owner, const StoredAddress& address);
std::optional<StoredAddress> find_address(db::Tx& tx, const BookOwner& owner, AddressId id);
std::vector<StoredAddress> list_addresses(db::Tx& tx, const BookOwner& owner, AddressId after, std::int64_t limit);
std::int64_t count_addresses(db::Tx& tx, const BookOwner& owner);
// False: another version, or not the owner's.
bool update_address(db::Tx& tx, const BookOwner& owner, const StoredAddress& address);
bool delete_address(db::Tx& tx, const BookOwner& owner, AddressId id);
void delete_addresses(db::Tx& tx, const BookOwner& owner);

}  // namespace store
}  // namespace shanhai::identity
