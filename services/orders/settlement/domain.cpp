#include "services/orders/settlement/domain.hpp"

#include <algorithm>

namespace shanhai::orders {
namespace {

bool belongs_to_supplier(Account account) {
  return account == Account::supplier_accrued || account == Account::supplier_payable;
}

// Leaves out lines of nothing.
Postings postings(std::vector<Posting> lines) {
  std::erase_if(lines, [](const Posting& line) { return line.amount == Money(); });
  return lines;
}

}  // namespace

bool is_balanced(const Postings& lines) {
  Money sum;
  for (const auto& line : lines) sum += line.amount;
  return sum == Money();
}

Postings post_receipt(Account receivable, Money amount) {
  return postings({{receivable, {}, amount}, {Account::buyer_deposits, {}, -amount}});
}

Postings post_application(Money amount, bool accepted) {
  const auto credited = accepted ? Account::trade_receivable : Account::order_escrow;
  return postings({{Account::buyer_deposits, {}, amount}, {credited, {}, -amount}});
}

Postings post_acceptance(OrganisationId supplier, Money amount, Money fee, bool paid) {
  const auto debited = paid ? Account::order_escrow : Account::trade_receivable;
  return postings({{debited, {}, amount},
                   {Account::supplier_accrued, supplier, -(amount - fee)},
                   {Account::platform_fees, {}, -fee}});
}

Postings post_completion(OrganisationId supplier, Money amount) {
  return postings({{Account::supplier_accrued, supplier, amount}, {Account::supplier_payable, supplier, -amount}});
}

Money fee_on(Money kept, Money total, Money fee) {
  if (total == Money()) return Money();
  return Money(static_cast<std::int64_t>(static_cast<__int128>(fee.fen()) * kept.fen() / total.fen()));
}

Postings post_refund_promised(const RefundSource& source, Money amount, Money fee) {
  if (!belongs_to_supplier(source.account)) {
    return postings({{source.account, {}, amount}, {Account::refunds_in_flight, {}, -amount}});
  }
  return postings({{source.account, source.supplier, amount - fee},
                   {Account::platform_fees, {}, fee},
                   {Account::refunds_in_flight, {}, -amount}});
}

Postings post_refund_paid(Account receivable, Money amount) {
  return postings({{Account::refunds_in_flight, {}, amount}, {receivable, {}, -amount}});
}

Postings post_payout(OrganisationId supplier, Money amount) {
  return postings({{Account::supplier_payable, supplier, amount}, {Account::payouts_in_flight, {}, -amount}});
}

Postings post_payout_paid(Money amount) {
  return postings({{Account::payouts_in_flight, {}, amount}, {Account::payout_bank, {}, -amount}});
}

Postings post_payout_returned(Account from, OrganisationId supplier, Money amount) {
  return postings({{from, {}, amount}, {Account::supplier_payable, supplier, -amount}});
}

}  // namespace shanhai::orders
