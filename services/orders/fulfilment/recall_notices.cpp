#include "services/orders/fulfilment/recall_notices.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "services/orders/notices/notices.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

namespace queries = sql::orders;

constexpr std::string_view kLoop = "recall_notice";

struct Untold {
  std::vector<OrderId> orders;
  std::vector<AccountId> accounts;  // who ordered
  BuyerKind kind = BuyerKind::consumer;
};

// Under the lock of all rows of the buyer: of two processes the second finds nobody left to be told.
Untold lock_untold(db::Tx& tx, LotId recall, BuyerId buyer) {
  Untold out;
  for (const auto row : tx.query(queries::recall_notice_lock, {{"recall", recall}, {"buyer", buyer}})) {
    if (row.find<Instant>("told_at")) continue;
    out.orders.push_back(row.get<OrderId>("order_id"));
    out.kind = row.get<BuyerKind>("buyer_kind");
    const auto account = row.get<AccountId>("buyer_account");
    if (std::find(out.accounts.begin(), out.accounts.end(), account) == out.accounts.end())
      out.accounts.push_back(account);
  }
  return out;
}

const Notice& notice_of(const Untold& untold) {
  const auto what = untold.orders.size() == 1 ? kLotRecalled : kLotsRecalled;
  const auto all = order_notices();
  return *std::find_if(all.begin(), all.end(), [what](const Notice& notice) { return notice.what == what; });
}

// An institution's administrators and whoever ordered for it get it together: each phone once.
void tell(db::Tx& tx, Context& context, BuyerId buyer, const Untold& untold) {
  json::Object details{{"order", untold.orders.front().str()}};
  if (untold.orders.size() > 1) details["orders"] = untold.orders.size();
  notifications::Recipient recipient;
  recipient.account = untold.accounts.front();
  if (untold.kind != BuyerKind::consumer) recipient.organisation = OrganisationId(buyer.bytes());
  if (untold.accounts.size() > 1) recipient.others.emplace(untold.accounts.begin() + 1, untold.accounts.end());
  notifications::enqueue(tx, context.vault, context.random, recipient, notice_of(untold).text.name, details);
}

Result<bool> tell_buyer(db::Tx& tx, Context& context, OrderId order) {
  for (const auto row : tx.query(queries::recall_notice_find, {{"order", order}, {"now", tx.now()}})) {
    const auto recall = row.get<LotId>("recall");
    const auto buyer = row.get<BuyerId>("buyer");
    const auto untold = lock_untold(tx, recall, buyer);
    if (untold.orders.empty()) continue;
    tell(tx, context, buyer, untold);
    SHANHAI_FAILPOINT("orders.recall_notice.queued");
    const auto told = tx.execute(
        queries::recall_notice_told,
        {{"recall", recall}, {"buyer", buyer}, {"orders", db::Value::list_of(untold.orders)}, {"now", tx.now()}});
    if (told != untold.orders.size()) throw std::logic_error("a locked notice was given by somebody else");
  }
  return true;
}

}  // namespace

DueWork recall_notices(Context& context) {
  DueWork out;
  out.loop = kLoop;
  out.list = [](db::Tx& tx, std::int64_t limit) {
    std::vector<IdBytes> orders;
    for (const auto row :
         tx.query(queries::recall_notice_list_due, {{"now", tx.now()}, {"loop", kLoop}, {"limit", limit}}))
      orders.push_back(row.get<OrderId>("order_id").bytes());
    return orders;
  };
  out.work = [&context](db::Tx& tx, const IdBytes& subject) { return tell_buyer(tx, context, OrderId(subject)); };
  return out;
}

}  // namespace shanhai::orders
