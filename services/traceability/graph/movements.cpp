#include "services/traceability/graph/movements.hpp"

#include "services/orders/api.hpp"
#include "services/traceability/graph/store.hpp"

namespace shanhai::traceability::graph {
namespace {

std::optional<MovementKind> kind_of(std::string_view type) {
  if (type == orders::kParcelPacked) return MovementKind::packed;
  if (type == orders::kParcelUnpacked) return MovementKind::unpacked;
  if (type == orders::kParcelShipped) return MovementKind::shipped;
  return std::nullopt;
}

}  // namespace

Result<void> apply_orders_events(db::Tx& tx, std::span<const events::Event> events) {
  std::vector<Movement> movements;
  for (const auto& event : events) {
    std::int64_t position = 0;
    if (event.type == orders::kLotBlocked || event.type == orders::kLotReleased) {
      SH_TRY(const auto lot, LotId::parse(event.aggregate_id));
      const auto what = event.type == orders::kLotBlocked ? MovementKind::blocked : MovementKind::released;
      movements.push_back({event.sequence, position, what, lot, {}, {}, {}, 0});
    }
    const auto kind = kind_of(event.type);
    if (!kind) continue;
    SH_TRY(const auto parcel, json::read<orders::ParcelFacts>(event.payload));
    for (const auto& part : parcel.lots) {
      movements.push_back(
          {event.sequence, position++, *kind, part.lot, parcel.order, part.line, parcel.parcel, part.quantity});
    }
  }
  insert_movements(tx, movements);
  return {};
}

}  // namespace shanhai::traceability::graph
