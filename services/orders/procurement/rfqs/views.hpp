// Requests for quotation as callers write and read them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/names.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

inline constexpr std::size_t kMaxRfqLines = 100;
inline constexpr std::size_t kMaxRfqSuppliers = 50;
inline constexpr int kMaxQuotingDays = 180;

// Goods as the buyer names them: a SKU, or words, or both.
struct RfqLineBody {
  std::optional<SkuId> sku_id;
  std::optional<Text<1, 200>> description;
  Bounded<1, 10000000> quantity;
  Text<1, 16> unit;
  Text<6, 6> delivery_division;  // GB/T 2260 within Guangdong: a prefecture or a district
  Date deliver_by{};
};
BOOST_DESCRIBE_STRUCT(RfqLineBody, (), (sku_id, description, quantity, unit, delivery_division, deliver_by))

struct RfqBody {
  Text<1, 100> title;
  std::optional<Text<1, 500>> note;
  std::vector<RfqLineBody> lines;
  std::optional<std::vector<OrganisationId>> suppliers;  // left out: open to every approved supplier
  std::optional<Text<6, 6>> county;                      // open to suppliers registered in this county only
  std::optional<bool> sealed;  // nobody but its supplier reads a quotation before the deadline
  Instant quote_until{};
};
BOOST_DESCRIBE_STRUCT(RfqBody, (), (title, note, lines, suppliers, county, sealed, quote_until))

struct RfqReasonBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(RfqReasonBody, (), (reason))

struct RfqLineView {
  std::int64_t line = 0;
  std::optional<SkuId> sku_id;
  std::string description;
  std::int64_t quantity = 0;
  std::string unit, delivery_division;
  Date deliver_by{};
  std::optional<QuotationId> awarded_to;  // for the buyer, and for the supplier whose quotation it is
};
BOOST_DESCRIBE_STRUCT(RfqLineView, (),
                      (line, sku_id, description, quantity, unit, delivery_division, deliver_by, awarded_to))

struct RfqView {
  RfqId rfq_id;
  OrganisationId buyer_id;
  BuyerKind buyer_kind = BuyerKind::budget_unit;
  std::string buyer_name, buyer_division;
  std::string title;
  std::optional<std::string> note;
  RfqAudience audience = RfqAudience::named;
  std::optional<std::string> county;
  std::optional<std::vector<OrganisationId>> suppliers;  // for the buyer and the operator
  bool sealed = false;
  RfqState state = RfqState::open;
  Instant quote_until{}, published_at{};
  std::optional<Instant> quotations_open_at, ended_at;
  std::optional<std::string> end_reason;
  std::vector<RfqLineView> lines;
};
BOOST_DESCRIBE_STRUCT(RfqView, (),
                      (rfq_id, buyer_id, buyer_kind, buyer_name, buyer_division, title, note, audience, county,
                       suppliers, sealed, state, quote_until, published_at, quotations_open_at, ended_at, end_reason,
                       lines))

struct RfqPage {
  std::vector<RfqView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(RfqPage, (), (items, next_cursor))

// Stored under the idempotency key; the request is read anew.
struct RfqRef {
  RfqId rfq_id;
};
BOOST_DESCRIBE_STRUCT(RfqRef, (), (rfq_id))

}  // namespace shanhai::orders
