#include "services/measurement/reserved_share/store.hpp"

#include <algorithm>
#include <map>

#include "services/measurement/lists.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

DeclarationRow read_declaration(const db::Row& row) {
  DeclarationRow out;
  out.id = row.get<DeclarationId>("id");
  out.year = static_cast<int>(row.get<std::int64_t>("year"));
  out.unit = row.get<OrganisationId>("unit");
  out.region = row.get<std::string>("region");
  out.canteen = row.get<CanteenCase>("canteen");
  out.state = row.get<DeclarationState>("state");
  out.canteen_total = row.get<Money>("canteen_total_fen");
  out.ratio_ppm = row.get<std::int64_t>("ratio_ppm");
  out.reserved = row.get<Money>("reserved_fen");
  out.contractor = row.find<OrganisationId>("contractor");
  out.successor = row.find<OrganisationId>("successor");
  out.exempt_reason = row.get<std::string>("exempt_reason");
  out.version = row.get<std::int64_t>("version");
  out.submitted_at = row.get<Instant>("submitted_at");
  return out;
}

std::vector<DeclarationRow> read_all(const db::Rows& rows) {
  std::vector<DeclarationRow> out;
  for (const auto row : rows) out.push_back(read_declaration(row));
  return out;
}

std::vector<DeclarationId> ids_of(const std::vector<DeclarationRow>& rows) {
  std::vector<DeclarationId> out;
  for (const auto& row : rows) out.push_back(row.id);
  return out;
}

// With whom each is for now.
std::vector<DeclarationRow> read_declarations(db::Tx& tx, const db::Rows& rows) {
  auto out = read_all(rows);
  std::map<DeclarationId, DeclarationRow*> places;
  for (auto& row : out) places[row.id] = &row;
  in_parts(ids_of(out), [&](const std::vector<DeclarationId>& some) {
    const auto units = tx.query(q::reserved_share_unit_list, {{"declarations", db::Value::list_of(some)}});
    for (const auto row : units)
      places.at(row.get<DeclarationId>("declaration"))->units.push_back(row.get<OrganisationId>("unit"));
  });
  return out;
}

// With whom each was for in that version.
std::vector<DeclarationRow> read_versions(db::Tx& tx, const db::Rows& rows) {
  auto out = read_all(rows);
  std::map<std::pair<DeclarationId, std::int64_t>, DeclarationRow*> places;
  for (auto& row : out) places[{row.id, row.version}] = &row;
  in_parts(ids_of(out), [&](const std::vector<DeclarationId>& some) {
    const auto units = tx.query(q::reserved_share_version_unit_list, {{"declarations", db::Value::list_of(some)}});
    for (const auto row : units) {
      const auto place = places.find({row.get<DeclarationId>("declaration"), row.get<std::int64_t>("version")});
      if (place != places.end()) place->second->units.push_back(row.get<OrganisationId>("unit"));
    }
  });
  return out;
}

db::Params row_params(const DeclarationRow& row) {
  return {{"id", row.id},
          {"canteen", row.canteen},
          {"state", row.state},
          {"canteen_total", row.canteen_total},
          {"ratio_ppm", row.ratio_ppm},
          {"reserved", row.reserved},
          {"contractor", row.contractor},
          {"successor", row.successor},
          {"exempt_reason", row.exempt_reason},
          {"version", row.version}};
}

db::Params whole_params(const DeclarationRow& row) {
  auto out = row_params(row);
  out.insert(out.end(),
             {{"year", row.year}, {"unit", row.unit}, {"region", row.region}, {"submitted_at", row.submitted_at}});
  return out;
}

Result<DeclarationRow> one_in_scope(db::Tx& tx, const db::Rows& rows, const UnitScope& scope) {
  auto found = read_declarations(tx, rows);
  if (found.empty()) return Error::not_found("declaration");
  auto& row = found.front();
  bool seen = scope.sees(row.unit, row.region);
  for (const auto unit : row.units) seen = seen || (!scope.any_unit && scope.sees(unit, row.region));
  if (!seen) return Error::not_found("declaration");
  return std::move(row);
}

}  // namespace

void insert_declaration(db::Tx& tx, const DeclarationRow& row) {
  tx.execute(q::reserved_share_declaration_insert, whole_params(row));
}

void update_declaration(db::Tx& tx, const DeclarationRow& row) {
  if (tx.execute(q::reserved_share_declaration_update, row_params(row)) != 1)
    throw std::logic_error("a locked declaration is not there");
}

std::optional<OrganisationId> put_units(db::Tx& tx, const DeclarationRow& row) {
  clear_units(tx, row.id);
  auto units = row.units;
  std::sort(units.begin(), units.end());  // locked in order of the key
  for (const auto unit : units) {
    const bool put =
        tx.try_insert(q::reserved_share_unit_insert, {{"year", row.year}, {"unit", unit}, {"declaration", row.id}});
    if (!put) return unit;
  }
  return std::nullopt;
}

void clear_units(db::Tx& tx, DeclarationId id) { tx.execute(q::reserved_share_unit_clear, {{"declaration", id}}); }

void insert_step(db::Tx& tx, const DeclarationStepRow& step) {
  tx.execute(q::reserved_share_step_insert, {{"declaration", step.declaration},
                                             {"version", step.version},
                                             {"action", step.action},
                                             {"actor", step.actor},
                                             {"organisation", step.organisation},
                                             {"reason", step.reason},
                                             {"declared", step.declared},
                                             {"taken_at", step.taken_at}});
}

