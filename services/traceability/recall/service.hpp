// Recalls: from the moment one is recorded nothing of the lot, nor of what was made of it, moves here; it is confirmed
// when orders has committed the block, in the transaction that also writes down whom it will tell. The intent is
// durable and carried out until then.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/db/idempotency.hpp"
#include "common/events/stream.hpp"
#include "services/orders/api.hpp"
#include "services/traceability/epcis/recorder.hpp"
#include "services/traceability/graph/follower.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/recall/reach.hpp"
#include "services/traceability/recall/store.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {

class RecallService {
 public:
  RecallService(db::Database& database, events::Sequencer& sequencer, const epcis::Recorder& recorder, Random& random)
      : database_(database), sequencer_(sequencer), recorder_(recorder), random_(random) {}
  void connect(std::shared_ptr<orders::Api> orders) { orders_ = std::move(orders); }
  // Without one, or while it is behind, the tables answer.
  void connect(graph::Follower& graph) { graph_ = &graph; }

  // conflict lot_recalled: it is already.
  Task<Result<db::Replayable<RecallView>>> recall(auth::Principal caller, db::IdempotencyKey key, LotId lot,
                                                  RecallEntry entry, std::string trace_id);
  // What it reaches, or would reach. lot_not_found.
  Task<Result<RecallView>> get(auth::Principal caller, LotId lot);
  Task<Result<RecallOrdersPage>> orders(auth::Principal caller, LotId lot, RecallOrdersQuery query);
  // Throws Unavailable while orders is away.
  Task<Result<RecallNotices>> notices(auth::Principal caller, LotId lot);

  // The same for a lot of which something else shows that it must not be sold, such as a failed test: in the caller's
  // transaction, of a lot that is locked. What was recalled before stays as it is.
  Result<RecallReceipt> ask_recalled(db::Tx& tx, store::LotRow lot, const std::string& reason, const Change& change);
  void record(db::Tx& tx, store::LotRow origin, const std::string& reason, const Change& change);
  // Ends the recalls that a failed test began, of the lot and what was made of it, where nothing else keeps a lot: a
  // test that failed, a recall of its own that somebody asked for, something recalled or failed that it was made of.
  // In the caller's transaction, of a lot that is locked and whose failed tests are counted already. Gives how many.
  std::int64_t lift(db::Tx& tx, store::LotRow origin, const std::string& reason, const Change& change);
  // Tells orders to sell again what was lifted; gives how many lots it has released. For the loop, and at once.
  Task<std::int64_t> carry_out_lifts();
  // Tries at once what was recorded for the lot and what was made of it; what does not succeed is carried out later.
  Task<> carry_out_of(OrganisationId supplier, LotId lot);

  // Carries out what is due; gives how many lots were confirmed. For the loop.
  Task<std::int64_t> carry_out_due();

 private:
  Result<RecallReceipt> write(db::Tx& tx, OrganisationId supplier, LotId lot, const std::string& reason,
                              const Change& change);
  // From the graph, else from the tables.
  Task<Result<Reach>> reach(LotId lot, OrganisationId supplier);
  static Result<RecallView> view(db::Tx& tx, OrganisationId supplier, LotId lot, Reach reach);
  Task<> add_on_hand(RecallView& view);
  Task<bool> carry_out(store::RecallRow recall);  // true: confirmed
  Task<bool> carry_out_lift(store::LiftRow lift);
  static std::vector<store::LotRow> lock_with_descendants(db::Tx& tx, store::LotRow origin);

  db::Database& database_;
  events::Sequencer& sequencer_;
  const epcis::Recorder& recorder_;
  Random& random_;
  std::shared_ptr<orders::Api> orders_;
  graph::Follower* graph_ = nullptr;
};

}  // namespace shanhai::traceability
