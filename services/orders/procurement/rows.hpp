// Institutional buying as the database holds it.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "services/orders/ordering/rows.hpp"
#include "services/orders/procurement/domain.hpp"

namespace shanhai::orders {

BOOST_DESCRIBE_ENUM(RfqState, open, closed, awarded, withdrawn)
BOOST_DESCRIBE_ENUM(QuotationState, submitted, withdrawn, accepted, ordered)
BOOST_DESCRIBE_ENUM(ProposalState, proposed, approved, sent_back, withdrawn, ordering, ordered)
BOOST_DESCRIBE_ENUM(InvoiceState, requested, issued, refused, cancelled)

enum class RfqAudience { named, open };
BOOST_DESCRIBE_ENUM(RfqAudience, named, open)

// A step somebody took on a proposal, with their words.
enum class ProposalStep { propose, approve, send_back, withdraw, order, refused };
BOOST_DESCRIBE_ENUM(ProposalStep, propose, approve, send_back, withdraw, order, refused)

enum class InvoiceKind { general, special };  // 普通发票, 增值税专用发票
BOOST_DESCRIBE_ENUM(InvoiceKind, general, special)

enum class RedLetterReason { refund, mistake };  // goods or money went back; it was issued wrongly
BOOST_DESCRIBE_ENUM(RedLetterReason, refund, mistake)

SHANHAI_ID(RfqId, "rfq");
SHANHAI_ID(QuotationId, "quo");
SHANHAI_ID(ProposalId, "ppl");
SHANHAI_ID(PolicyId, "pol");
SHANHAI_ID(GiftCapId, "cap");
SHANHAI_ID(InvoiceId, "inv");

struct RfqRow {
  RfqId id;
  BuyerId buyer;
  AccountId buyer_account;
  BuyerKind buyer_kind = BuyerKind::budget_unit;
  std::string buyer_name, buyer_division;
  std::string title, note;
  RfqAudience audience = RfqAudience::named;
  std::string county;  // empty: every county
  bool sealed = false;
  RfqState state = RfqState::open;
  Instant quote_until{};
  std::optional<Instant> opens_at;  // when the buyer may read quotations; none: never
  Instant published_at{};
  std::optional<Instant> ended_at;
  std::string end_reason;
  std::int64_t version = 1;
};

struct RfqLineRow {
  RfqId rfq;
  std::int64_t position = 0;
  std::optional<SkuId> sku;
  std::string description;
  std::int64_t quantity = 0;
  std::string unit, delivery_division;
  Date deliver_by{};
  std::optional<QuotationId> awarded_to;
};

// With its current revision.
struct QuotationRow {
  QuotationId id;
  RfqId rfq;
  BuyerId buyer;
  OrganisationId supplier;
  std::string supplier_name;
  QuotationState state = QuotationState::submitted;
  std::string withdraw_reason;
  std::int64_t version = 1;
  std::int64_t revision = 1;
  bool divisible = false;
  Money goods, freight;
  Instant valid_until{};
  std::string note;
  AccountId submitted_by;
  Instant submitted_at{};

  Money total() const { return goods + freight; }
};

struct QuotationLineRow {
  QuotationId quotation;
  std::int64_t position = 0;  // of the request's line
  SkuId sku;
  std::int64_t product_version = 0;
  std::string name, label, unit;
  std::int64_t quantity = 0;
  Money unit_price, amount;
};

struct PolicyRow {
  PolicyId id;
  OrganisationId organisation;
  Date valid_from{};
  Money single_approval;
  std::string contract_prefix, reason;
  AccountId entered_by;
  Instant entered_at{};
  std::vector<AccountId> approvers;
};

struct ProposalRow {
  ProposalId id;
  RfqId rfq;
  BuyerId buyer;
  OrganisationId supplier;
  QuotationId quotation;
  std::int64_t revision = 0;
  ProposalState state = ProposalState::proposed;
  Money total;
  AccountId proposed_by;
  Instant proposed_at{};
  std::optional<AccountId> decided_by;
  std::optional<Instant> decided_at, ordering_until;
  std::int64_t version = 1;
};

struct ProposalStepRow {
  ProposalId proposal;
  std::int64_t number = 0;
  ProposalStep action = ProposalStep::propose;
  std::optional<AccountId> actor;  // none: nobody of the unit took it
  std::string reason;
  Instant taken_at{};
};

struct PurchaseRow {
  OrderId order;
  OrderGroupId group;
  ProposalId proposal;
  RfqId rfq;
  QuotationId quotation;
  BuyerId buyer;
  OrganisationId supplier;
  std::string contract_number;
  Money total;
  std::optional<std::int64_t> heads, cap_year;
  Instant held_until{}, prepared_at{};
};

struct GiftCapRow {
  GiftCapId id;
  OrganisationId organisation;  // nil: the cap of a region
  std::string region;
  std::int64_t year = 0;
  Money cap;
  std::string source;
  AccountId entered_by;
  Instant entered_at{};
};

struct InvoiceRow {
  InvoiceId id;
  BuyerId buyer;
  AccountId buyer_account;
  OrganisationId supplier;
  InvoiceKind kind = InvoiceKind::general;
  InvoiceState state = InvoiceState::requested;
  std::string title, taxpayer_number;
  Money amount;  // of a correction: negative
  std::optional<InvoiceId> corrects;
  std::optional<RedLetterReason> correction_reason;
  std::optional<std::string> number;
  std::optional<Date> issued_on;
  std::string document_name, media_type;
  std::int64_t size_bytes = 0;
  std::string sha256;  // hex; empty: no file yet
  std::string end_reason;
  Instant requested_at{}, due_at{};
  std::optional<Instant> decided_at;
  std::int64_t version = 1;
};

struct InvoiceOrderRow {
  InvoiceId invoice;
  OrderId order;
  Money amount;
};

}  // namespace shanhai::orders
