#include "services/orders/admission/service.hpp"

#include <charconv>

#include "services/orders/admission/line.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/ordering/fair_loop.hpp"
#include "services/orders/paging.hpp"

namespace shanhai::orders {
namespace {

constexpr std::string_view kAdmission = "rush_admission";
constexpr std::chrono::milliseconds kPause(500);

Result<RushPage> read_page(db::Tx& tx, const auth::Principal& caller, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<RushId>(query.cursor));
  auto rows = store::list_rushes(tx, owner_of(caller), before, query.size() + 1);
  RushPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const RushRow& row) { return row.id; });
  for (const auto& row : rows) page.items.push_back(view_of(row, tx.now()));
  return page;
}

// The place of the last one seen.
Result<std::int64_t> place_of(const CursorText& cursor) {
  if (!cursor) return std::int64_t{0};
  const auto& text = cursor->str();
  std::int64_t out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failed != std::errc() || end != text.data() + text.size() || out < 0)
    return Error::invalid_field("query/cursor", "invalid_cursor");
  return out;
}

Result<RushRecord> read_record(db::Tx& tx, const auth::Principal& caller, RushId id, const http::PageQuery& query) {
  SH_TRY(const auto after, place_of(query.cursor));
  SH_TRY(const auto rush, store::get_rush(tx, id, owner_of(caller)));
  auto rows = store::list_tickets(tx, id, after, query.size() + 1);
  RushRecord out;
  out.rush = view_of(rush, tx.now());
  if (rows.size() > static_cast<std::size_t>(query.size())) {
    rows.pop_back();
    out.next_cursor = std::to_string(*rows.back().place);
  }
  for (const auto& row : rows) {
    out.items.push_back(
        {*row.place, row.id, row.round, row.joined_at, row.admitted_at, row.admitted_until, row.used_at, row.units});
  }
  return out;
}

// Who waits and knows the place needs to know only how far the line has moved.
bool may_have_changed(const TicketRow& ticket, const Standing& standing, Instant now) {
  if (ticket.place) return *ticket.place <= standing.rush.line.admitted;
  return now >= standing.rush.terms.starts_at;
}

TicketView view_of(const TicketRow& ticket, const Standing& standing, Instant now) {
  const auto& rush = standing.rush;
  const auto state = state_of(ticket.times(), rush.over(now), now);
  TicketView out{ticket.id,          ticket.rush,          rush.sku, state, ticket.place, {}, standing.unnumbered, {},
                 ticket.admitted_at, ticket.admitted_until};
  out.units = ticket.units;
  out.joined_at = ticket.joined_at;
  out.nothing_left = standing.sellable == 0;
  if (state != TicketState::waiting) return out;
  const auto& line = rush.line;
  // Somebody who will be drawn stands in the middle, by and large; who came later stands at the end.
  const auto behind = ticket.joined_at < rush.terms.starts_at ? standing.unnumbered / 2 : standing.unnumbered;
  const auto place = ticket.place.value_or(line.numbered + std::max<std::int64_t>(behind, 1));
  if (ticket.place) out.ahead = std::max<std::int64_t>(place - line.admitted - 1, 0);
  out.expected_at = expected_at(place, line, rush.terms, now);
  out.ask_again_seconds = ask_again(*out.expected_at, now).count();
  return out;
}

}  // namespace

Task<Result<db::Replayable<RushView>>> Rushes::announce(const Command& command, RushBody body, db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<RushView> {
      SH_TRY(const auto row, announce_rush(tx, context_, command, body));
      return view_of(row, tx.now());
    });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<RushPage>> Rushes::rushes(const auth::Principal& caller, http::PageQuery query) {
  auto read = [caller, query](db::Tx& tx) { return read_page(tx, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<RushView>> Rushes::cancel(const Command& command, RushId id, std::string reason) {
  auto work = [this, command, id, reason](db::Tx& tx) -> Result<RushView> {
    SH_TRY(const auto row, cancel_rush(tx, context_, command, id, reason));
    return view_of(row, tx.now());
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<TicketView>>> Rushes::join(const Command& command, RushId id, db::IdempotencyKey key) {
  const auto buyer = buyer_of(command.caller);
  // Nobody counts the line for each who joins: what is remembered of it is a second old at most.
  SH_CO_TRY(const auto standing, co_await book_.standing(id));
  const bool full = standing.rush.line.numbered + standing.unnumbered >= context_.policy.rush_places;
  auto work = [this, buyer, id, key, full](db::Tx& tx) -> Result<db::Replayable<TicketRow>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<TicketRef> {
             SH_TRY(const auto ticket, join_rush(tx, context_, buyer, id, full));
             return TicketRef{ticket.id};
           }));
    auto ticket = store::find_ticket(tx, done.value.rush_ticket_id, buyer);
    if (!ticket) return Error::not_found("rush_ticket");
    return db::Replayable<TicketRow>{std::move(*ticket), done.replayed};
  };
  SH_CO_TRY(auto joined, co_await context_.database.transaction(work));
  SH_CO_TRY(auto out, co_await view(joined.value));
  co_return db::Replayable<TicketView>{std::move(out), joined.replayed};
}

Task<Result<TicketView>> Rushes::ticket(const auth::Principal& caller, RushTicketId id) {
  const auto buyer = buyer_of(caller);
  if (const auto known = book_.find(id, buyer)) {
    SH_CO_TRY(const auto standing, co_await book_.standing(known->rush));
    const auto now = context_.clock.now();
    if (!may_have_changed(*known, standing, now)) co_return view_of(*known, standing, now);
  }
  auto read = [id, buyer](db::Tx& tx) -> Result<TicketRow> {
    auto found = store::find_ticket(tx, id, buyer);
    if (!found) return Error::not_found("rush_ticket");
    return std::move(*found);
  };
  SH_CO_TRY(auto found, co_await context_.database.snapshot(read));
  auto out = co_await view(std::move(found));
  co_return out;
}

Task<Result<TicketView>> Rushes::view(TicketRow ticket) {
  book_.remember(ticket);
  SH_CO_TRY(const auto standing, co_await book_.standing(ticket.rush));
  co_return view_of(ticket, standing, context_.clock.now());
}

Task<Result<RushRecord>> Rushes::record(const auth::Principal& caller, RushId id, http::PageQuery query) {
  auto read = [caller, id, query](db::Tx& tx) { return read_record(tx, caller, id, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<std::int64_t> Rushes::run_due() {
  bool more = false;
  DueWork due;
  due.loop = kAdmission;
  due.list = [](db::Tx& tx, std::int64_t limit) {
    std::vector<IdBytes> out;
    for (const auto& id : store::list_rushes_due(tx, kAdmission, limit)) out.push_back(id.bytes());
    return out;
  };
  due.work = [this, &more](db::Tx& tx, const IdBytes& id) -> Result<bool> {
    SH_TRY(const bool again, move_line(tx, context_, RushId(id)));
    more = more || again;
    return true;
  };
  auto moved = co_await orders::run_due(context_, due);
  while (more) {
    more = false;
    moved = co_await orders::run_due(context_, due);
  }
  co_return moved;
}

Task<> Rushes::loop(Loop& loop) {
  while (!loop.stopping()) {
    co_await run_due();
    co_await loop.pause(kPause);
  }
}

}  // namespace shanhai::orders
