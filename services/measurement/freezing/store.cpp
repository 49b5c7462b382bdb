#include "services/measurement/freezing/store.hpp"

#include "common/json/json.hpp"
#include "services/measurement/ledger/entry.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

FrozenPeriod read_frozen(const db::Row& row) {
  FrozenPeriod out;
  out.period = row.get<std::string>("period");
  out.days = {row.get<Date>("from_day"), row.get<Date>("to_day")};
  out.as_of = row.get<std::string>("as_of");
  if (const auto signatures = row.find<std::string>("signatures")) {
    out.digest = row.get<db::Bytes>("digest").value;
    out.note = std::string(json::parse_value(*signatures).value().at("note").as_string());
  }
  out.reason = row.get<std::string>("reason");
  out.frozen_at = row.get<Instant>("frozen_at");
  out.actor = row.get<std::string>("actor");
  return out;
}

std::vector<FrozenPeriod> read_all(const db::Rows& rows) {
  std::vector<FrozenPeriod> out;
  for (const auto row : rows) out.push_back(read_frozen(row));
  return out;
}

}  // namespace

std::optional<FrozenPeriod> find_frozen(db::Tx& tx, std::string_view period) {
  const auto rows = tx.query(q::freeze_find, {{"period", period}});
  if (rows.empty()) return std::nullopt;
  return read_frozen(rows.front());
}

std::optional<FrozenPeriod> find_cut(db::Tx& tx, std::string_view period) {
  const auto rows = tx.query(q::freeze_find_cut, {{"period", period}});
  if (rows.empty()) return std::nullopt;
  return read_frozen(rows.front());
}

std::optional<FrozenPeriod> find_frozen_holding(db::Tx& tx, std::string_view period, const Period& days) {
  const auto rows = tx.query(q::freeze_find_holding, {{"period", period}, {"from", days.from}, {"to", days.to}});
  if (rows.empty()) return std::nullopt;
  return read_frozen(rows.front());
}

std::vector<FrozenPeriod> list_frozen(db::Tx& tx) { return read_all(tx.query(q::freeze_list)); }

std::vector<FrozenPeriod> list_cut(db::Tx& tx) { return read_all(tx.query(q::freeze_list_cut)); }

bool lease_cut(db::Tx& tx, std::string_view period, Instant until) {
  return tx.execute(q::freeze_lease, {{"period", period}, {"now", tx.now()}, {"until", until}}) == 1;
}

void renew_cut(db::Tx& tx, std::string_view period, Instant until) {
  tx.execute(q::freeze_renew, {{"period", period}, {"until", until}});
}

void insert_cut(db::Tx& tx, const FrozenPeriod& frozen, const AsOf& as_of) {
  tx.execute(q::freeze_insert, {{"period", frozen.period},
                                {"from", frozen.days.from},
                                {"to", frozen.days.to},
                                {"orders_sequence", as_of.orders.sequence},
                                {"registrations_sequence", as_of.registrations.sequence},
                                {"as_of", frozen.as_of},
                                {"actor", frozen.actor},
                                {"reason", frozen.reason},
                                {"now", frozen.frozen_at}});
}

std::optional<FrozenPeriod> lock_cut(db::Tx& tx, std::string_view period) {
  const auto rows = tx.query(q::freeze_lock, {{"period", period}});
  if (rows.empty()) return std::nullopt;
  return read_frozen(rows.front());
}

std::optional<std::string> find_cut_around(db::Tx& tx, std::string_view period, const Period& days) {
  const auto rows = tx.query(q::freeze_find_around, {{"period", period}, {"from", days.from}, {"to", days.to}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<std::string>("period");
}

void sign_cut(db::Tx& tx, const FrozenPeriod& frozen) {
  const auto matched = tx.execute(q::freeze_sign, {{"period", frozen.period},
                                                   {"digest", db::Bytes{frozen.digest}},
                                                   {"signatures", json::to_text(json::Object{{"note", frozen.note}})}});
  if (matched != 1) throw std::logic_error("a period is signed that was not cut, or twice");
}

void lock_sources(db::Tx& tx) {
  for (const auto origin : {Origin::orders, Origin::registrations}) tx.query(q::lock_source, {{"origin", origin}});
}

bool waits_to_be_counted(db::Tx& tx, std::int64_t registrations_counted, Instant end) {
  return !tx.query(q::freeze_find_unnumbered, {{"end", end}}).empty() ||
         !tx.query(q::freeze_find_unread, {{"after", registrations_counted}, {"end", end}}).empty();
}

std::vector<Adjustment> list_adjustments(db::Tx& tx, std::string_view period, RefundView view) {
  std::vector<Adjustment> out;
  for (const auto row : tx.query(q::freeze_list_adjustments, {{"period", period}, {"view", view}})) {
    out.push_back({row.get<std::string>("measure"), row.get<std::string>("kind"), row.get<Money>("amount_fen"),
                   row.get<std::int64_t>("entries")});
  }
  return out;
}

}  // namespace shanhai::measurement::store
