// What other services may ask of orders, and the events it sends.
#pragma once

#include "common/async/task.hpp"
#include "common/base/ids.hpp"
#include "services/catalog/api.hpp"
#include "services/identity/api.hpp"

namespace shanhai::orders {

SHANHAI_ID(TransferId, "tfr");
SHANHAI_ID(ReturnId, "rtn");
SHANHAI_ID(PayoutId, "pyt");         // what one supplier is paid out at once
SHANHAI_ID(PayoutBatchId, "pbt");    // payouts made together, one file for the bank
SHANHAI_ID(PayoutAccountId, "pac");  // a supplier's bank account, as registered once
SHANHAI_ID(FreightTermsId, "frt");
SHANHAI_ID(PromotionId, "prm");
SHANHAI_ID(PresaleId, "prs");     // a sale before the goods are there
SHANHAI_ID(RushId, "rsh");        // a sale with an admission queue
SHANHAI_ID(RushTicketId, "rtk");  // one buyer's place in it

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
  std::optional<LotId> recall{};  // the lot that was recalled, of which this one was made; left out: the lot itself
  std::optional<bool> more{};     // further lots of that recall follow: buyers are told of them together
  std::optional<std::int64_t> decision{};  // of a block and a release the greater one holds, whichever comes first
};
BOOST_DESCRIBE_STRUCT(LotBlock, (), (lot, reason, recall, more, decision))

// What a recall reached: after the block is committed nothing of the lot can be packed or sold.
struct LotBlocked {
  LotId lot;
  std::int64_t blocked_quantity = 0;  // unsold units
  std::vector<OrderId> orders;        // orders with units of the lot in a parcel
};
BOOST_DESCRIBE_STRUCT(LotBlocked, (), (lot, blocked_quantity, orders))

// The recall was lifted: what is still there of the lot is sold again. Buyers who were told stay told.
struct LotRelease {
  LotId lot;
  Text<1, 200> reason;
  std::int64_t decision = 0;  // as in LotBlock
};
BOOST_DESCRIBE_STRUCT(LotRelease, (), (lot, reason, decision))

struct LotReleased {
  LotId lot;
  std::int64_t released_quantity = 0;  // units that are on sale again; 0 where that was done before
};
BOOST_DESCRIBE_STRUCT(LotReleased, (), (lot, released_quantity))

// For the audit: what of a lot this service accounts for.
struct LotAccount {
  LotId lot;
  std::int64_t received = 0;  // sum of transfers
  std::int64_t on_hand = 0;
  std::int64_t bound = 0;      // packed into parcels, less restocked
  std::int64_t taken_off = 0;  // counted less than the books said, or past their date
};
BOOST_DESCRIBE_STRUCT(LotAccount, (), (lot, received, on_hand, bound, taken_off))

struct LotAccountQuery {
  std::vector<LotId> lots;  // at most 200
};
BOOST_DESCRIBE_STRUCT(LotAccountQuery, (), (lots))
struct LotAccounts {
  std::vector<LotAccount> items;
};
BOOST_DESCRIBE_STRUCT(LotAccounts, (), (items))

// How many a recall reaches, or would: who has units of these lots in a parcel; and how many of them were told.
struct RecallReachQuery {
  std::vector<LotId> lots;     // at most 2000
  std::vector<LotId> recalls;  // as LotBlock::recall named them; at most 2000
};
BOOST_DESCRIBE_STRUCT(RecallReachQuery, (), (lots, recalls))

struct RecallReach {
  std::int64_t orders = 0, buyers = 0;
  std::int64_t orders_told = 0, buyers_told = 0;  // the notice is written; sending it is tried until it is given up
};
BOOST_DESCRIBE_STRUCT(RecallReach, (), (orders, buyers, orders_told, buyers_told))

class Api {
 public:
  virtual ~Api() = default;
  virtual Task<Result<TransferReceipt>> receive_lot_stock(
      LotTransfer transfer) = 0;  // sku_not_found; same id other content: transfer_mismatch
  virtual Task<Result<LotBlocked>> block_lot(LotBlock block) = 0;         // idempotent
  virtual Task<Result<LotReleased>> release_lot(LotRelease release) = 0;  // idempotent
  virtual Task<Result<LotAccounts>> lot_accounts(LotAccountQuery query) = 0;
  virtual Task<Result<RecallReach>> recall_reach(RecallReachQuery query) = 0;
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
  std::optional<Money> freight_refunded{};  // of the freight so far
};
BOOST_DESCRIBE_STRUCT(OrderFacts, (),
                      (order, group, supplier, buyer_kind, buyer_organisation, buyer_account, buyer_division, channel,
                       freight, placed_at, paid_at, lines, freight_refunded))

// Under which id an order's freight stands among refunded lines: the order's own.
inline OrderLineId freight_line(OrderId order) { return OrderLineId(order.bytes()); }

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

