// What institutional buying tells: who and what, never prices and never words of people. Each row is the audit entry of
// its change.
#pragma once

#include "services/orders/ordering/change.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

inline constexpr std::string_view kRfqPublished = "orders.rfq_published";
inline constexpr std::string_view kRfqClosed = "orders.rfq_closed";
inline constexpr std::string_view kRfqWithdrawn = "orders.rfq_withdrawn";
inline constexpr std::string_view kRfqAwarded = "orders.rfq_awarded";
inline constexpr std::string_view kRfqReleased = "orders.rfq_released";
inline constexpr std::string_view kQuotationSubmitted = "orders.quotation_submitted";
inline constexpr std::string_view kQuotationWithdrawn = "orders.quotation_withdrawn";
inline constexpr std::string_view kQuotationAccepted = "orders.quotation_accepted";
inline constexpr std::string_view kQuotationReleased = "orders.quotation_released";
inline constexpr std::string_view kQuotationLapsed = "orders.quotation_lapsed";
inline constexpr std::string_view kQuotationOrdered = "orders.quotation_ordered";
inline constexpr std::string_view kProposalMade = "orders.proposal_made";
inline constexpr std::string_view kProposalApproved = "orders.proposal_approved";
inline constexpr std::string_view kProposalSentBack = "orders.proposal_sent_back";
inline constexpr std::string_view kProposalWithdrawn = "orders.proposal_withdrawn";
inline constexpr std::string_view kProposalOrdering = "orders.proposal_ordering";
inline constexpr std::string_view kProposalOrderRefused = "orders.proposal_order_refused";
inline constexpr std::string_view kProposalOrdered = "orders.proposal_ordered";
inline constexpr std::string_view kInvoiceRequested = "orders.invoice_requested";
inline constexpr std::string_view kInvoiceIssued = "orders.invoice_issued";
inline constexpr std::string_view kInvoiceRefused = "orders.invoice_refused";
inline constexpr std::string_view kInvoiceCancelled = "orders.invoice_cancelled";
inline constexpr std::string_view kInvoiceCorrected = "orders.invoice_corrected";
inline constexpr std::string_view kProcurementPolicySet = "orders.procurement_policy_set";
inline constexpr std::string_view kGiftCapEntered = "orders.gift_cap_entered";

// Aggregate "rfq": rfq_published, rfq_closed, rfq_withdrawn, rfq_awarded, rfq_released.
struct RfqFacts {
  RfqId rfq;
  OrganisationId buyer;
  BuyerKind buyer_kind = BuyerKind::budget_unit;
  RfqAudience audience = RfqAudience::named;
  std::vector<OrganisationId> suppliers;  // named ones
  Instant quote_until{};
};
BOOST_DESCRIBE_STRUCT(RfqFacts, (), (rfq, buyer, buyer_kind, audience, suppliers, quote_until))

// Aggregate "quotation": quotation_submitted, quotation_withdrawn, quotation_accepted, quotation_released,
// quotation_lapsed, quotation_ordered.
struct QuotationFacts {
  QuotationId quotation;
  RfqId rfq;
  OrganisationId buyer, supplier;
  std::int64_t revision = 0;
};
BOOST_DESCRIBE_STRUCT(QuotationFacts, (), (quotation, rfq, buyer, supplier, revision))

// Aggregate "proposal": proposal_made, proposal_approved, proposal_sent_back, proposal_withdrawn, proposal_ordering,
// proposal_order_refused, proposal_ordered.
struct ProposalFacts {
  ProposalId proposal;
  RfqId rfq;
  QuotationId quotation;
  OrganisationId buyer, supplier;
  std::optional<OrderId> order;
};
BOOST_DESCRIBE_STRUCT(ProposalFacts, (), (proposal, rfq, quotation, buyer, supplier, order))

// Aggregate "invoice": invoice_requested, invoice_issued, invoice_refused, invoice_cancelled, invoice_corrected (of the
// correction).
struct InvoiceFacts {
  InvoiceId invoice;
  OrganisationId buyer, supplier;
  Money amount;
  std::vector<OrderId> orders;
  std::optional<InvoiceId> corrects;
};
BOOST_DESCRIBE_STRUCT(InvoiceFacts, (), (invoice, buyer, supplier, amount, orders, corrects))

inline OrganisationId organisation_of(BuyerId buyer) { return OrganisationId(buyer.bytes()); }

template <class Facts>
void tell(db::Tx& tx, Random& random, std::string_view type, std::string_view aggregate, std::string id,
          std::int64_t version, const By& by, const Facts& facts) {
  events::append(
      tx, random,
      {type, aggregate, std::move(id), version, by.actor, by.reason, by.trace_id, json::write(facts).as_object()});
}

// `suppliers`: those that were named.
void tell(db::Tx& tx, Random& random, std::string_view type, const RfqRow& row,
          const std::vector<OrganisationId>& suppliers, const By& by);
void tell(db::Tx& tx, Random& random, std::string_view type, const QuotationRow& row, const By& by);
void tell(db::Tx& tx, Random& random, std::string_view type, const ProposalRow& row, const By& by,
          std::optional<OrderId> order = {});

}  // namespace shanhai::orders
