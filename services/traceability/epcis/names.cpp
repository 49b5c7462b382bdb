#include "services/traceability/epcis/names.hpp"

#include "services/traceability/epcis/gs1_uri.hpp"

namespace shanhai::traceability::epcis {

Names::Names(std::string public_url) : base_(std::move(public_url)) {
  while (base_.ends_with('/')) base_.pop_back();
}

std::string Names::packed_lot(std::string_view gtin14, std::string_view lot_number) const {
  return base_ + lot_path(gtin14, lot_number);
}

}  // namespace shanhai::traceability::epcis