// Payload of all return_... events, aggregate "order".
struct ReturnFacts {
  ReturnId return_id;
  OrderId order;
  OrganisationId supplier;
  bool quality_claim = false;         // else without reason
  std::vector<RefundedLine> lines;    // units of the case, and what they are worth
  std::optional<std::string> remedy;  // refund, refund_only, exchange
  std::optional<std::string> state;   // after the event
};
BOOST_DESCRIBE_STRUCT(ReturnFacts, (), (return_id, order, supplier, quality_claim, lines, remedy, state))

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

// Payload of freight_terms_set, aggregate "freight_terms", each version of them an aggregate of its own.
struct FreightTermsFacts {
  FreightTermsId terms;
  OrganisationId supplier;
  Instant effective_from{};
};
BOOST_DESCRIBE_STRUCT(FreightTermsFacts, (), (terms, supplier, effective_from))

// Payload of promotion_announced and promotion_ended, aggregate "promotion".
struct PromotionFacts {
  PromotionId promotion;
  OrganisationId supplier;
  Money threshold, off;
  Instant starts_at{}, ends_at{};
};
BOOST_DESCRIBE_STRUCT(PromotionFacts, (), (promotion, supplier, threshold, off, starts_at, ends_at))

// Payload of lines_declined, aggregate "order": paid units that will not be delivered, and what they give back.
struct LinesDeclined {
  OrderId order;
  OrganisationId supplier;
  std::vector<RefundedLine> lines;
};
BOOST_DESCRIBE_STRUCT(LinesDeclined, (), (order, supplier, lines))

struct InspectedLine {
  OrderLineId line;
  std::int64_t accepted = 0, rejected = 0;  // units
};
BOOST_DESCRIBE_STRUCT(InspectedLine, (), (line, accepted, rejected))

// Payload of order_inspected, aggregate "order". Who inspected and their remarks stay with the record.
struct OrderInspected {
  OrderId order;
  OrganisationId supplier;
  std::vector<InspectedLine> lines;
};
BOOST_DESCRIBE_STRUCT(OrderInspected, (), (order, supplier, lines))

// Payload of stock_corrected and lot_expired, aggregate "lot".
struct LotTakenOff {
  OrganisationId supplier;
  SkuId sku;
  LotId lot;
  std::int64_t quantity = 0;           // sellable units less; more is negative
  std::vector<OrderId> undeliverable;  // orders that what is left no longer serves, at most 100
};
BOOST_DESCRIBE_STRUCT(LotTakenOff, (), (supplier, sku, lot, quantity, undeliverable))

