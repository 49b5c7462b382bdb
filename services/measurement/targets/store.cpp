#include "services/measurement/targets/store.hpp"

#include "services/measurement/lists.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

TargetRow read_target(const db::Row& row) {
  TargetRow out;
  out.year = static_cast<int>(row.get<std::int64_t>("year"));
  out.level = row.get<TargetLevel>("level");
  out.subject = row.get<std::string>("subject");
  out.measure = row.get<orders::Measure>("measure");
  out.version = row.get<std::int64_t>("version");
  out.amount = row.get<Money>("amount_fen");
  out.buyer_region = row.get<std::string>("buyer_region");
  out.origin_region = row.get<std::string>("origin_region");
  out.reason = row.get<std::string>("reason");
  out.set_by = row.get<AccountId>("set_by");
  out.set_at = row.get<Instant>("set_at");
  return out;
}

db::Params key_params(const TargetRow& row) {
  return {{"year", row.year}, {"level", row.level}, {"subject", row.subject}, {"measure", row.measure}};
}

}  // namespace

std::optional<TargetRow> lock_newest_target(db::Tx& tx, const TargetRow& row) {
  const auto rows = tx.query(q::volume_target_lock_newest, key_params(row));
  if (rows.empty()) return std::nullopt;
  return read_target(rows.front());
}

bool insert_target(db::Tx& tx, const TargetRow& row) {
  auto params = key_params(row);
  params.insert(params.end(), {{"version", row.version},
                               {"amount", row.amount},
                               {"buyer_region", row.buyer_region},
                               {"origin_region", row.origin_region},
                               {"reason", row.reason},
                               {"set_by", row.set_by},
                               {"set_at", row.set_at},
                               {"revision", row.revision}});
  return tx.try_insert(q::volume_target_insert, params);
}

std::vector<TargetRow> list_targets(db::Tx& tx, const TargetFilter& filter, const TargetScope& scope,
                                    const TargetRow& after, std::int64_t limit) {
  const bool first = after.subject.empty();
  const db::Params params{{"year", filter.year},
                          {"any_level", !filter.level},
                          {"level", filter.level.value_or(TargetLevel::region)},
                          {"any_measure", !filter.measure},
                          {"measure", filter.measure.value_or(orders::Measure::paid)},
                          {"known", filter.known},
                          {"all_buyers", scope.regions.buyers.everything},
                          {"buyers", list_or_any(scope.regions.buyers.codes)},
                          {"all_origins", scope.regions.origins.everything},
                          {"origins", list_or_any(scope.regions.origins.codes)},
                          {"any_unit", scope.any_unit},
                          {"units", list_or_any(scope.units)},
                          {"after_level", first ? db::Value("") : db::Value(after.level)},
                          {"after_subject", after.subject},
                          {"after_measure", first ? db::Value("") : db::Value(after.measure)},
                          {"limit", limit}};
  std::vector<TargetRow> out;
  for (const auto row : tx.query(q::volume_target_list, params)) out.push_back(read_target(row));
  return out;
}

}  // namespace shanhai::measurement::store
