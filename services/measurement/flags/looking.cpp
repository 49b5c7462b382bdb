// What flags look at besides sales: parties that become related, lots and counties beyond what they hold.
#include "services/measurement/flags/fold.hpp"
#include "services/measurement/flags/watch.hpp"
#include "services/measurement/registrations/projection.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::string_view kLotsStream = "traceability";

// Flags the pair if one bought of the other, keeps something of it, and both are related now.
void check_pair(db::Tx& tx, Random& random, OrganisationId supplier, const IdBytes& buyer, Instant at) {
  const auto years = store::list_pair_years(tx, supplier, buyer);
  const auto* pair = newest_standing(years);
  if (!pair) return;
  const auto known = store::list_relations(tx, {supplier, OrganisationId(buyer)});
  if (auto flag = related(known, supplier, buyer, pair->is_person))
    store::raise_flag(tx, random, flag_of_pair(std::move(*flag), *pair), at);
}

std::int64_t look_at_lots(db::Tx& tx, Random& random, const LimitTable& limits) {
  const auto told = store::reached(tx, kLotsStream);
  if (!told) return 0;
  std::int64_t raised = 0;
  LotId after;
  for (auto lots = store::list_exceeding_lots(tx, *told, after); !lots.empty();
       lots = store::list_exceeding_lots(tx, *told, after)) {
    for (const auto& lot : lots) {
      after = lot.lot;
      const auto day = china_date(lot.last_shipped_at);
      const auto permille = limits.on(day, LimitName::lot_permille).value_or(1000);
      if (!is_above(lot.shipped, lot.on_sale, permille)) continue;
      NewFlag flag;
      flag.rule = FlagRule::above_lot;
      flag.evidence_key = lot.lot.str();
      flag.supplier = lot.supplier;
      if (const auto party = store::find_party(tx, lot.supplier)) flag.county = party->region;
      flag.occurred_on = day;
      flag.evidence.figures = {{"shipped", lot.shipped}, {"put_on_sale", lot.on_sale}, {"limit_permille", permille}};
      flag.evidence.lots = {lot.lot};
      raised += store::raise_flag(tx, random, flag, lot.last_shipped_at);
    }
  }
  return raised;
}

std::int64_t look_at_counties(db::Tx& tx, Random& random, const LimitTable& limits) {
  const auto today = china_date(tx.now());
  const int year = static_cast<int>(today.year());
  std::int64_t raised = 0;
  for (const auto& volume : store::list_county_volumes(tx, year)) {
    const auto capacity = limits.on(today, LimitName::county_capacity_kg, volume.county + ':' + volume.category);
    if (!capacity || !is_above(volume.grams, *capacity * 1000, 1000)) continue;
    NewFlag flag;
    flag.rule = FlagRule::above_county_capacity;
    flag.evidence_key = volume.county + ':' + volume.category + ':' + std::to_string(year);
    flag.county = volume.county;
    flag.occurred_on = today;
    flag.evidence.figures = {{"shipped_g", volume.grams}, {"limit_kg", *capacity}, {"year", year}};
    raised += store::raise_flag(tx, random, flag, tx.now());
  }
  return raised;
}

}  // namespace

Result<void> FlagWatch::apply_party(db::Tx& tx, const events::Event& event) const {
  const auto* organisation = event.payload.if_contains("organisation");
  const auto* account = event.payload.if_contains("account");
  const auto look_at = [&](OrganisationId one, OrganisationId other) {
    check_pair(tx, random_, one, other.bytes(), event.occurred_at);
    check_pair(tx, random_, other, one.bytes(), event.occurred_at);
  };
  if (event.aggregate_type == "membership" && organisation && account) {
    SH_TRY(const auto of, json::read<OrganisationId>(*organisation));
    SH_TRY(const auto who, json::read<AccountId>(*account));
    store::lock_flag_writer(tx);
    check_pair(tx, random_, of, who.bytes(), event.occurred_at);
    for (const auto other : store::list_organisations_of(tx, who)) {
      if (other != of) look_at(of, other);
    }
  } else if (event.type == identity::kOrganisationChanged) {
    SH_TRY(const auto party, json::read<identity::Organisation>(event.payload));
    store::lock_flag_writer(tx);
    for (const auto other : store::list_same_code(tx, party.id)) look_at(party.id, other);
  }
  return {};
}

Result<std::int64_t> FlagWatch::look(db::Tx& tx) const {
  store::lock_flag_writer(tx);
  const LimitTable limits(store::list_limits(tx));
  return look_at_lots(tx, random_, limits) + look_at_counties(tx, random_, limits);
}

}  // namespace shanhai::measurement
