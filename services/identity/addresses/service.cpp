#include "services/identity/addresses/service.hpp"

#include "services/identity/addresses/book.hpp"
#include "services/identity/addresses/domain.hpp"
#include "services/identity/domain_phone.hpp"
#include "services/identity/paging.hpp"

namespace shanhai::identity {
namespace {

BookOwner owner_of(const auth::Principal& caller) { return {caller.account, caller.organisation}; }

Result<void> check(const DeliveryAddress& address) {
  std::vector<FieldError> wrong;
  if (!is_mobile_number(address.phone.str())) wrong.push_back({"/phone", "invalid_phone", ""});
  if (!is_delivery_division(address.division.str())) {
    wrong.push_back({"/division", "invalid_division", "a known district, or a prefecture without districts"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

}  // namespace

Task<Result<AddressView>> Addresses::add(auth::Principal caller, DeliveryAddress address) {
  SH_CO_CHECK(check(address));
  auto work = [this, owner = owner_of(caller), address](db::Tx& tx) -> Result<AddressView> {
    SH_TRY(const auto key, find_book_key(tx, owner, true));
    if (store::count_addresses(tx, owner) >= kAddressesMax) return Error::conflict("too_many_addresses");
    StoredAddress stored;
    stored.id = AddressId(make_uuid_v7(tx.now(), environment_.random));
    stored.content = seal_address(environment_.vault, key, stored.id, address);
    store::insert_address(tx, owner, stored);
    return view_of(stored.id, stored.version, address);
  };
  auto added = co_await environment_.database.transaction(std::move(work));
  co_return added;
}

Task<Result<AddressPage>> Addresses::list(auth::Principal caller, AddressListQuery query) {
  SH_CO_TRY(const auto after, after_cursor<AddressId>(query.cursor));
  const auto size = page_size(query.limit);
  auto read = [this, owner = owner_of(caller), after, size](db::Tx& tx) -> Result<AddressPage> {
    SH_TRY(const auto key, find_book_key(tx, owner));
    auto stored = store::list_addresses(tx, owner, after, size + 1);
    AddressPage page;
    page.next_cursor = cut_page(stored, size, [](const StoredAddress& one) { return one.id; });
    for (const auto& one : stored) {
      page.items.push_back(view_of(one.id, one.version, open_address(environment_.vault, key, one)));
    }
    return page;
  };
  auto page = co_await environment_.database.transaction(std::move(read));
  co_return page;
}

Task<Result<AddressView>> Addresses::replace(auth::Principal caller, AddressId id, std::int64_t version,
                                             DeliveryAddress address) {
  SH_CO_CHECK(check(address));
  auto work = [this, owner = owner_of(caller), id, version, address](db::Tx& tx) -> Result<AddressView> {
    SH_TRY(const auto key, find_book_key(tx, owner));
    if (!store::find_address(tx, owner, id)) return Error::not_found("address");
    const StoredAddress next{id, seal_address(environment_.vault, key, id, address), version};
    if (!store::update_address(tx, owner, next)) return Error::precondition_failed();
    return view_of(id, version + 1, address);
  };
  auto replaced = co_await environment_.database.transaction(std::move(work));
  co_return replaced;
}

Task<Result<void>> Addresses::remove(auth::Principal caller, AddressId id) {
  auto work = [owner = owner_of(caller), id](db::Tx& tx) -> Result<void> {
    if (!store::delete_address(tx, owner, id)) return Error::not_found("address");
    return {};
  };
  auto done = co_await environment_.database.transaction(std::move(work));
  co_return done;
}

Task<Result<DeliveryAddress>> Addresses::find(BookOwner owner, AddressId id) {
  auto read = [this, owner, id](db::Tx& tx) -> Result<DeliveryAddress> {
    const auto key = find_book_key(tx, owner);
    if (key.has_error()) return Error::not_found("address");
    const auto stored = store::find_address(tx, owner, id);
    if (!stored) return Error::not_found("address");
    return open_address(environment_.vault, *key, *stored);
  };
  auto found = co_await environment_.database.transaction(std::move(read));
  co_return found;
}

}  // namespace shanhai::identity
