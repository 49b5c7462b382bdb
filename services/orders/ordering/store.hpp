// Orders, their lines and groups, read and written in a transaction.
//
// Locks are taken in this order everywhere: group, payments, orders by id, returns and refunds, lot gates, SKU stock by
// SKU, lot stock by (SKU, lot).
#pragma once

#include <vector>

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/orders/names.hpp"
#include "services/orders/ordering/rows.hpp"
#include "services/orders/ordering/scope.hpp"

namespace shanhai::orders::store {

std::optional<OrderRow> find_order(db::Tx& tx, OrderId id, const OrderScope& scope);
Result<OrderRow> get_order(db::Tx& tx, OrderId id, const OrderScope& scope);   // order_not_found
Result<OrderRow> lock_order(db::Tx& tx, OrderId id, const OrderScope& scope);  // order_not_found
std::vector<OrderRow> list_orders_of_group(db::Tx& tx, OrderGroupId group, const OrderScope& scope);
std::vector<OrderRow> lock_orders_of_group(db::Tx& tx, OrderGroupId group);

// Newest first, those with an id before `before`.
std::vector<OrderRow> list_orders(db::Tx& tx, const OrderScope& scope, std::optional<OrderState> state, OrderId before,
                                  std::int64_t limit);

// Of a supplier: paid or on credit, not shipped in full; those that should leave first first, after (since, after).
std::vector<OrderRow> list_to_ship(db::Tx& tx, OrganisationId supplier, Instant since, OrderId after,
                                   std::int64_t limit);

// Lines of the orders, by order and position.
std::vector<LineRow> list_lines(db::Tx& tx, const std::vector<OrderId>& orders);
std::vector<LineRow> list_lines(db::Tx& tx, OrderId order);

std::vector<SealedDelivery> list_deliveries(db::Tx& tx, OrderId order);

std::optional<GroupRow> find_group(db::Tx& tx, OrderGroupId id, const OrderScope& scope);
Result<GroupRow> lock_group(db::Tx& tx, OrderGroupId id, const OrderScope& scope);  // order_group_not_found
void close_group(db::Tx& tx, OrderGroupId id);
// Without what the loop of that name tries again later.
std::vector<OrderGroupId> list_groups_due(db::Tx& tx, Instant now, std::string_view loop, std::int64_t limit);

// Which of the products are certified at that instant.
std::vector<ProductId> find_certified(db::Tx& tx, const std::vector<ProductId>& products, Instant at);
// Settles the lines' standing at `at` (the payment), in `lines` and in the table.
void certify_lines(db::Tx& tx, std::vector<LineRow>& lines, Instant at);

// Units and money under return, signed. False: more than was bought would be.
bool add_returned(db::Tx& tx, OrderId order, OrderLineId line, std::int64_t quantity, Money amount);

// Writes what may change; `row.version` is the new one. std::logic_error: the row is not at `old_version`.
void update_order(db::Tx& tx, const OrderRow& row, std::int64_t old_version);

// Rows of order_insert and order_line_insert.
db::Params insert_row(const OrderRow& row, const std::string& recipient_key);
db::Params insert_row(const LineRow& row);

}  // namespace shanhai::orders::store
