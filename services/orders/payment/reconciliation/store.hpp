// Imported bills, what they say, and where they differ from our books.
#pragma once

#include "common/db/transaction.hpp"
#include "services/orders/payment/reconciliation/domain.hpp"
#include "services/orders/payment/rows.hpp"

namespace shanhai::orders {

SHANHAI_ID(ChannelBillId, "cbl");
SHANHAI_ID(BillDifferenceId, "bdf");

BOOST_DESCRIBE_ENUM(BillSubject, payment, refund)
BOOST_DESCRIBE_ENUM(BillState, succeeded, processing, failed, paid_by_bank)
BOOST_DESCRIBE_ENUM(DifferenceKind, missing_here, missing_there, amount_differs, state_differs)

struct BillRow {
  ChannelBillId id;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  Date day{};
  std::string sha256;  // of the file, 32 bytes
  std::int64_t entries = 0;
  Money paid, refunded;  // by the bill
  std::string imported_by;
  Instant imported_at{};
  std::int64_t open_differences = 0;
};

struct DifferenceRow {
  BillDifferenceId id;
  ChannelBillId bill;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  Date day{};
  Difference difference;
  bool resolved = false;
  std::string resolution, resolved_by;
  std::optional<Instant> resolved_at;
};

namespace store {

// False: that day's bill of the channel is there.
bool insert_bill(db::Tx& tx, const BillRow& bill);
void insert_bill_entries(db::Tx& tx, const BillRow& bill, const std::vector<BillEntry>& entries);
std::optional<BillRow> find_bill(db::Tx& tx, PaymentChannel channel, Date day);
// Newest day first, those before `before`.
std::vector<BillRow> list_bills(db::Tx& tx, PaymentChannel channel, Date before, std::int64_t limit);

// Our side of the entries, by their keys; entries that we do not know are left out.
std::map<std::string, BillEntry> find_booked(db::Tx& tx, PaymentChannel channel, const std::vector<BillEntry>& entries);
// What we booked and no imported bill of the channel names: money that came within [from, to), and refunds that the
// channel took within the same time less `margin` at either end's side, since it keeps its own clock.
std::vector<BillEntry> list_unbilled(db::Tx& tx, PaymentChannel channel, Instant from, Instant to,
                                     std::chrono::minutes margin);

void insert_differences(db::Tx& tx, const std::vector<DifferenceRow>& rows);
// By id, those after `after`, of one bill or of all.
std::vector<DifferenceRow> list_differences(db::Tx& tx, bool resolved, std::optional<ChannelBillId> bill,
                                            BillDifferenceId after, std::int64_t limit);
std::optional<DifferenceRow> find_difference(db::Tx& tx, BillDifferenceId id);
std::optional<DifferenceRow> lock_difference(db::Tx& tx, BillDifferenceId id);
void resolve_difference(db::Tx& tx, const DifferenceRow& row);

// The loops ask the channel about it next. False: there is nothing left to ask.
bool ask_about_payment(db::Tx& tx, PaymentChannel channel, PaymentId id);
bool ask_about_refund(db::Tx& tx, PaymentChannel channel, RefundId id);

}  // namespace store
}  // namespace shanhai::orders
