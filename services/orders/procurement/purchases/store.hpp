// Purchase orders, contract numbers, caps of gift packs.
#pragma once

#include <map>

#include "common/db/transaction.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders::store {

// So long something counts without its order: longer than a request and the writer's patience together.
inline constexpr std::chrono::seconds kAttempt(60);

// With what its order says of itself; only those whose order stands.
struct PlacedPurchase {
  PurchaseRow purchase;
  OrderRow order;  // as far as lists show it: state, money, times
  Instant payment_due_at{};
  bool inspected = false;
  Money invoiced;           // on issued invoices
  Money invoiced_or_asked;  // and in requests
};

std::optional<PurchaseRow> find_purchase(db::Tx& tx, ProposalId proposal);
// Those of the proposals whose orders stand.
std::vector<PurchaseRow> list_purchases_of(db::Tx& tx, const std::vector<ProposalId>& proposals);
// order_not_found.
Result<PlacedPurchase> get_placed_purchase(db::Tx& tx, OrderId order, const OrderScope& scope);
// Newest first, those with an order before `before`.
std::vector<PlacedPurchase> list_placed_purchases(db::Tx& tx, const OrderScope& scope, OrderId before,
                                                  std::int64_t limit);
// Contract numbers of those of the orders that have one.
std::map<OrderId, std::string> find_contract_numbers(db::Tx& tx, const std::vector<OrderId>& orders);

// Replaces what an earlier attempt prepared for the same proposal. False: the contract number is another order's.
bool put_purchase(db::Tx& tx, const PurchaseRow& row);
void set_purchase_order(db::Tx& tx, ProposalId proposal, OrderId order, OrderGroupId group);

// Takes the unit's row of the year, under which caps are counted; gives the last contract number of the year. A number
// is the unit's over all years: whoever gives one takes the row of every year first.
inline constexpr int kEveryYear = 0;
std::int64_t lock_contract_counter(db::Tx& tx, OrganisationId organisation, int year);
void set_contract_counter(db::Tx& tx, OrganisationId organisation, int year, std::int64_t last);
bool is_contract_number_free(db::Tx& tx, BuyerId buyer, const std::string& number, ProposalId but_for);

// Of the year's purchases and checkouts with heads: what stands, and what is being placed, but for that of `but_for`.
struct GiftShare {
  Money total;
  std::int64_t heads = 1;
};
std::vector<GiftShare> list_gift_shares(db::Tx& tx, BuyerId buyer, int year, ProposalId but_for);

// Ordinary checkouts of institutions, under the same row of the unit and year.
struct UnitCheckoutRow {
  OrderGroupId group;
  BuyerId buyer;
  Date day{};
  Money total;
  std::optional<std::int64_t> heads, cap_year;
  Instant held_until{};
};
void insert_unit_checkout(db::Tx& tx, const UnitCheckoutRow& row);
void drop_unit_checkout(db::Tx& tx, OrderGroupId group);
// What stands of a day's, and what is being placed.
Money sum_unit_checkouts(db::Tx& tx, BuyerId buyer, Date day);

// The contract of an order goes on with the one that was placed instead of it.
void move_purchase(db::Tx& tx, OrderId from, OrderId to);

void insert_gift_cap(db::Tx& tx, const GiftCapRow& row);
// The newest of that scope and year; a nil organisation and a region, or an organisation and no region.
std::optional<GiftCapRow> find_gift_cap(db::Tx& tx, OrganisationId organisation, const std::string& region, int year);
// All, or those that matter to an organisation in one of the regions. Newest first.
std::vector<GiftCapRow> list_gift_caps(db::Tx& tx, std::optional<OrganisationId> organisation,
                                       const std::vector<std::string>& regions, GiftCapId before, std::int64_t limit);

}  // namespace shanhai::orders::store
