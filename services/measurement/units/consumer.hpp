// From identity's and catalog's streams to versions of units and products. The only writer of both tables.
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kIdentityConsumer = "measurement.identity";
inline constexpr std::string_view kCatalogConsumer = "measurement.catalog";

// Errors: the payload does not read as its type. Other events are passed over. A version that was seen changes nothing.
Result<void> apply_organisation_changed(db::Tx& tx, const events::Event& event);
Result<void> apply_product_published(db::Tx& tx, const events::Event& event);

}  // namespace shanhai::measurement
