#include "services/orders/payment/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders {

Account receivable_of(PaymentChannel channel) {
  switch (channel) {
    case PaymentChannel::wechat_pay:
      return Account::channel_receivable;
    case PaymentChannel::alipay:
      return Account::alipay_receivable;
    case PaymentChannel::bank_transfer:
      break;
  }
  return Account::bank_receivable;
}

namespace store {
namespace {

namespace queries = sql::orders;

PaymentRow read_payment(const db::Row& row) {
  PaymentRow out;
  out.id = row.get<PaymentId>("id");
  out.group = row.get<OrderGroupId>("group_id");
  out.buyer = row.get<BuyerId>("buyer");
  out.channel = row.get<PaymentChannel>("channel");
  out.state = row.get<PaymentState>("state");
  out.amount = row.get<Money>("amount_fen");
  out.received = row.get<Money>("received_fen");
  out.unapplied = row.get<Money>("unapplied_fen");
  out.channel_number = row.get<std::string>("channel_number");
  out.code_url = row.get<std::string>("code_url");
  out.expires_at = row.get<Instant>("expires_at");
  out.created_at = row.get<Instant>("created_at");
  out.paid_at = row.find<Instant>("paid_at");
  out.attempts = row.get<std::int64_t>("attempts");
  out.next_check_at = row.find<Instant>("next_check_at");
  return out;
}

std::vector<PaymentRow> read_all(const db::Rows& rows) {
  std::vector<PaymentRow> out;
  for (const auto row : rows) out.push_back(read_payment(row));
  return out;
}

std::optional<PaymentRow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_payment(rows.front());
}

}  // namespace

void insert_payment(db::Tx& tx, const PaymentRow& payment) {
  tx.execute(queries::payment_insert, {{"id", payment.id},
                                       {"group_id", payment.group},
                                       {"buyer", payment.buyer},
                                       {"channel", payment.channel},
                                       {"state", payment.state},
                                       {"amount_fen", payment.amount},
                                       {"channel_number", payment.channel_number},
                                       {"expires_at", payment.expires_at},
                                       {"now", payment.created_at},
                                       {"next_check_at", payment.next_check_at}});
}

std::optional<PaymentRow> find_payment(db::Tx& tx, PaymentId id, const OrderScope& scope) {
  return first_of(tx.query(queries::payment_find, {{"id", id}, {"buyer", scope.buyer}}));
}

std::optional<PaymentRow> find_payment(db::Tx& tx, PaymentChannel channel, std::string_view number) {
  return first_of(tx.query(queries::payment_find_by_number, {{"channel_number", number}, {"channel", channel}}));
}

PaymentRow lock_payment(db::Tx& tx, PaymentId id) {
  auto found = first_of(tx.query(queries::payment_lock, {{"id", id}}));
  if (!found) throw std::logic_error("a payment is not there");
  return std::move(*found);
}

std::vector<PaymentRow> list_payments(db::Tx& tx, OrderGroupId group) {
  return read_all(tx.query(queries::payment_list_of_group, {{"group_id", group}}));
}

void update_payment(db::Tx& tx, const PaymentRow& payment) {
  const auto matched = tx.execute(queries::payment_update, {{"state", payment.state},
                                                            {"received_fen", payment.received},
                                                            {"unapplied_fen", payment.unapplied},
                                                            {"code_url", payment.code_url},
                                                            {"paid_at", payment.paid_at},
                                                            {"attempts", payment.attempts},
                                                            {"next_check_at", payment.next_check_at},
                                                            {"id", payment.id}});
  if (matched != 1) throw std::logic_error("a payment is not there");
}

void close_payments(db::Tx& tx, OrderGroupId group) {
  tx.execute(queries::payment_close_of_group, {{"group_id", group}, {"now", tx.now()}});
}

std::vector<PaymentId> list_payments_to_check(db::Tx& tx, std::int64_t limit) {
  std::vector<PaymentId> out;
  const auto rows = tx.query(queries::payment_list_to_check, {{"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<PaymentId>("id"));
  return out;
}

bool claim_check(db::Tx& tx, PaymentId id, Instant next) {
  return tx.execute(queries::payment_claim_check, {{"id", id}, {"next", next}, {"now", tx.now()}}) == 1;
}

std::vector<PaymentRow> list_unapplied(db::Tx& tx, PaymentId after, std::int64_t limit) {
  return read_all(tx.query(queries::payment_list_unapplied, {{"after", after}, {"limit", limit}}));
}

Result<bool> insert_receipt(db::Tx& tx, ReceiptId id, PaymentId payment, const Receipt& receipt) {
  const bool is_new = tx.try_insert(queries::payment_receipt_insert, {{"id", id},
                                                                      {"payment_id", payment},
                                                                      {"channel", receipt.channel},
                                                                      {"provider_transaction", receipt.transaction},
                                                                      {"amount_fen", receipt.amount},
                                                                      {"paid_at", receipt.paid_at},
                                                                      {"now", tx.now()}});
  if (is_new) return true;
  const auto rows = tx.query(queries::payment_receipt_find,
                             {{"channel", receipt.channel}, {"provider_transaction", receipt.transaction}});
  const bool same = !rows.empty() && rows.front().get<PaymentId>("payment_id") == payment &&
                    rows.front().get<Money>("amount_fen") == receipt.amount;
  if (!same) return Error::conflict("transaction_reused", "the channel's transaction was booked for something else");
  return false;
}

void apply_payment(db::Tx& tx, PaymentId payment, OrderId order, Money amount) {
  tx.execute(queries::payment_application_insert,
             {{"order_id", order}, {"payment_id", payment}, {"amount_fen", amount}, {"now", tx.now()}});
}

std::vector<Application> list_applications(db::Tx& tx, OrderId order) {
  std::vector<Application> out;
  const auto rows = tx.query(queries::payment_application_list, {{"order_id", order}});
  for (const auto row : rows) out.push_back({row.get<PaymentId>("payment_id"), row.get<Money>("amount_fen")});
  return out;
}

}  // namespace store
}  // namespace shanhai::orders
