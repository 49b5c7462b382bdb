#include "services/traceability/subscription/store.hpp"

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::store {
namespace {

namespace q = sql::traceability;

Subscription read(const db::Row& row) {
  Subscription out;
  out.id = row.get<SubscriptionId>("id");
  out.organisation = row.get<OrganisationId>("organisation_id");
  out.query = row.get<NamedQueryId>("query_id");
  out.query_name = row.get<std::string>("query_name");
  out.dest = row.get<std::string>("dest");
  out.secret = row.get<db::Bytes>("secret").value;
  out.streams = row.get<bool>("streams");
  out.schedule = json::parse<ScheduleFields>(row.get<std::string>("schedule")).value();
  out.report_if_empty = row.get<bool>("report_if_empty");
  out.epc_format = row.get<std::string>("epc_format");
  out.created_at = row.get<Instant>("created_at");
  out.initial_record_time = row.get<Instant>("initial_record_time");
  out.min_record_time = row.get<Instant>("min_record_time");
  out.version = row.get<std::int64_t>("version");
  out.state = row.get<SubscriptionState>("state");
  out.place = static_cast<std::uint64_t>(row.get<std::int64_t>("place"));
  out.caught_up_at = row.get<Instant>("caught_up_at");
  out.next_at = row.get<Instant>("next_at");
  out.run_reported = row.get<bool>("run_reported");
  out.batch_max = row.get<std::int64_t>("batch_max");
  out.delivery = row.find<DeliveryId>("delivery_id");
  out.delivery_next = static_cast<std::uint64_t>(row.get<std::int64_t>("delivery_next"));
  out.delivery_last = row.get<bool>("delivery_last");
  out.delivery_at = row.find<Instant>("delivery_at");
  out.fence = row.get<std::int64_t>("fence");
  out.leased_until = row.get<Instant>("leased_until");
  out.attempts = row.get<std::int64_t>("attempts");
  out.failure = row.get<std::string>("failure");
  out.failing_since = row.find<Instant>("failing_since");
  out.failed_at = row.find<Instant>("failed_at");
  out.last_notified_at = row.find<Instant>("last_notified_at");
  return out;
}

std::vector<DueSubscription> read_due(const db::Rows& rows) {
  std::vector<DueSubscription> out;
  for (const auto row : rows)
    out.push_back({row.get<SubscriptionId>("id"), row.get<OrganisationId>("organisation_id")});
  return out;
}

}  // namespace

void insert_subscription(db::Tx& tx, const Subscription& row, const std::string& actor) {
  tx.execute(q::insert_subscription, {{"id", row.id},
                                      {"organisation", row.organisation},
                                      {"query", row.query},
                                      {"query_name", row.query_name},
                                      {"actor", actor},
                                      {"dest", row.dest},
                                      {"secret", db::Bytes{row.secret}},
                                      {"streams", row.streams},
                                      {"schedule", json::print(row.schedule)},
                                      {"report_if_empty", row.report_if_empty},
                                      {"epc_format", row.epc_format},
                                      {"now", tx.now()},
                                      {"initial_record_time", row.initial_record_time},
                                      {"place", row.place},
                                      {"next_at", row.next_at},
                                      {"batch_max", row.batch_max}});
}

std::optional<Subscription> find_subscription(db::Tx& tx, OrganisationId organisation, NamedQueryId query,
                                              SubscriptionId id) {
  const auto rows = tx.query(q::find_subscription, {{"id", id}, {"organisation", organisation}, {"query", query}});
  if (rows.empty()) return std::nullopt;
  return read(rows.front());
}

std::vector<Subscription> list_subscriptions(db::Tx& tx, OrganisationId organisation, NamedQueryId query,
                                             SubscriptionId before, std::int64_t limit) {
  std::vector<Subscription> out;
  const auto rows = tx.query(q::list_subscriptions,
                             {{"organisation", organisation}, {"query", query}, {"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read(row));
  return out;
}

std::int64_t count_subscriptions(db::Tx& tx, OrganisationId organisation) {
  const auto rows = tx.query(q::count_subscriptions, {{"organisation", organisation}});
  return rows.front().get<std::int64_t>("subscriptions");
}

std::optional<Subscription> lock_subscription(db::Tx& tx, OrganisationId organisation, NamedQueryId query,
                                              SubscriptionId id) {
  const auto rows = tx.query(q::lock_own_subscription, {{"id", id}, {"organisation", organisation}, {"query", query}});
  if (rows.empty()) return std::nullopt;
  return read(rows.front());
}

std::optional<Subscription> lock_subscription(db::Tx& tx, SubscriptionId id) {
  const auto rows = tx.query(q::lock_subscription, {{"id", id}});
  if (rows.empty()) return std::nullopt;
  return read(rows.front());
}

void lock_queries(db::Tx& tx, OrganisationId organisation) {
  tx.query(q::lock_queries, {{"organisation", organisation}});
}

void delete_subscription(db::Tx& tx, OrganisationId organisation, SubscriptionId id) {
  tx.execute(q::delete_subscription, {{"id", id}, {"organisation", organisation}});
}

void delete_subscriptions_of(db::Tx& tx, OrganisationId organisation, NamedQueryId query) {
  tx.execute(q::delete_subscriptions_of_query, {{"organisation", organisation}, {"query", query}});
}

std::vector<DueSubscription> list_due_subscriptions(db::Tx& tx, std::int64_t limit) {
  return read_due(tx.query(q::list_due_subscriptions, {{"now", tx.now()}, {"limit", limit}}));
}

std::vector<DueSubscription> list_due_subscriptions(db::Tx& tx, OrganisationId organisation, std::int64_t limit) {
  return read_due(
      tx.query(q::list_due_subscriptions_of, {{"organisation", organisation}, {"now", tx.now()}, {"limit", limit}}));
}

std::vector<OrganisationId> list_due_organisations(db::Tx& tx, std::int64_t limit) {
  std::vector<OrganisationId> out;
  for (const auto row : tx.query(q::list_due_organisations, {{"now", tx.now()}, {"limit", limit}}))
    out.push_back(row.get<OrganisationId>("organisation_id"));
  return out;
}

void put_off_subscription(db::Tx& tx, SubscriptionId id, Instant until) {
  tx.execute(q::put_off_subscription, {{"id", id}, {"until", until}, {"now", tx.now()}});
}

void wake_streams_of(db::Tx& tx, const std::vector<OrganisationId>& organisations) {
  tx.execute(q::wake_streams_of, {{"organisations", db::Value::list_of(organisations)}, {"now", tx.now()}});
}

void wake_streams(db::Tx& tx) { tx.execute(q::wake_streams, {{"now", tx.now()}}); }

std::vector<OrganisationId> list_arrivals(db::Tx& tx, std::uint64_t from, std::uint64_t to) {
  std::vector<OrganisationId> out;
  const auto rows = tx.query(q::list_arrivals, {{"from", from}, {"to", to}});
  for (const auto row : rows) out.push_back(row.get<OrganisationId>("organisation_id"));
  return out;
}

std::optional<Instant> find_oldest_waiting(db::Tx& tx) {
  const auto rows = tx.query(q::find_oldest_waiting, {});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<Instant>("record_time");
}

std::optional<Instant> find_first_recorded(db::Tx& tx, OrganisationId organisation, Instant from) {
  const auto rows = tx.query(q::find_first_recorded, {{"organisation", organisation}, {"from", from}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<Instant>("record_time");
}

std::optional<std::uint64_t> find_least_place(db::Tx& tx, OrganisationId organisation, Instant from, Instant to) {
  const auto rows = tx.query(q::find_least_place, {{"organisation", organisation}, {"from", from}, {"to", to}});
  const auto place = rows.front().find<std::int64_t>("place");
  if (!place) return std::nullopt;
  return static_cast<std::uint64_t>(*place);
}

void lease_subscription(db::Tx& tx, const Subscription& row, Instant until) {
  tx.execute(q::lease_subscription, {{"id", row.id},
                                     {"until", until},
                                     {"delivery", row.delivery},
                                     {"next", row.delivery_next},
                                     {"last", row.delivery_last},
                                     {"delivery_at", row.delivery_at}});
}

void advance_subscription(db::Tx& tx, const Subscription& row) {
  tx.execute(q::advance_subscription, {{"id", row.id},
                                       {"place", row.place},
                                       {"caught_up_at", row.caught_up_at},
                                       {"next_at", row.next_at},
                                       {"run_reported", row.run_reported},
                                       {"min_record_time", row.min_record_time}});
}

bool take_delivery(db::Tx& tx, const Subscription& row, Instant next_at, bool run_reported) {
  return tx.execute(q::take_delivery, {{"id", row.id},
                                       {"fence", row.fence},
                                       {"next_at", next_at},
                                       {"run_reported", run_reported},
                                       {"now", tx.now()}}) == 1;
}

bool split_delivery(db::Tx& tx, const Subscription& row, std::int64_t batch_max) {
  return tx.execute(q::split_delivery,
                    {{"id", row.id}, {"fence", row.fence}, {"batch_max", batch_max}, {"now", tx.now()}}) == 1;
}

bool fail_delivery(db::Tx& tx, const Subscription& row, const std::string& failure, Instant next_at,
                   SubscriptionState state) {
  return tx.execute(q::fail_delivery, {{"id", row.id},
                                       {"fence", row.fence},
                                       {"failure", failure.substr(0, kFailureBytes)},
                                       {"next_at", next_at},
                                       {"state", state},
                                       {"pauses", state == SubscriptionState::paused},
                                       {"now", tx.now()}}) == 1;
}

void resume_subscription(db::Tx& tx, OrganisationId organisation, SubscriptionId id) {
  tx.execute(q::resume_subscription, {{"id", id}, {"organisation", organisation}, {"now", tx.now()}});
}

}  // namespace shanhai::traceability::store
