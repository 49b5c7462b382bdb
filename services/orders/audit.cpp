#include "services/orders/audit.hpp"

#include <map>

#include "sql/common_queries.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

namespace queries = sql::orders;

constexpr std::int64_t kPage = 500;

struct Check {
  const char* name;
  const db::Query& query;
  const char* meaning;
  bool of_now = false;  // what it says changes as time passes
};

const Check kChecks[] = {
    {"orders.stock_ledger", queries::audit_stock_ledger, "stock counters are not the sum of their entries"},
    {"orders.lot_ledger", queries::audit_lot_ledger, "lot counters are not the sum of transfers, entries and parcels"},
    {"orders.sku_lots", queries::audit_sku_lots, "a SKU's stock is not the sum of its lots"},
    {"orders.reservations", queries::audit_reservations, "what is reserved is not what orders wait for"},
    {"orders.purchase_counters", queries::audit_purchase_counters, "purchase counters are not the sum of their claims",
     true},
    {"orders.purchase_claims", queries::audit_purchase_claims, "claims under caps are not what living orders took"},
    {"orders.presales", queries::audit_presales, "presales are oversold, or not what their orders took"},
    {"orders.returns", queries::audit_returns, "units or money under return are not what the cases say"},
    {"orders.packed_lines", queries::audit_packed_lines, "lines do not say what lies in their parcels"},
    {"orders.ledger_transactions", queries::audit_ledger_transactions, "ledger transactions do not sum to zero"},
    {"orders.receivables", queries::audit_receivables, "receivables are not receipts less refunds"},
    {"orders.clearing", queries::audit_clearing, "deposits or refunds in flight are not what payments and refunds say"},
    {"orders.order_money", queries::audit_order_money, "orders disagree with their lines, payments or refunds"},
    {"orders.order_ledger", queries::audit_order_ledger, "the ledger says of orders what they do not say themselves"},
    {"orders.ledger_dates", queries::audit_ledger_dates, "ledger entries stand on another day than they happened on"},
    {"orders.payables", queries::audit_payables, "what is payable is not the sum of its entries"},
    {"orders.payouts", queries::audit_payouts, "payouts are not the entries they took, or batches not their payouts"},
    {"orders.payout_accounts", queries::audit_payout_accounts, "money on the way or paid out is not what payouts say"},
    {"orders.payments", queries::audit_payments, "payments disagree with what came in and where it went"},
};

runtime::AuditFinding run(db::Tx& tx, const Check& check) {
  const auto rows = tx.query(check.query, check.of_now ? db::Params{{"now", tx.now()}} : db::Params());
  const auto difference = rows.front().get<std::int64_t>("difference");
  return {check.name, rows.front().get<std::int64_t>("compared"), difference, difference == 0 ? "" : check.meaning};
}

// Every version of every order has its event.
runtime::AuditFinding check_outbox(db::Tx& tx) {
  runtime::AuditFinding out{"orders.outbox", 0, 0, {}};
  OrderId after;
  for (;;) {
    const auto page = tx.query(queries::audit_orders_page, {{"after", after}, {"limit", kPage}});
    if (page.empty()) return out;
    std::map<std::string, std::int64_t> versions;
    std::vector<std::string> ids;
    for (const auto row : page) {
      after = row.get<OrderId>("id");
      ids.push_back(after.str());
      versions[ids.back()] = row.get<std::int64_t>("version");
    }
    const auto told = tx.query(queries::audit_outbox_of_orders, {{"orders", db::Value::list_of(ids)}});
    for (const auto row : told) {
      auto& version = versions.at(row.get<std::string>("aggregate_id"));
      if (row.get<std::int64_t>("events") >= version && row.get<std::int64_t>("version") >= version) version = 0;
    }
    out.compared += static_cast<std::int64_t>(ids.size());
    for (const auto& [id, version] : versions) {
      if (version == 0) continue;
      ++out.difference;
      out.detail = "events are missing, such as of " + id;
    }
  }
}

}  // namespace

Result<std::vector<runtime::AuditFinding>> audit_orders(db::Tx& tx) {
  std::vector<runtime::AuditFinding> out;
  for (const auto& check : kChecks) out.push_back(run(tx, check));
  out.push_back(check_outbox(tx));
  return out;
}

Result<std::map<std::string, std::int64_t>> read_figures(db::Tx& tx) {
  std::map<std::string, std::int64_t> out;
  out["events.orders"] = tx.query(sql::common::figure_events).front().get<std::int64_t>("events");
  const auto rows = tx.query(queries::figure_volume);
  for (const std::string measure : {"ordered", "paid", "accepted", "completed"}) {
    out["volume." + measure + ".gross_fen"] = rows.front().get<std::int64_t>(measure + "_gross");
    out["volume." + measure + ".refunded_fen"] = rows.front().get<std::int64_t>(measure + "_refunded");
  }
  return out;
}

}  // namespace shanhai::orders
