// An open address book: the owner's key and what it seals.
#pragma once

#include "common/auth/sealing.hpp"
#include "services/identity/addresses/store.hpp"
#include "services/identity/addresses/views.hpp"

namespace shanhai::identity {

struct BookKey {
  std::string data_key;  // sealed
  std::string context;   // of the key
};

// Of the account, or of the organisation. `lock`: holds the owner's row, so that entries are counted one after the
// other. not_found account, organisation: erased or unknown.
Result<BookKey> find_book_key(db::Tx& tx, const BookOwner& owner, bool lock = false);

std::string seal_address(const auth::Vault& vault, const BookKey& key, AddressId id, const DeliveryAddress& address);
// std::runtime_error: the row does not open.
DeliveryAddress open_address(const auth::Vault& vault, const BookKey& key, const StoredAddress& stored);
AddressView view_of(AddressId id, std::int64_t version, const DeliveryAddress& address);

}  // namespace shanhai::identity
