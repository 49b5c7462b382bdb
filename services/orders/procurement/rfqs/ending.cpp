#include "services/orders/procurement/rfqs/ending.hpp"

#include <set>

#include "services/orders/notices/notices.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/quotations/store.hpp"
#include "services/orders/procurement/rfqs/store.hpp"

namespace shanhai::orders {

Result<void> end_rfq(db::Tx& tx, Context& context, RfqRow row, RfqAction action, const std::string& reason,
                     const By& by) {
  const bool sealed_now = row.sealed && tx.now() < row.quote_until;
  if (action == RfqAction::close && sealed_now) {
    return Error::conflict("rfq_sealed", "sealed quotations stay closed until the deadline");
  }
  SH_TRY(row.state, move_rfq(state_at(row.state, row.quote_until, tx.now()), action));
  if (action == RfqAction::withdraw && sealed_now) row.opens_at.reset();
  save_ended(tx, context, std::move(row), action, reason, by);
  return {};
}

void save_ended(db::Tx& tx, Context& context, RfqRow row, RfqAction action, const std::string& reason, const By& by) {
  row.ended_at = tx.now();
  row.end_reason = reason;
  ++row.version;
  store::update_rfq(tx, row);
  std::vector<OrganisationId> named;
  for (const auto& [rfq, supplier] : store::list_rfq_suppliers(tx, {row.id})) named.push_back(supplier);
  const auto quoted = store::list_quoting_suppliers(tx, row.id);
  const bool closes = action == RfqAction::close;
  const std::string_view type = closes ? kRfqClosed : kRfqWithdrawn;
  tell(tx, context.random, type, row, named, by);
  std::set<OrganisationId> concerned(named.begin(), named.end());
  concerned.insert(quoted.begin(), quoted.end());
  for (const auto& supplier : concerned) {
    tell_organisation(tx, context, type, Party::supplier, supplier, {{"rfq", row.id.str()}});
  }
  if (!closes) return;
  tell_account(tx, context, type, Party::buyer, row.buyer_account,
               {{"rfq", row.id.str()}, {"quotations", quoted.size()}});
}

}  // namespace shanhai::orders
