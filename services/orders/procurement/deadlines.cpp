#include "services/orders/procurement/deadlines.hpp"

#include <algorithm>
#include <set>

#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/fair_loop.hpp"
#include "services/orders/procurement/approvals/decisions.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/quotations/store.hpp"
#include "services/orders/procurement/rfqs/ending.hpp"
#include "services/orders/procurement/rfqs/store.hpp"
#include "services/orders/procurement/waits.hpp"

namespace shanhai::orders {
namespace {

constexpr std::chrono::milliseconds kPause(5000);

By by_itself(std::string reason) { return {std::string(kSystemActor), {}, std::move(reason)}; }

Result<bool> close_one(db::Tx& tx, Context& context, RfqId id) {
  SH_TRY(auto row, store::lock_rfq(tx, id, std::nullopt));
  store::end_wait(tx, ProcurementWait::deadline, id.bytes());
  if (row.state != RfqState::open) return true;  // somebody ended it before
  SH_TRY(row.state, move_rfq(row.state, RfqAction::close));
  save_ended(tx, context, std::move(row), RfqAction::close, {}, by_itself("deadline"));
  return true;
}

// One that was not taken, while what it offers went to others, is no news to whoever asked.
bool has_lost(db::Tx& tx, const RfqRow& rfq, const QuotationRow& row) {
  std::set<std::int64_t> quoted;
  for (const auto& line : store::list_quotation_lines(tx, {row.id})) quoted.insert(line.position);
  const auto lines = store::list_rfq_lines(tx, {rfq.id});
  return row.state == QuotationState::submitted &&
         std::none_of(lines.begin(), lines.end(),
                      [&](const RfqLineRow& line) { return quoted.contains(line.position) && !line.awarded_to; });
}

Result<bool> lapse_one(db::Tx& tx, Context& context, QuotationId id) {
  const auto seen = store::get_quotation(tx, id, {});
  if (seen.has_error()) {  // withdrawn, or its request was
    store::end_wait(tx, ProcurementWait::validity, id.bytes());
    return true;
  }
  SH_TRY(const auto rfq, store::lock_rfq(tx, seen->rfq, std::nullopt));
  store::end_wait(tx, ProcurementWait::validity, id.bytes());
  SH_TRY(auto row, store::get_quotation(tx, id, {}));
  const bool waits = row.state == QuotationState::submitted || row.state == QuotationState::accepted;
  if (!waits || rfq.state == RfqState::withdrawn) return true;
  ++row.version;
  store::update_quotation(tx, row);
  const json::Object details{{"rfq", rfq.id.str()}, {"quotation", id.str()}};
  tell(tx, context.random, kQuotationLapsed, row, by_itself("not bought in time"));
  tell_organisation(tx, context, kQuotationLapsed, Party::supplier, row.supplier, details);
  if (!has_lost(tx, rfq, row)) tell_account(tx, context, kQuotationLapsed, Party::buyer, rfq.buyer_account, details);
  end_proposals(tx, context, rfq.id, id, std::nullopt, by_itself("quotation_lapsed"));
  return true;
}

template <class IdType>
DueWork waiting(Context& context, std::string_view loop, ProcurementWait kind,
                Result<bool> (*step)(db::Tx&, Context&, IdType)) {
  DueWork out;
  out.loop = loop;
  out.list = [kind, loop](db::Tx& tx, std::int64_t limit) { return store::list_waits(tx, kind, loop, limit); };
  out.work = [&context, step](db::Tx& tx, const IdBytes& subject) { return step(tx, context, IdType(subject)); };
  return out;
}

}  // namespace

Task<std::int64_t> ProcurementDeadlines::close_due() {
  const auto due = waiting(context_, "rfq_deadline", ProcurementWait::deadline, close_one);
  const auto done = co_await run_due(context_, due);
  co_return done;
}

Task<std::int64_t> ProcurementDeadlines::lapse_due() {
  const auto due = waiting(context_, "quotation_validity", ProcurementWait::validity, lapse_one);
  const auto done = co_await run_due(context_, due);
  co_return done;
}

Task<> ProcurementDeadlines::loop(Loop& own) {
  while (!own.stopping()) {
    const auto closed = co_await close_due();
    const auto lapsed = co_await lapse_due();
    if (std::max(closed, lapsed) < kDueBatch) co_await own.pause(kPause);
  }
}

}  // namespace shanhai::orders
