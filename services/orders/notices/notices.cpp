#include "services/orders/notices/notices.hpp"

#include <algorithm>
#include <stdexcept>

#include "services/orders/ordering/ending.hpp"

namespace shanhai::orders {
namespace {

enum class Party { buyer, supplier };

constexpr std::string_view kOrderExpired = "orders.order_expired";
constexpr std::string_view kCreditPaid = "orders.credit_paid";  // shipped before

struct Notice {
  std::string_view what;
  Party party;
  notifications::Template text;
};

// The table: what happened, who is told, in which words.
constexpr Notice kNotices[] = {
    {kOrderPaid,
     Party::buyer,
     {"orders.order_paid.buyer", "【山海】订单 {order} 已付款 {amount} 元，合作社将尽快发货。",
      "[Shanhai] Order {order} is paid: CNY {amount}. The cooperative will ship it soon."}},
    {kOrderPaid,
     Party::supplier,
     {"orders.order_paid.supplier", "【山海】新订单 {order} 已付款 {amount} 元，请于 {hours} 小时内发货。",
      "[Shanhai] New order {order} is paid: CNY {amount}. Please ship it within {hours} hours."}},
    {kCreditPaid,
     Party::buyer,
     {"orders.credit_paid.buyer", "【山海】订单 {order} 的货款 {amount} 元已到账。",
      "[Shanhai] CNY {amount} for order {order} has arrived."}},
    {kCreditPaid,
     Party::supplier,
     {"orders.credit_paid.supplier", "【山海】订单 {order} 的货款 {amount} 元已到账。",
      "[Shanhai] CNY {amount} for order {order} has arrived."}},
    {kParcelShipped,
     Party::buyer,
     {"orders.parcel_shipped.buyer", "【山海】订单 {order} 的包裹已发出：{carrier} {tracking_number}。",
      "[Shanhai] A parcel of order {order} is on its way: {carrier} {tracking_number}."}},
    {kOrderDelivered,
     Party::buyer,
     {"orders.order_delivered.buyer", "【山海】订单 {order} 已送达，请验收。",
      "[Shanhai] Order {order} has been delivered. Please accept it."}},
    {kOrderDelivered,
     Party::supplier,
     {"orders.order_delivered.supplier", "【山海】订单 {order} 已送达。",
      "[Shanhai] Order {order} has been delivered."}},
    {kAcceptanceComing,
     Party::buyer,
     {"orders.acceptance_coming.buyer", "【山海】订单 {order} 将于 {days} 天后自动验收，如有问题请及时处理。",
      "[Shanhai] Order {order} will be accepted by itself in {days} days. Speak up if something is wrong."}},
    {kOrderAccepted,
     Party::buyer,
     {"orders.order_accepted.buyer", "【山海】订单 {order} 已验收。", "[Shanhai] Order {order} has been accepted."}},
    {kOrderAccepted,
     Party::supplier,
     {"orders.order_accepted.supplier", "【山海】订单 {order} 已验收，货款计入待结算。",
      "[Shanhai] Order {order} has been accepted; its money has accrued to you."}},
    {kOrderExpired,
     Party::buyer,
     {"orders.order_expired.buyer", "【山海】订单 {order} 超时未付款，已取消。",
      "[Shanhai] Order {order} was not paid in time and has been cancelled."}},
    {kOrderDeclined,
     Party::buyer,
     {"orders.order_declined.buyer", "【山海】订单 {order} 无法供货，{amount} 元将原路退回。",
      "[Shanhai] Order {order} can't be delivered; CNY {amount} will be given back."}},
    {kLinesDeclined,
     Party::buyer,
     {"orders.lines_declined.buyer", "【山海】订单 {order} 部分商品无法供货，{amount} 元将原路退回。",
      "[Shanhai] A part of order {order} can't be delivered; CNY {amount} will be given back."}},
    {kOrderRefunded,
     Party::buyer,
     {"orders.order_refunded.buyer", "【山海】订单 {order} 已退款 {amount} 元。",
      "[Shanhai] CNY {amount} of order {order} has been given back."}},
    {kReturnRequested,
     Party::supplier,
     {"orders.return_requested.supplier", "【山海】订单 {order} 的买家申请退货，涉及 {amount} 元，请处理。",
      "[Shanhai] A return of order {order} was asked for: CNY {amount}. Please decide."}},
    {kReturnApproved,
     Party::buyer,
     {"orders.return_approved.buyer", "【山海】订单 {order} 的退货申请已同意，请寄回商品。",
      "[Shanhai] The return of order {order} is approved. Please send the goods back."}},
    {kReturnRefused,
     Party::buyer,
     {"orders.return_refused.buyer", "【山海】订单 {order} 的退货申请未获同意，可在订单中查看理由。",
      "[Shanhai] The return of order {order} is refused; the reason stands with the order."}},
    {kReturnReceived,
     Party::buyer,
     {"orders.return_received.buyer", "【山海】订单 {order} 的退货已收到，{amount} 元将原路退回。",
      "[Shanhai] The goods of order {order} are back; CNY {amount} will be given back."}},
    {kReturnRefunded,
     Party::buyer,
     {"orders.return_refunded.buyer", "【山海】订单 {order} 的申请已同意，无需退货，{amount} 元将原路退回。",
      "[Shanhai] Your complaint about order {order} is granted: keep the goods, CNY {amount} will be given back."}},
    {kReturnWithdrawn,
     Party::supplier,
     {"orders.return_withdrawn.supplier", "【山海】订单 {order} 的买家已撤回申请。",
      "[Shanhai] The buyer of order {order} keeps the goods after all."}},
    {kReturnSent,
     Party::supplier,
     {"orders.return_sent.supplier", "【山海】订单 {order} 的退货已寄出，请留意查收。",
      "[Shanhai] The goods of order {order} are on their way back."}},
    {kReturnLapsed,
     Party::buyer,
     {"orders.return_lapsed.buyer", "【山海】订单 {order} 的商品未在期限内寄回，申请已关闭。",
      "[Shanhai] The goods of order {order} were not sent back in time; the case is closed."}},
    {kReturnArrived,
     Party::supplier,
     {"orders.return_arrived.supplier", "【山海】订单 {order} 的退货已到，请在期限内验货。",
      "[Shanhai] The goods of order {order} have arrived. Please inspect them in time."}},
    {kReturnDisputed,
     Party::buyer,
     {"orders.return_disputed.buyer", "【山海】订单 {order} 的争议已提交平台处理。",
      "[Shanhai] The platform decides the dispute about order {order}."}},
    {kReturnDisputed,
     Party::supplier,
     {"orders.return_disputed.supplier", "【山海】订单 {order} 的争议已提交平台处理。",
      "[Shanhai] The platform decides the dispute about order {order}."}},
    {kReturnDecided,
     Party::buyer,
     {"orders.return_decided.buyer", "【山海】平台已对订单 {order} 的争议作出裁定，请在订单中查看。",
      "[Shanhai] The platform has decided the dispute about order {order}; see the order."}},
    {kReturnDecided,
     Party::supplier,
     {"orders.return_decided.supplier", "【山海】平台已对订单 {order} 的争议作出裁定，请在订单中查看。",
      "[Shanhai] The platform has decided the dispute about order {order}; see the order."}},
    {kReturnReplaced,
     Party::buyer,
     {"orders.return_replaced.buyer", "【山海】订单 {order} 的换货商品已寄出。",
      "[Shanhai] The replacement for order {order} is on its way."}},
    {kReturnIrreplaceable,
     Party::buyer,
     {"orders.return_irreplaceable.buyer", "【山海】订单 {order} 的换货商品缺货，将改为退款。",
      "[Shanhai] Order {order} can't be replaced: nothing is in stock, so it is refunded."}},
    {kReturnSentOn,
     Party::buyer,
     {"orders.return_sent_on.buyer", "【山海】订单 {order} 的商品已寄还给您。",
      "[Shanhai] The goods of order {order} are on their way back to you."}},
    {kPayoutPaid,
     Party::supplier,
     {"orders.payout_paid.supplier", "【山海】货款 {amount} 元已付出，请查收。",
      "[Shanhai] CNY {amount} has been paid out to you."}},
    {kPayoutFailed,
     Party::supplier,
     {"orders.payout_failed.supplier", "【山海】货款 {amount} 元未能到账，已退回待结算，请核对收款账户。",
      "[Shanhai] CNY {amount} did not reach you and is payable again. Please check your bank account."}},
    {kPayoutAccountRegistered,
     Party::supplier,
     {"orders.payout_account_registered.supplier",
      "【山海】收款账户变更为尾号 {digits} 的申请已登记，如非本单位操作请立即撤回。",
      "[Shanhai] A bank account ending in {digits} was registered for your payouts. Withdraw it if it was not you."}},
    {kPayoutAccountApproved,
     Party::supplier,
     {"orders.payout_account_approved.supplier", "【山海】尾号 {digits} 的收款账户已启用。",
      "[Shanhai] The bank account ending in {digits} is in use for your payouts."}},
    {kPayoutAccountEnded,
     Party::supplier,
     {"orders.payout_account_ended.supplier", "【山海】尾号 {digits} 的收款账户未启用或已停用，请查看原因。",
      "[Shanhai] The bank account ending in {digits} is not used for your payouts; see why."}},
    {kLotExpired,
     Party::supplier,
     {"orders.lot_expired.supplier",
      "【山海】批次 {lot} 已过可售期，{quantity} 件已下架；因此无法供货的订单 {orders} 个。",
      "[Shanhai] Lot {lot} is past its date: {quantity} units are off sale; {orders} orders can't be delivered."}},
};

void enqueue(db::Tx& tx, Context& context, const Notice& notice, const notifications::Recipient& recipient,
             const json::Object& details) {
  notifications::enqueue(tx, context.vault, context.random, recipient, notice.text.name, details);
}

// A buyer who cancels knows it; one whose time ran out does not. What is paid after it was shipped need not be shipped.
std::string_view told_as(std::string_view what, const OrderRow& order) {
  if (what == kOrderCancelled && order.cancel_reason == kExpired) return kOrderExpired;
  return what == kOrderPaid && order.state != OrderState::paid ? kCreditPaid : what;
}

}  // namespace

void tell_parties(db::Tx& tx, Context& context, std::string_view what, const OrderRow& order, json::Object details) {
  what = told_as(what, order);
  details["order"] = order.id.str();
  if (!details.contains("amount")) details["amount"] = yuan(order.total);
  details["hours"] = context.policy.dispatch_time.count();
  for (const auto& notice : kNotices) {
    if (notice.what != what) continue;
    notifications::Recipient recipient;
    if (notice.party == Party::buyer) {
      recipient.account = order.buyer_account;
    } else {
      recipient.organisation = order.supplier;
    }
    enqueue(tx, context, notice, recipient, details);
  }
}

void tell_supplier(db::Tx& tx, Context& context, std::string_view what, OrganisationId supplier, json::Object details) {
  const auto* const notice = std::find_if(std::begin(kNotices), std::end(kNotices), [&](const Notice& row) {
    return row.what == what && row.party == Party::supplier;
  });
  if (notice == std::end(kNotices)) throw std::logic_error("no notice tells a supplier of " + std::string(what));
  notifications::Recipient recipient;
  recipient.organisation = supplier;
  enqueue(tx, context, *notice, recipient, details);
}

std::string yuan(Money amount) {
  const auto fen = amount.fen() < 0 ? -amount.fen() : amount.fen();
  auto cents = std::to_string(fen % 100);
  if (cents.size() == 1) cents.insert(0, 1, '0');
  return (amount.fen() < 0 ? "-" : "") + std::to_string(fen / 100) + '.' + cents;
}

std::span<const notifications::Template> notice_templates() {
  static const auto kTemplates = [] {
    std::vector<notifications::Template> out;
    for (const auto& notice : kNotices) out.push_back(notice.text);
    return out;
  }();
  return kTemplates;
}

Task<Result<std::vector<std::string>>> Contacts::phones_of(const notifications::Recipient& recipient) {
  identity::ContactRequest request;
  request.account = recipient.account;
  request.organisation = recipient.organisation;
  auto found = co_await identity_.contacts(request);
  if (found.has_error()) co_return std::move(found).error();
  co_return std::move(found->phones);
}

}  // namespace shanhai::orders
