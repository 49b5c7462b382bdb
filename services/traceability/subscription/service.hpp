// Subscribing to named queries, and what becomes of it. Everything is the caller's organisation's own.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/idempotency.hpp"
#include "common/events/stream.hpp"
#include "services/traceability/scope.hpp"
#include "services/traceability/subscription/deliveries.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kSubscribed = "traceability.subscription_created";
inline constexpr std::string_view kUnsubscribed = "traceability.subscription_deleted";
inline constexpr std::string_view kSubscriptionResumed = "traceability.subscription_resumed";

class SubscriptionService {
 public:
  SubscriptionService(db::Database& database, events::Sequencer& sequencer, const auth::Vault& vault, Random& random,
                      Deliveries& deliveries, SubscriptionPolicy policy)
      : database_(database),
        sequencer_(sequencer),
        vault_(vault),
        random_(random),
        deliveries_(deliveries),
        policy_(std::move(policy)) {}

  // `key`: of a request that may be repeated. not_found query; invalid: a destination that is never called, a schedule
  // that is none, neither schedule nor stream or both; conflict subscription_limit.
  Task<Result<db::Replayable<SubscriptionView>>> subscribe(auth::Principal caller, std::string query,
                                                           SubscriptionEntry entry, std::string epc_format,
                                                           std::optional<db::IdempotencyKey> key, std::string trace_id);
  Task<Result<SubscriptionPage>> list(auth::Principal caller, std::string query, SubscriptionQuery page);
  // not_found query, subscription.
  Task<Result<SubscriptionView>> get(auth::Principal caller, std::string query, SubscriptionId id);
  Task<Result<void>> unsubscribe(auth::Principal caller, std::string query, SubscriptionId id, std::string trace_id);
  // Goes on where it was paused. conflict subscription_not_paused.
  Task<Result<SubscriptionView>> resume(auth::Principal caller, std::string query, SubscriptionId id, Change change);

 private:
  Result<void> check(const SubscriptionEntry& entry) const;
  Result<SubscriptionView> insert(db::Tx& tx, const auth::Principal& caller, OrganisationId organisation,
                                  const std::string& query, const SubscriptionEntry& entry,
                                  const std::string& epc_format, const std::string& trace_id);
  void tell(db::Tx& tx, std::string_view type, const store::Subscription& row, std::int64_t version,
            const Change& change);

  db::Database& database_;
  events::Sequencer& sequencer_;
  const auth::Vault& vault_;
  Random& random_;
  Deliveries& deliveries_;
  const SubscriptionPolicy policy_;
};

}  // namespace shanhai::traceability
