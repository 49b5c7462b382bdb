#include "services/measurement/reserved_share/store.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {

namespace q = sql::measurement;

std::vector<RatioView> list_ratios(db::Tx& tx) {
  std::vector<RatioView> out;
  for (const auto row : tx.query(q::reserved_share_ratio_list)) {
    out.push_back({row.get<std::string>("region"), static_cast<int>(row.get<std::int64_t>("year")),
                   row.get<std::int64_t>("version"), row.get<std::int64_t>("ratio_ppm"),
                   row.get<std::string>("standing"), row.get<std::string>("source"), row.get<std::string>("reason"),
                   row.get<Instant>("entered_at")});
  }
  return out;
}

std::int64_t lock_ratios(db::Tx& tx) {
  tx.query(q::reserved_share_ratio_lock);
  return static_cast<std::int64_t>(tx.query(q::reserved_share_ratio_list).size());
}

bool insert_ratio(db::Tx& tx, const RatioView& row, AccountId by) {
  return tx.try_insert(q::reserved_share_ratio_insert, {{"region", row.region},
                                                        {"year", row.year},
                                                        {"version", row.version},
                                                        {"ratio_ppm", row.ratio_ppm},
                                                        {"standing", row.standing},
                                                        {"source", row.source},
                                                        {"reason", row.reason},
                                                        {"by", by},
                                                        {"entered_at", row.entered_at}});
}

std::vector<DeadlineView> list_deadlines(db::Tx& tx) {
  std::vector<DeadlineView> out;
  for (const auto row : tx.query(q::reserved_share_deadline_list)) {
    out.push_back({static_cast<int>(row.get<std::int64_t>("year")), row.get<std::int64_t>("version"),
                   row.get<Date>("declare_by"), row.get<Date>("buy_by"), row.get<std::int64_t>("remind_days"),
                   row.get<std::string>("reason"), row.get<Instant>("entered_at")});
  }
  return out;
}

std::int64_t lock_deadlines(db::Tx& tx) {
  tx.query(q::reserved_share_deadline_lock);
  return static_cast<std::int64_t>(tx.query(q::reserved_share_deadline_list).size());
}

bool insert_deadline(db::Tx& tx, const DeadlineView& row, AccountId by) {
  return tx.try_insert(q::reserved_share_deadline_insert, {{"year", row.year},
                                                           {"version", row.version},
                                                           {"declare_by", row.declare_by},
                                                           {"buy_by", row.buy_by},
                                                           {"remind_days", row.remind_days},
                                                           {"reason", row.reason},
                                                           {"by", by},
                                                           {"entered_at", row.entered_at}});
}

}  // namespace shanhai::measurement::store
