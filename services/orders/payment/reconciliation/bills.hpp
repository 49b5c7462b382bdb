// The bill files of WeChat Pay and Alipay, as far as they tell of money. What names a buyer in them is not kept.
//
// WeChat Pay: the trade bill of type ALL (pay.weixin.qq.com/docs/merchant/products/bill-download/format-trade.html): a
// head line, lines whose cells begin with a grave accent, a head of sums and the sums.
// Alipay: the detail file of bill type "trade" (alipay.data.dataservice.bill.downloadurl.query), out of its zip:
// comment lines, a head line, lines, a line that ends the list, sums; GB 18030 or UTF-8.
#pragma once

#include "common/base/result.hpp"
#include "services/orders/payment/domain.hpp"
#include "services/orders/payment/reconciliation/domain.hpp"

namespace shanhai::orders {

inline constexpr std::size_t kMaxBillEntries = 50'000;

// Whose bill of which day is expected.
struct BillOwner {
  std::string account;  // the merchant's id, or the seller's; empty: not known here, not checked
  Date day{};
};

// Entries with their sums checked, so that a part of a file is not taken for the whole. invalid: "/<line>/<column>" or
// "/<line>" names what is wrong, lines counted from 1 in the file: unexpected_head, wrong_number_of_cells,
// expected_amount, expected_time, unknown_value, repeated, not_this_day, not_this_account, sums_differ, incomplete,
// out_of_range, invalid_encoding.
Result<std::vector<BillEntry>> parse_bill(PaymentChannel channel, std::string_view file, const BillOwner& owner);

}  // namespace shanhai::orders
