// Payouts as callers write and read them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/settlement/payouts/rows.hpp"

namespace shanhai::orders {

struct PayoutAccountBody {
  Text<1, 100> holder;         // as the bank knows it
  Text<6, 32> account_number;  // digits
  Text<2, 60> bank;
  std::optional<Text<1, 100>> branch;
  std::optional<Text<12, 12>> bank_code;  // of the branch
};
BOOST_DESCRIBE_STRUCT(PayoutAccountBody, (), (holder, account_number, bank, branch, bank_code))

struct PayoutAccountView {
  PayoutAccountId payout_account_id;
  OrganisationId supplier_id;
  PayoutAccountState state = PayoutAccountState::pending;
  std::string bank, masked_number;
  std::optional<std::string> holder;  // for the operator and the supplier's administrators
  bool holder_matches = false;        // called as the supplier is; else it waits for the operator without end
  Instant registered_at{};
  std::optional<Instant> effective_at, ended_at;
  std::optional<std::string> decision_reason;
};
BOOST_DESCRIBE_STRUCT(PayoutAccountView, (),
                      (payout_account_id, supplier_id, state, bank, masked_number, holder, holder_matches,
                       registered_at, effective_at, ended_at, decision_reason))

struct PayoutAccountPage {
  std::vector<PayoutAccountView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PayoutAccountPage, (), (items, next_cursor))

struct PayoutAccountQuery : http::PageQuery {
  std::optional<OrganisationId> supplier_id;  // for the operator; a supplier reads its own
};
BOOST_DESCRIBE_STRUCT(PayoutAccountQuery, (http::PageQuery), (supplier_id))

struct PayoutDecisionBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(PayoutDecisionBody, (), (reason))

struct PayoutAccountRef {
  PayoutAccountId payout_account_id;
};
BOOST_DESCRIBE_STRUCT(PayoutAccountRef, (), (payout_account_id))

struct PayoutBatchBody {
  std::optional<std::vector<OrganisationId>> supplier_ids;  // only these; else all to whom enough is payable
  std::optional<Text<1, 200>> note;
};
BOOST_DESCRIBE_STRUCT(PayoutBatchBody, (), (supplier_ids, note))

// Why a supplier was left out.
enum class PayoutSkip { no_account, below_minimum };
BOOST_DESCRIBE_ENUM(PayoutSkip, no_account, below_minimum)

struct SkippedSupplier {
  OrganisationId supplier_id;
  PayoutSkip reason = PayoutSkip::no_account;
};
BOOST_DESCRIBE_STRUCT(SkippedSupplier, (), (supplier_id, reason))

// Stored under the idempotency key; the batch is read anew.
struct PayoutBatchMade {
  PayoutBatchId payout_batch_id;
  std::vector<SkippedSupplier> skipped;
  bool more = false;  // suppliers that did not fit; another batch takes them
};
BOOST_DESCRIBE_STRUCT(PayoutBatchMade, (), (payout_batch_id, skipped, more))

struct PayoutView {
  PayoutId payout_id;
  PayoutBatchId payout_batch_id;
  OrganisationId supplier_id;
  PayoutState state = PayoutState::in_flight;
  Money amount;
  std::int64_t entries = 0;  // ledger entries it covers
  std::string bank, masked_number;
  std::optional<std::string> bank_reference;
  std::optional<PayoutFailure> failure;
  std::optional<std::string> failure_note;
  Instant made_at{};
  std::optional<Date> paid_on;
  std::optional<Instant> paid_at, failed_at;
};
BOOST_DESCRIBE_STRUCT(PayoutView, (),
                      (payout_id, payout_batch_id, supplier_id, state, amount, entries, bank, masked_number,
                       bank_reference, failure, failure_note, made_at, paid_on, paid_at, failed_at))

struct PayoutPage {
  std::vector<PayoutView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PayoutPage, (), (items, next_cursor))

struct PayoutQuery : http::PageQuery {
  std::optional<OrganisationId> supplier_id;  // for the operator; a supplier reads its own
  std::optional<PayoutState> state;           // for the operator, where no supplier is named
};
BOOST_DESCRIBE_STRUCT(PayoutQuery, (http::PageQuery), (supplier_id, state))

struct PayoutBatchView {
  PayoutBatchId payout_batch_id;
  Instant made_at{};
  std::optional<std::string> note;
  std::int64_t payouts = 0;
  Money total;
  std::optional<Instant> exported_at;
  std::optional<std::string> export_sha256;        // hex
  std::vector<SkippedSupplier> skipped{};          // where it is made
  std::optional<bool> more{};                      // where it is made
  std::optional<std::vector<PayoutView>> items{};  // where one is read
};
BOOST_DESCRIBE_STRUCT(PayoutBatchView, (),
                      (payout_batch_id, made_at, note, payouts, total, exported_at, export_sha256, skipped, more,
                       items))

struct PayoutBatchPage {
  std::vector<PayoutBatchView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PayoutBatchPage, (), (items, next_cursor))

struct CoveredEntryView {
  std::string entry_id;
  LedgerKind kind = LedgerKind::completion;
  std::optional<OrderId> order_id;
  Money amount;  // towards the supplier > 0
  Instant occurred_at{};
};
BOOST_DESCRIBE_STRUCT(CoveredEntryView, (), (entry_id, kind, order_id, amount, occurred_at))

struct CoveredEntryPage {
  std::vector<CoveredEntryView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(CoveredEntryPage, (), (items, next_cursor))

struct ConfirmPayoutBody {
  Text<1, 40> bank_reference;   // of the outgoing transfer in the bank's books
  std::optional<Date> paid_on;  // by the bank's books; today in China where it is left out
};
BOOST_DESCRIBE_STRUCT(ConfirmPayoutBody, (), (bank_reference, paid_on))

struct FailPayoutBody {
  PayoutFailure failure = PayoutFailure::bank_rejected;
  std::optional<Text<1, 200>> note;
};
BOOST_DESCRIBE_STRUCT(FailPayoutBody, (), (failure, note))

struct PayoutRef {
  PayoutId payout_id;
};
BOOST_DESCRIBE_STRUCT(PayoutRef, (), (payout_id))

PayoutView view_of(const PayoutRow& payout, const PayoutAccountRow& account);
PayoutBatchView view_of(const PayoutBatchRow& batch);

}  // namespace shanhai::orders
