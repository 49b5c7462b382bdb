// What other services may ask of orders, and the events it sends.
#pragma once

#include "common/async/task.hpp"
#include "common/base/ids.hpp"
#include "services/catalog/api.hpp"
#include "services/identity/api.hpp"

namespace shanhai::orders {

SHANHAI_ID(TransferId, "tfr");
SHANHAI_ID(ReturnId, "rtn");

// Lot quantity put on sale: moves from the lot's balance (traceability) into sellable stock of (SKU, lot) here. Step
// two of the two-step transfer; idempotent by `transfer`.
struct LotTransfer {
  TransferId transfer;
  OrganisationId supplier;
  SkuId sku;
  LotId lot;
  Text<1, 20> lot_number;  // GS1 AI 10
  std::optional<Date> best_before;
  Bounded<1, 100000000> quantity;  // sale units
};
BOOST_DESCRIBE_STRUCT(LotTransfer, (), (transfer, supplier, sku, lot, lot_number, best_before, quantity))

struct TransferReceipt {
  TransferId transfer;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(TransferReceipt, (), (transfer, quantity))

struct LotBlock {
  LotId lot;
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(LotBlock, (), (lot, reason))

// What a recall reached: after the block is committed nothing of the lot can be packed or sold.
struct LotBlocked {
  LotId lot;
  std::int64_t blocked_quantity = 0;  // unsold units
  std::vector<OrderId> orders;        // orders with units of the lot in a parcel
};
BOOST_DESCRIBE_STRUCT(LotBlocked, (), (lot, blocked_quantity, orders))

// For the audit: what of a lot this service accounts for.
struct LotAccount {
  LotId lot;
  std::int64_t received = 0;  // sum of transfers
  std::int64_t on_hand = 0;
  std::int64_t bound = 0;  // packed into parcels, less restocked
};
BOOST_DESCRIBE_STRUCT(LotAccount, (), (lot, received, on_hand, bound))

struct LotAccountQuery {
  std::vector<LotId> lots;  // at most 200
};
BOOST_DESCRIBE_STRUCT(LotAccountQuery, (), (lots))
struct LotAccounts {
  std::vector<LotAccount> items;
};
BOOST_DESCRIBE_STRUCT(LotAccounts, (), (items))

class Api {
 public:
  virtual ~Api() = default;
  virtual Task<Result<TransferReceipt>> receive_lot_stock(
      LotTransfer transfer) = 0;  // sku_not_found; same id other content: transfer_mismatch
  virtual Task<Result<LotBlocked>> block_lot(LotBlock block) = 0;  // idempotent
  virtual Task<Result<LotAccounts>> lot_accounts(LotAccountQuery query) = 0;
};

enum class Channel { online, offline };
BOOST_DESCRIBE_ENUM(Channel, online, offline)

enum class BuyerKind { consumer, budget_unit, trade_union, enterprise };
BOOST_DESCRIBE_ENUM(BuyerKind, consumer, budget_unit, trade_union, enterprise)

// One order line with everything that measurement groups by, frozen.
struct LineFacts {
  OrderLineId line;
  SkuId sku;
  ProductId product;
  std::int64_t product_version = 0;
  std::int64_t quantity = 0;
  Money amount;    // after discounts, what the buyer pays for it
  Money refunded;  // of it so far
  catalog::Category category = catalog::Category::agricultural;
  bool certified = false;  // at placement; from "order_paid" on: at payment
  std::string production_county, raw_material_county, registration_county;
  std::string delivery_division;  // where this line goes
};
BOOST_DESCRIBE_STRUCT(LineFacts, (),
                      (line, sku, product, product_version, quantity, amount, refunded, category, certified,
                       production_county, raw_material_county, registration_county, delivery_division))

// Payload of order_placed, order_paid, order_accepted, order_purchase_completed, order_cancelled; aggregate "order".
struct OrderFacts {
  OrderId order;
  OrderGroupId group;
  OrganisationId supplier;
  BuyerKind buyer_kind = BuyerKind::consumer;
  std::optional<OrganisationId> buyer_organisation;
  std::optional<AccountId> buyer_account;  // a pseudonym; for the distinct count of consumers
  std::string buyer_division;              // consumer: of delivery; unit: its finance region
  Channel channel = Channel::online;
  Money freight;
  Instant placed_at{};
  std::optional<Instant> paid_at;
  std::vector<LineFacts> lines;
};
BOOST_DESCRIBE_STRUCT(OrderFacts, (),
                      (order, group, supplier, buyer_kind, buyer_organisation, buyer_account, buyer_division, channel,
                       freight, placed_at, paid_at, lines))

// The four measures an order may already have been counted in, each once, in the order's life.
enum class Measure { ordered, paid, accepted, completed };
BOOST_DESCRIBE_ENUM(Measure, ordered, paid, accepted, completed)

struct RefundedLine {
  OrderLineId line;
  std::int64_t quantity = 0;  // 0: money only
  Money amount;
};
BOOST_DESCRIBE_STRUCT(RefundedLine, (), (line, quantity, amount))

// Payload of order_refunded, aggregate "order": `facts` as before this refund.
struct OrderRefunded {
  RefundId refund;
  OrderFacts facts;
  std::vector<RefundedLine> lines;
  std::vector<Measure> counted;  // measures the order has been counted in so far
};
BOOST_DESCRIBE_STRUCT(OrderRefunded, (), (refund, facts, lines, counted))

// Payload of return_requested, return_approved, return_refused and return_received, aggregate "order".
struct ReturnFacts {
  ReturnId return_id;
  OrderId order;
  OrganisationId supplier;
  bool quality_claim = false;       // else without reason
  std::vector<RefundedLine> lines;  // units to come back, and what they give back
};
BOOST_DESCRIBE_STRUCT(ReturnFacts, (), (return_id, order, supplier, quality_claim, lines))

// Payload of order_rated, aggregate "order". What the buyer wrote stays with the rating.
struct OrderRated {
  OrderId order;
  OrganisationId supplier;
  std::int64_t stars = 0;
};
BOOST_DESCRIBE_STRUCT(OrderRated, (), (order, supplier, stars))

struct ParcelLot {
  OrderLineId line;
  SkuId sku;
  LotId lot;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(ParcelLot, (), (line, sku, lot, quantity))

// Payload of parcel_packed and parcel_shipped, aggregate "order".
struct ParcelFacts {
  ParcelId parcel;
  OrderId order;
  OrganisationId supplier;
  std::string delivery_division;
  std::vector<ParcelLot> lots;
};
BOOST_DESCRIBE_STRUCT(ParcelFacts, (), (parcel, order, supplier, delivery_division, lots))

inline constexpr std::string_view kOrderPlaced = "orders.order_placed";        // OrderFacts
inline constexpr std::string_view kOrderPaid = "orders.order_paid";            // OrderFacts
inline constexpr std::string_view kParcelPacked = "orders.parcel_packed";      // ParcelFacts
inline constexpr std::string_view kParcelShipped = "orders.parcel_shipped";    // ParcelFacts
inline constexpr std::string_view kOrderDelivered = "orders.order_delivered";  // OrderFacts
inline constexpr std::string_view kOrderAccepted = "orders.order_accepted";    // OrderFacts
inline constexpr std::string_view kOrderPurchaseCompleted =
    "orders.order_purchase_completed";                                           // OrderFacts: accepted, paid and rated
inline constexpr std::string_view kOrderCompleted = "orders.order_completed";    // OrderFacts: return window over
inline constexpr std::string_view kOrderRefunded = "orders.order_refunded";      // OrderRefunded
inline constexpr std::string_view kOrderCancelled = "orders.order_cancelled";    // OrderFacts
inline constexpr std::string_view kOrderDeclined = "orders.order_declined";      // OrderFacts: paid, can't be delivered
inline constexpr std::string_view kOrderRated = "orders.order_rated";            // OrderRated
inline constexpr std::string_view kReturnRequested = "orders.return_requested";  // ReturnFacts
inline constexpr std::string_view kReturnApproved = "orders.return_approved";    // ReturnFacts
inline constexpr std::string_view kReturnRefused = "orders.return_refused";      // ReturnFacts
inline constexpr std::string_view kReturnReceived = "orders.return_received";    // ReturnFacts: the goods are back
inline constexpr std::string_view kLotBlocked = "orders.lot_blocked";            // LotBlocked

}  // namespace shanhai::orders
