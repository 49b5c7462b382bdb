#include "tests/unit/traceability/graph_naive.hpp"

#include "services/traceability/epcis/gs1_uri.hpp"

namespace shanhai::traceability::graph {

IdBytes numbered(std::uint8_t kind, int number) {
  IdBytes out{};
  out[0] = static_cast<std::uint8_t>(number >> 8);
  out[1] = static_cast<std::uint8_t>(number);
  out[8] = kind;
  out[14] = static_cast<std::uint8_t>(number >> 8);
  out[15] = static_cast<std::uint8_t>(number);
  return out;
}

Instant moment(int t) { return Instant(std::chrono::hours(24 * 365 * 50) + std::chrono::hours(t)); }

std::string name_of_lot(const LotRecord& lot) {
  return lot.gtin.empty() ? kPrefix + lot.lot.str() : "https://id.gs1.org" + epcis::lot_path(lot.gtin, lot.lot_number);
}

}  // namespace shanhai::traceability::graph
