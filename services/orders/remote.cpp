#include "services/orders/remote.hpp"

namespace shanhai::orders {

Task<Result<TransferReceipt>> RemoteApi::receive_lot_stock(LotTransfer transfer) {
  auto answer = co_await client_.post<TransferReceipt>("/internal/v1/orders/lot-stock", transfer);
  co_return answer;
}

Task<Result<LotBlocked>> RemoteApi::block_lot(LotBlock block) {
  auto answer = co_await client_.post<LotBlocked>("/internal/v1/orders/block-lot", block);
  co_return answer;
}

Task<Result<LotReleased>> RemoteApi::release_lot(LotRelease release) {
  auto answer = co_await client_.post<LotReleased>("/internal/v1/orders/release-lot", release);
  co_return answer;
}

Task<Result<LotAccounts>> RemoteApi::lot_accounts(LotAccountQuery query) {
  auto answer = co_await client_.post<LotAccounts>("/internal/v1/orders/lot-accounts", query);
  co_return answer;
}

Task<Result<RecallReach>> RemoteApi::recall_reach(RecallReachQuery query) {
  auto answer = co_await client_.post<RecallReach>("/internal/v1/orders/recall-reach", query);
  co_return answer;
}

}  // namespace shanhai::orders
