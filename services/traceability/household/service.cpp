#include "services/traceability/household/service.hpp"

#include "common/db/audit.hpp"
#include "services/traceability/household/domain.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {
namespace {

std::string key_context(HouseholdId id) { return "traceability.household.data_key." + id.str(); }
std::string identity_context(HouseholdId id) { return "traceability.household.identity." + id.str(); }

std::optional<std::string_view> view_of(const std::optional<Text<1, 20>>& text) {
  if (!text) return std::nullopt;
  return std::string_view(text->str());
}

std::optional<std::string> copy_of(const std::optional<Text<1, 20>>& text) {
  if (!text) return std::nullopt;
  return text->str();
}

// All 128 bits random, unlike other ids: when a household was entered would tell of it.
HouseholdId make_pseudonym(Random& random) {
  IdBytes bytes;
  random.fill(bytes);
  return HouseholdId(bytes);
}

}  // namespace

store::HouseholdRow HouseholdService::sealed(OrganisationId supplier, const HouseholdEntry& entry) const {
  store::HouseholdRow row;
  row.id = make_pseudonym(random_);
  row.supplier = supplier;
  row.village_division = entry.village_division;
  row.data_key = vault_.make_data_key(key_context(row.id));
  const HouseholdIdentity identity{entry.name, copy_of(entry.phone), copy_of(entry.id_number)};
  row.identity = vault_.seal_with(row.data_key, key_context(row.id), json::print(identity), identity_context(row.id));
  return row;
}

HouseholdView HouseholdService::unsealed(const store::HouseholdRow& row) const {
  const auto text = vault_.open_with(row.data_key, key_context(row.id), row.identity, identity_context(row.id));
  if (!text) throw std::runtime_error("the identity of household " + row.id.str() + " does not open");
  auto identity = json::parse<HouseholdIdentity>(*text).value();
  HouseholdView view;
  view.household_id = row.id;
  view.village_division = row.village_division;
  view.created_at = row.created_at;
  view.name = std::move(identity.name);
  view.phone = std::move(identity.phone);
  view.id_number = std::move(identity.id_number);
  return view;
}

Task<Result<HouseholdReceipt>> HouseholdService::add(auth::Principal caller, HouseholdEntry entry) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_CHECK(check_household(entry.village_division.str(), view_of(entry.phone), view_of(entry.id_number)));
  const auto row = sealed(supplier, entry);
  auto write = [this, caller, row](db::Tx& tx) -> Result<HouseholdReceipt> {
    store::insert_household(tx, row);
    db::append_audit(tx, random_, {caller.actor(), "traceability.household.added", row.id.str(), {}});
    return HouseholdReceipt{row.id, row.village_division, tx.now()};
  };
  auto receipt = co_await database_.transaction(write);
  co_return receipt;
}

Task<Result<HouseholdPage>> HouseholdService::list(auth::Principal caller, ListQuery query) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_TRY(const auto after, after_cursor(query.cursor, HouseholdId()));
  // Personal data is read: that leaves an audit row.
  auto write = [this, caller, supplier, after, limit = query.size()](db::Tx& tx) -> Result<HouseholdPage> {
    HouseholdPage out;
    for (const auto& row : store::list_households(tx, supplier, after, limit + 1)) out.items.push_back(unsealed(row));
    out.next_cursor = cut_page(out.items, limit, [](const HouseholdView& view) { return view.household_id; });
    db::append_audit(tx, random_, {caller.actor(), "traceability.households.read", supplier.str(), {}});
    return out;
  };
  auto page = co_await database_.transaction(write);
  co_return page;
}

}  // namespace shanhai::traceability
