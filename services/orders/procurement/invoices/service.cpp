#include "services/orders/procurement/invoices/service.hpp"

#include "common/files/archive.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/invoices/recording.hpp"
#include "services/orders/procurement/invoices/store.hpp"
#include "services/orders/procurement/purchases/store.hpp"

namespace shanhai::orders {
namespace {

files::KeptFile file_of(const InvoiceRow& row) {
  return {row.document_name, row.media_type, row.size_bytes, row.sha256};
}

InvoiceView view_of(const InvoiceRow& row, Instant now) {
  InvoiceView out{row.id,    organisation_of(row.buyer), row.supplier, row.kind, row.state,
                  row.title, row.taxpayer_number,        row.amount};
  out.requested_at = row.requested_at;
  out.due_at = row.due_at;
  out.overdue = row.state == InvoiceState::requested && now >= row.due_at;
  out.decided_at = row.decided_at;
  out.number = row.number;
  out.issued_on = row.issued_on;
  if (!row.sha256.empty()) out.file = file_of(row);
  out.corrects = row.corrects;
  out.correction_reason = row.correction_reason;
  if (!row.end_reason.empty()) out.end_reason = row.end_reason;
  return out;
}

std::vector<InvoiceView> views_of(db::Tx& tx, const std::vector<InvoiceRow>& rows) {
  std::vector<InvoiceId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  const auto parts = store::list_invoice_orders(tx, ids);
  const auto corrections = store::list_corrections(tx, ids);
  std::vector<OrderId> orders;
  for (const auto& part : parts) orders.push_back(part.order);
  const auto numbers = store::find_contract_numbers(tx, orders);
  std::vector<InvoiceView> out;
  for (const auto& row : rows) {
    auto view = view_of(row, tx.now());
    for (const auto& part : parts) {
      if (part.invoice != row.id) continue;
      const auto number = numbers.find(part.order);
      view.orders.push_back(
          {part.order, number == numbers.end() ? std::nullopt : std::optional(number->second), part.amount});
    }
    for (const auto& correction : corrections) {
      if (correction.corrects != row.id) continue;
      view.corrections.push_back(correction.id);
      view.corrected -= correction.amount;
    }
    out.push_back(std::move(view));
  }
  return out;
}

Result<InvoiceView> read_invoice(db::Tx& tx, InvoiceId id, const OrderScope& scope) {
  SH_TRY(const auto row, store::get_invoice(tx, id, scope));
  return std::move(views_of(tx, {row}).front());
}

Result<InvoicePage> read_page(db::Tx& tx, const OrderScope& scope, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<InvoiceId>(query.cursor));
  auto rows = store::list_invoices(tx, scope, before, query.size() + 1);
  InvoicePage page;
  page.next_cursor = cut_page(rows, query.size(), [](const InvoiceRow& row) { return row.id; });
  page.items = views_of(tx, rows);
  return page;
}

// Runs `f(tx) -> Result<InvoiceRef>` once, and reads what it gave.
template <class F>
auto once(db::IdempotencyKey key, OrderScope scope, F f) {
  return [key, scope, f](db::Tx& tx) -> Result<db::Replayable<InvoiceView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&] { return f(tx); }));
    SH_TRY(auto view, read_invoice(tx, done.value.invoice_id, scope));
    return db::Replayable<InvoiceView>{std::move(view), done.replayed};
  };
}

}  // namespace

Task<Result<db::Replayable<InvoiceView>>> Invoices::request(const Command& command, InvoiceBody body,
                                                            db::IdempotencyKey key) {
  auto work = once(key, scope_of(command.caller),
                   [this, command, body](db::Tx& tx) { return request_invoice(tx, context_, command, body); });
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<InvoicePage>> Invoices::invoices(const auth::Principal& caller, http::PageQuery query) {
  auto read = [scope = scope_of(caller), query](db::Tx& tx) { return read_page(tx, scope, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<InvoiceView>> Invoices::invoice(const auth::Principal& caller, InvoiceId id) {
  auto read = [scope = scope_of(caller), id](db::Tx& tx) { return read_invoice(tx, id, scope); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<Invoices::Document>> Invoices::document(const auth::Principal& caller, InvoiceId id) {
  auto read = [scope = scope_of(caller), id](db::Tx& tx) { return store::get_invoice(tx, id, scope); };
  SH_CO_TRY(const auto row, co_await context_.database.snapshot(read));
  if (row.sha256.empty()) co_return Error::not_found("invoice_file");
  auto file = file_of(row);
  auto bytes = co_await context_.archive->read(std::move(file));
  co_return Document{row.document_name, row.media_type, std::move(bytes)};
}

Task<Result<files::KeptFile>> Invoices::keep(files::UploadedFile file) {
  std::vector<files::Upload> uploads{{std::move(file), "/file"}};
  SH_CO_TRY(auto kept, co_await context_.archive->keep(std::move(uploads)));
  co_return std::move(kept.front());
}

Task<Result<db::Replayable<InvoiceView>>> Invoices::issue(const Command& command, InvoiceId id, IssueBody body,
                                                          db::IdempotencyKey key) {
  const auto seen = co_await invoice(command.caller, id);  // before a stranger's file is kept
  if (seen.has_error()) co_return seen.error();
  SH_CO_TRY(auto file, co_await keep(std::move(body.file)));
  auto work = once(key, scope_of(command.caller), [this, command, id, body, file](db::Tx& tx) {
    return issue_invoice(tx, context_, command, id, body, file);
  });
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<InvoiceView>>> Invoices::correct(const Command& command, InvoiceId id, CorrectBody body,
                                                            db::IdempotencyKey key) {
  const auto seen = co_await invoice(command.caller, id);  // before a stranger's file is kept
  if (seen.has_error()) co_return seen.error();
  SH_CO_TRY(auto file, co_await keep(std::move(body.file)));
  auto work = once(key, scope_of(command.caller), [this, command, id, body, file](db::Tx& tx) {
    return correct_invoice(tx, context_, command, id, body, file);
  });
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<InvoiceView>> Invoices::refuse(const Command& command, InvoiceId id, std::string reason) {
  auto out = co_await end(command, id, InvoiceAction::refuse, std::move(reason));
  co_return out;
}

Task<Result<InvoiceView>> Invoices::cancel(const Command& command, InvoiceId id, std::string reason) {
  auto out = co_await end(command, id, InvoiceAction::cancel, std::move(reason));
  co_return out;
}

Task<Result<InvoiceView>> Invoices::end(const Command& command, InvoiceId id, InvoiceAction action,
                                        std::string reason) {
  auto work = [this, command, id, action, reason](db::Tx& tx) -> Result<InvoiceView> {
    SH_CHECK(end_invoice(tx, context_, command, id, action, reason));
    return read_invoice(tx, id, scope_of(command.caller));
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

}  // namespace shanhai::orders
