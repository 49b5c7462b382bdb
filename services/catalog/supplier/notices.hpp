// What suppliers are told about their admission: queued in the transaction of the change, sent afterwards
// (common/notifications). It names kinds of licences and days, never a person.
#pragma once

#include "common/notifications/notifications.hpp"
#include "services/catalog/supplier/domain.hpp"
#include "services/identity/api.hpp"

namespace shanhai::catalog {

// All go to the administrators of the supplier's organisation.
void tell_licence_ends(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier,
                       const Licence& licence);
void tell_reverification(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier, Date due);
void tell_not_proved(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier);
void tell_licence_decided(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier,
                          const Licence& licence, LicenceStanding standing);

std::span<const notifications::Template> notice_templates();

// Phones of suppliers, as identity knows them when a notice is sent.
class Contacts final : public notifications::ContactBook {
 public:
  explicit Contacts(identity::Api& identity) : identity_(identity) {}
  Task<Result<std::vector<std::string>>> phones_of(const notifications::Recipient& recipient) override;

 private:
  identity::Api& identity_;
};

}  // namespace shanhai::catalog
