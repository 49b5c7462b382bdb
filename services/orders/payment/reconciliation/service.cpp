#include "services/orders/payment/reconciliation/service.hpp"

#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "services/orders/paging.hpp"

namespace shanhai::orders {
namespace {

// A refund near midnight may stand in either day's bill: by its channel's clock, not ours.
constexpr std::chrono::minutes kMidnightMargin(10);

BillView view_of(const BillRow& bill) {
  return {bill.id,       bill.channel,          bill.day,        bill.entries, bill.paid,
          bill.refunded, bill.open_differences, bill.imported_at};
}

DifferenceView view_of(const DifferenceRow& row) {
  const auto& found = row.difference;
  DifferenceView out{row.id,           row.bill,           row.channel,       row.day,    found.kind,
                     found.subject,    found.number,       found.transaction, found.ours, found.theirs,
                     found.ours_state, found.theirs_state, row.resolved,      {},         row.resolved_at};
  if (row.resolved) out.resolution = row.resolution;
  return out;
}

// Written once for a channel and day.
Result<BillRow> import_bill(db::Tx& tx, Context& context, BillRow bill, const std::vector<BillEntry>& entries) {
  if (!store::insert_bill(tx, bill)) {
    const auto known = store::find_bill(tx, bill.channel, bill.day);
    if (!known || known->sha256 != bill.sha256)
      return Error::conflict("bill_differs", "another file was imported for that day");
    return std::move(*known);
  }
  const auto known = store::find_booked(tx, bill.channel, entries);
  store::insert_bill_entries(tx, bill, entries);
  const auto expected = store::list_unbilled(tx, bill.channel, start_of_china_day(bill.day),
                                             start_of_china_day(add_days(bill.day, 1)), kMidnightMargin);
  std::vector<DifferenceRow> rows;
  for (auto& difference : compare(entries, known, expected)) {
    rows.push_back({BillDifferenceId(make_uuid_v7(tx.now(), context.random)),
                    bill.id,
                    bill.channel,
                    bill.day,
                    std::move(difference),
                    false,
                    {},
                    {},
                    {}});
  }
  store::insert_differences(tx, rows);
  bill.open_differences = static_cast<std::int64_t>(rows.size());
  SHANHAI_FAILPOINT("orders.channel_bill.before_commit");
  return bill;
}

// Under its lock, and not resolved yet.
Result<DifferenceRow> lock_open(db::Tx& tx, BillDifferenceId id) {
  auto row = store::lock_difference(tx, id);
  if (!row) return Error::not_found("difference");
  if (row->resolved) return Error::conflict("difference_resolved");
  return std::move(*row);
}

Result<DifferenceRef> resolve(db::Tx& tx, Context& context, const Command& command, BillDifferenceId id,
                              const std::string& reason) {
  SH_TRY(auto row, lock_open(tx, id));
  row.resolved = true;
  row.resolution = reason;
  row.resolved_by = command.caller.actor();
  row.resolved_at = tx.now();
  store::resolve_difference(tx, row);
  db::append_audit(tx, context.random,
                   {command.caller.actor(), "orders.bill_difference.resolve", id.str(), {{"reason", reason}}});
  return DifferenceRef{id};
}

Result<DifferenceRef> ask_channel(db::Tx& tx, Context& context, const Command& command, BillDifferenceId id) {
  SH_TRY(const auto row, lock_open(tx, id));
  const auto& number = row.difference.number;
  bool asked = false;
  if (row.difference.subject == BillSubject::payment) {
    const auto payment = PaymentId::parse(number);
    asked = payment.has_value() && store::ask_about_payment(tx, row.channel, *payment);
  } else {
    const auto refund = RefundId::parse(std::string(first_refund_number(number)));
    asked = refund.has_value() && store::ask_about_refund(tx, row.channel, *refund);
  }
  if (!asked) return Error::conflict("nothing_to_ask");
  db::append_audit(tx, context.random, {command.caller.actor(), "orders.bill_difference.ask", id.str(), {}});
  return DifferenceRef{id};
}

}  // namespace

Task<Result<db::Replayable<BillView>>> Reconciliation::import(const Command& command, BillQuery query, std::string file,
                                                              db::IdempotencyKey key) {
  if (query.bill_date >= china_date(context_.clock.now()))
    co_return Error::invalid_field("query/bill_date", "not_over", "the day has not ended in China");
  const auto& account = query.channel == PaymentChannel::alipay ? accounts_.alipay : accounts_.wechat_pay;
  SH_CO_TRY(auto entries, parse_bill(query.channel, file, {account, query.bill_date}));
  BillRow bill;
  bill.channel = query.channel;
  bill.day = query.bill_date;
  bill.sha256 = sha256(file);
  bill.entries = static_cast<std::int64_t>(entries.size());
  bill.imported_by = command.caller.actor();
  for (const auto& entry : entries) (entry.subject == BillSubject::payment ? bill.paid : bill.refunded) += entry.amount;
  auto work = [this, command, bill, entries, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<BillView> {
      auto row = bill;
      row.id = ChannelBillId(make_uuid_v7(tx.now(), context_.random));
      row.imported_at = tx.now();
      SH_TRY(const auto imported, import_bill(tx, context_, std::move(row), entries));
      db::append_audit(tx, context_.random,
                       {command.caller.actor(),
                        "orders.channel_bill.import",
                        imported.id.str(),
                        {{"channel", name_of(imported.channel)}, {"bill_date", to_string(imported.day)}}});
      return view_of(imported);
    });
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<db::Replayable<BillView>>> Reconciliation::fetch(const Command& command, BillQuery query,
                                                             db::IdempotencyKey key) {
  if (query.channel != PaymentChannel::wechat_pay || !wechat_pay_bills_) {
    auto refusal = Error::unprocessable("channel_not_configured");
    refusal.fields.push_back({"/channel", refusal.code, {}});
    co_return refusal;
  }
  if (query.bill_date >= china_date(context_.clock.now()))
    co_return Error::invalid_field("/bill_date", "not_over", "the day has not ended in China");
  auto file = co_await wechat_pay_bills_->bill(query.bill_date);
  if (file.has_error()) co_return file.error();
  auto imported = co_await import(command, query, std::move(*file), key);
  co_return imported;
}

Task<Result<BillPage>> Reconciliation::bills(BillsQuery query) {
  Date before = china_date(context_.clock.now());
  if (query.cursor) {
    const auto day = parse_date(query.cursor->str());
    if (day.has_error()) co_return Error::invalid_field("query/cursor", "invalid_cursor");
    before = *day;
  }
  auto read = [query, before](db::Tx& tx) -> Result<BillPage> {
    auto rows = store::list_bills(tx, query.channel, before, query.size() + 1);
    BillPage page;
    if (rows.size() > static_cast<std::size_t>(query.size())) {
      rows.pop_back();
      page.next_cursor = to_string(rows.back().day);
    }
    for (const auto& row : rows) page.items.push_back(view_of(row));
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<DifferencePage>> Reconciliation::differences(DifferenceQuery query) {
  auto read = [query](db::Tx& tx) -> Result<DifferencePage> {
    SH_TRY(const auto cursor, cursor_of<BillDifferenceId>(query.cursor));
    auto rows = store::list_differences(tx, query.resolved, query.bill_id, cursor.value_or(BillDifferenceId()),
                                        query.size() + 1);
    DifferencePage page;
    page.next_cursor = cut_page(rows, query.size(), [](const auto& row) { return row.id; });
    for (const auto& row : rows) page.items.push_back(view_of(row));
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<db::Replayable<DifferenceView>>> Reconciliation::resolve(const Command& command, BillDifferenceId id,
                                                                     std::string reason, db::IdempotencyKey key) {
  auto work = [this, command, id, reason, key](db::Tx& tx) -> Result<db::Replayable<DifferenceView>> {
    SH_TRY(const auto done,
           db::idempotent(tx, key, [&] { return orders::resolve(tx, context_, command, id, reason); }));
    return db::Replayable<DifferenceView>{view_of(*store::find_difference(tx, done.value.difference_id)),
                                          done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<db::Replayable<DifferenceView>>> Reconciliation::ask(const Command& command, BillDifferenceId id,
                                                                 db::IdempotencyKey key) {
  auto work = [this, command, id, key](db::Tx& tx) -> Result<db::Replayable<DifferenceView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&] { return ask_channel(tx, context_, command, id); }));
    return db::Replayable<DifferenceView>{view_of(*store::find_difference(tx, done.value.difference_id)),
                                          done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

}  // namespace shanhai::orders
