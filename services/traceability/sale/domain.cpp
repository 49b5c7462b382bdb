#include "services/traceability/sale/domain.hpp"

#include <algorithm>

namespace shanhai::traceability {

std::optional<TransferState> next_state(TransferState state, TransferVerb verb) {
  if (state != TransferState::reserved) return std::nullopt;
  return verb == TransferVerb::receipt ? TransferState::confirmed : TransferState::refused;
}

Result<void> check_sale(const SaleFacts& facts, Date today) {
  if (facts.kind != LotKind::packed) return Error::conflict("lot_not_packed", "only sale units are sold");
  if (facts.failed_test) return Error::conflict("lot_failed_test", "a laboratory failed the lot or one it was made of");
  if (facts.recalled) return Error::conflict("lot_recalled");
  if (facts.best_before && *facts.best_before < today) return Error::conflict("lot_expired");
  return {};
}

std::chrono::seconds retry_after(std::int64_t attempts) {
  constexpr std::int64_t kDoublingsMax = 6, kSecondsMax = 60;
  return std::chrono::seconds(std::min(kSecondsMax, std::int64_t{1} << std::min(attempts, kDoublingsMax)));
}

}  // namespace shanhai::traceability
