#include "services/orders/ordering/store.hpp"

#include <algorithm>
#include <set>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

OrderRow read_order(const db::Row& row) {
  OrderRow out;
  out.id = row.get<OrderId>("id");
  out.group = row.get<OrderGroupId>("group_id");
  out.supplier = row.get<OrganisationId>("supplier");
  out.buyer = row.get<BuyerId>("buyer");
  out.buyer_account = row.get<AccountId>("buyer_account");
  out.buyer_kind = row.get<BuyerKind>("buyer_kind");
  out.buyer_division = row.get<std::string>("buyer_division");
  out.channel = row.get<Channel>("channel");
  out.payment_channel = row.get<PaymentChannel>("payment_channel");
  out.state = row.get<OrderState>("state");
  out.on_credit = row.get<bool>("on_credit");
  out.no_return_confirmed = row.get<bool>("no_return_confirmed");
  out.total = row.get<Money>("total_fen");
  out.freight = row.get<Money>("freight_fen");
  out.freight_returned = row.get<Money>("freight_returned_fen");
  out.freight_refunded = row.get<Money>("freight_refunded_fen");
  out.promotion = row.find<PromotionId>("promotion");
  out.paid = row.get<Money>("paid_fen");
  out.refunding = row.get<Money>("refunding_fen");
  out.refunded = row.get<Money>("refunded_fen");
  out.forgone = row.get<Money>("forgone_fen");
  out.replaces = row.find<OrderId>("replaces");
  out.cancel_reason = row.get<std::string>("cancel_reason");
  out.placed_at = row.get<Instant>("placed_at");
  out.paid_at = row.find<Instant>("paid_at");
  out.packed_at = row.find<Instant>("packed_at");
  out.shipped_at = row.find<Instant>("shipped_at");
  out.delivered_at = row.find<Instant>("delivered_at");
  out.accepted_at = row.find<Instant>("accepted_at");
  out.return_until = row.find<Instant>("return_until");
  out.rated_at = row.find<Instant>("rated_at");
  out.counted_at = row.find<Instant>("counted_at");
  out.completed_at = row.find<Instant>("completed_at");
  out.cancelled_at = row.find<Instant>("cancelled_at");
  out.version = row.get<std::int64_t>("version");
  return out;
}

LineRow read_line(const db::Row& row) {
  LineRow out;
  out.order = row.get<OrderId>("order_id");
  out.id = row.get<OrderLineId>("id");
  out.position = row.get<std::int64_t>("position");
  out.delivery = row.get<std::int64_t>("delivery");
  out.sku = row.get<SkuId>("sku");
  out.product = row.get<ProductId>("product");
  out.product_version = row.get<std::int64_t>("product_version");
  out.gtin = row.get<std::string>("gtin");
  out.name = row.get<std::string>("name");
  out.label = row.get<std::string>("label");
  out.unit = row.get<std::string>("unit");
  out.quantity = row.get<std::int64_t>("quantity");
  out.unit_price = row.get<Money>("unit_price_fen");
  out.discount = row.get<Money>("discount_fen");
  out.amount = row.get<Money>("amount_fen");
  out.fee = row.get<Money>("fee_fen");
  out.category = row.get<catalog::Category>("category");
  out.fresh = row.get<bool>("fresh");
  out.certified = row.get<bool>("certified");
  out.production_county = row.get<std::string>("production_county");
  out.raw_material_county = row.get<std::string>("raw_material_county");
  out.registration_county = row.get<std::string>("registration_county");
  out.delivery_division = row.get<std::string>("delivery_division");
  out.price_step = row.get<std::int64_t>("price_step");
  out.bundle = row.find<SkuId>("bundle");
  out.bundle_name = row.find<std::string>("bundle_name").value_or("");
  out.returned = row.get<std::int64_t>("returned");
  out.returned_amount = row.get<Money>("returned_fen");
  out.refunded = row.get<Money>("refunded_fen");
  out.packed = row.get<std::int64_t>("packed");
  out.declined = row.get<std::int64_t>("declined");
  out.presale = row.find<PresaleId>("presale");
  out.ships_by = row.find<Date>("ships_by");
  out.capped = row.get<bool>("capped");
  return out;
}

GroupRow read_group(const db::Row& row) {
  GroupRow out;
  out.id = row.get<OrderGroupId>("id");
  out.buyer = row.get<BuyerId>("buyer");
  out.buyer_account = row.get<AccountId>("buyer_account");
  out.buyer_kind = row.get<BuyerKind>("buyer_kind");
  out.payment_channel = row.get<PaymentChannel>("payment_channel");
  out.total = row.get<Money>("total_fen");
  out.open = row.get<bool>("open");
  out.note = row.get<std::string>("note");
  out.placed_at = row.get<Instant>("placed_at");
  out.payment_due_at = row.get<Instant>("payment_due_at");
  return out;
}

template <class Row>
std::vector<Row> read_all(const db::Rows& rows, Row (*read)(const db::Row&)) {
  std::vector<Row> out;
  out.reserve(rows.size());
  for (const auto row : rows) out.push_back(read(row));
  return out;
}

