// Follows the catalog's stream: SKUs with their GTINs, suppliers' names, certification windows.
#pragma once

#include "common/events/event.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kCatalogConsumer = "traceability.catalog";

Result<void> apply_catalog_event(db::Tx& tx, const events::Event& event);

}  // namespace shanhai::traceability
