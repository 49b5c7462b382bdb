// One entry of the ledger of purchase volume, whichever source it comes from.
#pragma once

#include "common/base/money.hpp"
#include "services/measurement/ledger/domain.hpp"
#include "services/orders/api.hpp"

namespace shanhai::measurement {

// Numbered sources. What orders sell is online, what is registered with a voucher offline: the channel names the
// source.
enum class Origin { orders, registrations };
BOOST_DESCRIBE_ENUM(Origin, orders, registrations)

// reversal: the sale never was, so it is no refund but a sale less; of a frozen period it becomes a cancellation.
enum class EntryKind { sale, refund, cancellation, reversal, prior_refund };
BOOST_DESCRIBE_ENUM(EntryKind, sale, refund, cancellation, reversal, prior_refund)

// What was bought: a product's category, or the freight of an order, which is counted like a line of its own so that
// totals equal what was paid.
enum class Goods { agricultural, herbal_medicine, handicraft, freight };
BOOST_DESCRIBE_ENUM(Goods, agricultural, herbal_medicine, handicraft, freight)
Goods goods_of(catalog::Category category);

// Everything that volume is grouped by, as it stood at the sale.
struct Dimensions {
  orders::BuyerKind buyer_kind = orders::BuyerKind::consumer;
  OrganisationId buyer_organisation;  // nil for consumers
  AccountId buyer_account;            // a pseudonym; nil for organisations
  std::string buyer_division, delivery_division;
  OrganisationId supplier;
  ProductId product;  // nil for freight
  Goods goods = Goods::agricultural;
  bool certified = false;
  std::string production_county, raw_material_county, registration_county;
  orders::Channel channel = orders::Channel::online;
};

// One per measure, line, kind and source. An offline registration gives its own id as the order's and those of its
// lines.
struct Entry {
  orders::Measure measure = orders::Measure::ordered;
  EntryKind kind = EntryKind::sale;
  OrderId order;
  OrderLineId line;
  RefundId source;  // what took it back, such as a refund or a correction; nil for a sale
  Instant occurred_at{};
  Date sale_on{}, attributed_on{};  // of its sale: day in this measure, and day that decides the pairing
  Money amount;                     // positive: kind tells the direction
  std::int64_t quantity = 0;
  Dimensions of;
};

}  // namespace shanhai::measurement
