// Follows the stream of orders: each lot in a parcel that was shipped gets its shipping event.
#pragma once

#include "common/events/event.hpp"
#include "services/traceability/epcis/recorder.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kOrdersConsumer = "traceability.orders";

class ShipmentConsumer {
 public:
  explicit ShipmentConsumer(const epcis::Recorder& recorder) : recorder_(recorder) {}
  Result<void> apply(db::Tx& tx, const events::Event& event) const;

 private:
  const epcis::Recorder& recorder_;
};

}  // namespace shanhai::traceability
