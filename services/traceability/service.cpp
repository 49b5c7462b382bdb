#include "services/traceability/service.hpp"

#include "services/traceability/household/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kPage = 200;
constexpr std::size_t kHouseholdsMax = 2000;

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

// What is no household's pseudonym is nobody's.
Task<Result<OwnHouseholds>> Service::own_households(OwnHouseholdsQuery query) {
  if (query.households.size() > kHouseholdsMax) co_return Error::invalid_field("/households", "out_of_range");
  auto read = [query](db::Tx& tx) -> Result<OwnHouseholds> {
    std::vector<HouseholdId> ids;
    for (const auto& text : query.households) {
      if (const auto id = HouseholdId::parse(text); id.has_value()) ids.push_back(*id);
    }
    OwnHouseholds out;
    for (const auto id : store::find_own_households(tx, query.supplier, ids)) out.households.push_back(id.str());
    return out;
  };
  auto own = co_await database_.snapshot(read);
  co_return own;
}

}  // namespace shanhai::traceability
