#include "services/traceability/service.hpp"

#include "sql/traceability_queries.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kPage = 200;

LotSoldPage read_page(db::Tx& tx, LotId after) {
  LotSoldPage page;
  const auto rows = tx.query(sql::traceability::list_lots_sold, {{"after", after}, {"limit", kPage + 1}});
  for (const auto row : rows) page.items.push_back({row.get<LotId>("id"), row.get<std::int64_t>("transferred")});
  if (page.items.size() > kPage) {
    page.items.pop_back();
    page.next = page.items.back().lot;
  }
  return page;
}

}  // namespace

Task<Result<LotSoldPage>> Service::lots_sold(LotSoldQuery query) {
  auto read = [query](db::Tx& tx) -> Result<LotSoldPage> { return read_page(tx, query.after.value_or(LotId())); };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

}  // namespace shanhai::traceability
