#include "services/orders/procurement/waits.hpp"

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

}  // namespace

void put_wait(db::Tx& tx, ProcurementWait kind, const IdBytes& subject, Instant due_at) {
  tx.execute(queries::procurement_wait_put, {{"kind", kind}, {"subject", EventId(subject)}, {"due_at", due_at}});
}

void end_wait(db::Tx& tx, ProcurementWait kind, const IdBytes& subject) {
  tx.execute(queries::procurement_wait_end, {{"kind", kind}, {"subject", EventId(subject)}});
}

std::vector<IdBytes> list_waits(db::Tx& tx, ProcurementWait kind, std::string_view loop, std::int64_t limit) {
  std::vector<IdBytes> out;
  const auto rows = tx.query(queries::procurement_wait_list_due,
                             {{"kind", kind}, {"loop", loop}, {"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<EventId>("subject").bytes());
  return out;
}

}  // namespace shanhai::orders::store
