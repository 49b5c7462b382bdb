#include "services/measurement/service.hpp"

#include "services/measurement/audit.hpp"
#include "services/measurement/lists.hpp"
#include "services/measurement/purchases/as_of.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {

Task<Result<MeasureTotals>> Service::totals(TotalsQuery) {
  auto work = [](db::Tx& tx) -> Result<MeasureTotals> {
    SH_TRY(auto measures, list_totals(tx));
    return MeasureTotals{std::move(measures), current_as_of(tx).orders.sequence};
  };
  co_return co_await database_.snapshot(std::move(work));
}

Task<Result<LineVolumes>> Service::line_volumes(LineVolumeQuery query) {
  constexpr std::size_t kMost = 2000, kInOneRead = 250;
  if (query.lines.size() > kMost) co_return Error::invalid_field("/lines", "out_of_range", "at most 2000");
  auto work = [query](db::Tx& tx) -> Result<LineVolumes> {
    LineVolumes out;
    const auto read = [&](const std::vector<OrderLineId>& some) {
      for (const auto row : tx.query(sql::measurement::sum_lines, {{"lines", db::Value::list_of(some)}})) {
        out.items.push_back({row.get<orders::Measure>("measure"), row.get<OrderLineId>("line_id"),
                             row.get<Money>("gross_fen"), row.get<Money>("refunded_fen"),
                             row.get<std::string>("buyer_division"), row.get<std::string>("production_county")});
      }
    };
    store::in_parts(query.lines, read, kInOneRead);
    return out;
  };
  co_return co_await database_.snapshot(std::move(work));
}

}  // namespace shanhai::measurement
