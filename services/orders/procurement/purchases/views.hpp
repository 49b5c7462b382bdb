// Purchase orders and caps of gift packs as callers write and read them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/names.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

struct PurchaseLineBody {
  Bounded<0, 1000> line;        // of the request
  Bounded<1, 100000> quantity;  // sale units of what was quoted for it
};
BOOST_DESCRIBE_STRUCT(PurchaseLineBody, (), (line, quantity))

// Where some of the goods go: an entry of the caller's address book, or a recipient named here. Exactly one of the two.
struct PurchaseDeliveryBody {
  std::optional<AddressId> address_id;
  std::optional<identity::DeliveryAddress> recipient;
  std::vector<PurchaseLineBody> lines;
};
BOOST_DESCRIBE_STRUCT(PurchaseDeliveryBody, (), (address_id, recipient, lines))

struct PurchaseBody {
  std::vector<PurchaseDeliveryBody> deliveries;   // together exactly what was approved
  std::optional<PaymentChannel> payment_channel;  // bank_transfer where it is left out
  std::optional<Text<1, 60>> contract_number;     // else the next of the unit and year
  std::optional<Bounded<1, 1000000>> heads;       // a union's members among whom it is shared out
  std::optional<bool> confirmed_no_return;
  std::optional<Text<0, 200>> note;
};
BOOST_DESCRIBE_STRUCT(PurchaseBody, (),
                      (deliveries, payment_channel, contract_number, heads, confirmed_no_return, note))

struct PurchaseView {
  OrderId order_id;
  OrderGroupId order_group_id;
  ProposalId proposal_id;
  RfqId rfq_id;
  QuotationId quotation_id;
  OrganisationId buyer_id, supplier_id;
  std::string contract_number;
  std::optional<std::int64_t> heads;
  OrderState state = OrderState::placed;
  Money total, paid, refunded;
  Money forgone;  // of the total, and never paid: declined before
  Instant placed_at{}, payment_due_at{};
  std::optional<Instant> paid_at, shipped_at, delivered_at, accepted_at;
  bool inspected = false;  // an inspection record stands with the order
  Money invoiced;          // on issued invoices, corrections subtracted
  Money invoiceable;       // may still be asked for
  Money to_correct;        // on invoices, but given back since
};
BOOST_DESCRIBE_STRUCT(PurchaseView, (),
                      (order_id, order_group_id, proposal_id, rfq_id, quotation_id, buyer_id, supplier_id,
                       contract_number, heads, state, total, paid, refunded, forgone, placed_at, payment_due_at,
                       paid_at, shipped_at, delivered_at, accepted_at, inspected, invoiced, invoiceable, to_correct))

struct PurchasePage {
  std::vector<PurchaseView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PurchasePage, (), (items, next_cursor))

struct PurchaseRef {
  OrderId order_id;
};
BOOST_DESCRIBE_STRUCT(PurchaseRef, (), (order_id))

struct GiftCapBody {
  Bounded<2020, 2100> year;
  Money cap_per_head;
  std::optional<Text<6, 6>> region;  // by the operator: within Guangdong; a union enters its own
  Text<1, 300> source;               // the document that says so
};
BOOST_DESCRIBE_STRUCT(GiftCapBody, (), (year, cap_per_head, region, source))

struct GiftCapView {
  GiftCapId gift_cap_id;
  std::int64_t year = 0;
  Money cap_per_head;
  std::optional<std::string> region;
  std::optional<OrganisationId> organisation_id;
  std::string source;
  Instant entered_at{};
};
BOOST_DESCRIBE_STRUCT(GiftCapView, (), (gift_cap_id, year, cap_per_head, region, organisation_id, source, entered_at))

struct GiftCapPage {
  std::vector<GiftCapView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(GiftCapPage, (), (items, next_cursor))

}  // namespace shanhai::orders
