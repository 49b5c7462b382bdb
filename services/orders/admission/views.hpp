// Rushes and tickets as people read them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/admission/store.hpp"

namespace shanhai::orders {

struct RushBody {
  SkuId sku_id;
  std::optional<Instant> joins_from;  // left out: ten minutes before the start
  Instant starts_at{}, ends_at{};     // ends_at: exclusive
  Bounded<1, 100000> admitted_per_minute;
  Bounded<30, 3600> window_seconds;  // in which an admitted ticket may place
};
BOOST_DESCRIBE_STRUCT(RushBody, (), (sku_id, joins_from, starts_at, ends_at, admitted_per_minute, window_seconds))

struct CancelRushBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(CancelRushBody, (), (reason))

struct RushView {
  RushId rush_id;
  SkuId sku_id;
  OrganisationId supplier_id;
  RushState state = RushState::announced;
  Instant joins_from{}, starts_at{}, ends_at{};
  std::int64_t admitted_per_minute = 0, window_seconds = 0;
  std::string seed_digest;          // SHA-256 of the draw's seed, hexadecimal
  std::optional<std::string> seed;  // hexadecimal, once it is over: the draw can be made again
  std::int64_t numbered = 0;        // places given
  std::int64_t admitted = 0;        // places let in
  std::optional<std::string> reason;
  Instant announced_at{};
  std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(RushView, (),
                      (rush_id, sku_id, supplier_id, state, joins_from, starts_at, ends_at, admitted_per_minute,
                       window_seconds, seed_digest, seed, numbered, admitted, reason, announced_at, ended_at))

struct RushPage {
  std::vector<RushView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(RushPage, (), (items, next_cursor))

struct TicketRef {
  RushTicketId rush_ticket_id;
};
BOOST_DESCRIBE_STRUCT(TicketRef, (), (rush_ticket_id))

struct TicketView {
  RushTicketId rush_ticket_id;
  RushId rush_id;
  SkuId sku_id;
  TicketState state = TicketState::waiting;
  std::optional<std::int64_t> place;   // in line, 1 is first; who joins before the start is drawn then
  std::optional<std::int64_t> ahead;   // who is let in before
  std::int64_t unnumbered = 0;         // who joined and has no place yet, as of a moment ago
  std::optional<Instant> expected_at;  // when it is let in, by the rate; while it waits
  std::optional<Instant> admitted_at, admitted_until;
  bool nothing_left = false;  // the line stands still until goods come back
  std::int64_t units = 0;     // placed under it
  std::int64_t ask_again_seconds = 1;
  Instant joined_at{};
};
BOOST_DESCRIBE_STRUCT(TicketView, (),
                      (rush_ticket_id, rush_id, sku_id, state, place, ahead, unnumbered, expected_at, admitted_at,
                       admitted_until, nothing_left, units, ask_again_seconds, joined_at))

// A place of the line as it stands on record: whose it is, is not said.
struct PlaceRecord {
  std::int64_t place = 0;
  RushTicketId rush_ticket_id;
  std::int64_t round = 1;
  Instant joined_at{};
  std::optional<Instant> admitted_at, admitted_until, used_at;
  std::int64_t units = 0;
};
BOOST_DESCRIBE_STRUCT(PlaceRecord, (),
                      (place, rush_ticket_id, round, joined_at, admitted_at, admitted_until, used_at, units))

struct RushRecord {
  RushView rush;
  std::vector<PlaceRecord> items;  // by place
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(RushRecord, (), (rush, items, next_cursor))

RushView view_of(const RushRow& row, Instant now);

}  // namespace shanhai::orders
