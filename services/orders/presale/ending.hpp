// Units of presales as they stand in the stock: promised at the opening, met by lots, and promised no longer when a
// sale ends. The caller holds the SKU's stock row.
#pragma once

#include "services/orders/presale/store.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {

// The allotment is on sale.
void promise_units(db::Tx& tx, Random& random, const PresaleRow& presale);
// Lots came: so many units of them take the place of promised ones. Gives how many.
std::int64_t meet_promise(db::Tx& tx, Random& random, const SkuStock& stock, std::int64_t arrived);
// Ends the sale: what nobody took is promised no longer. Changes the row's state and `ended_at`; the caller writes it.
Result<void> end_sale(db::Tx& tx, Random& random, PresaleRow& presale, PresaleAction action);
// Units that an order took and will not have: on sale again while the presale is, else promised no longer.
void return_to_presale(db::Tx& tx, Random& random, PresaleId presale, OrderId order, std::int64_t units);

}  // namespace shanhai::orders
