#include "services/orders/settlement/payouts/batching.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "common/events/event.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/settlement/payouts/accounts.hpp"
#include "services/orders/settlement/payouts/store.hpp"
#include "services/orders/settlement/sheet.hpp"

namespace shanhai::orders {
namespace {

class Batch {
 public:
  Batch(db::Tx& tx, Context& context, const By& by)
      : tx_(tx), context_(context), by_(by), id_(make_uuid_v7(tx.now(), context.random)) {}

  // Pays the supplier all that is open, or notes why not. Its payables are locked.
  void pay(OrganisationId supplier) {
    const auto entries = store::list_open_entries(tx_, supplier);
    PayoutRow payout;
    for (const auto& entry : entries) payout.amount += entry.amount;
    if (payout.amount < context_.policy.payout_minimum) return skip(supplier, PayoutSkip::below_minimum);
    const auto account = account_in_use(store::lock_accounts(tx_, supplier), tx_.now());
    if (!account) return skip(supplier, PayoutSkip::no_account);
    payout.id = PayoutId(make_uuid_v7(tx_.now(), context_.random));
    payout.batch = id_;
    payout.supplier = supplier;
    payout.account = account->id;
    payout.entries = static_cast<std::int64_t>(entries.size());
    payout.made_at = tx_.now();
    store::insert_payout(tx_, payout);
    store::take_entries(tx_, payout.id, supplier, entries);
    store::post(tx_, context_.random, {LedgerKind::payout, payout.id.bytes(), std::nullopt},
                post_payout(supplier, payout.amount));
    tell_payout(tx_, context_.random, kPayoutMade, payout, by_);
    tell_supplier(tx_, context_, kPayoutMade, supplier, {{"amount", to_yuan(payout.amount)}});
    total_ += payout.amount;
    ++payouts_;
  }

  // In order of their ids; locks their payables.
  void pay_all(const std::vector<OrganisationId>& suppliers) {
    const auto locked = store::lock_payables(tx_, suppliers);
    for (const auto& supplier : suppliers) {
      if (std::binary_search(locked.begin(), locked.end(), supplier)) {
        pay(supplier);
      } else {
        skip(supplier, PayoutSkip::below_minimum);
      }
    }
  }

  std::size_t payouts() const { return static_cast<std::size_t>(payouts_); }

  void skip(OrganisationId supplier, PayoutSkip reason) { skipped_.push_back({supplier, reason}); }

  Result<PayoutBatchMade> finish(AccountId made_by, const std::string& note, bool more) {
    if (payouts_ == 0) {
      return Error::conflict("nothing_to_pay_out").with("skipped", json::write(skipped_));
    }
    store::insert_batch(tx_, {id_, made_by, tx_.now(), note, payouts_, total_, std::nullopt, {}});
    db::append_audit(
        tx_, context_.random,
        {by_.actor, "orders.payout_batch.make", id_.str(), {{"payouts", payouts_}, {"total_fen", total_.fen()}}});
    SHANHAI_FAILPOINT("orders.payout_batch.before_commit");
    return PayoutBatchMade{id_, std::move(skipped_), more};
  }

 private:
  db::Tx& tx_;
  Context& context_;
  const By& by_;
  PayoutBatchId id_;
  std::vector<SkippedSupplier> skipped_;
  std::int64_t payouts_ = 0;
  Money total_;
};

}  // namespace

Result<PayoutBatchMade> make_payouts(db::Tx& tx, Context& context, const PayoutBatchBody& body, AccountId made_by,
                                     const By& by) {
  Batch batch(tx, context, by);
  bool more = false;
  std::vector<OrganisationId> asked;
  if (body.supplier_ids) {
    asked = *body.supplier_ids;
    std::sort(asked.begin(), asked.end());
  } else {
    // Those who can't be paid hold nobody up who comes after them.
    OrganisationId after;
    do {
      asked = store::list_payable_suppliers(tx, context.policy.payout_minimum, after,
                                            static_cast<std::int64_t>(kBatchSuppliers - batch.payouts()));
      batch.pay_all(asked);
      if (!asked.empty()) after = asked.back();
    } while (!asked.empty() && batch.payouts() < kBatchSuppliers);
    more = !asked.empty() && !store::list_payable_suppliers(tx, context.policy.payout_minimum, after, 1).empty();
    asked.clear();
  }
  batch.pay_all(asked);
  return batch.finish(made_by, body.note ? body.note->str() : std::string(), more);
}

void tell_payout(db::Tx& tx, Random& random, std::string_view type, const PayoutRow& payout, const By& by) {
  events::append(tx, random,
                 {type, "payout", payout.id.str(), payout.version, by.actor, by.reason, by.trace_id,
                  json::write(PayoutFacts{payout.id, payout.batch, payout.supplier, payout.amount}).as_object()});
}

std::string bank_file(const std::vector<PayoutRow>& payouts,
                      const std::map<PayoutAccountId, std::pair<PayoutAccountRow, BankAccount>>& accounts) {
  Sheet sheet{"付款",
              {"序号", "收款账号", "收款户名", "开户银行", "开户网点", "联行号", "金额（元）", "用途", "业务参考号"},
              {}};
  for (const auto& payout : payouts) {
    const auto& [row, account] = accounts.at(payout.account);
    sheet.rows.push_back({std::to_string(sheet.rows.size() + 1), account.account_number, account.holder, row.bank,
                          account.branch, account.bank_code, payout.amount, "货款结算", payout.id.str()});
  }
  return to_csv(sheet);
}

}  // namespace shanhai::orders
