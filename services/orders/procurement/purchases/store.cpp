#include "services/orders/procurement/purchases/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

PurchaseRow read_purchase(const db::Row& row) {
  PurchaseRow out;
  out.order = row.get<OrderId>("order_id");
  out.group = row.get<OrderGroupId>("group_id");
  out.proposal = row.get<ProposalId>("proposal_id");
  out.rfq = row.get<RfqId>("rfq_id");
  out.quotation = row.get<QuotationId>("quotation_id");
  out.buyer = row.get<BuyerId>("buyer");
  out.supplier = row.get<OrganisationId>("supplier");
  out.contract_number = row.get<std::string>("contract_number");
  out.total = row.get<Money>("total_fen");
  out.heads = row.find<std::int64_t>("heads");
  out.cap_year = row.find<std::int64_t>("cap_year");
  out.held_until = row.get<Instant>("held_until");
  out.prepared_at = row.get<Instant>("prepared_at");
  return out;
}

PlacedPurchase read_placed(const db::Row& row) {
  PlacedPurchase out;
  out.purchase = read_purchase(row);
  auto& order = out.order;
  order.id = out.purchase.order;
  order.state = row.get<OrderState>("state");
  order.total = row.get<Money>("order_total_fen");
  order.paid = row.get<Money>("paid_fen");
  order.refunding = row.get<Money>("refunding_fen");
  order.refunded = row.get<Money>("refunded_fen");
  order.forgone = row.get<Money>("forgone_fen");
  order.placed_at = row.get<Instant>("placed_at");
  order.paid_at = row.find<Instant>("paid_at");
  order.shipped_at = row.find<Instant>("shipped_at");
  order.delivered_at = row.find<Instant>("delivered_at");
  order.accepted_at = row.find<Instant>("accepted_at");
  out.payment_due_at = row.get<Instant>("payment_due_at");
  out.inspected = row.get<bool>("inspected");
  out.invoiced = row.get<Money>("invoiced_fen");
  out.invoiced_or_asked = row.get<Money>("asked_fen");
  return out;
}

std::vector<PlacedPurchase> read_all_placed(const db::Rows& rows) {
  std::vector<PlacedPurchase> out;
  for (const auto row : rows) out.push_back(read_placed(row));
  return out;
}

GiftCapRow read_gift_cap(const db::Row& row) {
  return {row.get<GiftCapId>("id"),         row.get<OrganisationId>("organisation"),
          row.get<std::string>("region"),   row.get<std::int64_t>("year"),
          row.get<Money>("cap_fen"),        row.get<std::string>("source"),
          row.get<AccountId>("entered_by"), row.get<Instant>("entered_at")};
}

}  // namespace

std::optional<PurchaseRow> find_purchase(db::Tx& tx, ProposalId proposal) {
  const auto rows = tx.query(queries::purchase_order_find, {{"proposal_id", proposal}});
  if (rows.empty()) return std::nullopt;
  return read_purchase(rows.front());
}

std::vector<PurchaseRow> list_purchases_of(db::Tx& tx, const std::vector<ProposalId>& proposals) {
  std::vector<PurchaseRow> out;
  if (proposals.empty()) return out;
  const auto rows = tx.query(queries::purchase_order_list_of, {{"proposals", db::Value::list_of(proposals)}});
  for (const auto row : rows) out.push_back(read_purchase(row));
  return out;
}

Result<PlacedPurchase> get_placed_purchase(db::Tx& tx, OrderId order, const OrderScope& scope) {
  const auto rows = tx.query(queries::purchase_order_find_placed,
                             {{"order_id", order}, {"buyer", scope.buyer}, {"supplier", scope.supplier}});
  if (rows.empty()) return Error::not_found("order");
  return read_placed(rows.front());
}

std::vector<PlacedPurchase> list_placed_purchases(db::Tx& tx, const OrderScope& scope, OrderId before,
                                                  std::int64_t limit) {
  if (scope.supplier) {
    return read_all_placed(tx.query(queries::purchase_order_list_of_supplier,
                                    {{"supplier", *scope.supplier}, {"before", before}, {"limit", limit}}));
  }
  if (scope.buyer) {
    return read_all_placed(tx.query(queries::purchase_order_list_of_buyer,
                                    {{"buyer", *scope.buyer}, {"before", before}, {"limit", limit}}));
  }
  return read_all_placed(tx.query(queries::purchase_order_list, {{"before", before}, {"limit", limit}}));
}

std::map<OrderId, std::string> find_contract_numbers(db::Tx& tx, const std::vector<OrderId>& orders) {
  std::map<OrderId, std::string> out;
  if (orders.empty()) return out;
  const auto rows = tx.query(queries::purchase_order_contracts, {{"orders", db::Value::list_of(orders)}});
  for (const auto row : rows) out[row.get<OrderId>("order_id")] = row.get<std::string>("contract_number");
  return out;
}

