#include "services/orders/refunds/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

RefundRow read_refund(const db::Row& row) {
  RefundRow out;
  out.id = row.get<RefundId>("id");
  out.payment = row.get<PaymentId>("payment_id");
  out.order = row.find<OrderId>("order_id");
  out.return_id = row.find<ReturnId>("return_id");
  out.kind = row.get<RefundKind>("kind");
  out.channel = row.get<PaymentChannel>("channel");
  out.state = row.get<RefundState>("state");
  out.amount = row.get<Money>("amount_fen");
  out.channel_number = row.get<std::string>("channel_number");
  out.provider_refund = row.get<std::string>("provider_refund");
  out.taken_from = row.get<Account>("ledger_account");
  out.reason = row.get<std::string>("reason");
  out.attempts = row.get<std::int64_t>("attempts");
  out.last_failure = row.get<std::string>("last_failure");
  out.requested_at = row.get<Instant>("requested_at");
  out.succeeded_at = row.find<Instant>("succeeded_at");
  out.next_attempt_at = row.find<Instant>("next_attempt_at");
  out.bank_entry = row.find<std::string>("bank_entry");
  out.accepted_at = row.find<Instant>("accepted_at");
  return out;
}

std::optional<RefundRow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_refund(rows.front());
}

}  // namespace

void insert_refund(db::Tx& tx, const RefundRow& refund, const std::vector<RefundLineRow>& lines) {
  tx.execute(queries::refund_insert, {{"id", refund.id},
                                      {"payment_id", refund.payment},
                                      {"order_id", refund.order},
                                      {"return_id", refund.return_id},
                                      {"kind", refund.kind},
                                      {"channel", refund.channel},
                                      {"state", refund.state},
                                      {"amount_fen", refund.amount},
                                      {"channel_number", refund.channel_number},
                                      {"ledger_account", refund.taken_from},
                                      {"reason", refund.reason},
                                      {"now", refund.requested_at},
                                      {"next_attempt_at", refund.next_attempt_at}});
  std::vector<db::Params> rows;
  for (const auto& line : lines) {
    rows.push_back(
        {{"refund_id", refund.id}, {"line_id", line.line}, {"quantity", line.quantity}, {"amount_fen", line.amount}});
  }
  tx.execute_rows(queries::refund_line_insert, rows);
}

std::optional<RefundRow> find_refund(db::Tx& tx, RefundId id) {
  return first_of(tx.query(queries::refund_find, {{"id", id}}));
}

std::optional<RefundRow> find_refund(db::Tx& tx, std::string_view channel_number) {
  return first_of(tx.query(queries::refund_find_by_number, {{"channel_number", channel_number}}));
}

std::optional<RefundRow> lock_refund(db::Tx& tx, RefundId id) {
  return first_of(tx.query(queries::refund_lock, {{"id", id}}));
}

std::vector<RefundLineRow> list_refund_lines(db::Tx& tx, RefundId id) {
  std::vector<RefundLineRow> out;
  const auto rows = tx.query(queries::refund_line_list, {{"refund_id", id}});
  for (const auto row : rows) {
    out.push_back({row.get<OrderLineId>("line_id"), row.get<std::int64_t>("quantity"), row.get<Money>("amount_fen")});
  }
  return out;
}

void update_refund(db::Tx& tx, const RefundRow& refund) {
  const auto matched = tx.execute(queries::refund_update, {{"state", refund.state},
                                                           {"channel_number", refund.channel_number},
                                                           {"provider_refund", refund.provider_refund},
                                                           {"last_failure", refund.last_failure},
                                                           {"attempts", refund.attempts},
                                                           {"accepted_at", refund.accepted_at},
                                                           {"succeeded_at", refund.succeeded_at},
                                                           {"next_attempt_at", refund.next_attempt_at},
                                                           {"bank_entry", refund.bank_entry},
                                                           {"id", refund.id}});
  if (matched != 1) throw std::logic_error("a refund is not there");
}

std::vector<RefundId> list_refunds_due(db::Tx& tx, std::int64_t limit) {
  std::vector<RefundId> out;
  const auto rows = tx.query(queries::refund_list_due, {{"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<RefundId>("id"));
  return out;
}

bool claim_refund(db::Tx& tx, RefundId id, Instant next) {
  return tx.execute(queries::refund_claim, {{"id", id}, {"next", next}, {"now", tx.now()}}) == 1;
}

std::vector<RefundRow> list_refunds(db::Tx& tx, std::optional<PaymentChannel> channel, RefundState state,
                                    RefundId after, std::int64_t limit) {
  std::vector<RefundRow> out;
  const auto rows =
      tx.query(queries::refund_list, {{"channel", channel}, {"state", state}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_refund(row));
  return out;
}

void add_refunded(db::Tx& tx, OrderId order, const std::vector<RefundLineRow>& lines) {
  for (const auto& line : lines) {
    const auto matched =
        tx.execute(queries::order_line_refund, {{"order_id", order}, {"id", line.line}, {"amount_fen", line.amount}});
    if (matched != 1) throw std::logic_error("a line would get back more than it cost");
  }
}

}  // namespace shanhai::orders::store
