#include "services/traceability/remote.hpp"

namespace shanhai::traceability {

Task<Result<LotSoldPage>> RemoteApi::lots_sold(LotSoldQuery query) {
  auto page = co_await client_.post<LotSoldPage>("/internal/v1/traceability/lots-sold", query);
  co_return page;
}

Task<Result<OwnHouseholds>> RemoteApi::own_households(OwnHouseholdsQuery query) {
  auto own = co_await client_.post<OwnHouseholds>("/internal/v1/traceability/own-households", query);
  co_return own;
}

}  // namespace shanhai::traceability
