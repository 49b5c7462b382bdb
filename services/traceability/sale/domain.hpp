// Putting a lot on sale: a part of its balance goes to orders in two steps.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

// reserved: taken from the balance, orders may or may not have it; confirmed: orders has it; refused: orders will never
// have it, the balance is whole again.
enum class TransferState { reserved, confirmed, refused };
enum class TransferVerb { receipt, refusal };

// nullopt: not allowed.
std::optional<TransferState> next_state(TransferState state, TransferVerb verb);

struct SaleFacts {
  LotKind kind = LotKind::packed;
  bool recalled = false;
  bool failed_test = false;  // of the lot or of a lot it was made of
  std::optional<Date> best_before;
};
// conflict: lot_not_packed, lot_recalled, lot_failed_test, lot_expired.
Result<void> check_sale(const SaleFacts& facts, Date today);

// How long to wait before trying again: 1 s, doubling, at most a minute.
std::chrono::seconds retry_after(std::int64_t attempts);

}  // namespace shanhai::traceability
