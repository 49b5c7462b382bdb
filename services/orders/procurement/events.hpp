// What institutional buying tells: who and what, never prices and never words of people. Each row is the audit entry of
// its change.
#pragma once

#include "services/orders/ordering/change.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

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
// quotation_ordered.
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

void tell(db::Tx& tx, Random& random, std::string_view type, const QuotationRow& row, const By& by);
void tell(db::Tx& tx, Random& random, std::string_view type, const ProposalRow& row, const By& by,
          std::optional<OrderId> order = {});

}  // namespace shanhai::orders
