#include "services/identity/addresses/book.hpp"

#include "common/base/divisions.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/organisations/store.hpp"

namespace shanhai::identity {
namespace {

std::string content_context(AddressId id) { return "address.content:" + id.str(); }

}  // namespace

Result<BookKey> find_book_key(db::Tx& tx, const BookOwner& owner, bool lock) {
  if (owner.organisation) {
    const auto id = *owner.organisation;
    const auto found = lock ? store::lock_organisation(tx, id) : store::find_organisation(tx, id);
    if (!found) return Error::not_found("organisation");
    return BookKey{found->data_key, "organisation:" + id.str()};
  }
  const auto found = lock ? store::lock_account(tx, owner.account) : store::find_account(tx, owner.account);
  if (!found || found->data_key.empty()) return Error::not_found("account");
  return BookKey{found->data_key, data_key_context(owner.account)};
}

std::string seal_address(const auth::Vault& vault, const BookKey& key, AddressId id, const DeliveryAddress& address) {
  return vault.seal_with(key.data_key, key.context, json::print(address), content_context(id));
}

DeliveryAddress open_address(const auth::Vault& vault, const BookKey& key, const StoredAddress& stored) {
  const auto text = vault.open_with(key.data_key, key.context, stored.content, content_context(stored.id));
  if (!text) throw std::runtime_error("address " + stored.id.str() + " does not open");
  return json::parse<DeliveryAddress>(*text).value();
}

AddressView view_of(AddressId id, std::int64_t version, const DeliveryAddress& address) {
  AddressView view;
  view.id = id;
  view.recipient = address.recipient;
  view.phone = address.phone;
  view.division = address.division;
  view.division_name = full_division_name(address.division.str());
  view.detail = address.detail;
  view.version = version;
  return view;
}

}  // namespace shanhai::identity
