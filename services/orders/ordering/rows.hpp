// Orders as the database holds them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/orders/api.hpp"
#include "services/orders/names.hpp"
#include "services/orders/ordering/scope.hpp"

namespace shanhai::orders {

struct GroupRow {
  OrderGroupId id;
  BuyerId buyer;
  AccountId buyer_account;
  BuyerKind buyer_kind = BuyerKind::consumer;
  PaymentChannel payment_channel = PaymentChannel::wechat_pay;
  Money total;
  bool open = true;
  std::string note;
  Instant placed_at{}, payment_due_at{};
};

struct OrderRow {
  OrderId id;
  OrderGroupId group;
  OrganisationId supplier;
  BuyerId buyer;
  AccountId buyer_account;
  BuyerKind buyer_kind = BuyerKind::consumer;
  std::string buyer_division;
  Channel channel = Channel::online;
  PaymentChannel payment_channel = PaymentChannel::wechat_pay;
  OrderState state = OrderState::placed;
  bool on_credit = false;
  bool no_return_confirmed = false;
  Money total, freight;
  Money paid;                            // applied to it
  Money refunding;                       // of that promised back
  Money refunded;                        // of the total given back, what was forgone included
  Money forgone;                         // never paid: declined before
  Money freight_returned;                // of the freight promised back
  Money freight_refunded;                // of that given back
  std::optional<PromotionId> promotion;  // whose discount its lines carry
  std::optional<OrderId> replaces;
  std::string cancel_reason;
  Instant placed_at{};
  std::optional<Instant> paid_at, packed_at, shipped_at, delivered_at, accepted_at, return_until, rated_at, counted_at,
      completed_at, cancelled_at;
  std::int64_t version = 1;

  Money due() const { return total - paid - forgone; }
  Money kept() const { return total - refunding - refunded; }
  Money goods() const { return total - freight; }
  Money kept_goods() const { return kept() - (freight - freight_returned); }
  // From when the time to ship it runs; it is paid, or on credit.
  Instant dispatch_since() const { return on_credit ? placed_at : paid_at.value_or(placed_at); }
  bool is_consumer() const { return buyer_kind == BuyerKind::consumer; }
};

struct LineRow {
  OrderId order;
  OrderLineId id;
  std::int64_t position = 0, delivery = 0;
  SkuId sku;
  ProductId product;
  std::int64_t product_version = 0;
  std::string gtin, name, label, unit;
  std::int64_t quantity = 0;
  Money unit_price, discount, amount, fee;
  catalog::Category category = catalog::Category::agricultural;
  bool fresh = false, certified = false;
  std::string production_county, raw_material_county, registration_county, delivery_division;
  std::int64_t returned = 0;  // units in returns that were not refused
  Money returned_amount;      // what those returns give back
  Money refunded;
  std::int64_t price_step = 1;       // bought from so many units on, its unit price holds
  std::optional<SkuId> bundle;       // the pack it came in
  std::string bundle_name;           // of that pack, as sold
  std::int64_t packed = 0;           // units in parcels
  std::int64_t declined = 0;         // units that the supplier can't deliver
  std::optional<PresaleId> presale;  // sold before the goods were there
  std::optional<Date> ships_by;      // promised then
  bool capped = false;               // it has claims under a purchase cap

  std::int64_t left() const { return quantity - packed - declined; }  // still to be packed
};

// A delivery's place in its order and its recipient, sealed under the order's key.
struct SealedDelivery {
  std::int64_t position = 0;
  std::string division;
  std::string recipient, recipient_key;  // the key is empty once retention has ended
};

OrderFacts facts_of(const OrderRow& order, const std::vector<LineRow>& lines);
Money fee_of(const std::vector<LineRow>& lines);
// The measures the order has been counted in so far.
std::vector<Measure> counted_in(const OrderRow& order);

}  // namespace shanhai::orders
