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
  std::string digest;  // 32 bytes
  std::string note;    // signed
  std::string reason;
  Instant frozen_at{};
};
std::optional<FrozenPeriod> find_frozen(db::Tx& tx, std::string_view period);
std::vector<FrozenPeriod> list_frozen(db::Tx& tx);  // by their first day
void insert_frozen(db::Tx& tx, const FrozenPeriod& frozen, const AsOf& as_of, const std::string& actor);

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
