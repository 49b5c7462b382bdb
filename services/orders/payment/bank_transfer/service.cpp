#include "services/orders/payment/bank_transfer/service.hpp"

#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/payment/bank_transfer/statement.hpp"
#include "services/orders/payment/document.hpp"
#include "services/orders/payment/receiving.hpp"
#include "services/orders/payment/store.hpp"
#include "services/orders/refunds/promise.hpp"
#include "services/orders/refunds/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

std::string seal_context(std::string_view entry_number) { return "orders.bank_entry:" + std::string(entry_number); }

Error at_field(std::string pointer, Error refusal) {
  refusal.fields.push_back({std::move(pointer), refusal.code, {}});
  return refusal;
}

// Books an incoming entry for a payment by bank and settles it.
Result<MatchedEntry> book_entry(db::Tx& tx, Context& context, BankEntryRow& entry, const std::string& code,
                                const By& by) {
  const Receipt receipt{PaymentChannel::bank_transfer, code, entry.number, entry.amount,
                        start_of_china_day(entry.booked_on)};
  SH_TRY(const auto booked, receive_money(tx, context, receipt, by));
  entry.state = BankEntryState::matched;
  entry.payment = booked.payment;
  entry.reason.clear();
  store::settle_bank_entry(tx, entry);
  return MatchedEntry{entry.number, booked.payment, entry.amount, booked.paid, booked.unapplied};
}

// Imports the entries of one statement, one by one, in one transaction.
class Import {
 public:
  Import(db::Tx& tx, Context& context, BankStatementId statement, const By& by)
      : tx_(tx), context_(context), by_(by), receipt_{statement, {}, {}, {}} {}

  Result<StatementReceipt> run(const std::vector<StatementEntry>& entries) {
    for (const auto& entry : entries) SH_CHECK(take(entry));
    return std::move(receipt_);
  }

 private:
  Result<void> take(const StatementEntry& told) {
    const json::Object text{{"reference", told.reference}, {"payer_name", told.payer_name}};
    BankEntryRow entry{told.entry_number, receipt_.statement_id, told.booked_on, told.amount,
                       context_.vault.seal_directly(json::to_text(text), seal_context(told.entry_number))};
    if (!store::insert_bank_entry(tx_, entry)) {
      const auto known = store::find_bank_entry(tx_, told.entry_number);
      const bool same = known && known->amount == told.amount && known->booked_on == told.booked_on;
      receipt_.unmatched.push_back({told.entry_number, same ? "entry_used" : "entry_differs"});
      return {};
    }
    const auto codes = find_reference_codes(told.reference);
    if (entry.amount < Money()) return pay_out(std::move(entry), codes);
    if (entry.amount == Money()) return leave(std::move(entry), "not_incoming");
    if (codes.empty()) return leave(std::move(entry), "no_reference");
    if (codes.size() > 1) return leave(std::move(entry), "ambiguous_reference");
    if (!store::find_payment(tx_, PaymentChannel::bank_transfer, codes.front()))
      return leave(std::move(entry), "unknown_reference");
    SH_TRY(auto booked, book_entry(tx_, context_, entry, codes.front(), by_));
    receipt_.matched.push_back(std::move(booked));
    return {};
  }

  // Outgoing money pays the refund that it names.
  Result<void> pay_out(BankEntryRow entry, const std::vector<std::string>& codes) {
    const auto refund = codes.size() == 1 ? store::find_refund(tx_, codes.front()) : std::nullopt;
    if (!refund) return leave(std::move(entry), "not_incoming");
    if (refund->state == RefundState::succeeded) return leave(std::move(entry), "refund_state");
    if (refund->amount != -entry.amount) return leave(std::move(entry), "amount_mismatch");
    SH_CHECK(pay_refund_by_entry(tx_, context_, entry, *refund, by_));
    receipt_.paid_out.push_back({entry.number, refund->id, refund->amount});
    return {};
  }

  Result<void> leave(BankEntryRow entry, std::string reason) {
    entry.reason = reason;
    store::settle_bank_entry(tx_, entry);
    receipt_.unmatched.push_back({std::move(entry.number), std::move(reason)});
    return {};
  }

  db::Tx& tx_;
  Context& context_;
  const By& by_;
  StatementReceipt receipt_;
};

// Under its lock, and still to be used.
Result<BankEntryRow> lock_free_entry(db::Tx& tx, const std::string& number) {
  auto entry = store::lock_bank_entry(tx, number);
  if (!entry) return at_field("/entry_number", Error::unprocessable("bank_entry_not_found"));
  if (entry->state == BankEntryState::matched) return at_field("/entry_number", Error::conflict("bank_entry_used"));
  return std::move(*entry);
}

