#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include "services/orders/payment/reconciliation/bills.hpp"

namespace shanhai::orders {
namespace {

const BillOwner kWechat{"1600000001", *parse_date("2026-11-23")};
const BillOwner kAlipay{"2088000000000001", *parse_date("2026-11-23")};

const std::string kWechatHead =
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注\r\n";
const std::string kWechatSums =
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n";

std::string wechat_line(const std::string& state, const std::string& transaction, const std::string& number,
                        const std::string& total, const std::string& refund_id = "", const std::string& refund = "",
                        const std::string& refund_amount = "0.00", const std::string& refund_state = "") {
  return "`2026-11-23 16:30:00,`wx0123456789abcdef,`1600000001,`0,`,`" + transaction + ",`" + number +
         ",`oUpF8uMuAJO,`NATIVE,`" + state + ",`OTHERS,`CNY,`" + total + ",`0.00,`" + refund_id + ",`" + refund + ",`" +
         refund_amount + ",`0.00,`ORIGINAL,`" + refund_state + ",`茶, 两盒,`,`0.77000,`0.60%,`" + total + ",`" +
         refund_amount + ",`\r\n";
}

const std::string kWechatBill =
    "\xEF\xBB\xBF" + kWechatHead + wechat_line("SUCCESS", "4200001", "pay_1", "129.90") +
    wechat_line("REFUND", "4200001", "pay_1", "0.00", "5000001", "rfd_1", "5.50", "SUCCESS") +
    wechat_line("REFUND", "4200002", "pay_2", "0.00", "5000002", "rfd_2", "1.00", "PROCESSING") + kWechatSums +
    "`3,`129.90,`6.50,`0.00,`0.77000,`129.90,`6.50\r\n";

const std::string kAlipayHead =
    "#支付宝业务明细查询\n#账号：[20880000000000010156]\n#起始日期：[2026年11月23日 00:00:00]   "
    "终止日期：[2026年11月24日 "
    "00:00:00]\n#-----------------------------------------业务明细列表----------------------------------------\n"
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注\n";

std::string alipay_line(const std::string& kind, const std::string& trade, const std::string& number,
                        const std::string& amount, const std::string& refund = "") {
  return trade + "\t," + number + "\t," + kind +
         ",山海助农订单,2026-11-23 16:29:00,2026-11-23 16:30:00,,,,,buy***@a.com," + amount + "," + amount +
         ",0.00,0.00,0.00,0.00,0.00,,0.00,0.00," + refund + "\t,-0.12,0.00,\n";
}

const std::string kAlipayTail =
    "#-----------------------------------------业务明细列表结束------------------------------------\n"
    "#交易合计：1笔，商家实收共35.80元，商家优惠共0.00元\n#退款合计：1笔，商家实收退款共-5.80元，商家优惠退款共0.00元\n"
    "#导出时间：[2026年11月24日 06:27:10]\n";

const std::string kAlipayBill = kAlipayHead + alipay_line("交易", "20261123001", "pay_1", "35.80") +
                                alipay_line("退款", "20261123001", "pay_1", "-5.80", "rfd_1") + kAlipayTail;

std::vector<std::string> wrong(PaymentChannel channel, const std::string& file, const BillOwner& owner) {
  const auto read = parse_bill(channel, file, owner);
  std::vector<std::string> out;
  if (read.has_value()) return out;
  for (const auto& field : read.error().fields) out.push_back(field.pointer + ' ' + field.code);
  return out;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return text.replace(at, what.size(), with);
}

using Wrong = std::vector<std::string>;

TEST(WechatPayBill, IsReadToTheFen) {
  const auto read = parse_bill(PaymentChannel::wechat_pay, kWechatBill, kWechat);
  ASSERT_TRUE(read.has_value()) << read.error().fields.at(0).pointer;
  ASSERT_EQ(read->size(), 3U);
  const auto& [paid, refunded, processing] = std::tie((*read)[0], (*read)[1], (*read)[2]);
  EXPECT_EQ(paid.subject, BillSubject::payment);
  EXPECT_EQ(paid.number, "pay_1");
  EXPECT_EQ(paid.transaction, "4200001");
  EXPECT_EQ(paid.amount, Money(12990));
  EXPECT_EQ(paid.occurred_at, *parse_rfc3339("2026-11-23T08:30:00Z"));
  EXPECT_EQ(refunded.subject, BillSubject::refund);
  EXPECT_EQ(refunded.number, "rfd_1");
  EXPECT_EQ(refunded.amount, Money(550));
  EXPECT_EQ(refunded.state, BillState::succeeded);
  EXPECT_EQ(processing.state, BillState::processing);
}

TEST(WechatPayBill, AnEmptyDayIsABill) {
  const auto empty = kWechatHead + kWechatSums + "`0,`0.00,`0.00,`0.00,`0.00,`0.00,`0.00\r\n";
  EXPECT_TRUE(parse_bill(PaymentChannel::wechat_pay, empty, kWechat).value().empty());
}

TEST(WechatPayBill, SaysWhatIsWrong) {
  const auto check = [](const std::string& file) { return wrong(PaymentChannel::wechat_pay, file, kWechat); };
  EXPECT_EQ(check(""), (Wrong{"/1 incomplete"}));
  EXPECT_EQ(check("a,b\n`1,`2\nc\n`1\n"), (Wrong{"/1 unexpected_head"}));
  EXPECT_EQ(check(replaced(kWechatBill, "`129.90,`0.00,`,", "`129.9x,`0.00,`,")), (Wrong{}));  // not what is paid
  EXPECT_EQ(check(replaced(kWechatBill, "`129.90,`0.00,`\r", "`129.905,`0.00,`\r")),
            (Wrong{"/2/订单金额 expected_amount", "/2 expected_amount", "/6/订单总金额 sums_differ"}));
  EXPECT_EQ(check(replaced(kWechatBill, "`2026-11-23 16:30:00", "`2026-11-24 00:00:00")),
            (Wrong{"/2/交易时间 not_this_day"}));
  EXPECT_EQ(check(replaced(kWechatBill, "`1600000001", "`1600000002")), (Wrong{"/2/商户号 not_this_account"}));
  EXPECT_EQ(check(replaced(kWechatBill, "`SUCCESS", "`REVOKED")),
            (Wrong{"/2/交易状态 unknown_value", "/6/总交易单数 sums_differ", "/6/订单总金额 sums_differ"}));
  EXPECT_EQ(check(replaced(kWechatBill, "`CNY", "`USD")), (Wrong{"/2/货币种类 unknown_value"}));
  EXPECT_EQ(check(replaced(kWechatBill, "`3,", "`4,")), (Wrong{"/6/总交易单数 sums_differ"}));
  // Half a file is not a bill.
  EXPECT_EQ(check(kWechatBill.substr(0, kWechatBill.find("总交易单数"))), (Wrong{"/5 incomplete"}));
  EXPECT_EQ(check(kWechatHead + wechat_line("SUCCESS", "1", "a", "1.00") + wechat_line("SUCCESS", "1", "a", "1.00") +
                  kWechatSums + "`2,`2.00,`0.00,`0.00,`0.00,`2.00,`0.00"),
            (Wrong{"/3 repeated"}));
}

TEST(AlipayBill, IsReadInEitherEncoding) {
  std::string gb(kAlipayBill.size() * 2, '\0');
  UErrorCode failed = U_ZERO_ERROR;
  gb.resize(static_cast<std::size_t>(ucnv_convert("GB18030", "UTF-8", gb.data(), static_cast<std::int32_t>(gb.size()),
                                                  kAlipayBill.data(), static_cast<std::int32_t>(kAlipayBill.size()),
                                                  &failed)));
  ASSERT_TRUE(U_SUCCESS(failed));
  ASSERT_NE(gb, kAlipayBill);
  for (const auto& file : {kAlipayBill, gb}) {
    const auto read = parse_bill(PaymentChannel::alipay, file, kAlipay);
    ASSERT_TRUE(read.has_value()) << read.error().fields.at(0).pointer << read.error().fields.at(0).code;
    ASSERT_EQ(read->size(), 2U);
    EXPECT_EQ((*read)[0].amount, Money(3580));
    EXPECT_EQ((*read)[0].transaction, "20261123001");
    EXPECT_EQ((*read)[1].subject, BillSubject::refund);
    EXPECT_EQ((*read)[1].number, "rfd_1");
    EXPECT_EQ((*read)[1].amount, Money(580));
  }
}

TEST(AlipayBill, SaysWhatIsWrong) {
  const auto check = [](const std::string& file) { return wrong(PaymentChannel::alipay, file, kAlipay); };
  EXPECT_EQ(check(replaced(kAlipayBill, "[2088000000000001", "[2088000000000002")), (Wrong{"/1 not_this_account"}));
  EXPECT_EQ(check(replaced(kAlipayBill, "交易合计：1笔", "交易合计：2笔")), (Wrong{"/9 sums_differ"}));
  EXPECT_EQ(check(replaced(kAlipayBill, ",交易,", ",转账,")), (Wrong{"/6/业务类型 unknown_value", "/9 sums_differ"}));
  EXPECT_EQ(check(kAlipayBill.substr(0, kAlipayBill.find("#-", kAlipayHead.size()))), (Wrong{"/8 incomplete"}));
  EXPECT_EQ(check("#支付宝业务明细查询\n"), (Wrong{"/2 incomplete"}));
  EXPECT_EQ(check(std::string("\xff\xff\xff", 3)).size(), 1U);
  EXPECT_EQ(wrong(PaymentChannel::bank_transfer, "", kAlipay), (Wrong{"query/channel unknown_value"}));
}

BillEntry entry(BillSubject subject, const char* number, std::int64_t fen, BillState state = BillState::succeeded) {
  return {subject, number, std::string("T") + number, Money(fen), state, {}};
}

TEST(BillComparison, NamesEachKindOfDifference) {
  using enum BillSubject;
  using enum BillState;
  const std::vector<BillEntry> bill{entry(payment, "same", 100),          entry(payment, "unknown", 100),
                                    entry(payment, "less", 100),          entry(refund, "under_way", 5, processing),
                                    entry(refund, "not_known_paid", 5),   entry(refund, "paid_twice", 5),
                                    entry(refund, "given_up", 5, failed), entry(refund, "wrongly_done", 5, failed)};
  std::map<std::string, BillEntry> known;
  for (const auto& ours :
       {entry(payment, "same", 100), entry(payment, "less", 99), entry(refund, "under_way", 5, succeeded),
        entry(refund, "not_known_paid", 5, failed), entry(refund, "paid_twice", 5, paid_by_bank),
        entry(refund, "given_up", 5, paid_by_bank), entry(refund, "wrongly_done", 5, succeeded)}) {
    known.emplace(ours.key(), ours);
  }
  std::vector<std::string> found;
  for (const auto& difference : compare(bill, known, {entry(payment, "only_here", 7)}))
    found.push_back(difference.number + ' ' + std::to_string(static_cast<int>(difference.kind)));
  const auto kind = [](DifferenceKind k) { return ' ' + std::to_string(static_cast<int>(k)); };
  EXPECT_EQ(
      found,
      (std::vector<std::string>{
          "unknown" + kind(DifferenceKind::missing_here), "less" + kind(DifferenceKind::amount_differs),
          "not_known_paid" + kind(DifferenceKind::state_differs), "paid_twice" + kind(DifferenceKind::state_differs),
          "wrongly_done" + kind(DifferenceKind::state_differs), "only_here" + kind(DifferenceKind::missing_there)}));
}

TEST(BillComparison, ARefundIsOneUnderAllItsNumbers) {
  EXPECT_EQ(entry(BillSubject::refund, "rfd_1-2", 1).key(), entry(BillSubject::refund, "rfd_1", 1).key());
  EXPECT_NE(entry(BillSubject::payment, "rfd_1-2", 1).key(), entry(BillSubject::payment, "rfd_1", 1).key());
}

}  // namespace
}  // namespace shanhai::orders