bool put_purchase(db::Tx& tx, const PurchaseRow& row) {
  if (!is_contract_number_free(tx, row.buyer, row.contract_number, row.proposal)) return false;
  tx.execute(queries::purchase_order_put, {{"proposal_id", row.proposal},
                                           {"order_id", row.order},
                                           {"group_id", row.group},
                                           {"rfq_id", row.rfq},
                                           {"quotation_id", row.quotation},
                                           {"buyer", row.buyer},
                                           {"supplier", row.supplier},
                                           {"contract_number", row.contract_number},
                                           {"total_fen", row.total},
                                           {"heads", row.heads},
                                           {"cap_year", row.cap_year},
                                           {"held_until", row.held_until},
                                           {"prepared_at", row.prepared_at}});
  return true;
}

void set_purchase_order(db::Tx& tx, ProposalId proposal, OrderId order, OrderGroupId group) {
  const auto matched = tx.execute(queries::purchase_order_set_order,
                                  {{"proposal_id", proposal}, {"order_id", order}, {"group_id", group}});
  if (matched != 1) throw std::logic_error("an order was placed that nobody prepared");
}

std::int64_t lock_contract_counter(db::Tx& tx, OrganisationId organisation, int year) {
  tx.execute(queries::contract_counter_ensure, {{"organisation", organisation}, {"year", year}});
  const auto rows = tx.query(queries::contract_counter_lock, {{"organisation", organisation}, {"year", year}});
  return rows.front().get<std::int64_t>("last");
}

void set_contract_counter(db::Tx& tx, OrganisationId organisation, int year, std::int64_t last) {
  tx.execute(queries::contract_counter_set, {{"organisation", organisation}, {"year", year}, {"last", last}});
}

bool is_contract_number_free(db::Tx& tx, BuyerId buyer, const std::string& number, ProposalId but_for) {
  const auto rows = tx.query(queries::purchase_order_find_number, {{"buyer", buyer}, {"contract_number", number}});
  return rows.empty() || rows.front().get<ProposalId>("proposal_id") == but_for;
}

std::vector<GiftShare> list_gift_shares(db::Tx& tx, BuyerId buyer, int year, ProposalId but_for) {
  std::vector<GiftShare> out;
  const auto rows = tx.query(queries::purchase_order_gift_shares,
                             {{"buyer", buyer}, {"cap_year", year}, {"but_for", but_for}, {"now", tx.now()}});
  for (const auto row : rows) out.push_back({row.get<Money>("kept_fen"), row.get<std::int64_t>("heads")});
  const auto checkouts =
      tx.query(queries::unit_checkout_gift_shares, {{"buyer", buyer}, {"cap_year", year}, {"now", tx.now()}});
  for (const auto row : checkouts) out.push_back({row.get<Money>("kept_fen"), row.get<std::int64_t>("heads")});
  return out;
}

void insert_unit_checkout(db::Tx& tx, const UnitCheckoutRow& row) {
  tx.execute(queries::unit_checkout_insert, {{"group_id", row.group},
                                             {"buyer", row.buyer},
                                             {"day", row.day},
                                             {"total_fen", row.total},
                                             {"heads", row.heads},
                                             {"cap_year", row.cap_year},
                                             {"held_until", row.held_until}});
}

void drop_unit_checkout(db::Tx& tx, OrderGroupId group) {
  tx.execute(queries::unit_checkout_drop, {{"group_id", group}});
}

Money sum_unit_checkouts(db::Tx& tx, BuyerId buyer, Date day) {
  return tx.query(queries::unit_checkout_sum_of_day, {{"buyer", buyer}, {"day", day}, {"now", tx.now()}})
      .front()
      .get<Money>("spent_fen");
}

void move_purchase(db::Tx& tx, OrderId from, OrderId to) {
  tx.execute(queries::purchase_order_move, {{"from", from}, {"to", to}});
}

void insert_gift_cap(db::Tx& tx, const GiftCapRow& row) {
  tx.execute(queries::gift_cap_insert, {{"id", row.id},
                                        {"organisation", row.organisation},
                                        {"region", row.region},
                                        {"year", row.year},
                                        {"cap_fen", row.cap},
                                        {"source", row.source},
                                        {"entered_by", row.entered_by},
                                        {"entered_at", row.entered_at}});
}

std::optional<GiftCapRow> find_gift_cap(db::Tx& tx, OrganisationId organisation, const std::string& region, int year) {
  const auto rows =
      tx.query(queries::gift_cap_find, {{"organisation", organisation}, {"region", region}, {"year", year}});
  if (rows.empty()) return std::nullopt;
  return read_gift_cap(rows.front());
}

std::vector<GiftCapRow> list_gift_caps(db::Tx& tx, std::optional<OrganisationId> organisation,
                                       const std::vector<std::string>& regions, GiftCapId before, std::int64_t limit) {
  const auto rows = organisation ? tx.query(queries::gift_cap_list_of, {{"organisation", *organisation},
                                                                        {"nobody", OrganisationId()},
                                                                        {"regions", db::Value::list_of(regions)},
                                                                        {"before", before},
                                                                        {"limit", limit}})
                                 : tx.query(queries::gift_cap_list, {{"before", before}, {"limit", limit}});
  std::vector<GiftCapRow> out;
  for (const auto row : rows) out.push_back(read_gift_cap(row));
  return out;
}

}  // namespace shanhai::orders::store
