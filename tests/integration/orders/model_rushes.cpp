// The line of a rush: in the model, and as suppliers announce it and buyers stand in it.
#include <algorithm>

#include "common/base/encoding.hpp"
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace model {

Ticket* Rush::newest_of(const std::string& buyer) {
  const auto found =
      std::find_if(tickets.rbegin(), tickets.rend(), [&](const Ticket& ticket) { return ticket.buyer == buyer; });
  return found == tickets.rend() ? nullptr : &*found;
}

Rush* Model::rush_of(SkuId sku) {
  const auto found = std::find_if(rushes.rbegin(), rushes.rend(),
                                  [&](const Rush& rush) { return rush.sku == sku && rush.holds(now); });
  return found == rushes.rend() ? nullptr : &*found;
}

// What the writer says first of all. `ticket`: the one that is shown, nullptr: none.
std::string Model::judge_turn(const Rush& rush, const Ticket* ticket, const std::string& buyer) const {
  if (now < rush.starts_at) return "rush_not_started";
  const bool of_it = ticket && std::any_of(rush.tickets.begin(), rush.tickets.end(),
                                           [&](const Ticket& one) { return &one == ticket; });
  if (!of_it || ticket->buyer != buyer) return "rush_ticket_required";
  if (ticket->may_place(now)) return "";
  return ticket->admitted_until ? "rush_ticket_missed" : "rush_ticket_not_admitted";
}

// Looks are far apart: each lets in what ten seconds are worth, as long as anything is left.
void Model::let_in(Rush& rush) {
  if (shelf(rush.sku).sellable() <= 0) return;
  const auto numbered =
      std::count_if(rush.tickets.begin(), rush.tickets.end(), [](const Ticket& ticket) { return ticket.place > 0; });
  const auto before = rush.admitted;
  rush.admitted = std::min<std::int64_t>(numbered, before + rush.per_look);
  for (auto& ticket : rush.tickets) {
    if (ticket.place > before && ticket.place <= rush.admitted) ticket.admitted_until = now + rush.window;
  }
}

}  // namespace model

using std::chrono::minutes;

void ModelRun::add_rushed(OrganisationId supplier) {
  rushed_.push_back(make_product(supplier).sku);
  for (int i = 0; i < 2; ++i) receive_lot(model_.shelf(rushed_.back()));
  announce_rush(model_.shelf(rushed_.back()));
}

void ModelRun::tend_rushes() {
  for (const auto& sku : rushed_) {
    ++operations_;
    auto* rush = model_.rush_of(sku);
    const auto what = dice(20);
    if (!rush || what == 0) {
      announce_rush(model_.shelf(sku));
    } else if (what == 1) {
      cancel_rush(*rush);
    } else if (what < 5) {
      receive_lot(model_.shelf(sku));
    }
  }
}

void ModelRun::announce_rush(model::Shelf& shelf) {
  const auto sku = shelf.product.sku;
  const auto now = db.clock.now();
  RushBody body;
  body.sku_id = sku;
  body.joins_from = now;
  body.starts_at = now + minutes(5 + 7 * dice(2));
  body.ends_at = body.starts_at + minutes(20 + dice(100));
  const auto per_look = static_cast<std::int64_t>(1 + dice(5));
  body.admitted_per_minute = 6 * per_look;
  const auto window = static_cast<std::int64_t>(60 * (5 + dice(30)));
  body.window_seconds = window;
  const bool known = std::any_of(model_.rushes.begin(), model_.rushes.end(),
                                 [&](const model::Rush& rush) { return rush.sku == sku && !rush.over; });
  const auto command = by(seller(shelf.product.supplier));
  auto announced = run(parts.rushes.announce(command, body, key()));
  if (!check("announce a rush", announced, known ? "rush_exists" : "")) return;
  auto& rush = model_.rushes.emplace_back();
  rush.id = announced->value.rush_id;
  rush.sku = sku;
  rush.joins_from = now;
  rush.starts_at = body.starts_at;
  rush.ends_at = body.ends_at;
  rush.per_look = per_look;
  rush.window = std::chrono::seconds(window);
  rush.seed_digest = announced->value.seed_digest;
}

