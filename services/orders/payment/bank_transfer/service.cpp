#include "services/orders/payment/bank_transfer/service.hpp"

#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/payment/bank_transfer/domain.hpp"
#include "services/orders/payment/receiving.hpp"
#include "services/orders/payment/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

// Imports the entries of one statement, one by one, in one transaction.
class Import {
 public:
  Import(db::Tx& tx, Context& context, BankStatementId statement, const By& by)
      : tx_(tx), context_(context), by_(by), receipt_{statement, {}, {}} {}

  Result<StatementReceipt> run(const std::vector<StatementEntry>& entries) {
    for (const auto& entry : entries) SH_CHECK(take(entry));
    return std::move(receipt_);
  }

 private:
  Result<void> take(const StatementEntry& entry) {
    if (!insert(entry)) {
      unmatched(entry, "entry_used");
      return {};
    }
    const auto codes = find_reference_codes(entry.reference);
    if (entry.amount <= Money()) return leave(entry, "not_incoming");
    if (codes.empty()) return leave(entry, "no_reference");
    if (codes.size() > 1) return leave(entry, "ambiguous_reference");
    if (!store::find_payment(tx_, PaymentChannel::bank_transfer, codes.front()))
      return leave(entry, "unknown_reference");
    const Receipt receipt{PaymentChannel::bank_transfer, codes.front(), entry.entry_number, entry.amount,
                          start_of_china_day(entry.booked_on)};
    SH_TRY(const auto booked, receive_money(tx_, context_, receipt, by_));
    settle(entry, booked.payment, {});
    receipt_.matched.push_back({entry.entry_number, booked.payment, entry.amount, booked.paid, booked.unapplied});
    return {};
  }

  // False: the entry was imported before.
  bool insert(const StatementEntry& entry) {
    const json::Object text{{"reference", entry.reference}, {"payer_name", entry.payer_name}};
    const auto sealed = context_.vault.seal_directly(json::to_text(text), "orders.bank_entry:" + entry.entry_number);
    return tx_.try_insert(sql::orders::bank_entry_insert, {{"entry_number", entry.entry_number},
                                                           {"statement_id", receipt_.statement_id},
                                                           {"booked_on", entry.booked_on},
                                                           {"amount_fen", entry.amount},
                                                           {"sealed_text", db::Bytes{sealed}},
                                                           {"payment_id", nullptr},
                                                           {"reason", ""}});
  }

  Result<void> leave(const StatementEntry& entry, std::string reason) {
    settle(entry, std::nullopt, reason);
    unmatched(entry, std::move(reason));
    return {};
  }

  void settle(const StatementEntry& entry, std::optional<PaymentId> payment, std::string_view reason) {
    tx_.execute(sql::orders::bank_entry_settle,
                {{"entry_number", entry.entry_number}, {"payment_id", payment}, {"reason", reason}});
  }

  void unmatched(const StatementEntry& entry, std::string reason) {
    receipt_.unmatched.push_back({entry.entry_number, std::move(reason)});
  }

  db::Tx& tx_;
  Context& context_;
  const By& by_;
  StatementReceipt receipt_;
};

}  // namespace

Task<Result<db::Replayable<StatementReceipt>>> BankStatements::import(const Command& command, std::string csv,
                                                                      db::IdempotencyKey key) {
  SH_CO_TRY(auto entries, parse_statement(csv));
  const auto digest = sha256(csv);
  auto work = [this, command, entries, digest, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<StatementReceipt> {
      const BankStatementId id(make_uuid_v7(tx.now(), context_.random));
      tx.execute(sql::orders::bank_statement_insert, {{"id", id},
                                                      {"imported_by", command.caller.account},
                                                      {"now", tx.now()},
                                                      {"sha256", db::Bytes{digest}},
                                                      {"entries", entries.size()}});
      const By by{command.caller.actor(), command.trace_id, "bank statement"};
      auto receipt = Import(tx, context_, id, by).run(entries);
      SHANHAI_FAILPOINT("orders.bank_statement.before_commit");
      return receipt;
    });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<UnappliedPage>> BankStatements::unapplied(http::PageQuery query) {
  auto read = [query](db::Tx& tx) -> Result<UnappliedPage> {
    SH_TRY(const auto cursor, cursor_of<PaymentId>(query.cursor));
    auto rows = store::list_unapplied(tx, cursor.value_or(PaymentId()), query.size() + 1);
    UnappliedPage page;
    if (rows.size() > static_cast<std::size_t>(query.size())) {
      rows.pop_back();
      page.next_cursor = rows.back().id.str();
    }
    for (const auto& row : rows)
      page.items.push_back({row.id, row.group, row.state, row.amount, row.received, row.unapplied});
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

}  // namespace shanhai::orders
