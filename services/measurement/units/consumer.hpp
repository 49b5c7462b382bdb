// From identity's and catalog's streams to versions of organisations, their members, and versions of products. The only
// writer of these tables.
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kIdentityConsumer = "measurement.identity";
inline constexpr std::string_view kCatalogConsumer = "measurement.catalog";

// Errors: the payload does not read as its type. Other events are passed over. What was seen changes nothing.
Result<void> apply_identity_event(db::Tx& tx, const events::Event& event);
Result<void> apply_product_published(db::Tx& tx, const events::Event& event);

}  // namespace shanhai::measurement