void append_version(db::Tx& tx, const DeclarationRow& row, std::int64_t revision) {
  tx.execute(q::reserved_share_version_end,
             {{"declaration", row.id}, {"version", row.version - 1}, {"revision", revision}});
  auto params = whole_params(row);
  params.push_back({"revision", revision});
  tx.execute(q::reserved_share_version_insert, params);
  std::vector<db::Params> units;
  for (const auto unit : row.units)
    units.push_back({{"declaration", row.id}, {"version", row.version}, {"unit", unit}, {"year", row.year}});
  tx.execute_rows(q::reserved_share_version_unit_insert, units);
}

Result<DeclarationRow> get_declaration(db::Tx& tx, DeclarationId id, const UnitScope& scope) {
  return one_in_scope(tx, tx.query(q::reserved_share_declaration_find, {{"id", id}}), scope);
}

Result<DeclarationRow> lock_declaration(db::Tx& tx, DeclarationId id, const UnitScope& scope) {
  return one_in_scope(tx, tx.query(q::reserved_share_declaration_lock, {{"id", id}}), scope);
}

std::vector<DeclarationRow> list_declarations(db::Tx& tx, const DeclarationFilter& filter, const UnitScope& scope,
                                              DeclarationId after, std::int64_t limit) {
  auto params = scope_params(scope);
  params.insert(params.end(), {{"year", filter.year},
                               {"any_state", !filter.state},
                               {"state", filter.state.value_or(DeclarationState::submitted)},
                               {"every_unit", !filter.unit},
                               {"unit", filter.unit.value_or(OrganisationId())},
                               {"after", after},
                               {"limit", limit}});
  return read_declarations(tx, tx.query(q::reserved_share_declaration_list, params));
}

std::vector<DeclarationRow> list_for_units(db::Tx& tx, int year, const std::vector<OrganisationId>& units,
                                           std::int64_t known) {
  std::map<DeclarationId, DeclarationRow> found;  // one may be for units of two parts
  in_parts(units, [&](const std::vector<OrganisationId>& some) {
    const auto rows = tx.query(q::reserved_share_declaration_list_for_units,
                               {{"year", year}, {"units", db::Value::list_of(some)}, {"known", known}});
    for (auto& row : read_versions(tx, rows)) found.emplace(row.id, std::move(row));
  });
  std::vector<DeclarationRow> out;
  for (auto& [id, row] : found) out.push_back(std::move(row));
  return out;
}

std::vector<DeclarationRow> list_of_contractors(db::Tx& tx, int year, const std::vector<OrganisationId>& contractors,
                                                std::int64_t known) {
  return read_versions(tx, tx.query(q::reserved_share_declaration_list_of_contractors,
                                    {{"year", year}, {"contractors", list_or_any(contractors)}, {"known", known}}));
}

std::vector<DeclarationRow> list_predecessors(db::Tx& tx, int year, const std::vector<OrganisationId>& successors,
                                              std::int64_t known) {
  return read_versions(tx, tx.query(q::reserved_share_declaration_list_predecessors,
                                    {{"year", year}, {"successors", list_or_any(successors)}, {"known", known}}));
}

std::map<DeclarationId, std::vector<DeclarationStepRow>> list_objections(db::Tx& tx,
                                                                         const std::vector<DeclarationId>& ids) {
  std::map<DeclarationId, std::vector<DeclarationStepRow>> out;
  in_parts(ids, [&](const std::vector<DeclarationId>& some) {
    const auto rows = tx.query(q::reserved_share_step_list_objections, {{"declarations", db::Value::list_of(some)}});
    for (const auto row : rows) {
      const auto id = row.get<DeclarationId>("declaration");
      out[id].push_back({id, row.get<std::int64_t>("version"), DeclarationAction::object, row.get<AccountId>("actor"),
                         row.get<OrganisationId>("organisation"), row.get<std::string>("reason"), "",
                         row.get<Instant>("taken_at")});
    }
  });
  return out;
}

std::vector<DeclarationStepRow> list_steps(db::Tx& tx, DeclarationId id) {
  std::vector<DeclarationStepRow> out;
  for (const auto row : tx.query(q::reserved_share_step_list, {{"declaration", id}})) {
    out.push_back({id, row.get<std::int64_t>("version"), row.get<DeclarationAction>("action"),
                   row.get<AccountId>("actor"), row.get<OrganisationId>("organisation"), row.get<std::string>("reason"),
                   row.get<std::string>("declared"), row.get<Instant>("taken_at")});
  }
  return out;
}

std::vector<OrganisationId> list_undeclared(db::Tx& tx, int year, std::string_view deadline, Date due_on, Date day,
                                            std::int64_t limit) {
  std::vector<OrganisationId> out;
  const db::Params params{{"year", year}, {"deadline", deadline}, {"due_on", due_on}, {"day", day}, {"limit", limit}};
  for (const auto row : tx.query(q::reserved_share_list_undeclared, params))
    out.push_back(row.get<OrganisationId>("organisation"));
  return out;
}

bool insert_reminder(db::Tx& tx, int year, std::string_view deadline, Date due_on, OrganisationId unit) {
  return tx.try_insert(q::reserved_share_reminder_insert,
                       {{"year", year}, {"deadline", deadline}, {"due_on", due_on}, {"unit", unit}, {"now", tx.now()}});
}

}  // namespace shanhai::measurement::store
