// What a code that names no lot leads to.
#pragma once

#include "services/traceability/trace/api.hpp"

namespace shanhai::traceability {

struct TradeItemLot {
  std::string lot_number;
  Date made_on{};
  std::optional<Date> best_before;
  std::optional<Instant> recalled_at;
  std::string path;  // of its trace
};
BOOST_DESCRIBE_STRUCT(TradeItemLot, (), (lot_number, made_on, best_before, recalled_at, path))

struct TradeItemView {
  std::string gtin, product_name, label;  // label: of the pack
  std::optional<std::string> supplier_name;
  std::optional<PublicCertification> certification;
  std::vector<TradeItemLot> recalled_lots;  // at most 20, latest recall first
  std::vector<TradeItemLot> newest_lots;    // at most 20 that were put on sale, newest first
};
BOOST_DESCRIBE_STRUCT(TradeItemView, (),
                      (gtin, product_name, label, supplier_name, certification, recalled_lots, newest_lots))

}  // namespace shanhai::traceability
