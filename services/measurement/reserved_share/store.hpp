// Declarations, ratios and deadlines in SQL. Rows are locked in order of id.
#pragma once

#include "services/measurement/reserved_share/rows.hpp"
#include "services/measurement/units/tree.hpp"

namespace shanhai::measurement::store {

std::vector<RatioView> list_ratios(db::Tx& tx);
std::int64_t lock_ratios(db::Tx& tx);  // how many there are, for whoever adds one
bool insert_ratio(db::Tx& tx, const RatioView& row, AccountId by);
std::vector<DeadlineView> list_deadlines(db::Tx& tx);
std::int64_t lock_deadlines(db::Tx& tx);
bool insert_deadline(db::Tx& tx, const DeadlineView& row, AccountId by);

// Without `units`.
void insert_declaration(db::Tx& tx, const DeclarationRow& row);
void update_declaration(db::Tx& tx, const DeclarationRow& row);
// A unit of `row.units` that stands in another declaration of the year, which is left; nullopt: all are taken down.
std::optional<OrganisationId> put_units(db::Tx& tx, const DeclarationRow& row);
void clear_units(db::Tx& tx, DeclarationId id);
void insert_step(db::Tx& tx, const DeclarationStepRow& step);
// As it is from that revision on (entered.hpp).
void append_version(db::Tx& tx, const DeclarationRow& row, std::int64_t revision);

// With `units`. declaration_not_found, also what lies outside the scope.
Result<DeclarationRow> get_declaration(db::Tx& tx, DeclarationId id, const UnitScope& scope);
Result<DeclarationRow> lock_declaration(db::Tx& tx, DeclarationId id, const UnitScope& scope);
struct DeclarationFilter {
  int year = 0;
  std::optional<DeclarationState> state;
  std::optional<OrganisationId> unit;
};
// In order of id, behind `after`.
std::vector<DeclarationRow> list_declarations(db::Tx& tx, const DeclarationFilter& filter, const UnitScope& scope,
                                              DeclarationId after, std::int64_t limit);
// Those of the year, not withdrawn, that are for one of the units, or, confirmed, by one of the contractors, or name
// one as successor: as they were at a revision, in order of id.
std::vector<DeclarationRow> list_for_units(db::Tx& tx, int year, const std::vector<OrganisationId>& units,
                                           std::int64_t known);
std::vector<DeclarationRow> list_of_contractors(db::Tx& tx, int year, const std::vector<OrganisationId>& contractors,
                                                std::int64_t known);
std::vector<DeclarationRow> list_predecessors(db::Tx& tx, int year, const std::vector<OrganisationId>& successors,
                                              std::int64_t known);
std::vector<DeclarationStepRow> list_steps(db::Tx& tx, DeclarationId id);
// Raised since each was submitted last, the first first; without `declared`.
std::map<DeclarationId, std::vector<DeclarationStepRow>> list_objections(db::Tx& tx,
                                                                         const std::vector<DeclarationId>& ids);

// Active budget units that are in no declaration of the year and were not reminded of that deadline, in order of id.
std::vector<OrganisationId> list_undeclared(db::Tx& tx, int year, std::string_view deadline, Date due_on, Date day,
                                            std::int64_t limit);
// True: written now. False: the unit was reminded of that deadline before.
bool insert_reminder(db::Tx& tx, int year, std::string_view deadline, Date due_on, OrganisationId unit);

}  // namespace shanhai::measurement::store
