// Notices of the reserved share: what waits for a review, what was decided, what is due. They name units, years and
// amounts, never a person.
#pragma once

#include "common/notifications/notifications.hpp"
#include "services/identity/api.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/reserved_share/rows.hpp"

namespace shanhai::measurement {

// Whoever reviews it, where that is a unit (agencies look at their list), and those that it was filed for.
void tell_submitted(db::Tx& tx, Context& context, const DeclarationRow& row, std::optional<OrganisationId> reviewer);
// Who filed it, and whoever reviews it, where that is a unit.
void tell_objected(db::Tx& tx, Context& context, const DeclarationRow& row, OrganisationId objector,
                   std::optional<OrganisationId> reviewer);
// Who filed it, and those that objected.
void tell_decided(db::Tx& tx, Context& context, const DeclarationRow& row, DeclarationAction action);
// `missing`: of the reserved amount; none: the declaration itself is.
void remind(db::Tx& tx, Context& context, OrganisationId unit, int year, Date due_on, std::optional<Money> missing);

std::span<const notifications::Template> notice_templates();

// Phones of a unit's administrators, as identity knows them when a notice is sent.
class UnitContacts final : public notifications::ContactBook {
 public:
  explicit UnitContacts(identity::Api& identity) : identity_(identity) {}
  Task<Result<std::vector<std::string>>> phones_of(const notifications::Recipient& recipient) override;

 private:
  identity::Api& identity_;
};

}  // namespace shanhai::measurement
