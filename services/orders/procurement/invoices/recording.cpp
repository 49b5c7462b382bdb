#include "services/orders/procurement/invoices/recording.hpp"

#include <algorithm>
#include <map>

#include "common/base/uscc.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/invoices/store.hpp"

namespace shanhai::orders {
namespace {

using Orders = std::map<OrderId, OrderRow>;

// In the order of their ids, as everywhere.
Result<Orders> lock_orders(db::Tx& tx, std::vector<OrderId> ids, const OrderScope& scope) {
  std::sort(ids.begin(), ids.end());
  Orders out;
  for (const auto& id : ids) {
    SH_TRY(auto order, store::lock_order(tx, id, scope));
    out.emplace(id, std::move(order));
  }
  return out;
}

Result<Orders> lock_orders_of(db::Tx& tx, InvoiceId id, const OrderScope& scope) {
  std::vector<OrderId> ids;
  for (const auto& order : store::list_invoice_orders(tx, {id})) ids.push_back(order.order);
  return lock_orders(tx, std::move(ids), scope);
}

InvoiceBase base_of(const OrderRow& order, Money invoiced) {
  return {order.accepted_at.has_value() || order.paid_at.has_value(), order.kept(), invoiced};
}

void tell(db::Tx& tx, Random& random, std::string_view type, const InvoiceRow& row,
          const std::vector<InvoiceOrderRow>& orders, const By& by) {
  InvoiceFacts facts{row.id, organisation_of(row.buyer), row.supplier, row.amount, {}, row.corrects};
  for (const auto& order : orders) facts.orders.push_back(order.order);
  tell(tx, random, type, "invoice", row.id.str(), row.version, by, facts);
}

json::Object details_of(const InvoiceRow& row) { return {{"invoice", row.id.str()}, {"amount", to_yuan(row.amount)}}; }

Result<void> check_request(const InvoiceBody& body) {
  std::vector<FieldError> wrong;
  if (body.orders.empty() || body.orders.size() > kMaxInvoicedOrders) {
    wrong.push_back({"/orders", "out_of_range", "1 to " + std::to_string(kMaxInvoicedOrders)});
  }
  for (std::size_t i = 0; i < body.orders.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (body.orders[i].order_id != body.orders[j].order_id) continue;
      wrong.push_back({"/orders/" + std::to_string(i) + "/order_id", "repeated", {}});
    }
  }
  if (!is_valid_uscc(body.taxpayer_number.str())) wrong.push_back({"/taxpayer_number", "invalid_uscc", {}});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

// How the request is split; more than may be invoiced is refused with the figures.
Result<std::vector<InvoiceOrderRow>> split_request(db::Tx& tx, const InvoiceBody& body, const Orders& orders) {
  std::vector<OrderId> ids;
  for (const auto& [id, order] : orders) ids.push_back(id);
  auto invoiced = store::sum_invoiced(tx, ids);
  auto refusal = Error::conflict("invoice_exceeds", "more than was accepted or paid, less refunds and other invoices");
  json::Array figures;
  std::vector<InvoiceOrderRow> out;
  for (std::size_t i = 0; i < body.orders.size(); ++i) {
    const auto id = body.orders[i].order_id;
    const auto most = invoiceable(base_of(orders.at(id), invoiced[id].asked));
    const auto amount = body.orders[i].amount.value_or(most);
    if (amount > Money() && amount <= most) {
      out.push_back({{}, id, amount});
      continue;
    }
    refusal.fields.push_back({"/orders/" + std::to_string(i) + "/amount", refusal.code, {}});
    figures.push_back(
        json::Object{{"order_id", id.str()}, {"requested", json::write(amount)}, {"invoiceable", json::write(most)}});
  }
  if (!refusal.fields.empty()) return std::move(refusal).with("items", std::move(figures));
  return out;
}

Result<void> check_number(const std::string& number, Date issued_on, Instant now) {
  std::vector<FieldError> wrong;
  if (issued_on > china_date(now)) wrong.push_back({"/issued_on", "out_of_range", "not in the future"});
  if (!is_invoice_number(number, issued_on)) {
    wrong.push_back({"/number", "invalid_invoice_number", "20 digits, of which the first two are the year's"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

Result<void> take_number(db::Tx& tx, const std::string& number, InvoiceId id) {
  if (store::take_number(tx, number, id)) return {};
  auto refusal = Error::conflict("invoice_number_taken", "another fapiao has this number");
  refusal.fields.push_back({"/number", refusal.code, {}});
  return refusal;
}

void set_document(InvoiceRow& row, const std::string& number, Date issued_on, const files::KeptFile& file) {
  row.number = number;
  row.issued_on = issued_on;
  row.document_name = file.document_name;
  row.media_type = file.media_type;
  row.size_bytes = file.size_bytes;
  row.sha256 = file.sha256;
}

// What of the original stands on each order, after earlier corrections.
std::map<OrderId, Money> remaining_of(db::Tx& tx, InvoiceId original) {
  std::vector<InvoiceId> ids{original};
  for (const auto& correction : store::list_corrections(tx, {original})) ids.push_back(correction.id);
  std::map<OrderId, Money> out;
  for (const auto& order : store::list_invoice_orders(tx, ids)) out[order.order] += order.amount;
  return out;
}

// What a correction takes back: after refunds what is too much, after a mistake everything.
std::vector<InvoiceOrderRow> split_correction(db::Tx& tx, const InvoiceRow& original, RedLetterReason reason,
                                              const Orders& orders) {
  std::vector<OrderId> ids;
  for (const auto& [id, order] : orders) ids.push_back(id);
  auto invoiced = store::sum_invoiced(tx, ids);
  std::vector<InvoiceOrderRow> out;
  for (const auto& [id, left] : remaining_of(tx, original.id)) {
    const auto too_much = overinvoiced(base_of(orders.at(id), invoiced[id].issued));
    const auto amount = reason == RedLetterReason::mistake ? left : std::min(left, too_much);
    if (amount > Money()) out.push_back({{}, id, -amount});
  }
  return out;
}

}  // namespace

Result<InvoiceRef> request_invoice(db::Tx& tx, Context& context, const Command& command, const InvoiceBody& body) {
  SH_CHECK(check_request(body));
  const auto scope = scope_of(command.caller);
  std::vector<OrderId> ids;
  for (std::size_t i = 0; i < body.orders.size(); ++i) {
    ids.push_back(body.orders[i].order_id);
    auto seen = store::get_order(tx, ids.back(), scope);
    if (seen.has_value()) continue;
    auto refusal = seen.error();
    refusal.fields.push_back({"/orders/" + std::to_string(i) + "/order_id", refusal.code, {}});
    return refusal;
  }
  SH_TRY(const auto orders, lock_orders(tx, ids, scope));
  const auto supplier = orders.at(ids.front()).supplier;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (orders.at(ids[i]).supplier == supplier) continue;
    return Error::invalid_field("/orders/" + std::to_string(i) + "/order_id", "other_supplier");
  }
  SH_TRY(const auto split, split_request(tx, body, orders));
  InvoiceRow row;
  row.id = InvoiceId(make_uuid_v7(tx.now(), context.random));
  row.buyer = buyer_of(command.caller);
  row.buyer_account = command.caller.account;
  row.supplier = supplier;
  row.kind = body.kind;
  row.title = body.title.str();
  row.taxpayer_number = body.taxpayer_number.str();
  for (const auto& part : split) row.amount += part.amount;
  row.requested_at = tx.now();
  row.due_at = end_of_window(tx.now(), context.policy.invoice_days);
  store::insert_invoice(tx, row, split);
  tell(tx, context.random, kInvoiceRequested, row, split, by_of(command, name_of(row.kind)));
  auto details = details_of(row);
  details["until"] = to_china_text(row.due_at);
  tell_supplier(tx, context, kInvoiceRequested, supplier, std::move(details));
  return InvoiceRef{row.id};
}

Result<InvoiceRef> issue_invoice(db::Tx& tx, Context& context, const Command& command, InvoiceId id,
                                 const IssueBody& body, const files::KeptFile& file) {
  const auto scope = scope_of(command.caller);
  SH_CHECK(store::get_invoice(tx, id, scope));
  SH_TRY(const auto orders, lock_orders_of(tx, id, scope));
  SH_TRY(auto row, store::get_invoice(tx, id, scope));
  SH_TRY(row.state, move_invoice(row.state, InvoiceAction::issue));
  SH_CHECK(check_number(body.number.str(), body.issued_on, tx.now()));
  const auto parts = store::list_invoice_orders(tx, {id});
  std::vector<OrderId> ids;
  for (const auto& part : parts) ids.push_back(part.order);
  auto invoiced = store::sum_invoiced(tx, ids);
  for (const auto& part : parts) {
    // Something went back since it was asked for: the buyer asks for less.
    if (part.amount <= invoiceable(base_of(orders.at(part.order), invoiced[part.order].issued))) continue;
    return Error::conflict("invoice_exceeds", "refunds since leave less to invoice");
  }
  SH_CHECK(take_number(tx, body.number.str(), id));
  set_document(row, body.number.str(), body.issued_on, file);
  row.decided_at = tx.now();
  ++row.version;
  store::update_invoice(tx, row);
  tell(tx, context.random, kInvoiceIssued, row, parts, by_of(command, "issued"));
  tell_account(tx, context, kInvoiceIssued, Party::buyer, row.buyer_account, details_of(row));
  return InvoiceRef{id};
}

Result<InvoiceRef> correct_invoice(db::Tx& tx, Context& context, const Command& command, InvoiceId id,
                                   const CorrectBody& body, const files::KeptFile& file) {
  const auto scope = scope_of(command.caller);
  SH_CHECK(store::get_invoice(tx, id, scope));
  SH_TRY(const auto orders, lock_orders_of(tx, id, scope));
  SH_TRY(const auto original, store::get_invoice(tx, id, scope));
  if (original.state != InvoiceState::issued || original.corrects) {
    return Error::conflict("invoice_state", "an issued fapiao is corrected, and no correction");
  }
  SH_CHECK(check_number(body.number.str(), body.issued_on, tx.now()));
  const auto parts = split_correction(tx, original, body.reason, orders);
  if (parts.empty()) return Error::conflict("nothing_to_correct", "nothing of it has to be taken back");
  auto row = original;
  row.id = InvoiceId(make_uuid_v7(tx.now(), context.random));
  SH_CHECK(take_number(tx, body.number.str(), row.id));
  row.corrects = original.id;
  row.correction_reason = body.reason;
  row.amount = Money();
  for (const auto& part : parts) row.amount += part.amount;
  set_document(row, body.number.str(), body.issued_on, file);
  row.requested_at = row.due_at = tx.now();
  row.decided_at = tx.now();
  row.version = 1;
  store::insert_invoice(tx, row, parts);
  tell(tx, context.random, kInvoiceCorrected, row, parts, by_of(command, name_of(body.reason)));
  auto details = details_of(row);
  details["corrected"] = original.id.str();
  tell_account(tx, context, kInvoiceCorrected, Party::buyer, row.buyer_account, std::move(details));
  return InvoiceRef{row.id};
}

Result<void> end_invoice(db::Tx& tx, Context& context, const Command& command, InvoiceId id, InvoiceAction action,
                         const std::string& reason) {
  const auto scope = scope_of(command.caller);
  SH_CHECK(store::get_invoice(tx, id, scope));
  SH_CHECK(lock_orders_of(tx, id, scope));
  SH_TRY(auto row, store::get_invoice(tx, id, scope));
  SH_TRY(row.state, move_invoice(row.state, action));
  row.end_reason = reason;
  row.decided_at = tx.now();
  ++row.version;
  store::update_invoice(tx, row);
  const bool refused = action == InvoiceAction::refuse;
  tell(tx, context.random, refused ? kInvoiceRefused : kInvoiceCancelled, row, store::list_invoice_orders(tx, {id}),
       by_of(command, refused ? "refused" : "cancelled"));
  refused ? tell_account(tx, context, kInvoiceRefused, Party::buyer, row.buyer_account, details_of(row))
          : tell_supplier(tx, context, kInvoiceCancelled, row.supplier, details_of(row));
  return {};
}

}  // namespace shanhai::orders