db::Params of_order(OrderId id, const OrderScope& scope) {
  return {{"id", id}, {"buyer", scope.buyer}, {"supplier", scope.supplier}};
}

// One state at a time keeps to the index however many orders a supplier has; the pages are merged.
std::vector<OrderRow> list_orders_of_supplier(db::Tx& tx, OrganisationId supplier, std::optional<OrderState> state,
                                              OrderId before, std::int64_t limit) {
  std::vector<OrderRow> out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<OrderState>>([&](auto described) {
    if (state && *state != described.value) return;
    auto page =
        read_all(tx.query(queries::order_list_of_supplier,
                          {{"supplier", supplier}, {"state", described.value}, {"before", before}, {"limit", limit}}),
                 read_order);
    std::move(page.begin(), page.end(), std::back_inserter(out));
  });
  std::sort(out.begin(), out.end(), [](const OrderRow& a, const OrderRow& b) { return a.id > b.id; });
  if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
  return out;
}

}  // namespace

std::optional<OrderRow> find_order(db::Tx& tx, OrderId id, const OrderScope& scope) {
  const auto rows = tx.query(queries::order_find, of_order(id, scope));
  if (rows.empty()) return std::nullopt;
  return read_order(rows.front());
}

Result<OrderRow> get_order(db::Tx& tx, OrderId id, const OrderScope& scope) {
  auto found = find_order(tx, id, scope);
  if (!found) return Error::not_found("order");
  return std::move(*found);
}

Result<OrderRow> lock_order(db::Tx& tx, OrderId id, const OrderScope& scope) {
  const auto rows = tx.query(queries::order_lock, of_order(id, scope));
  if (rows.empty()) return Error::not_found("order");
  return read_order(rows.front());
}

std::vector<OrderRow> list_orders_of_group(db::Tx& tx, OrderGroupId group, const OrderScope& scope) {
  return read_all(tx.query(queries::order_list_of_group,
                           {{"group_id", group}, {"buyer", scope.buyer}, {"supplier", scope.supplier}}),
                  read_order);
}

std::vector<OrderRow> lock_orders_of_group(db::Tx& tx, OrderGroupId group) {
  return read_all(tx.query(queries::order_lock_of_group, {{"group_id", group}}), read_order);
}

std::vector<OrderRow> list_orders(db::Tx& tx, const OrderScope& scope, std::optional<OrderState> state, OrderId before,
                                  std::int64_t limit) {
  if (scope.supplier) return list_orders_of_supplier(tx, *scope.supplier, state, before, limit);
  if (scope.buyer) {
    return read_all(tx.query(queries::order_list_of_buyer,
                             {{"buyer", *scope.buyer}, {"state", state}, {"before", before}, {"limit", limit}}),
                    read_order);
  }
  return read_all(tx.query(queries::order_list, {{"state", state}, {"before", before}, {"limit", limit}}), read_order);
}

std::vector<OrderRow> list_to_ship(db::Tx& tx, OrganisationId supplier, Instant since, OrderId after,
                                   std::int64_t limit) {
  std::vector<OrderRow> out;
  for (const auto state : {OrderState::placed, OrderState::paid, OrderState::partly_shipped}) {
    auto page = read_all(
        tx.query(queries::order_list_to_ship,
                 {{"supplier", supplier}, {"state", state}, {"since", since}, {"after", after}, {"limit", limit}}),
        read_order);
    std::move(page.begin(), page.end(), std::back_inserter(out));
  }
  std::sort(out.begin(), out.end(), [](const OrderRow& a, const OrderRow& b) {
    return std::pair(a.dispatch_since(), a.id) < std::pair(b.dispatch_since(), b.id);
  });
  if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
  return out;
}

std::vector<LineRow> list_lines(db::Tx& tx, const std::vector<OrderId>& orders) {
  if (orders.empty()) return {};
  return read_all(tx.query(queries::order_line_list, {{"orders", db::Value::list_of(orders)}}), read_line);
}

std::vector<LineRow> list_lines(db::Tx& tx, OrderId order) { return list_lines(tx, std::vector<OrderId>{order}); }

std::vector<SealedDelivery> list_deliveries(db::Tx& tx, OrderId order) {
  std::vector<SealedDelivery> out;
  const auto rows = tx.query(queries::order_delivery_list, {{"order_id", order}});
  for (const auto row : rows) {
    const auto key = row.find<db::Bytes>("recipient_key");
    out.push_back({row.get<std::int64_t>("position"), row.get<std::string>("division"),
                   row.get<db::Bytes>("recipient").value, key ? key->value : std::string()});
  }
  return out;
}

std::optional<GroupRow> find_group(db::Tx& tx, OrderGroupId id, const OrderScope& scope) {
  const auto rows = tx.query(queries::order_group_find, {{"id", id}, {"buyer", scope.buyer}});
  if (rows.empty()) return std::nullopt;
  return read_group(rows.front());
}

