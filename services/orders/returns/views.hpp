// Returns as callers write and read them.
#pragma once

#include "common/files/file.hpp"
#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/returns/rows.hpp"

namespace shanhai::orders {

struct ReturnLineBody {
  OrderLineId line_id;
  Bounded<1, 100000> quantity;
};
BOOST_DESCRIBE_STRUCT(ReturnLineBody, (), (line_id, quantity))

struct ReturnBody {
  OrderId order_id;
  std::vector<ReturnLineBody> lines;
  ReturnKind kind = ReturnKind::no_reason;
  std::optional<ReturnRemedy> remedy;  // left out: refund
  Text<1, 500> reason;
  std::optional<std::vector<files::UploadedFile>> evidence;  // at most 6
};
BOOST_DESCRIBE_STRUCT(ReturnBody, (), (order_id, lines, kind, remedy, reason, evidence))

struct DecisionBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(DecisionBody, (), (reason))

struct WaybillBody {
  Text<1, 40> carrier;
  Text<1, 40> tracking_number;
};
BOOST_DESCRIBE_STRUCT(WaybillBody, (), (carrier, tracking_number))

struct ArriveBody {};
BOOST_DESCRIBE_STRUCT(ArriveBody, (), ())

struct SortedLineBody {
  OrderLineId line_id;
  Bounded<0, 100000> restock_quantity;  // the rest of the line's units is scrapped
};
BOOST_DESCRIBE_STRUCT(SortedLineBody, (), (line_id, restock_quantity))

struct ReceiveBody {
  bool restock = false;  // all in good order: back on sale; false: scrapped
  std::optional<std::vector<SortedLineBody>>
      lines;  // where some are and some are not; lines left out as `restock` says
};
BOOST_DESCRIBE_STRUCT(ReceiveBody, (), (restock, lines))

struct DisputeBody {
  Text<1, 500> reason;
  std::optional<std::vector<files::UploadedFile>> evidence;  // a supplier shows at least one
};
BOOST_DESCRIBE_STRUCT(DisputeBody, (), (reason, evidence))

struct EvidenceBody {
  std::vector<files::UploadedFile> evidence;  // 1 to 6
};
BOOST_DESCRIBE_STRUCT(EvidenceBody, (), (evidence))

struct RuledLineBody {
  OrderLineId line_id;
  Money refund_amount;
};
BOOST_DESCRIBE_STRUCT(RuledLineBody, (), (line_id, refund_amount))

struct RulingBody {
  Ruling decision = Ruling::refund;
  Text<1, 500> reason;
  std::optional<std::vector<RuledLineBody>> lines;  // of a refund: a part of what they are worth; left out: all of it
};
BOOST_DESCRIBE_STRUCT(RulingBody, (), (decision, reason, lines))

struct ReturnQuery : http::PageQuery {
  std::optional<ReturnState> state;
};
BOOST_DESCRIBE_STRUCT(ReturnQuery, (http::PageQuery), (state))

struct ReturnLineView {
  OrderLineId line_id;
  std::int64_t quantity = 0;
  Money refund_amount;  // what the units are worth
};
BOOST_DESCRIBE_STRUCT(ReturnLineView, (), (line_id, quantity, refund_amount))

struct ReturnRefundView {
  RefundId refund_id;
  RefundState state = RefundState::requested;
  Money amount;
  std::optional<Instant> succeeded_at;
};
BOOST_DESCRIBE_STRUCT(ReturnRefundView, (), (refund_id, state, amount, succeeded_at))

struct ReturnParcelView {
  ParcelDirection direction = ParcelDirection::back;
  std::string carrier, tracking_number;
  std::optional<ParcelId> parcel_id;  // a replacement is a parcel of the order
  Instant sent_at{};
};
BOOST_DESCRIBE_STRUCT(ReturnParcelView, (), (direction, carrier, tracking_number, parcel_id, sent_at))

struct EvidenceView : files::KeptFile {
  FileId file_id;
  ReturnParty party = ReturnParty::buyer;
  Instant added_at{};
};
BOOST_DESCRIBE_STRUCT(EvidenceView, (files::KeptFile), (file_id, party, added_at))

struct ReturnView {
  ReturnId return_id;
  OrderId order_id;
  OrganisationId supplier_id;
  ReturnKind kind = ReturnKind::no_reason;
  ReturnRemedy remedy = ReturnRemedy::refund;
  ReturnState state = ReturnState::requested;
  bool is_final = false;  // decided by the platform
  FreightPayer freight_payer = FreightPayer::buyer;
  std::string reason;
  std::optional<std::string> decision_reason, dispute_reason, ruling_reason;
  std::optional<ReturnParty> disputed_by;
  Money refund_amount;            // what the units are worth; `refund` says what is given
  std::optional<bool> restocked;  // left out: the goods are not sorted
  Instant requested_at{};
  std::optional<Instant> decided_at, sent_at, arrived_at, received_at, closed_at;
  std::optional<Instant> due_at;  // the state's next step is taken by the program then
  std::vector<ReturnLineView> lines;
  std::vector<ReturnParcelView> parcels;
  std::vector<EvidenceView> evidence;
  std::optional<ReturnRefundView> refund;
  std::optional<identity::DeliveryAddress> send_to;  // for whoever is to send goods, while that is so
};
BOOST_DESCRIBE_STRUCT(ReturnView, (),
                      (return_id, order_id, supplier_id, kind, remedy, state, is_final, freight_payer, reason,
                       decision_reason, dispute_reason, ruling_reason, disputed_by, refund_amount, restocked,
                       requested_at, decided_at, sent_at, arrived_at, received_at, closed_at, due_at, lines, parcels,
                       evidence, refund, send_to))

struct ReturnPage {
  std::vector<ReturnView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ReturnPage, (), (items, next_cursor))

// Stored under the idempotency key; the return is read anew.
struct ReturnRef {
  ReturnId return_id;
};
BOOST_DESCRIBE_STRUCT(ReturnRef, (), (return_id))

// return_not_found
Result<ReturnView> read_return_view(db::Tx& tx, const Context& context, const auth::Principal& caller, ReturnId id);
Result<ReturnPage> read_return_page(db::Tx& tx, const auth::Principal& caller, const ReturnQuery& query);

}  // namespace shanhai::orders
