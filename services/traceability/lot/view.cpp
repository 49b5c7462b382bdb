#include "services/traceability/lot/view.hpp"

#include "common/base/divisions.hpp"

namespace shanhai::traceability {

LotView view_of(const store::LotRow& row, const epcis::Names& names) {
  LotView view;
  view.lot_id = row.id;
  view.kind = row.kind;
  view.product_name = row.product_name;
  view.sku_id = row.sku;
  view.gtin = row.gtin;
  view.lot_number = row.lot_number;
  view.county = row.county;
  view.county_name = place_name(row.county);
  view.outside_county = row.outside_county;
  view.made_on = row.made_on;
  view.best_before = row.best_before;
  view.unit = row.unit;
  view.net_weight_g = row.net_weight_g;
  view.quantity = row.quantity;
  view.available = row.available;
  view.consumed = row.consumed;
  view.reserved = row.reserved;
  view.on_sale = row.transferred;
  view.written_off = row.written_off;
  view.loss_g = row.loss_g;
  if (!row.loss_reason.empty()) view.loss_reason = row.loss_reason;
  if (!row.process.empty()) view.process = row.process;
  view.households = row.households;
  view.failed_tests = row.failed_tests;
  view.recalled = row.recalled_at.has_value();
  if (row.gtin) view.trace_url = names.packed_lot(*row.gtin, row.lot_number);
  view.created_at = row.created_at;
  view.version = row.version;
  return view;
}

std::string place_name(std::string_view division) {
  auto name = full_division_name(division);
  return name.empty() ? std::string(division) : name;
}

}  // namespace shanhai::traceability
