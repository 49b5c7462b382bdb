#include "services/orders/admission/line.hpp"

#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::int64_t kNumbered = 1000;  // tickets at once
constexpr std::size_t kSeedBytes = 32;
constexpr std::chrono::minutes kJoinedBefore{10};

RushFacts facts_of(const RushRow& row) {
  RushFacts out{row.id,
                row.sku,
                row.supplier,
                row.terms.joins_from,
                row.terms.starts_at,
                row.terms.ends_at,
                row.terms.admitted_per_minute,
                row.terms.window_seconds,
                to_hex(sha256(row.seed)),
                {},
                row.line.numbered,
                row.line.admitted};
  if (row.state != RushState::announced) out.seed = to_hex(row.seed);
  return out;
}

void tell(db::Tx& tx, Context& context, std::string_view type, const RushRow& row, const By& by, json::Object payload) {
  events::append(tx, context.random,
                 {type, "rush", row.id.str(), row.version, by.actor, by.reason, by.trace_id, std::move(payload)});
}

void tell(db::Tx& tx, Context& context, std::string_view type, const RushRow& row, const By& by) {
  tell(tx, context, type, row, by, json::write(facts_of(row)).as_object());
}

std::string make_seed(Random& random) {
  std::string out(kSeedBytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

RushTerms terms_of(const RushBody& body, Instant now) {
  const auto joins_from = body.joins_from.value_or(std::max(now, body.starts_at - kJoinedBefore));
  return {joins_from, body.starts_at, body.ends_at, body.admitted_per_minute.value(), body.window_seconds.value()};
}

// The SKU's stock row, then the rush.
RushRow lock(db::Tx& tx, const RushRow& seen) {
  store::lock_stock(tx, {seen.sku});
  return store::lock_rush(tx, seen.id);
}

void end_rush(db::Tx& tx, Context& context, RushRow& row, RushState state, std::string_view type, const By& by) {
  row.state = state;
  row.ended_at = tx.now();
  ++row.version;
  store::update_rush(tx, row, row.version - 1);
  store::set_rush(tx, row.sku, std::nullopt);
  tell(tx, context, type, row, by);
}

// Gives how many got a place.
std::int64_t give_places(db::Tx& tx, RushRow& row) {
  const auto count = store::number_tickets(tx, row.id, row.line.numbered + 1, kNumbered);
  row.line.numbered += count;
  return count;
}

void let_in(db::Tx& tx, Context& context, RushRow& row) {
  const auto stock = store::find_stock(tx, row.sku);
  const auto before = row.line.admitted;
  if (!stock || stock->sellable() == 0) {
    row.line.reckoned_until = tx.now();  // nobody is let in for nothing; what comes back is sold at the same rate
    return;
  }
  row.line = admit(row.line, row.terms.admitted_per_minute, tx.now());
  if (row.line.admitted == before) return;
  const auto until = tx.now() + std::chrono::seconds(row.terms.window_seconds);
  store::admit_tickets(tx, row.id, before, row.line.admitted, until);
  ++row.version;
  const RushAdmitted told{row.id, before + 1, row.line.admitted, until};
  tell(tx, context, kRushAdmitted, row, {std::string(kSystemActor), {}, "at the set rate"},
       json::write(told).as_object());
}

Result<TicketRow> insert_round(db::Tx& tx, Context& context, BuyerId buyer, const RushRow& rush, std::int64_t round) {
  TicketRow ticket;
  ticket.id = RushTicketId(make_uuid_v7(tx.now(), context.random));
  ticket.rush = rush.id;
  ticket.buyer = buyer;
  ticket.round = round;
  ticket.joined_at = tx.now();
  if (store::insert_ticket(tx, ticket, turn_of(rush.seed, ticket.id.bytes(), tx.now(), rush.terms.starts_at))) {
    return ticket;
  }
  auto first = store::find_newest_ticket(tx, rush.id, buyer);  // the same buyer's other request was quicker
  if (!first) throw std::logic_error("a ticket is there and is not");
  return std::move(*first);
}

}  // namespace

RushView view_of(const RushRow& row, Instant now) {
  RushView out{row.id,
               row.sku,
               row.supplier,
               row.state,
               row.terms.joins_from,
               row.terms.starts_at,
               row.terms.ends_at,
               row.terms.admitted_per_minute,
               row.terms.window_seconds,
               to_hex(sha256(row.seed)),
               {},
               row.line.numbered,
               row.line.admitted,
               {},
               row.announced_at,
               row.ended_at};
  if (row.over(now)) out.seed = to_hex(row.seed);
  if (!row.reason.empty()) out.reason = row.reason;
  return out;
}

Result<RushRow> announce_rush(db::Tx& tx, Context& context, const Command& command, const RushBody& body) {
  RushRow row;
  row.id = RushId(make_uuid_v7(tx.now(), context.random));
  row.sku = body.sku_id;
  row.supplier = command.caller.organisation.value_or(OrganisationId());
  row.terms = terms_of(body, tx.now());
  row.seed = make_seed(context.random);
  row.line.reckoned_until = row.terms.starts_at;
  row.announced_by = command.caller.account;
  row.announced_at = tx.now();
  auto wrong = check_rush(row.terms, tx.now());
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  SH_TRY(const auto stock, store::lock_own_stock(tx, row.sku, row.supplier, "/sku_id"));
  if (stock.rush) return Error::conflict("rush_exists", "a rush of the SKU has not ended");
  store::insert_rush(tx, row);
  store::set_rush(tx, row.sku, row.id);
  tell(tx, context, kRushAnnounced, row, by_of(command, "announced"));
  SHANHAI_FAILPOINT("orders.rush_announcing.before_commit");
  return row;
}

Result<RushRow> cancel_rush(db::Tx& tx, Context& context, const Command& command, RushId id,
                            const std::string& reason) {
  SH_TRY(const auto seen, store::get_rush(tx, id, command.caller.organisation.value_or(OrganisationId())));
  auto row = lock(tx, seen);
  if (row.over(tx.now())) return Error::conflict("rush_over");
  row.reason = reason;
  end_rush(tx, context, row, RushState::cancelled, kRushCancelled, by_of(command, "cancelled"));
  SHANHAI_FAILPOINT("orders.rush_cancelling.before_commit");
  return row;
}

Result<TicketRow> join_rush(db::Tx& tx, Context& context, BuyerId buyer, RushId id, bool full) {
  SH_TRY(const auto rush, store::get_rush(tx, id, std::nullopt));
  if (rush.over(tx.now())) return Error::conflict("rush_over");
  if (tx.now() < rush.terms.joins_from) {
    return Error::conflict("rush_not_open").with("joins_from", json::Value(to_rfc3339(rush.terms.joins_from)));
  }
  const auto newest = store::find_newest_ticket(tx, id, buyer);
  const bool missed = newest && state_of(newest->times(), false, tx.now()) == TicketState::missed;
  if (newest && !missed && !SHANHAI_PLANTED_BUG("orders.ticket_given_twice")) return *newest;
  if (full) return Error::conflict("rush_full", "as many are in line as may be");
  auto ticket = insert_round(tx, context, buyer, rush, newest ? newest->round + 1 : 1);
  SHANHAI_FAILPOINT("orders.rush_joining.before_commit");
  return ticket;
}

Result<bool> move_line(db::Tx& tx, Context& context, RushId id) {
  SH_TRY(const auto seen, store::get_rush(tx, id, std::nullopt));
  if (seen.state != RushState::announced) return false;
  if (seen.over(tx.now())) {
    auto row = lock(tx, seen);
    if (row.state == RushState::announced)
      end_rush(tx, context, row, RushState::ended, kRushEnded, {std::string(kSystemActor), {}, "its time is over"});
    SHANHAI_FAILPOINT("orders.rush_ending.before_commit");
    return false;
  }
  auto row = store::lock_rush(tx, id);
  if (row.state != RushState::announced) return false;
  const auto old_version = row.version;
  const auto before = row.line;
  const auto numbered = give_places(tx, row);
  let_in(tx, context, row);
  const bool changed = row.version != old_version || row.line.numbered != before.numbered ||
                       row.line.reckoned_until != before.reckoned_until;
  if (changed) store::update_rush(tx, row, old_version);
  SHANHAI_FAILPOINT("orders.rush_admission.before_commit");
  return numbered == kNumbered;
}

}  // namespace shanhai::orders
