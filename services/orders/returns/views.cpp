#include "services/orders/returns/views.hpp"

#include <algorithm>

#include "services/orders/ordering/recipients.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/refunds/store.hpp"
#include "services/orders/returns/address.hpp"
#include "services/orders/returns/store.hpp"

namespace shanhai::orders {
namespace {

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// What belongs to the returns of an answer.
struct Belongings {
  std::vector<ReturnLineRow> lines;
  std::vector<ReturnParcelRow> parcels;
  std::vector<EvidenceRow> evidence;
};

Belongings list_belongings(db::Tx& tx, const std::vector<ReturnId>& ids) {
  return {store::list_return_lines(tx, ids), store::list_return_parcels(tx, ids), store::list_evidence(tx, ids)};
}

bool waits_for_a_parcel(const ReturnRow& row, const std::vector<ReturnParcelRow>& parcels) {
  if (row.state == ReturnState::exchanging) return true;
  if (row.state != ReturnState::refused || !row.goods_back) return false;
  return std::none_of(parcels.begin(), parcels.end(), [&](const ReturnParcelRow& parcel) {
    return parcel.return_id == row.id && parcel.direction == ParcelDirection::unaccepted;
  });
}

// Where the supplier sends the replacement, or goods that stay the buyer's: to the first line's address.
std::optional<identity::DeliveryAddress> recipient_of(db::Tx& tx, const Context& context, const ReturnRow& row,
                                                      const Belongings& all) {
  const auto order = store::find_order(tx, row.order, {});
  const auto lines = store::list_lines(tx, row.order);
  const auto first = std::find_if(all.lines.begin(), all.lines.end(),
                                  [&](const ReturnLineRow& line) { return line.return_id == row.id; });
  const auto line =
      std::find_if(lines.begin(), lines.end(), [&](const LineRow& known) { return known.id == first->line; });
  for (const auto& delivery : store::list_deliveries(tx, row.order)) {
    if (delivery.position == line->delivery) return open_recipient(context.vault, order->group, delivery);
  }
  return std::nullopt;
}

ReturnView view_of(db::Tx& tx, const ReturnRow& row, const Belongings& all) {
  ReturnView out;
  out.return_id = row.id;
  out.order_id = row.order;
  out.supplier_id = row.supplier;
  out.kind = row.kind;
  out.remedy = row.remedy;
  out.state = row.state;
  out.is_final = row.is_final;
  out.freight_payer = row.freight_payer;
  out.reason = row.reason;
  out.decision_reason = unless_empty(row.decision_reason);
  out.dispute_reason = unless_empty(row.dispute_reason);
  out.ruling_reason = unless_empty(row.ruling_reason);
  out.disputed_by = row.disputed_by;
  out.refund_amount = row.refund_amount;
  out.restocked = row.restocked;
  out.requested_at = row.requested_at;
  out.decided_at = row.decided_at;
  out.sent_at = row.sent_at;
  out.arrived_at = row.arrived_at;
  out.received_at = row.received_at;
  out.closed_at = row.closed_at;
  out.due_at = row.due_at;
  for (const auto& line : all.lines) {
    if (line.return_id == row.id) out.lines.push_back({line.line, line.quantity, line.amount});
  }
  for (const auto& parcel : all.parcels) {
    if (parcel.return_id != row.id) continue;
    out.parcels.push_back({parcel.direction, parcel.carrier, parcel.tracking_number, parcel.parcel, parcel.sent_at});
  }
  for (const auto& file : all.evidence) {
    if (file.return_id != row.id) continue;
    out.evidence.push_back(
        {{file.document_name, file.media_type, file.size_bytes, file.sha256}, file.id, file.party, file.added_at});
  }
  if (row.refund) {
    if (const auto refund = store::find_refund(tx, *row.refund)) {
      out.refund = ReturnRefundView{refund->id, refund->state, refund->amount, refund->succeeded_at};
    }
  }
  return out;
}

}  // namespace

Result<ReturnView> read_return_view(db::Tx& tx, const Context& context, const auth::Principal& caller, ReturnId id) {
  SH_TRY(const auto row, store::get_return(tx, id, scope_of(caller)));
  const auto all = list_belongings(tx, {id});
  auto out = view_of(tx, row, all);
  if (caller.role == auth::Role::supplier && waits_for_a_parcel(row, all.parcels)) {
    out.send_to = recipient_of(tx, context, row, all);
  }
  const bool sends_back = caller.role == auth::Role::consumer || caller.role == auth::Role::buyer_unit;
  if (sends_back && row.state == ReturnState::approved) out.send_to = find_return_address(tx, context, row.supplier);
  return out;
}

Result<ReturnPage> read_return_page(db::Tx& tx, const auth::Principal& caller, const ReturnQuery& query) {
  SH_TRY(const auto before, before_of<ReturnId>(query.cursor));
  auto rows = store::list_returns(tx, scope_of(caller), query.state, before, query.size() + 1);
  ReturnPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const ReturnRow& row) { return row.id; });
  std::vector<ReturnId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  const auto all = list_belongings(tx, ids);
  for (const auto& row : rows) page.items.push_back(view_of(tx, row, all));
  return page;
}

}  // namespace shanhai::orders
