// Suppliers announce a rush, buyers join its line and ask for their place, a loop draws and lets in. The order writer
// looks at the tickets (placement/conditions.hpp).
//
// All of it stands in SQL: a rush survives the loss of every process and of Redis. While nothing runs nobody is let in,
// and nobody's window passes that was not opened.
#pragma once

#include "common/async/background.hpp"
#include "common/db/idempotency.hpp"
#include "services/orders/admission/book.hpp"
#include "services/orders/admission/views.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders {

class Rushes {
 public:
  explicit Rushes(Context& context) : context_(context), book_(context.database, context.clock) {}

  // sku_not_found: not the caller's, or a bundle; conflict rush_exists: one of the SKU has not ended; invalid: times
  // that make no sense.
  Task<Result<db::Replayable<RushView>>> announce(const Command& command, RushBody body, db::IdempotencyKey key);
  Task<Result<RushPage>> rushes(const auth::Principal& caller, http::PageQuery query);  // a supplier's own
  // Sold to everybody again. rush_not_found; conflict rush_over.
  Task<Result<RushView>> cancel(const Command& command, RushId id, std::string reason);

  // One place per buyer: whoever is in line already gets the same ticket again; who missed the window joins anew, at
  // the end. rush_not_found; conflict rush_not_open, rush_over, rush_full: as many places are given as may be, as of a
  // moment ago.
  Task<Result<db::Replayable<TicketView>>> join(const Command& command, RushId id, db::IdempotencyKey key);
  Task<Result<TicketView>> ticket(const auth::Principal& caller, RushTicketId id);  // rush_ticket_not_found
  // Every place, and nobody's name. rush_not_found.
  Task<Result<RushRecord>> record(const auth::Principal& caller, RushId id, http::PageQuery query);

  // Gives places, lets in, ends what is over; gives how many rushes it looked at.
  Task<std::int64_t> run_due();
  Task<> loop(Loop& loop);

 private:
  Task<Result<TicketView>> view(TicketRow ticket);

  Context& context_;
  LineBook book_;
};

}  // namespace shanhai::orders
