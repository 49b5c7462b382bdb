#include "services/traceability/subscription/service.hpp"

#include <stdexcept>

#include "common/http/client_url.hpp"
#include "common/http/public_address.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/subscription/batch.hpp"
#include "services/traceability/subscription/schedule.hpp"

namespace shanhai::traceability {
namespace {

SubscriptionView view_of(const store::Subscription& row) {
  SubscriptionView out;
  out.subscriptionID = row.id;
  out.queryName = row.query_name;
  out.dest = row.dest;
  out.createdAt = row.created_at;
  out.lastNotifiedAt = row.last_notified_at;
  out.initialRecordTime = row.initial_record_time;
  out.minRecordTime = row.min_record_time;
  out.reportIfEmpty = row.report_if_empty;
  if (row.streams)
    out.stream = true;
  else
    out.schedule = row.schedule;
  out.epcFormat = row.epc_format;
  out.state = row.state;
  if (row.failing_since && row.failed_at) {
    SubscriptionFailure failure{row.failure, row.attempts, *row.failing_since, *row.failed_at, row.next_at};
    if (row.state == SubscriptionState::paused) failure.nextAt.reset();
    out.failure = std::move(failure);
  }
  return out;
}

Result<query::NamedQuery> get_query(db::Tx& tx, OrganisationId organisation, const std::string& name) {
  auto named = query::find_named(tx, organisation, name);
  if (!named) return Error::not_found("named_query");
  return std::move(*named);
}

Result<store::Subscription> get_subscription(db::Tx& tx, OrganisationId organisation, const std::string& query,
                                             SubscriptionId id) {
  SH_TRY(const auto named, get_query(tx, organisation, query));
  auto row = store::find_subscription(tx, organisation, named.id, id);
  if (!row) return Error::not_found("subscription");
  return std::move(*row);
}

// For a change: nobody else changes it until the end of the transaction.
Result<store::Subscription> lock_subscription(db::Tx& tx, OrganisationId organisation, const std::string& query,
                                              SubscriptionId id) {
  SH_TRY(const auto named, get_query(tx, organisation, query));
  auto row = store::lock_subscription(tx, organisation, named.id, id);
  if (!row) return Error::not_found("subscription");
  return std::move(*row);
}

// Why a destination is never called; empty: it may be. What its name stands for is looked at when it is called.
std::string refuse_destination(const std::string& dest, const SubscriptionPolicy& policy) {
  http::ClientUrl url;
  try {
    url = http::parse_client_url(dest);
  } catch (const std::invalid_argument&) {
    return "an absolute https URL without a user name";
  }
  if (!url.secure && !policy.plain_http) return "https only";
  boost::system::error_code is_name;
  const auto address = boost::asio::ip::make_address(url.host, is_name);
  if (!is_name && !policy.private_addresses && !http::is_public_address(address))
    return "not an address of the public internet";
  return {};
}

}  // namespace

Result<void> SubscriptionService::check(const SubscriptionEntry& entry) const {
  std::vector<FieldError> wrong;
  if (const auto why = refuse_destination(entry.dest, policy_); !why.empty())
    wrong.push_back({"/dest", "destination_refused", why});
  const bool streams = entry.stream.value_or(false);
  if (streams && entry.schedule) wrong.push_back({"/schedule", "exclusive", "either stream or schedule"});
  if (!streams && !entry.schedule) wrong.push_back({"/stream", "required", "true, or a schedule"});
  if (entry.schedule) {
    auto schedule = Schedule::parse(*entry.schedule, "/schedule/");
    if (schedule.has_error()) wrong.insert(wrong.end(), schedule.error().fields.begin(), schedule.error().fields.end());
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

Task<Result<db::Replayable<SubscriptionView>>> SubscriptionService::subscribe(auth::Principal caller, std::string query,
                                                                              SubscriptionEntry entry,
                                                                              std::string epc_format,
                                                                              std::optional<db::IdempotencyKey> key,
                                                                              std::string trace_id) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto checked = check(entry);
  if (checked.has_error()) co_return std::move(checked).error();
  auto once = [&](db::Tx& tx) -> Result<db::Replayable<SubscriptionView>> {
    auto write = [&] { return insert(tx, caller, organisation, query, entry, epc_format, trace_id); };
    if (key) return db::idempotent(tx, *key, write);
    SH_TRY(auto view, write());
    return db::Replayable<SubscriptionView>{std::move(view), false};
  };
  auto subscribed = co_await database_.transaction(once);
  if (subscribed.has_value()) {
    sequencer_.committed();
    deliveries_.wake();
  }
  co_return subscribed;
}

Result<SubscriptionView> SubscriptionService::insert(db::Tx& tx, const auth::Principal& caller,
                                                     OrganisationId organisation, const std::string& query,
                                                     const SubscriptionEntry& entry, const std::string& epc_format,
                                                     const std::string& trace_id) {
  store::lock_queries(tx, organisation);
  SH_TRY(const auto named, get_query(tx, organisation, query));
  if (store::count_subscriptions(tx, organisation) >= policy_.subscriptions_max)
    return Error::conflict("subscription_limit", "at most " + std::to_string(policy_.subscriptions_max));
  const auto now = tx.now();
  store::Subscription row;
  row.id = SubscriptionId(make_uuid_v7(now, random_));
  row.organisation = organisation;
  row.query = named.id;
  row.query_name = named.name;
  row.dest = entry.dest;
  if (entry.signatureToken) row.secret = vault_.seal_directly(entry.signatureToken->str(), token_context(row.id));
  row.streams = entry.stream.value_or(false);
  row.schedule = entry.schedule.value_or(ScheduleFields());
  row.report_if_empty = entry.reportIfEmpty.value_or(false);
  row.epc_format = epc_format;
  row.created_at = now;
  row.initial_record_time = row.min_record_time = entry.initialRecordTime.value_or(now);
  row.batch_max = policy_.events_max;
  row.place = place_to_look_at(tx, organisation, 0, std::min(row.initial_record_time, now));
  row.next_at = row.streams ? now : Schedule::parse(row.schedule, "").value().next(now);
  store::insert_subscription(tx, row, caller.actor());
  tell(tx, kSubscribed, row, row.version, {caller.actor(), {}, trace_id});
  return view_of(row);
}

void SubscriptionService::tell(db::Tx& tx, std::string_view type, const store::Subscription& row, std::int64_t version,
                               const Change& change) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "subscription";
  event.aggregate_id = row.id.str();
  event.version = version;
  event.actor = change.actor;
  event.reason = change.reason;
  event.trace_id = change.trace_id;
  event.payload = json::write(SubscriptionTold{row.organisation, row.query}).as_object();
  events::append(tx, random_, event);
}

Task<Result<SubscriptionPage>> SubscriptionService::list(auth::Principal caller, std::string query,
                                                         SubscriptionQuery page) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto before = after_cursor(page.nextPageToken, last_id<SubscriptionId>());
  if (before.has_error()) co_return Error::invalid_field("query/nextPageToken", "invalid_cursor", "as a list gave it");
  auto read = [&](db::Tx& tx) -> Result<SubscriptionPage> {
    SH_TRY(const auto named, get_query(tx, organisation, query));
    SubscriptionPage out;
    for (const auto& row : store::list_subscriptions(tx, organisation, named.id, *before, page.size() + 1))
      out.items.push_back(view_of(row));
    out.next = cut_page(out.items, page.size(), [](const SubscriptionView& view) { return view.subscriptionID; });
    return out;
  };
  auto found = co_await database_.snapshot(read);
  co_return found;
}

