#include "services/orders/procurement/purchases/ordinary.hpp"

#include "common/telemetry/log.hpp"
#include "services/orders/ordering/waits.hpp"
#include "services/orders/procurement/approvals/store.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/purchases/caps.hpp"
#include "services/orders/procurement/purchases/store.hpp"

namespace shanhai::orders {
namespace {

Result<void> check_limit(db::Tx& tx, const UnitCheckout& checkout, Date today) {
  const auto policy = store::find_policy(tx, organisation_of(checkout.buyer), today);
  if (!policy) return {};
  // A limit that the buyer set is no second pair of eyes.
  const auto limit = policy->entered_by == checkout.account ? Money() : policy->single_approval;
  const auto spent = store::sum_unit_checkouts(tx, checkout.buyer, today);
  if (spent + checkout.total <= limit) return {};
  return Error::forbidden("approval_required", "more than one person of the unit may buy in a day: have it approved")
      .with("figures", json::Object{{"checkout_fen", checkout.total.fen()},
                                    {"spent_today_fen", spent.fen()},
                                    {"single_approval_fen", limit.fen()}});
}

Result<void> hold_checkout(db::Tx& tx, const UnitCheckout& checkout) {
  const auto today = china_date(tx.now());
  const auto year = int(today.year());
  store::lock_contract_counter(tx, organisation_of(checkout.buyer), year);
  SH_CHECK(check_limit(tx, checkout, today));
  const bool shares = checkout.kind == BuyerKind::trade_union;
  if (shares) {
    const BuyingOrganisation buyer{checkout.buyer, checkout.kind, {}, {}, checkout.region};
    // Nobody entered a cap: there is none that this could go round.
    if (cap_of(tx, buyer, year)) SH_CHECK(check_gift_cap(tx, buyer, checkout.total, checkout.heads, ProposalId()));
  }
  const std::optional<std::int64_t> heads = shares ? std::optional(checkout.heads) : std::nullopt;
  store::insert_unit_checkout(tx,
                              {checkout.group, checkout.buyer, today, checkout.total, heads,
                               shares ? std::optional<std::int64_t>(year) : std::nullopt, tx.now() + store::kAttempt});
  store::begin_waits(tx, WaitKind::credit_notice, checkout.orders, tx.now() + store::kAttempt);
  return {};
}

}  // namespace

Task<Result<void>> UnitCheckouts::hold(UnitCheckout checkout) {
  auto work = [checkout](db::Tx& tx) { return hold_checkout(tx, checkout); };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<> UnitCheckouts::drop(OrderGroupId group) {
  auto work = [group](db::Tx& tx) -> Result<void> {
    store::drop_unit_checkout(tx, group);
    return {};
  };
  std::string failure;
  try {
    auto dropped = co_await context_.database.transaction(work);
    if (dropped.has_error()) failure = dropped.error().code;
  } catch (const std::exception& e) {
    failure = e.what();
  }
  if (!failure.empty()) telemetry::log_warn("orders.checkout_not_dropped", {{"what", failure}});
}

}  // namespace shanhai::orders
