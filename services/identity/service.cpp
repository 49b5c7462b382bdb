#include "services/identity/service.hpp"

#include <algorithm>

#include "services/identity/accounts/person.hpp"
#include "services/identity/organisations/store.hpp"

namespace shanhai::identity {

Task<Result<Organisation>> Service::organisation(OrganisationId id) {
  auto read = [id](db::Tx& tx) -> Result<Organisation> {
    const auto found = store::find_organisation(tx, id);
    if (!found) return Error::not_found("organisation");
    return found->facts;
  };
  auto found = co_await environment_.database.transaction(std::move(read));
  co_return found;
}

Task<Result<DeliveryAddress>> Service::delivery_address(AddressRequest request) {
  const BookOwner owner{request.account, request.organisation};
  auto found = co_await addresses_.find(owner, request.address);
  co_return found;
}

Task<Result<Contacts>> Service::contacts(ContactRequest request) {
  auto read = [this, request](db::Tx& tx) -> Result<Contacts> {
    std::vector<Account> accounts;
    if (request.organisation) accounts = store::list_administrators(tx, *request.organisation);
    auto named = request.others.value_or(std::vector<AccountId>());
    if (request.account) named.push_back(*request.account);
    for (const auto id : named) {
      const auto is_there = [id](const Account& one) { return one.id == id; };
      if (std::any_of(accounts.begin(), accounts.end(), is_there)) continue;
      if (auto found = store::find_account(tx, id)) accounts.push_back(std::move(*found));
    }
    Contacts out;
    for (const auto& account : accounts) {
      if (auto phone = open_phone(environment_.vault, account)) out.phones.push_back(std::move(*phone));
    }
    return out;
  };
  auto found = co_await environment_.database.transaction(std::move(read));
  co_return found;
}

Task<Result<std::vector<std::string>>> OwnContactBook::phones_of(const notifications::Recipient& recipient) {
  ContactRequest request;
  request.account = recipient.account;
  request.organisation = recipient.organisation;
  request.others = recipient.others;
  auto found = co_await api_.contacts(request);
  if (found.has_error()) co_return std::move(found).error();
  co_return std::move(found->phones);
}

}  // namespace shanhai::identity
