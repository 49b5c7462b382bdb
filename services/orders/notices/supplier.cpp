#include "services/orders/notices/notices.hpp"
#include "services/orders/notices/table.hpp"

namespace shanhai::orders {
namespace {

constexpr Notice kNotices[] = {
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
    {kPayoutMade,
     Party::supplier,
     {"orders.payout_made.supplier", "【山海】货款 {amount} 元已提交银行付款。",
      "[Shanhai] CNY {amount} is on its way to you."}},
    {kStockCorrected,
     Party::supplier,
     {"orders.stock_corrected.supplier",
      "【山海】批次 {lot} 的库存已更正为 {counted} 件；因此无法供货的订单 {orders} 个。",
      "[Shanhai] Lot {lot} was corrected to {counted} units; {orders} orders can't be delivered."}},
    {kLotBlocked,
     Party::supplier,
     {"orders.lot_blocked.supplier",
      "【山海】批次 {lot} 已被召回，{quantity} 件停止销售；已装入该批次的订单 {orders} 个。",
      "[Shanhai] Lot {lot} is recalled: {quantity} units are off sale; {orders} orders hold units of it."}},
    {kLotReleased,
     Party::supplier,
     {"orders.lot_released.supplier", "【山海】批次 {lot} 的召回已解除，{quantity} 件恢复销售。",
      "[Shanhai] The recall of lot {lot} is lifted: {quantity} units are on sale again."}},
};

}  // namespace

std::span<const Notice> supplier_notices() { return kNotices; }

}  // namespace shanhai::orders