void ModelRun::cancel_rush(model::Rush& rush) {
  const auto command = by(seller(model_.shelf(rush.sku).product.supplier));
  auto cancelled = run(parts.rushes.cancel(command, rush.id, "货没到"));
  if (!check("cancel a rush", cancelled, "")) return;
  rush.over = true;
  expect_drawn(rush, *cancelled);
}

// Some join, one of them several times at once.
void ModelRun::join_some() {
  for (auto& rush : model_.rushes) {
    if (rush.over && dice(10) != 0) continue;
    for (int i = 0; i < 4; ++i) {
      const auto who = dice(3) == 0 ? one_of(units_) : one_of(regulars_).buyer;
      const bool busy = !joining_.insert(model::name_of_buyer(who) + rush.id.str()).second;
      for (int times = dice(6) == 0 ? 3 : 1; times > 0 && !busy; --times) spawn(join(rush, who));
    }
  }
}

// Whoever stands in line has one ticket; whoever missed their time stands at the end.
Task<> ModelRun::join(model::Rush& rush, auth::Principal who) {
  const auto now = db.clock.now();
  const bool over = rush.over || now >= rush.ends_at;
  const auto command = by(who);
  auto task = parts.rushes.join(command, rush.id, key());
  auto joined = co_await std::move(task);
  if (!check("join a rush", joined, over ? "rush_over" : "")) co_return;
  const auto buyer = model::name_of_buyer(who);
  const auto id = joined->value.rush_ticket_id;
  const auto* known = rush.newest_of(buyer);
  if (known && !known->missed(now)) {
    EXPECT_EQ(id, known->id) << "a second place in the line of " << rush.id.str();
    co_return;
  }
  EXPECT_FALSE(known && known->id == id) << "the time of this one is over: " << id.str();
  auto& ticket = rush.tickets.emplace_back();
  ticket.id = id;
  ticket.buyer = buyer;
  ticket.who = who;
  ticket.joined_at = now;
}

// Goods in a rush, with a ticket that is admitted, mostly; with another's, an old one, or none.
void ModelRun::ask_in_rush(Attempt& attempt, SkuId sku) {
  auto* rush = model_.rush_of(sku);
  if (!rush || rush->tickets.empty()) return;
  auto* ticket = &rush->tickets[dice(rush->tickets.size())];
  const bool any = dice(4) == 0;
  for (std::size_t i = 0; i < rush->tickets.size() && !any && !ticket->may_place(db.clock.now()); ++i)
    ticket = &rush->tickets[dice(rush->tickets.size())];
  const auto what = dice(12);
  if (what != 0) attempt.buyer = ticket->who;
  if (what == 1) return;  // and shows none
  attempt.ticket = ticket;
  attempt.body.rush_tickets = std::vector<RushTicketId>{ticket->id};
}

std::string ModelRun::judge_rush(const Attempt& attempt) {
  for (const auto& [sku, units] : units_of(attempt.body)) {
    auto* rush = model_.rush_of(sku);
    if (!rush) continue;
    auto code = model_.judge_turn(*rush, attempt.ticket, model::name_of_buyer(attempt.buyer));
    if (!code.empty()) return code;
  }
  return "";
}

void ModelRun::use_ticket(const Attempt& attempt) {
  for (const auto& [sku, units] : units_of(attempt.body)) {
    if (model_.rush_of(sku)) attempt.ticket->units += units;
  }
}

