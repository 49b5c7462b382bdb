// The Api over HTTP, for services that run apart.
#pragma once

#include "common/http/client.hpp"
#include "services/orders/api.hpp"

namespace shanhai::orders {

class RemoteApi final : public Api {
 public:
  explicit RemoteApi(http::ServiceClient client) : client_(std::move(client)) {}

  Task<Result<TransferReceipt>> receive_lot_stock(LotTransfer transfer) override;
  Task<Result<LotBlocked>> block_lot(LotBlock block) override;
  Task<Result<LotReleased>> release_lot(LotRelease release) override;
  Task<Result<LotAccounts>> lot_accounts(LotAccountQuery query) override;
  Task<Result<RecallReach>> recall_reach(RecallReachQuery query) override;

 private:
  http::ServiceClient client_;
};

}  // namespace shanhai::orders