Task<Result<SubscriptionView>> SubscriptionService::get(auth::Principal caller, std::string query, SubscriptionId id) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto read = [&](db::Tx& tx) -> Result<SubscriptionView> {
    SH_TRY(const auto row, get_subscription(tx, organisation, query, id));
    return view_of(row);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<void>> SubscriptionService::unsubscribe(auth::Principal caller, std::string query, SubscriptionId id,
                                                    std::string trace_id) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto remove = [&](db::Tx& tx) -> Result<void> {
    SH_TRY(const auto row, lock_subscription(tx, organisation, query, id));
    store::delete_subscription(tx, organisation, row.id);
    tell(tx, kUnsubscribed, row, row.version + 1, {caller.actor(), {}, trace_id});
    return {};
  };
  auto removed = co_await database_.transaction(remove);
  if (removed.has_value()) sequencer_.committed();
  co_return removed;
}

Task<Result<SubscriptionView>> SubscriptionService::resume(auth::Principal caller, std::string query, SubscriptionId id,
                                                           Change change) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto go_on = [&](db::Tx& tx) -> Result<SubscriptionView> {
    SH_TRY(const auto row, lock_subscription(tx, organisation, query, id));
    if (row.state != SubscriptionState::paused) return Error::conflict("subscription_not_paused");
    store::resume_subscription(tx, organisation, row.id);
    tell(tx, kSubscriptionResumed, row, row.version + 1, change);
    return view_of(store::find_subscription(tx, organisation, row.query, row.id).value());
  };
  auto resumed = co_await database_.transaction(go_on);
  if (resumed.has_value()) {
    sequencer_.committed();
    deliveries_.wake();
  }
  co_return resumed;
}

}  // namespace shanhai::traceability
