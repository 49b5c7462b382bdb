#include "services/traceability/remote.hpp"

namespace shanhai::traceability {

Task<Result<LotSoldPage>> RemoteApi::lots_sold(LotSoldQuery query) {
  auto page = co_await client_.post<LotSoldPage>("/internal/v1/traceability/lots-sold", query);
  co_return page;
}

}  // namespace shanhai::traceability