// Payload of payout_made, payout_paid and payout_failed, aggregate "payout".
struct PayoutFacts {
  PayoutId payout;
  PayoutBatchId batch;
  OrganisationId supplier;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(PayoutFacts, (), (payout, batch, supplier, amount))

// Payload of payout_account_registered, payout_account_approved and payout_account_ended, aggregate "payout_account".
struct PayoutAccountFacts {
  PayoutAccountId account;
  OrganisationId supplier;
};
BOOST_DESCRIBE_STRUCT(PayoutAccountFacts, (), (account, supplier))

// Payload of purchase_cap_set and purchase_cap_ended, aggregate "purchase_cap", whose id is the SKU's.
struct PurchaseCapFacts {
  SkuId sku;
  OrganisationId supplier;
  std::optional<std::int64_t> unpaid_max, buyer_max, address_max;  // units
  std::int64_t period_days = 0;                                    // of the last two
};
BOOST_DESCRIBE_STRUCT(PurchaseCapFacts, (), (sku, supplier, unpaid_max, buyer_max, address_max, period_days))

// Payload of presale_opened, presale_put_off, presale_closed, presale_withdrawn and presale_settled, aggregate
// "presale".
struct PresaleFacts {
  PresaleId presale;
  SkuId sku;
  OrganisationId supplier;
  std::int64_t allotment = 0, taken = 0;  // units
  Instant starts_at{}, ends_at{};
  Date ships_from{}, ships_by{};
};
BOOST_DESCRIBE_STRUCT(PresaleFacts, (),
                      (presale, sku, supplier, allotment, taken, starts_at, ends_at, ships_from, ships_by))

// Payload of rush_announced, rush_cancelled and rush_ended, aggregate "rush". Nobody in the line is named.
struct RushFacts {
  RushId rush;
  SkuId sku;
  OrganisationId supplier;
  Instant joins_from{}, starts_at{}, ends_at{};
  std::int64_t admitted_per_minute = 0, window_seconds = 0;
  std::string seed_digest;          // SHA-256 of the draw's seed, hexadecimal
  std::optional<std::string> seed;  // once it is over
  std::int64_t numbered = 0, admitted = 0;
};
BOOST_DESCRIBE_STRUCT(RushFacts, (),
                      (rush, sku, supplier, joins_from, starts_at, ends_at, admitted_per_minute, window_seconds,
                       seed_digest, seed, numbered, admitted))

// Payload of rush_admitted, aggregate "rush": the places that were let in at once.
struct RushAdmitted {
  RushId rush;
  std::int64_t first = 0, last = 0;
  Instant admitted_until{};
};
BOOST_DESCRIBE_STRUCT(RushAdmitted, (), (rush, first, last, admitted_until))

inline constexpr std::string_view kOrderPlaced = "orders.order_placed";        // OrderFacts
inline constexpr std::string_view kOrderPaid = "orders.order_paid";            // OrderFacts
inline constexpr std::string_view kParcelPacked = "orders.parcel_packed";      // ParcelFacts
inline constexpr std::string_view kParcelShipped = "orders.parcel_shipped";    // ParcelFacts
inline constexpr std::string_view kParcelUnpacked = "orders.parcel_unpacked";  // ParcelFacts: opened before it left
inline constexpr std::string_view kLinesDeclined = "orders.lines_declined";    // LinesDeclined
inline constexpr std::string_view kOrderInspected = "orders.order_inspected";  // OrderInspected
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
inline constexpr std::string_view kReturnWithdrawn = "orders.return_withdrawn";  // ReturnFacts: by the buyer
inline constexpr std::string_view kReturnSent = "orders.return_sent";            // ReturnFacts: on its way back
inline constexpr std::string_view kReturnLapsed = "orders.return_lapsed";        // ReturnFacts: never sent
inline constexpr std::string_view kReturnArrived = "orders.return_arrived";      // ReturnFacts: to be inspected
inline constexpr std::string_view kReturnRefunded = "orders.return_refunded";    // ReturnFacts: without the goods
inline constexpr std::string_view kReturnDisputed = "orders.return_disputed";    // ReturnFacts: the platform decides
inline constexpr std::string_view kReturnDecided = "orders.return_decided";      // ReturnFacts: it has
inline constexpr std::string_view kReturnReplaced = "orders.return_replaced";    // ReturnFacts: the replacement left
inline constexpr std::string_view kReturnIrreplaceable =
    "orders.return_irreplaceable";                                             // ReturnFacts: no stock, money instead
inline constexpr std::string_view kReturnSorted = "orders.return_sorted";      // ReturnFacts: restocked or scrapped
inline constexpr std::string_view kReturnSentOn = "orders.return_sent_on";     // ReturnFacts: refused goods go back
inline constexpr std::string_view kReturnEvidence = "orders.return_evidence";  // ReturnFacts: files were added
inline constexpr std::string_view kLotBlocked = "orders.lot_blocked";          // LotBlocked
inline constexpr std::string_view kLotReleased = "orders.lot_released";        // LotReleased
inline constexpr std::string_view kStockCorrected = "orders.stock_corrected";  // LotTakenOff
inline constexpr std::string_view kLotExpired = "orders.lot_expired";          // LotTakenOff
inline constexpr std::string_view kPayoutMade = "orders.payout_made";          // PayoutFacts
inline constexpr std::string_view kPayoutPaid = "orders.payout_paid";          // PayoutFacts
inline constexpr std::string_view kPayoutFailed = "orders.payout_failed";      // PayoutFacts: it is payable again
inline constexpr std::string_view kPayoutAccountRegistered = "orders.payout_account_registered";  // PayoutAccountFacts
inline constexpr std::string_view kPayoutAccountApproved = "orders.payout_account_approved";      // PayoutAccountFacts
inline constexpr std::string_view kPayoutAccountEnded = "orders.payout_account_ended";            // PayoutAccountFacts
inline constexpr std::string_view kFreightTermsSet = "orders.freight_terms_set";                  // FreightTermsFacts
inline constexpr std::string_view kPromotionAnnounced = "orders.promotion_announced";             // PromotionFacts
inline constexpr std::string_view kPromotionEnded = "orders.promotion_ended";                     // PromotionFacts
inline constexpr std::string_view kPurchaseCapSet = "orders.purchase_cap_set";                    // PurchaseCapFacts
inline constexpr std::string_view kPurchaseCapEnded = "orders.purchase_cap_ended";                // PurchaseCapFacts
inline constexpr std::string_view kPresaleOpened = "orders.presale_opened";                       // PresaleFacts
inline constexpr std::string_view kPresalePutOff = "orders.presale_put_off";                      // PresaleFacts
inline constexpr std::string_view kPresaleClosed = "orders.presale_closed";                       // PresaleFacts
inline constexpr std::string_view kPresaleWithdrawn = "orders.presale_withdrawn";                 // PresaleFacts
inline constexpr std::string_view kPresaleSettled = "orders.presale_settled";  // PresaleFacts: its orders are ended
inline constexpr std::string_view kRushAnnounced = "orders.rush_announced";    // RushFacts
inline constexpr std::string_view kRushAdmitted = "orders.rush_admitted";      // RushAdmitted
inline constexpr std::string_view kRushCancelled = "orders.rush_cancelled";    // RushFacts
inline constexpr std::string_view kRushEnded = "orders.rush_ended";            // RushFacts

}  // namespace shanhai::orders