void ModelRun::run_rushes() {
  run(parts.rushes.run_due());
  for (auto& rush : model_.rushes) {
    if (rush.over) continue;
    if (db.clock.now() >= rush.ends_at) {
      rush.over = true;
      const auto reader = seller(model_.shelf(rush.sku).product.supplier);
      auto seen = run(parts.rushes.record(reader, rush.id, {}));
      if (check("read the record of a rush", seen, "")) expect_drawn(rush, seen->rush);
    } else if (db.clock.now() >= rush.starts_at) {
      learn_places(rush);
      model_.let_in(rush);
    }
    expect_line(rush);
  }
}

// Who joined before the start is drawn, who came later stands behind in the order of arrival; a place is kept.
void ModelRun::learn_places(model::Rush& rush) {
  constexpr db::Query kPlaces{"test.model_places", "SELECT id, place FROM rush_ticket WHERE rush = :rush"};
  std::map<RushTicketId, std::int64_t> places;
  const auto read = [&](db::Tx& tx) -> Result<void> {
    const auto rows = tx.query(kPlaces, {{"rush", rush.id}});
    for (const auto row : rows) places[row.get<RushTicketId>("id")] = row.find<std::int64_t>("place").value_or(0);
    return {};
  };
  db.transaction(read).value();
  EXPECT_EQ(places.size(), rush.tickets.size());
  std::map<std::int64_t, const model::Ticket*> line;
  for (auto& ticket : rush.tickets) {
    const auto place = places[ticket.id];
    EXPECT_GT(place, 0) << ticket.id.str() << " has no place";
    if (ticket.place > 0) {
      EXPECT_EQ(place, ticket.place) << ticket.id.str() << " has another place";
    }
    ticket.place = place;
    EXPECT_TRUE(line.emplace(place, &ticket).second) << "two stand at " << place;
  }
  Instant before{};
  for (const auto& [place, ticket] : line) {
    const auto since = std::max(ticket->joined_at, rush.starts_at);  // all the same before it
    EXPECT_GE(since, before) << ticket->id.str() << " stands before who came earlier";
    before = since;
  }
  if (!line.empty()) {
    EXPECT_EQ(line.rbegin()->first, static_cast<std::int64_t>(line.size()));
  }
}

// Anybody who knows the seed can draw again, and it was fixed before anybody joined.
void ModelRun::expect_drawn(const model::Rush& rush, const RushView& told) {
  ASSERT_TRUE(told.seed);
  const auto seed = from_hex(*told.seed).value();
  EXPECT_EQ(to_hex(sha256(seed)), rush.seed_digest);
  std::map<std::int64_t, std::string> drawn;
  for (const auto& ticket : rush.tickets) {
    if (ticket.place > 0 && ticket.joined_at < rush.starts_at)
      drawn[ticket.place] = hmac_sha256(seed, std::string(ticket.id.raw()));
  }
  std::string before;
  for (const auto& [place, turn] : drawn) {
    EXPECT_LT(before, turn) << "not drawn: place " << place << " of " << rush.id.str();
    before = turn;
  }
}

void ModelRun::expect_line(const model::Rush& rush) {
  constexpr db::Query kLine{"test.model_line", "SELECT id, admitted_until, units FROM rush_ticket WHERE rush = :rush"};
  std::map<RushTicketId, const model::Ticket*> by_id;
  for (const auto& ticket : rush.tickets) by_id[ticket.id] = &ticket;
  const auto read = [&](db::Tx& tx) -> Result<void> {
    const auto rows = tx.query(kLine, {{"rush", rush.id}});
    EXPECT_EQ(rows.size(), by_id.size());
    for (const auto row : rows) {
      const auto found = by_id.find(row.get<RushTicketId>("id"));
      if (found == by_id.end()) {
        ADD_FAILURE() << "a ticket that nobody holds: " << row.get<RushTicketId>("id").str();
        continue;
      }
      EXPECT_EQ(row.find<Instant>("admitted_until"), found->second->admitted_until) << found->first.str();
      EXPECT_EQ(row.get<std::int64_t>("units"), found->second->units) << found->first.str();
    }
    return {};
  };
  db.transaction(read).value();
}

}  // namespace shanhai::orders
