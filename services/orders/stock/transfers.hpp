// Lots coming on sale, and lots recalled: what traceability asks of orders.
#pragma once

#include "common/db/transaction.hpp"
#include "services/orders/context.hpp"

namespace shanhai::orders::store {

// Step two of the two-step transfer. sku_not_found: not published, or somebody else's; conflict transfer_mismatch: the
// id came before with other content, or the lot with another SKU, number or best-before; conflict lot_blocked:
// recalled.
Result<TransferReceipt> receive_lot(db::Tx& tx, Random& random, const LotTransfer& transfer);

// Idempotent: the second time it reports what the first one did. The supplier is told, and the buyers of what left or
// is packed (fulfilment/deadlines.hpp).
Result<LotBlocked> block_lot(db::Tx& tx, Context& context, const LotBlock& block);

// What was blocked of it is on hand again, and the supplier is told. Idempotent; nothing happens where a later block
// came before.
Result<LotReleased> release_lot(db::Tx& tx, Context& context, const LotRelease& release);

std::vector<LotAccount> list_lot_accounts(db::Tx& tx, const std::vector<LotId>& lots);
RecallReach find_recall_reach(db::Tx& tx, const RecallReachQuery& query);

}  // namespace shanhai::orders::store