Result<GroupRow> lock_group(db::Tx& tx, OrderGroupId id, const OrderScope& scope) {
  const auto rows = tx.query(queries::order_group_lock, {{"id", id}, {"buyer", scope.buyer}});
  if (rows.empty()) return Error::not_found("order_group");
  return read_group(rows.front());
}

void close_group(db::Tx& tx, OrderGroupId id) { tx.execute(queries::order_group_close, {{"id", id}}); }

std::vector<OrderGroupId> list_groups_due(db::Tx& tx, Instant now, std::string_view loop, std::int64_t limit) {
  std::vector<OrderGroupId> out;
  const auto rows = tx.query(queries::order_group_list_due, {{"now", now}, {"loop", loop}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<OrderGroupId>("id"));
  return out;
}

std::vector<ProductId> find_certified(db::Tx& tx, const std::vector<ProductId>& products, Instant at) {
  std::vector<ProductId> out;
  if (products.empty()) return out;
  const auto rows = tx.query(queries::certification_find, {{"products", db::Value::list_of(products)}, {"at", at}});
  for (const auto row : rows) out.push_back(row.get<ProductId>("product"));
  return out;
}

void certify_lines(db::Tx& tx, std::vector<LineRow>& lines, Instant at) {
  std::set<ProductId> products;
  for (const auto& line : lines) products.insert(line.product);
  const auto certified = find_certified(tx, {products.begin(), products.end()}, at);
  for (auto& line : lines) {
    const bool now_certified = std::find(certified.begin(), certified.end(), line.product) != certified.end();
    if (now_certified == line.certified) continue;
    line.certified = now_certified;
    tx.execute(queries::order_line_certify, {{"order_id", line.order}, {"id", line.id}, {"certified", line.certified}});
  }
}

bool add_returned(db::Tx& tx, OrderId order, OrderLineId line, std::int64_t quantity, Money amount) {
  return tx.execute(queries::order_line_return,
                    {{"order_id", order}, {"id", line}, {"quantity", quantity}, {"amount_fen", amount}}) == 1;
}

void update_order(db::Tx& tx, const OrderRow& row, std::int64_t old_version) {
  const auto matched = tx.execute(queries::order_update, {{"state", row.state},
                                                          {"freight_returned_fen", row.freight_returned},
                                                          {"freight_refunded_fen", row.freight_refunded},
                                                          {"paid_fen", row.paid},
                                                          {"refunding_fen", row.refunding},
                                                          {"refunded_fen", row.refunded},
                                                          {"forgone_fen", row.forgone},
                                                          {"cancel_reason", row.cancel_reason},
                                                          {"paid_at", row.paid_at},
                                                          {"packed_at", row.packed_at},
                                                          {"shipped_at", row.shipped_at},
                                                          {"delivered_at", row.delivered_at},
                                                          {"accepted_at", row.accepted_at},
                                                          {"return_until", row.return_until},
                                                          {"rated_at", row.rated_at},
                                                          {"counted_at", row.counted_at},
                                                          {"completed_at", row.completed_at},
                                                          {"cancelled_at", row.cancelled_at},
                                                          {"version", row.version},
                                                          {"id", row.id},
                                                          {"old_version", old_version}});
  if (matched != 1) throw std::logic_error("an order was changed without its lock");
}

db::Params insert_row(const OrderRow& row, const std::string& recipient_key) {
  return {{"id", row.id},
          {"group_id", row.group},
          {"supplier", row.supplier},
          {"buyer", row.buyer},
          {"buyer_account", row.buyer_account},
          {"buyer_kind", row.buyer_kind},
          {"buyer_division", row.buyer_division},
          {"channel", row.channel},
          {"payment_channel", row.payment_channel},
          {"state", row.state},
          {"on_credit", row.on_credit},
          {"no_return_confirmed", row.no_return_confirmed},
          {"total_fen", row.total},
          {"freight_fen", row.freight},
          {"promotion", row.promotion},
          {"recipient_key", db::Bytes{recipient_key}},
          {"replaces", row.replaces},
          {"placed_at", row.placed_at}};
}

db::Params insert_row(const LineRow& row) {
  return {{"order_id", row.order},
          {"id", row.id},
          {"position", row.position},
          {"delivery", row.delivery},
          {"sku", row.sku},
          {"product", row.product},
          {"product_version", row.product_version},
          {"gtin", row.gtin},
          {"name", row.name},
          {"label", row.label},
          {"unit", row.unit},
          {"quantity", row.quantity},
          {"unit_price_fen", row.unit_price},
          {"discount_fen", row.discount},
          {"amount_fen", row.amount},
          {"fee_fen", row.fee},
          {"category", row.category},
          {"fresh", row.fresh},
          {"certified", row.certified},
          {"production_county", row.production_county},
          {"raw_material_county", row.raw_material_county},
          {"registration_county", row.registration_county},
          {"delivery_division", row.delivery_division},
          {"price_step", row.price_step},
          {"bundle", row.bundle},
          {"bundle_name", row.bundle ? std::optional(row.bundle_name) : std::nullopt},
          {"presale", row.presale},
          {"ships_by", row.ships_by},
          {"capped", row.capped}};
}

}  // namespace shanhai::orders::store
