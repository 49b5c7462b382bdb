// Daily reconciliation: a channel's bill is imported once, compared with receipts and refunds, and every difference
// waits for an operator's word.
#pragma once

#include "common/db/idempotency.hpp"
#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/payment/provider.hpp"
#include "services/orders/payment/reconciliation/bills.hpp"
#include "services/orders/payment/reconciliation/store.hpp"

namespace shanhai::orders {

struct BillView {
  ChannelBillId bill_id;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  Date bill_date{};
  std::int64_t entries = 0;
  Money paid, refunded;  // by the bill
  std::int64_t open_differences = 0;
  Instant imported_at{};
};
BOOST_DESCRIBE_STRUCT(BillView, (),
                      (bill_id, channel, bill_date, entries, paid, refunded, open_differences, imported_at))

struct BillPage {
  std::vector<BillView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(BillPage, (), (items, next_cursor))

struct BillsQuery : http::PageQuery {
  PaymentChannel channel = PaymentChannel::wechat_pay;
};
BOOST_DESCRIBE_STRUCT(BillsQuery, (http::PageQuery), (channel))

// Of which day in China the file is.
struct BillQuery {
  PaymentChannel channel = PaymentChannel::wechat_pay;
  Date bill_date{};
};
BOOST_DESCRIBE_STRUCT(BillQuery, (), (channel, bill_date))

struct DifferenceView {
  BillDifferenceId difference_id;
  ChannelBillId bill_id;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  Date bill_date{};
  DifferenceKind kind = DifferenceKind::missing_here;
  BillSubject subject = BillSubject::payment;
  std::string number, transaction;
  std::optional<Money> ours, theirs;
  std::optional<BillState> ours_state, theirs_state;
  bool resolved = false;
  std::optional<std::string> resolution;
  std::optional<Instant> resolved_at;
};
BOOST_DESCRIBE_STRUCT(DifferenceView, (),
                      (difference_id, bill_id, channel, bill_date, kind, subject, number, transaction, ours, theirs,
                       ours_state, theirs_state, resolved, resolution, resolved_at))

struct DifferencePage {
  std::vector<DifferenceView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(DifferencePage, (), (items, next_cursor))

struct DifferenceQuery : http::PageQuery {
  bool resolved = false;
  std::optional<ChannelBillId> bill_id;
};
BOOST_DESCRIBE_STRUCT(DifferenceQuery, (http::PageQuery), (resolved, bill_id))

struct ResolveBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(ResolveBody, (), (reason))

// Stored under the idempotency key; the rows are read anew.
struct DifferenceRef {
  BillDifferenceId difference_id;
};
BOOST_DESCRIBE_STRUCT(DifferenceRef, (), (difference_id))

// Whose bills are expected; empty: the channel is not configured, and its bills are not checked for their account.
struct BillAccounts {
  std::string wechat_pay, alipay;
};

class Reconciliation {
 public:
  // `wechat_pay_bills` may be nullptr: not configured.
  Reconciliation(Context& context, BillAccounts accounts, BillSource* wechat_pay_bills)
      : context_(context), accounts_(std::move(accounts)), wechat_pay_bills_(wechat_pay_bills) {}

  // The same file again gives the same bill. invalid: as parse_bill(), and query/bill_date not_over; conflict
  // bill_differs: another file was imported for that day.
  Task<Result<db::Replayable<BillView>>> import(const Command& command, BillQuery query, std::string file,
                                                db::IdempotencyKey key);
  // Fetches the file from the channel first. unprocessable channel_not_configured: also of Alipay, whose bills come out
  // of a zip; conflict channel_refused: also while the channel has not written it.
  Task<Result<db::Replayable<BillView>>> fetch(const Command& command, BillQuery query, db::IdempotencyKey key);
  Task<Result<BillPage>> bills(BillsQuery query);
  Task<Result<DifferencePage>> differences(DifferenceQuery query);
  // An operator says what became of it. difference_not_found; conflict difference_resolved.
  Task<Result<db::Replayable<DifferenceView>>> resolve(const Command& command, BillDifferenceId id, std::string reason,
                                                       db::IdempotencyKey key);
  // The channel is asked about the payment or refund once more, and what it says is booked. difference_not_found;
  // conflict nothing_to_ask: it is settled, or not ours.
  Task<Result<db::Replayable<DifferenceView>>> ask(const Command& command, BillDifferenceId id, db::IdempotencyKey key);

 private:
  Context& context_;
  const BillAccounts accounts_;
  BillSource* wechat_pay_bills_;
};

}  // namespace shanhai::orders
