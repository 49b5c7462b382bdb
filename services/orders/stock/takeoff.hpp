// Units that leave the sellable stock though nobody bought them: the supplier counted less, or their time to be sold is
// over. Orders that wait may then be short; which, is said, so that the supplier declines those and no others.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/stock/views.hpp"

namespace shanhai::orders {

// The supplier counted a lot. Less is written off; more gives back what was written off before, and nothing beyond:
// other units come by a lot transfer. lot_not_found, also where it is somebody else's; conflict stock_changed (the
// books are not what the caller saw), more_than_received, lot_blocked, lot_expired; invalid /counted: what the books
// say.
Result<CorrectionReceipt> correct_lot(db::Tx& tx, Context& context, OrganisationId supplier, const CorrectionBody& body,
                                      const Command& command);

// Takes what is on hand of the lot off sale where its time is over, once. False: there was nothing to do.
bool expire_lot(db::Tx& tx, Context& context, LotId lot);
// Lots with something on hand whose time is over.
std::vector<LotId> list_expired(db::Tx& tx, Date first_sellable, std::string_view loop, std::int64_t limit);

// SKUs of the supplier of which more is promised than there is, and the waiting orders that are not served.
ShortfallView read_shortfall(db::Tx& tx, OrganisationId supplier);

}  // namespace shanhai::orders