Result<MatchedEntry> match_entry(db::Tx& tx, Context& context, const Command& command, const MatchEntryBody& body) {
  SH_TRY(auto entry, lock_free_entry(tx, body.entry_number.str()));
  if (entry.amount <= Money()) return at_field("/entry_number", Error::unprocessable("entry_not_incoming"));
  const auto payment = store::find_payment(tx, body.payment_id, {});
  if (!payment) return at_field("/payment_id", Error::unprocessable("payment_not_found"));
  if (payment->channel != PaymentChannel::bank_transfer)
    return at_field("/payment_id", Error::unprocessable("payment_not_by_bank"));
  SH_TRY(auto booked, book_entry(tx, context, entry, payment->channel_number, by_of(command, body.reason.str())));
  db::append_audit(tx, context.random,
                   {command.caller.actor(),
                    "orders.bank_entry.match",
                    payment->id.str(),
                    {{"bank_entry", entry.number}, {"reason", body.reason.str()}}});
  return booked;
}

Result<BankEntryRef> dismiss_entry(db::Tx& tx, Context& context, const Command& command, const DismissEntryBody& body) {
  SH_TRY(auto entry, lock_free_entry(tx, body.entry_number.str()));
  entry.state = BankEntryState::dismissed;
  store::settle_bank_entry(tx, entry);
  db::append_audit(
      tx, context.random,
      {command.caller.actor(), "orders.bank_entry.dismiss", entry.number, {{"reason", body.reason.str()}}});
  return BankEntryRef{entry.number};
}

BankEntryView view_of(const Context& context, const BankEntryRow& entry) {
  BankEntryView out;
  out.entry_number = entry.number;
  out.booked_on = entry.booked_on;
  out.amount = entry.amount;
  out.state = entry.state;
  out.reason = entry.reason;
  out.payment_id = entry.payment;
  out.refund_id = entry.refund;
  const auto text = context.vault.open_directly(entry.sealed_text, seal_context(entry.number));
  if (!text) return out;
  if (const auto words = json::parse_value(*text); words.has_value()) {
    out.reference = text_at(*words, "/reference").value_or("");
    out.payer_name = text_at(*words, "/payer_name").value_or("");
  }
  return out;
}

}  // namespace

Task<Result<db::Replayable<StatementReceipt>>> BankStatements::import(const Command& command, std::string csv,
                                                                      db::IdempotencyKey key) {
  // Reading it is work for a database worker, too: it may block no I/O thread.
  auto work = [this, command, csv, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<StatementReceipt> {
      SH_TRY(const auto entries, parse_statement(csv));
      const BankStatementId id(make_uuid_v7(tx.now(), context_.random));
      tx.execute(sql::orders::bank_statement_insert, {{"id", id},
                                                      {"imported_by", command.caller.account},
                                                      {"now", tx.now()},
                                                      {"sha256", db::Bytes{sha256(csv)}},
                                                      {"entries", entries.size()}});
      const By by{command.caller.actor(), command.trace_id, "bank statement"};
      auto receipt = Import(tx, context_, id, by).run(entries);
      SHANHAI_FAILPOINT("orders.bank_statement.before_commit");
      return receipt;
    });
  };
  auto out = co_await context_.database.transaction(work);
  SHANHAI_FAILPOINT("orders.bank_statement.after_commit");
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<UnappliedPage>> BankStatements::unapplied(http::PageQuery query) {
  auto read = [query](db::Tx& tx) -> Result<UnappliedPage> {
    SH_TRY(const auto cursor, cursor_of<PaymentId>(query.cursor));
    auto rows = store::list_unapplied(tx, cursor.value_or(PaymentId()), query.size() + 1);
    UnappliedPage page;
    page.next_cursor = cut_page(rows, query.size(), [](const auto& row) { return row.id; });
    for (const auto& row : rows)
      page.items.push_back({row.id, row.group, row.state, row.amount, row.received, row.unapplied});
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<BankEntryPage>> BankStatements::entries(BankEntryQuery query) {
  auto read = [this, query](db::Tx& tx) -> Result<BankEntryPage> {
    const auto after = query.cursor ? query.cursor->str() : std::string();
    auto rows = store::list_bank_entries(tx, query.state, after, query.size() + 1);
    BankEntryPage page;
    if (rows.size() > static_cast<std::size_t>(query.size())) {
      rows.pop_back();
      page.next_cursor = rows.back().number;
    }
    for (const auto& row : rows) page.items.push_back(view_of(context_, row));
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<db::Replayable<MatchedEntry>>> BankStatements::match(const Command& command, MatchEntryBody body,
                                                                 db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return match_entry(tx, context_, command, body); });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<BankEntryView>>> BankStatements::dismiss(const Command& command, DismissEntryBody body,
                                                                    db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) -> Result<db::Replayable<BankEntryView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&] { return dismiss_entry(tx, context_, command, body); }));
    const auto entry = store::find_bank_entry(tx, done.value.entry_number);
    if (!entry) return Error::internal("a bank entry is gone");
    return db::Replayable<BankEntryView>{view_of(context_, *entry), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

}  // namespace shanhai::orders
