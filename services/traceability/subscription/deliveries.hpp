// Sends subscribers what their queries find, by webhook.
//
// A delivery is one document: committed with an id of its own under a lease, then sent, then its end is committed; only
// a 2xx moves the subscription's place. So nothing is missed, each subscriber gets one document at a time, in order,
// and the same one again, under the same id, only where nobody knows whether it had arrived. The lease's fence lets an
// old holder change nothing once another has taken over.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "common/async/background.hpp"
#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "common/http/client_caller.hpp"
#include "services/traceability/subscription/batch.hpp"
#include "services/traceability/subscription/feed.hpp"
#include "services/traceability/subscription/store.hpp"
#include "services/traceability/subscription/webhook.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kSubscriptionPaused = "traceability.subscription_paused";

// Payload of all events about subscriptions.
struct SubscriptionTold {
  OrganisationId organisation;
  NamedQueryId query;
};
BOOST_DESCRIBE_STRUCT(SubscriptionTold, (), (organisation, query))

// What a signature token is sealed for.
std::string token_context(SubscriptionId id);

class Deliveries {
 public:
  Deliveries(db::Database& database, const auth::Vault& vault, Random& random, const epcis::Names& names, Feed& feed,
             SubscriptionPolicy policy);

  Task<> run(Loop& loop);
  void wake();  // something has become due; from any thread
  // For tests: all that is due, one after the other; gives how many deliveries were taken.
  Task<std::int64_t> run_once();

 private:
  // A delivery that this process has leased.
  struct Prepared {
    store::Subscription subscription;
    std::int64_t events = 0;  // of its document
    http::ClientRequest request;
    std::string failure;                                // why there is no request
    std::chrono::steady_clock::time_point send_before;  // so that it ends within its lease
  };
  struct Answer {
    Outcome outcome = Outcome::failed;
    std::string failure;
    std::chrono::seconds retry_after{0};
  };

  Task<std::vector<store::DueSubscription>> list_due();
  void start(const store::DueSubscription& due, Executor executor);
  Task<> deliver(store::DueSubscription due);
  Task<bool> attempt(SubscriptionId id);    // as carry_out; what cannot be carried out is put off
  Task<bool> carry_out(SubscriptionId id);  // true: it was taken
  Result<std::optional<Prepared>> prepare(db::Tx& tx, SubscriptionId id);
  std::vector<std::string> prepare_new(db::Tx& tx, store::Subscription& row, const SubscribedView& view);
  void make_request(Prepared& prepared, std::vector<std::string> events) const;
  http::ClientRequest request_of(const store::Subscription& row, std::vector<std::string> events) const;
  Task<Answer> send(Prepared& prepared);
  Result<bool> conclude(db::Tx& tx, const Prepared& prepared, const Answer& answer);
  bool conclude_taken(db::Tx& tx, const store::Subscription& row);
  bool conclude_failed(db::Tx& tx, const store::Subscription& row, const Answer& answer);

  db::Database& database_;
  const auth::Vault& vault_;
  Random& random_;
  const epcis::Names& names_;
  Feed& feed_;
  const SubscriptionPolicy policy_;
  http::Caller caller_;
  std::atomic<Loop*> loop_{nullptr};
  std::set<SubscriptionId> under_way_;  // of the loop's thread, as is the next
  std::map<OrganisationId, int> under_way_of_;
};

}  // namespace shanhai::traceability
