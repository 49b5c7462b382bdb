// Returns as the database holds them.
#pragma once

#include "services/orders/names.hpp"
#include "services/orders/refunds/rows.hpp"

namespace shanhai::orders {

struct ReturnRow {
  ReturnId id;
  OrderId order;
  BuyerId buyer;
  OrganisationId supplier;
  ReturnKind kind = ReturnKind::no_reason;
  ReturnRemedy remedy = ReturnRemedy::refund;
  ReturnState state = ReturnState::requested;
  FreightPayer freight_payer = FreightPayer::buyer;  // of the goods' way back
  std::string reason, decision_reason, dispute_reason, ruling_reason;
  Money refund_amount;  // what the units are worth; a ruling may give less
  std::optional<RefundId> refund;
  std::optional<bool> restocked;  // nullopt: not sorted yet
  bool reserved = false;          // stock waits to replace the goods
  bool goods_back = false;        // they lie with the supplier
  bool is_final = false;          // decided by the platform
  std::optional<ReturnParty> disputed_by;
  Instant requested_at{};
  std::optional<Instant> decided_at, sent_at, arrived_at, received_at, closed_at;
  std::optional<Instant> due_at;  // when the program takes the next step by itself
};

struct ReturnLineRow {
  ReturnId return_id;
  OrderLineId line;
  std::int64_t quantity = 0;
  Money amount;
};

struct ReturnParcelRow {
  ReturnId return_id;
  ParcelDirection direction = ParcelDirection::back;
  std::optional<ParcelId> parcel;  // of the order
  std::string carrier, tracking_number;
  Instant sent_at{};
};

// Units of a lot that came back, and what became of them.
struct ReturnLotRow {
  OrderId order;
  ReturnId return_id;
  OrderLineId line;
  ParcelId parcel;
  LotId lot;
  std::int64_t restocked = 0, scrapped = 0;
};

struct EvidenceRow {
  ReturnId return_id;
  FileId id;
  ReturnParty party = ReturnParty::buyer;
  std::string actor;
  std::string document_name, media_type, sha256;  // hex
  std::int64_t size_bytes = 0;
  Instant added_at{};
};

}  // namespace shanhai::orders
