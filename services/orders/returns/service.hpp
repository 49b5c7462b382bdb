// Returns, exchanges and quality complaints: asked for by the buyer, answered and inspected by the supplier, decided by
// the platform where they do not agree; then money and stock follow.
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "services/orders/context.hpp"
#include "services/orders/refunds/service.hpp"
#include "services/orders/returns/evidence.hpp"
#include "services/orders/returns/steps.hpp"
#include "services/orders/returns/views.hpp"

namespace shanhai::orders {

class Returns {
 public:
  Returns(Context& context, Refunds& refunds) : context_(context), refunds_(refunds) {}

  // A return without reason is approved with it. order_not_found; invalid /lines..., /evidence; conflict order_state,
  // order_not_paid, return_window_over, more_than_bought; unprocessable no_return_goods, remedy_needs_quality,
  // evidence_required, several_addresses, file_refused.
  Task<Result<db::Replayable<ReturnView>>> request(const Command& command, ReturnBody body, db::IdempotencyKey key);
  Task<Result<ReturnPage>> returns(const auth::Principal& caller, ReturnQuery query);
  Task<Result<ReturnView>> get(const auth::Principal& caller, ReturnId id);  // return_not_found

  // Steps that move neither money nor stock away; errors as in steps.hpp.
  using Step = Result<void> (*)(ReturnChange& change, const By& by);
  Task<Result<ReturnView>> step(const Command& command, ReturnId id, std::string reason, Step step);
  Task<Result<ReturnView>> decide(const Command& command, ReturnId id, bool approve, std::string reason);
  Task<Result<ReturnView>> send(const Command& command, ReturnId id, Waybill waybill);
  Task<Result<ReturnView>> dispute(const Command& command, ReturnId id, DisputeBody body);
  Task<Result<ReturnView>> add_evidence(const Command& command, ReturnId id, EvidenceBody body);
  Task<Result<EvidenceContent>> evidence(const auth::Principal& caller, ReturnId id, FileId file);

  // Steps that do.
  Task<Result<db::Replayable<ReturnView>>> refund(const Command& command, ReturnId id, std::string reason,
                                                  db::IdempotencyKey key);
  Task<Result<db::Replayable<ReturnView>>> receive(const Command& command, ReturnId id, ReceiveBody body,
                                                   db::IdempotencyKey key);
  Task<Result<db::Replayable<ReturnView>>> receive(const Command& command, ReturnId id, bool restock,
                                                   db::IdempotencyKey key) {
    return receive(command, id, ReceiveBody{restock, {}}, std::move(key));
  }
  Task<Result<db::Replayable<ReturnView>>> sort(const Command& command, ReturnId id, ReceiveBody body,
                                                db::IdempotencyKey key);
  Task<Result<db::Replayable<ReturnView>>> ship(const Command& command, ReturnId id, Waybill waybill,
                                                db::IdempotencyKey key);
  Task<Result<db::Replayable<ReturnView>>> rule(const Command& command, ReturnId id, RulingBody body,
                                                db::IdempotencyKey key);

  // The caller's own, where it takes goods back. invalid /division; return_address_not_found.
  Task<Result<identity::DeliveryAddress>> put_address(const Command& command, identity::DeliveryAddress address);
  Task<Result<identity::DeliveryAddress>> address(const auth::Principal& caller);

  // Takes the steps whose time has come; gives how many.
  Task<std::int64_t> run_due();
  Task<> run_loop(Loop& loop);

 private:
  template <class F>
  Task<Result<ReturnView>> change(Command command, ReturnId id, std::string reason, F f);
  template <class F>
  Task<Result<db::Replayable<ReturnView>>> change_once(Command command, ReturnId id, std::string reason,
                                                       db::IdempotencyKey key, F f);
  // Before anything is written to disk for somebody.
  Task<Result<void>> may_see(const auth::Principal& caller, ReturnId id);

  Context& context_;
  Refunds& refunds_;
};

}  // namespace shanhai::orders
