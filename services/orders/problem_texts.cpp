#include "services/orders/problem_texts.hpp"

#include "common/http/problem.hpp"

namespace shanhai::orders {

void register_problem_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"insufficient_stock", "库存不足", "There is not enough in stock"},
      {"price_changed", "价格已变动，请确认新价格", "The price has changed since it was quoted"},
      {"sku_not_for_sale", "商品已下架或不可售", "The goods are not for sale"},
      {"not_for_consumers", "该商品不面向个人消费者销售", "The goods are not sold to consumers"},
      {"channel_not_for_consumers", "个人消费者不能使用对公转账", "Consumers can't pay by bank transfer"},
      {"address_outside_guangdong", "仅配送至广东省内的区县", "Goods are delivered within Guangdong only"},
      {"organisation_not_active", "该机构尚未获批，不能下单", "The organisation may not order"},
      {"order_not_found", "订单不存在", "No such order"},
      {"order_group_not_found", "结算单不存在", "No such checkout"},
      {"order_state", "订单当前状态不允许此操作", "The order's state does not allow this"},
      {"insufficient_lot_stock", "可用批次不足，无法打包", "The lots on hand do not suffice"},
      {"parcel_not_found", "包裹不属于该订单", "The order has no such parcel"},
      {"parcel_shipped", "包裹已发出", "The parcel has already been shipped"},
      {"order_not_accepted", "订单尚未验收", "The order has not been accepted"},
      {"already_rated", "订单已评价", "The order has already been rated"},
      {"payment_not_found", "付款不存在", "No such payment"},
      {"nothing_to_pay", "没有待付款项", "Nothing is to be paid"},
      {"nothing_to_give_back", "没有可退的余款", "Nothing is left to give back"},
      {"payment_overdue", "付款时限已过", "The time to pay is over"},
      {"payment_state", "付款当前状态不允许此操作", "The payment's state does not allow this"},
      {"channel_mismatch", "与下单时选择的付款方式不符", "The checkout chose another payment channel"},
      {"channel_not_configured", "该付款方式未启用", "The payment channel is not configured"},
      {"channel_refused", "支付渠道拒绝了请求", "The payment channel refused the request"},
      {"amount_mismatch", "金额不符", "The amount does not match"},
      {"transaction_reused", "该笔交易已入账", "The transaction has been booked already"},
      {"refund_not_found", "退款不存在", "No such refund"},
      {"refund_state", "退款当前状态不允许此操作", "The refund's state does not allow this"},
      {"refund_not_by_bank", "该退款不经银行转账", "The refund is not paid by bank"},
      {"return_not_found", "退货不存在", "No such return"},
      {"return_state", "退货当前状态不允许此操作", "The return's state does not allow this"},
      {"return_window_over", "已过退货期限", "The time to return is over"},
      {"no_return_goods", "鲜活易腐商品不适用无理由退货", "Perishable goods can't be returned without a reason"},
      {"order_not_paid", "订单尚未付款", "The order has not been paid"},
      {"more_than_bought", "退货数量超过购买数量", "More would be returned than was bought"},
      {"sku_not_found", "商品规格不存在", "No such SKU"},
      {"transfer_mismatch", "同一转移编号的内容不一致", "The transfer was made before with other content"},
      {"lot_blocked", "批次已召回", "The lot has been recalled"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::orders
