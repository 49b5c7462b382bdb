// Subscriptions, and how far each has got.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/traceability/query/named.hpp"
#include "services/traceability/subscription/api.hpp"

namespace shanhai::traceability::store {

struct Subscription {
  SubscriptionId id;
  OrganisationId organisation;
  NamedQueryId query;
  std::string query_name, dest;
  std::string secret;  // sealed; empty: none
  bool streams = true;
  ScheduleFields schedule;
  bool report_if_empty = false;
  std::string epc_format;
  Instant created_at{}, initial_record_time{}, min_record_time{};
  std::int64_t version = 1;
  SubscriptionState state = SubscriptionState::active;

  std::uint64_t place = 0;  // everything before it is done
  Instant caught_up_at{}, next_at{};
  bool run_reported = false;
  std::int64_t batch_max = 0;

  std::optional<DeliveryId> delivery;  // under way
  std::uint64_t delivery_next = 0;
  bool delivery_last = false;
  std::optional<Instant> delivery_at;
  std::int64_t fence = 0;
  Instant leased_until{};

  std::int64_t attempts = 0;
  std::string failure;
  std::optional<Instant> failing_since, failed_at, last_notified_at;
};

void insert_subscription(db::Tx& tx, const Subscription& row, const std::string& actor);
std::optional<Subscription> find_subscription(db::Tx& tx, OrganisationId organisation, NamedQueryId query,
                                              SubscriptionId id);
// Newest first, those before `before`.
std::vector<Subscription> list_subscriptions(db::Tx& tx, OrganisationId organisation, NamedQueryId query,
                                             SubscriptionId before, std::int64_t limit);
std::int64_t count_subscriptions(db::Tx& tx, OrganisationId organisation);
std::optional<Subscription> lock_subscription(db::Tx& tx, OrganisationId organisation, NamedQueryId query,
                                              SubscriptionId id);
std::optional<Subscription> lock_subscription(db::Tx& tx, SubscriptionId id);  // for who delivers, to anybody
// An organisation's queries, all of them: until the end of the transaction nobody else subscribes to any, and none is
// deleted.
void lock_queries(db::Tx& tx, OrganisationId organisation);
void delete_subscription(db::Tx& tx, OrganisationId organisation, SubscriptionId id);
void delete_subscriptions_of(db::Tx& tx, OrganisationId organisation, NamedQueryId query);

struct DueSubscription {
  SubscriptionId id;
  OrganisationId organisation;
};
// Whose time has come, and that nobody has leased; the longest due first.
std::vector<DueSubscription> list_due_subscriptions(db::Tx& tx, std::int64_t limit);
std::vector<DueSubscription> list_due_subscriptions(db::Tx& tx, OrganisationId organisation, std::int64_t limit);
// Whose subscriptions these are, leased or not.
std::vector<OrganisationId> list_due_organisations(db::Tx& tx, std::int64_t limit);
// It is not due before then, if it is now.
void put_off_subscription(db::Tx& tx, SubscriptionId id, Instant until);
// Streams that wait for events are due now: those of these organisations, or all. `organisations`: not empty. What is
// being looked at for new events is waited for: it may not have seen these, and be about to say that it waits for more.
void wake_streams_of(db::Tx& tx, const std::vector<OrganisationId>& organisations);
void wake_streams(db::Tx& tx);
// Whose events have the places from `from` to before `to`.
std::vector<OrganisationId> list_arrivals(db::Tx& tx, std::uint64_t from, std::uint64_t to);
// When the oldest of the events that have no place yet was recorded.
std::optional<Instant> find_oldest_waiting(db::Tx& tx);
// When the organisation's first event was recorded, of those recorded at `from` or later.
std::optional<Instant> find_first_recorded(db::Tx& tx, OrganisationId organisation, Instant from);
// The least place of its events recorded between the two. nullopt: none has a place.
std::optional<std::uint64_t> find_least_place(db::Tx& tx, OrganisationId organisation, Instant from, Instant to);

// Under the row's lock. The lease's fence is the row's plus one.
void lease_subscription(db::Tx& tx, const Subscription& row, Instant until);
// Nothing was to be sent; as `row` says now.
void advance_subscription(db::Tx& tx, const Subscription& row);

inline constexpr std::size_t kFailureBytes = 255;  // of why a delivery failed; a longer text is cut
// How a delivery ended. False: somebody else has the subscription by now, or it is gone.
bool take_delivery(db::Tx& tx, const Subscription& row, Instant next_at, bool run_reported);
bool split_delivery(db::Tx& tx, const Subscription& row, std::int64_t batch_max);
bool fail_delivery(db::Tx& tx, const Subscription& row, const std::string& failure, Instant next_at,
                   SubscriptionState state);
void resume_subscription(db::Tx& tx, OrganisationId organisation, SubscriptionId id);

}  // namespace shanhai::traceability::store
