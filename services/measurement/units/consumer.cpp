#include "services/measurement/units/consumer.hpp"

#include <algorithm>

#include "services/catalog/api.hpp"
#include "services/identity/api.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {

namespace {

Result<void> apply_organisation_changed(db::Tx& tx, const events::Event& event) {
  SH_TRY(const auto organisation, json::read<identity::Organisation>(event.payload));
  UnitVersion version;
  version.unit = organisation.id;
  version.version = organisation.version;
  version.superior = organisation.superior;
  version.region = organisation.region;
  version.kind = boost::describe::enum_to_string(organisation.kind, "");
  version.status = boost::describe::enum_to_string(organisation.status, "");
  version.name = organisation.name;
  version.uscc = organisation.uscc;
  version.valid_from = china_date(event.occurred_at);
  const auto before = store::find_newest_version(tx, organisation.id);
  // A unit that moves counts there from the next day on: figures of a day are not changed by what is told on it.
  const bool moved = before && (before->superior != version.superior || before->region != version.region);
  if (moved) version.valid_from = add_days(version.valid_from, 1);
  if (before) version.valid_from = std::max(version.valid_from, before->valid_from);  // as versions ascend, so do days
  const auto told_on = std::max(china_date(event.occurred_at), store::last_told(tx, kEndOfDays).told_on);
  store::insert_organisation_version(tx, version, {event.sequence, told_on});
  return {};
}

Result<void> apply_membership_changed(db::Tx& tx, const events::Event& event) {
  SH_TRY(const auto member, json::read<identity::MembershipChanged>(event.payload));
  store::put_organisation_member(tx, {member.organisation, member.account, member.membership.bytes(), member.ended});
  return {};
}

}  // namespace

Result<void> apply_identity_event(db::Tx& tx, const events::Event& event) {
  if (event.type == identity::kOrganisationChanged) return apply_organisation_changed(tx, event);
  if (event.type == identity::kMembershipChanged) return apply_membership_changed(tx, event);
  return {};
}

Result<void> apply_product_published(db::Tx& tx, const events::Event& event) {
  if (event.type != catalog::kProductPublished) return {};
  SH_TRY(const auto product, json::read<catalog::ProductPublished>(event.payload));
  store::insert_product_version(tx, product.product, product.version, product.supplier, product.name,
                                china_date(event.occurred_at), event.sequence);
  return {};
}

}  // namespace shanhai::measurement
