#include "services/measurement/units/service.hpp"

#include "services/measurement/audited_reading.hpp"
#include "services/measurement/units/tree.hpp"

namespace shanhai::measurement {
namespace {

Result<UnitList> read_units(db::Tx& tx, const auth::Principal& caller, const UnitQuery& query) {
  const auto root = query.unit ? query.unit : caller.organisation;
  if (!query.unit && caller.role != auth::Role::buyer_unit)
    return Error::invalid_field("query/unit", "required", "the unit whose subordinates are asked for");
  SH_TRY(const auto scope, unit_scope(tx, caller));
  const auto today = china_date(tx.now());
  const auto day = query.day.value_or(today);
  const auto tree = load_subtree(tx, *root);
  const auto* top = tree.on(*root, day);
  if (!top || !scope.sees(*root, top->region)) return Error::not_found("unit");
  UnitList out;
  out.day = day;
  for (const auto id : tree.below(*root, day)) {
    const auto* unit = tree.on(id, day);
    if (!scope.regions.everything && !scope.sees(id, unit->region)) continue;
    out.items.push_back(
        {id, unit->name, unit->kind, unit->status, unit->region, unit->superior, unit->version, unit->valid_from});
  }
  return out;
}

}  // namespace

Task<Result<UnitList>> Units::list(auth::Principal caller, UnitQuery query) {
  auto read = [caller, query](db::Tx& tx) { return read_units(tx, caller, query); };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.units.read", std::move(details),
                              std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  co_return out;
}

}  // namespace shanhai::measurement
