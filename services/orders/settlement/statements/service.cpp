#include "services/orders/settlement/statements/service.hpp"

#include "common/async/workers.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/settlement/service.hpp"
#include "services/orders/settlement/sheet.hpp"

namespace shanhai::orders {
namespace {

constexpr int kMostDays = 366;
constexpr std::int64_t kMostExported = 50'000;
// A transaction is dated when it begins and is seen when it ends: none takes so long.
constexpr std::chrono::minutes kSettled{10};

struct Period {
  OrganisationId supplier;
  Date from, to;
  LedgerSpan span() const { return {start_of_china_day(from), start_of_china_day(add_days(to, 1))}; }
};

Result<Period> period_of(const auth::Principal& caller, const std::optional<OrganisationId>& asked, Date from,
                         Date to) {
  SH_TRY(const auto supplier, supplier_of(caller, asked));
  const auto days = std::chrono::sys_days(to) - std::chrono::sys_days(from);
  if (days.count() < 0 || days.count() >= kMostDays) {
    return Error::invalid_field("query/to", "out_of_range", "from the first day on, at most a year");
  }
  return Period{supplier, from, to};
}

StatementBalance balance_of(const SupplierBalance& balance) {
  return {balance.accrued + balance.payable, balance.payable};
}

StatementEntryView view_of(const SupplierEntry& entry, StatementBalance& balance) {
  const auto line = line_of(entry.postings);
  balance.owed += line.net;
  balance.available += line.available;
  StatementEntryView out;
  out.entry_id = entry.transaction.str();
  out.kind = line.kind;
  out.order_id = entry.order;
  const bool is_payout = line.kind == StatementKind::payout || line.kind == StatementKind::payout_returned;
  if (is_payout) out.payout_id = PayoutId(entry.cause);
  out.occurred_at = entry.occurred_at;
  out.amount = line.amount;
  out.fee = line.fee;
  out.net = line.net;
  out.available = line.available;
  out.after = balance;
  return out;
}

Result<StatementView> read_statement(db::Tx& tx, const Period& period, const std::optional<LedgerTransactionId>& after,
                                     std::int64_t limit) {
  const auto span = period.span();
  StatementView out;
  out.supplier_id = period.supplier;
  out.from = period.from;
  out.to = period.to;
  out.is_final = tx.now() >= span.until + kSettled;
  out.opening = balance_of(store::balance_before(tx, period.supplier, span.from));
  out.closing = balance_of(store::balance_before(tx, period.supplier, span.until));
  auto entries = store::list_statement(tx, period.supplier, span, after, limit + 1);
  const bool more = entries.size() > static_cast<std::size_t>(limit);
  if (more) entries.pop_back();
  if (entries.empty()) return out;
  auto balance = balance_of(store::balance_before(tx, period.supplier, entries.front().transaction));
  for (const auto& entry : entries) out.items.push_back(view_of(entry, balance));
  if (more) out.next_cursor = out.items.back().entry_id;
  return out;
}

Workers& workers_of(const Context& context) {
  if (!context.workers) throw std::logic_error("orders was given no workers for sheets");
  return *context.workers;
}

std::string text_of(StatementKind kind) {
  switch (kind) {
    case StatementKind::accrual:
      return "验收入账";
    case StatementKind::release:
      return "退货期满，转为可结算";
    case StatementKind::refund:
      return "退款";
    case StatementKind::claw_back:
      return "结算后退款追回";
    case StatementKind::payout:
      return "付款";
    case StatementKind::payout_returned:
      return "付款退回";
  }
  return {};
}

Sheet sheet_of(const StatementView& statement) {
  Sheet out{"对账单",
            {"时间（北京时间）", "类型", "订单号/付款号", "金额（元）", "平台服务费（元）", "净额（元）",
             "可结算变动（元）", "结余（元）", "其中可结算（元）", "流水号"},
            {}};
  const auto balance_row = [&](Date day, const char* what, const StatementBalance& balance) {
    out.rows.push_back({to_string(day), what, "", "", "", "", "", balance.owed, balance.available, ""});
  };
  balance_row(statement.from, "期初", statement.opening);
  for (const auto& item : statement.items) {
    const auto number = item.order_id ? item.order_id->str() : item.payout_id ? item.payout_id->str() : std::string();
    out.rows.push_back({to_china_text(item.occurred_at), text_of(item.kind), number, item.amount, item.fee, item.net,
                        item.available, item.after.owed, item.after.available, item.entry_id});
  }
  balance_row(statement.to, "期末", statement.closing);
  return out;
}

}  // namespace

Task<Result<StatementView>> SupplierStatements::statement(const auth::Principal& caller, StatementQuery query) {
  SH_CO_TRY(const auto period, period_of(caller, query.supplier_id, query.from, query.to));
  SH_CO_TRY(const auto cursor, cursor_of<LedgerTransactionId>(query.cursor));
  auto read = [period, cursor, size = query.size()](db::Tx& tx) { return read_statement(tx, period, cursor, size); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<StatementFile>> SupplierStatements::file(const auth::Principal& caller, StatementExportQuery query) {
  SH_CO_TRY(const auto period, period_of(caller, query.supplier_id, query.from, query.to));
  auto read = [period](db::Tx& tx) { return read_statement(tx, period, std::nullopt, kMostExported); };
  SH_CO_TRY(auto statement, co_await context_.database.snapshot(read));
  if (statement.next_cursor) co_return Error::unprocessable("statement_too_long");
  // A lot of work, and XLSX goes through files: no snapshot and no database worker waits for it.
  auto make = [period, format = query.format, statement = std::move(statement)](std::size_t) {
    const auto sheet = sheet_of(statement);
    const auto name = "statement-" + to_string(period.from) + "-" + to_string(period.to);
    if (format == StatementFormat::csv) return StatementFile{name + ".csv", "text/csv", to_csv(sheet)};
    return StatementFile{name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                         to_xlsx(sheet)};
  };
  auto out = co_await workers_of(context_).run(std::move(make));
  co_return out;
}

}  // namespace shanhai::orders
