// Traceability's Api over HTTP, for when it runs apart.
#pragma once

#include "common/http/client.hpp"
#include "services/traceability/api.hpp"

namespace shanhai::traceability {

class RemoteApi final : public Api {
 public:
  explicit RemoteApi(http::ServiceClient client) : client_(std::move(client)) {}
  Task<Result<LotSoldPage>> lots_sold(LotSoldQuery query) override;
  Task<Result<OwnHouseholds>> own_households(OwnHouseholdsQuery query) override;

 private:
  http::ServiceClient client_;
};

}  // namespace shanhai::traceability
