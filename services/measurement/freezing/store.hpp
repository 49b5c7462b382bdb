// Frozen periods in SQL.
#pragma once

#include <optional>

#include "common/db/transaction.hpp"
#include "services/measurement/purchases/as_of.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement::store {

struct FrozenPeriod {
  std::string period;
  Period days;
  std::string as_of;
  std::string digest;  // 32 bytes; empty: cut, and not signed yet
  std::string note;    // signed
  std::string reason;
  Instant frozen_at{};
  std::string actor;  // who cut it
};
std::optional<FrozenPeriod> find_frozen(db::Tx& tx, std::string_view period);  // signed
std::optional<FrozenPeriod> find_cut(db::Tx& tx, std::string_view period);     // signed or not
// Another period that holds all these days and is cut, signed or not.
std::optional<std::string> find_cut_around(db::Tx& tx, std::string_view period, const Period& days);
// Its own, or else the first frozen of those that hold its days.
std::optional<FrozenPeriod> find_frozen_holding(db::Tx& tx, std::string_view period, const Period& days);
std::vector<FrozenPeriod> list_frozen(db::Tx& tx);  // signed, by their first day
std::vector<FrozenPeriod> list_cut(db::Tx& tx);     // signed or not, by their first day

// The cut: from now on nothing is booked into the period.
void insert_cut(db::Tx& tx, const FrozenPeriod& frozen, const AsOf& as_of);
// False: another process works at it, until its lease ends.
bool lease_cut(db::Tx& tx, std::string_view period, Instant until);
void renew_cut(db::Tx& tx, std::string_view period, Instant until);
// Signed or not; waits for whoever signs it.
std::optional<FrozenPeriod> lock_cut(db::Tx& tx, std::string_view period);
// std::logic_error: it is signed, or was not cut.
void sign_cut(db::Tx& tx, const FrozenPeriod& frozen);

// Until the end of the transaction nothing is booked.
void lock_sources(db::Tx& tx);
// Whether an event of our own of before `end` waits for a number, or for the consumer that counts registrations.
bool waits_to_be_counted(db::Tx& tx, std::int64_t registrations_counted, Instant end);

// What came too late for the period, by measure and kind.
struct Adjustment {
  std::string measure, kind;
  Money amount;  // positive
  std::int64_t entries = 0;
};
std::vector<Adjustment> list_adjustments(db::Tx& tx, std::string_view period, RefundView view);

}  // namespace shanhai::measurement::store
