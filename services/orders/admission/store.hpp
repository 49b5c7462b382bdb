// Rushes and the tickets of their lines. Locks: the SKU's stock row, then the rush, then tickets; a ticket alone is
// changed by a guarded statement.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/admission/domain.hpp"
#include "services/orders/api.hpp"
#include "services/orders/names.hpp"
#include "services/orders/ordering/scope.hpp"

namespace shanhai::orders {

BOOST_DESCRIBE_ENUM(RushState, announced, ended, cancelled)
BOOST_DESCRIBE_ENUM(TicketState, waiting, admitted, used, missed, closed)

struct RushRow {
  RushId id;
  SkuId sku;
  OrganisationId supplier;
  RushState state = RushState::announced;
  RushTerms terms;
  std::string seed;  // 32 bytes
  LineProgress line;
  std::string reason;
  std::int64_t version = 1;
  AccountId announced_by;
  Instant announced_at{};
  std::optional<Instant> ended_at;

  bool over(Instant at) const { return state != RushState::announced || at >= terms.ends_at; }
};

struct TicketRow {
  RushTicketId id;
  RushId rush;
  BuyerId buyer;
  std::int64_t round = 1;
  std::optional<std::int64_t> place;
  Instant joined_at{};
  std::optional<Instant> admitted_at, admitted_until, used_at;
  std::int64_t units = 0;

  bool may_place(Instant at) const { return admitted_at && *admitted_at <= at && at < *admitted_until; }
  TicketTimes times() const { return {admitted_until, used_at}; }
};

namespace store {

RushRow read_rush(const db::Row& row);
TicketRow read_ticket(const db::Row& row);

// rush_not_found: also another supplier's, where one is named.
Result<RushRow> get_rush(db::Tx& tx, RushId id, std::optional<OrganisationId> supplier);
RushRow lock_rush(db::Tx& tx, RushId id);  // it was found before
void insert_rush(db::Tx& tx, const RushRow& row);
// Writes state, line, reason and ended_at; `row.version` is the new one.
void update_rush(db::Tx& tx, const RushRow& row, std::int64_t old_version);
std::vector<RushRow> list_rushes(db::Tx& tx, std::optional<OrganisationId> supplier, RushId before, std::int64_t limit);
std::vector<RushId> list_rushes_due(db::Tx& tx, std::string_view loop, std::int64_t limit);
// The caller holds the SKU's stock row.
void set_rush(db::Tx& tx, SkuId sku, std::optional<RushId> rush);

// False: the buyer has a ticket of that round.
bool insert_ticket(db::Tx& tx, const TicketRow& ticket, const std::string& turn);
std::optional<TicketRow> find_ticket(db::Tx& tx, RushTicketId id, BuyerId buyer);
std::optional<TicketRow> find_newest_ticket(db::Tx& tx, RushId rush, BuyerId buyer);
std::int64_t count_unnumbered(db::Tx& tx, RushId rush);
// Gives the next places, from `next` on, in the order of the line; gives how many. The caller holds the rush.
std::int64_t number_tickets(db::Tx& tx, RushId rush, std::int64_t next, std::int64_t limit);
// Lets in the places after `after` up to `through`.
void admit_tickets(db::Tx& tx, RushId rush, std::int64_t after, std::int64_t through, Instant until);
// By place, after it.
std::vector<TicketRow> list_tickets(db::Tx& tx, RushId rush, std::int64_t after, std::int64_t limit);

}  // namespace store
}  // namespace shanhai::orders
