// Quotations as callers write and read them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

inline constexpr std::int64_t kMaxQuotedPriceFen = 1'000'000'000;
inline constexpr int kMaxValidDays = 366;  // after the deadline

struct QuotationLineBody {
  Bounded<0, 1000> line;        // of the request
  SkuId sku_id;                 // one of the supplier's own
  Bounded<1, 100000> quantity;  // sale units of the SKU
  Money unit_price;
};
BOOST_DESCRIBE_STRUCT(QuotationLineBody, (), (line, sku_id, quantity, unit_price))

struct QuotationBody {
  std::vector<QuotationLineBody> lines;  // of the request's lines those that the supplier can deliver
  Money freight;
  Instant valid_until{};
  std::optional<bool> divisible;  // lines may be bought apart, for the same freight
  std::optional<Text<1, 500>> note;
};
BOOST_DESCRIBE_STRUCT(QuotationBody, (), (lines, freight, valid_until, divisible, note))

struct QuotationLineView {
  std::int64_t line = 0;
  SkuId sku_id;
  std::int64_t product_version = 0;
  std::string name, label, unit;
  std::int64_t quantity = 0;
  Money unit_price, amount;
};
BOOST_DESCRIBE_STRUCT(QuotationLineView, (),
                      (line, sku_id, product_version, name, label, unit, quantity, unit_price, amount))

struct QuotationRevisionView {
  std::int64_t revision = 0;
  Money goods, freight;
  Instant valid_until{}, submitted_at{};
};
BOOST_DESCRIBE_STRUCT(QuotationRevisionView, (), (revision, goods, freight, valid_until, submitted_at))

struct QuotationView {
  QuotationId quotation_id;
  RfqId rfq_id;
  OrganisationId supplier_id;
  std::string supplier_name;
  QuotationState state = QuotationState::submitted;
  std::int64_t revision = 1;
  bool divisible = false;
  Money goods, freight, total;
  Instant valid_until{}, submitted_at{};
  bool lapsed = false;  // not bought in time
  std::optional<std::string> note, withdraw_reason;
  std::vector<QuotationLineView> lines;
  std::optional<std::vector<QuotationRevisionView>> revisions;  // earlier ones too; for its supplier
};
BOOST_DESCRIBE_STRUCT(QuotationView, (),
                      (quotation_id, rfq_id, supplier_id, supplier_name, state, revision, divisible, goods, freight,
                       total, valid_until, submitted_at, lapsed, note, withdraw_reason, lines, revisions))

struct QuotationPage {
  std::vector<QuotationView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(QuotationPage, (), (items, next_cursor))

struct QuotationReasonBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(QuotationReasonBody, (), (reason))

struct QuotationRef {
  QuotationId quotation_id;
};
BOOST_DESCRIBE_STRUCT(QuotationRef, (), (quotation_id))

}  // namespace shanhai::orders
