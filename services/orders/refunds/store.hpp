// Refunds and their lines.
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "services/orders/refunds/rows.hpp"

namespace shanhai::orders::store {

void insert_refund(db::Tx& tx, const RefundRow& refund, const std::vector<RefundLineRow>& lines);
std::optional<RefundRow> find_refund(db::Tx& tx, RefundId id);
std::optional<RefundRow> find_refund(db::Tx& tx, std::string_view channel_number);
std::optional<RefundRow> lock_refund(db::Tx& tx, RefundId id);
std::vector<RefundLineRow> list_refund_lines(db::Tx& tx, RefundId id);
void update_refund(db::Tx& tx, const RefundRow& refund);

std::vector<RefundId> list_refunds_due(db::Tx& tx, std::int64_t limit);
bool claim_refund(db::Tx& tx, RefundId id, Instant next);  // false: somebody else calls the channel
// By id, those after `after`; without a channel of all.
std::vector<RefundRow> list_refunds(db::Tx& tx, std::optional<PaymentChannel> channel, RefundState state,
                                    RefundId after, std::int64_t limit);

// What an order's lines got back; the guard keeps it within their amounts.
void add_refunded(db::Tx& tx, OrderId order, const std::vector<RefundLineRow>& lines);

}  // namespace shanhai::orders::store
