#include "services/orders/caps/service.hpp"

#include "common/base/failpoint.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::int64_t kForgotten = 1000;  // rows at once
constexpr std::chrono::milliseconds kForgetPause(600'000);
constexpr std::chrono::hours kLinger{1};  // a batch that began in the period is long committed

CapTerms terms_of(const PurchaseCapBody& body) {
  CapTerms out;
  if (body.unpaid_max) out.unpaid_max = body.unpaid_max->value();
  if (body.buyer_max) out.buyer_max = body.buyer_max->value();
  if (body.address_max) out.address_max = body.address_max->value();
  if (body.period_days) out.period_days = body.period_days->value();
  return out;
}

Result<void> check_terms(const CapTerms& terms) {
  std::vector<FieldError> wrong;
  if (!terms.any()) wrong.push_back({"", "no_limit", "one of unpaid_max, buyer_max and address_max at least"});
  if (terms.has_period() && terms.period_days == 0)
    wrong.push_back({"/period_days", "required", "of buyer_max and address_max"});
  if (!terms.has_period() && terms.period_days > 0)
    wrong.push_back({"/period_days", "not_allowed", "unpaid_max has no period"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

// What people write may name a person, and events are never erased: their words stay with the row.
void tell(db::Tx& tx, Context& context, const Command& command, const CapRow& row) {
  const PurchaseCapFacts facts{
      row.sku, row.supplier, row.terms.unpaid_max, row.terms.buyer_max, row.terms.address_max, row.terms.period_days};
  const bool set = row.terms.any();
  events::append(tx, context.random,
                 {set ? kPurchaseCapSet : kPurchaseCapEnded, "purchase_cap", row.sku.str(), row.version,
                  command.caller.actor(), set ? "set" : "ended", command.trace_id, json::write(facts).as_object()});
}

// The next version, under the SKU's stock row. `place`: where the body names the SKU.
Result<CapRow> next_version(db::Tx& tx, const Command& command, SkuId sku, const CapTerms& terms,
                            const std::string& reason, const std::string& place = {}) {
  const auto supplier = command.caller.organisation.value_or(OrganisationId());
  SH_TRY(const auto stock, store::lock_own_stock(tx, sku, supplier, place));
  if (!terms.any() && stock.cap_version == 0) return Error::not_found("purchase_cap");
  const auto before = store::find_newest_cap(tx, sku);
  CapRow row{sku, before ? before->version + 1 : 1, supplier, terms, reason, command.caller.account, tx.now()};
  const bool goes_on = before && stock.cap_version != 0 && before->terms.period_days == terms.period_days;
  row.terms.counts_from = goes_on ? before->terms.counts_from : start_of_china_day(china_date(tx.now()));
  store::put_cap(tx, row);
  return row;
}

using CapPlace = TimedPlace<SkuId>;  // by when it was set

Result<PurchaseCapPage> read_page(db::Tx& tx, const auth::Principal& caller, const http::PageQuery& query) {
  SH_TRY(const auto cursor, cursor_of<CapPlace>(query.cursor));
  const auto before = cursor.value_or(CapPlace{kLastInstant, last_id<SkuId>()});
  auto rows = store::list_caps(tx, owner_of(caller), before.at, before.id, query.size() + 1);
  PurchaseCapPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const CapRow& row) { return CapPlace{row.set_at, row.sku}; });
  for (const auto& row : rows) page.items.push_back(view_of(row));
  return page;
}

Result<PurchaseAllowances> read_allowances(db::Tx& tx, BuyerId buyer, SkuId sku) {
  PurchaseAllowances out{sku, {}};
  const auto stock = store::find_stock(tx, sku);
  if (!stock) return out;
  const auto cap = store::find_cap(tx, sku, stock->cap_version);
  if (!cap) return out;
  for (const auto kind : {CapKind::unpaid, CapKind::buyer, CapKind::address}) {
    const auto most = cap->terms.most(kind);
    if (!most) continue;
    const auto period = period_of(cap->terms, kind, tx.now());
    Allowance allowance{kind, *most, {}, {}, {}};
    if (kind != CapKind::unpaid) allowance.resets_at = period.until;
    if (kind != CapKind::address) {
      const CounterKey key{sku, kind, std::string(buyer.raw()), period.from, period.until};
      const auto counters = store::find_counters(tx, {key});
      allowance.taken = counters.contains(key) ? counters.at(key) : 0;
      allowance.allowed = std::max<std::int64_t>(*most - *allowance.taken, 0);
    }
    out.caps.push_back(allowance);
  }
  return out;
}

}  // namespace

PurchaseCapView view_of(const CapRow& row) {
  PurchaseCapView out{
      row.sku, row.version, row.supplier, row.terms.unpaid_max, row.terms.buyer_max, row.terms.address_max, {},
      {},      row.reason,  row.set_at};
  if (row.terms.has_period()) {
    out.period_days = row.terms.period_days;
    out.counts_from = row.terms.counts_from;
  }
  return out;
}

Task<Result<db::Replayable<PurchaseCapView>>> PurchaseCaps::set(const Command& command, PurchaseCapBody body,
                                                                db::IdempotencyKey key) {
  const auto terms = terms_of(body);
  SH_CO_CHECK(check_terms(terms));
  auto work = [this, command, body, terms, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<PurchaseCapView> {
      SH_TRY(const auto row, next_version(tx, command, body.sku_id, terms, body.reason.str(), "/sku_id"));
      tell(tx, context_, command, row);
      SHANHAI_FAILPOINT("orders.purchase_cap.set_before_commit");
      return view_of(row);
    });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PurchaseCapView>> PurchaseCaps::end(const Command& command, SkuId sku, std::string reason) {
  auto work = [this, command, sku, reason](db::Tx& tx) -> Result<PurchaseCapView> {
    SH_TRY(const auto row, next_version(tx, command, sku, {}, reason));
    tell(tx, context_, command, row);
    SHANHAI_FAILPOINT("orders.purchase_cap.end_before_commit");
    return view_of(row);
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PurchaseCapPage>> PurchaseCaps::caps(const auth::Principal& caller, http::PageQuery query) {
  auto read = [caller, query](db::Tx& tx) { return read_page(tx, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<PurchaseAllowances>> PurchaseCaps::allowances(const auth::Principal& caller, SkuId sku) {
  auto read = [buyer = buyer_of(caller), sku](db::Tx& tx) { return read_allowances(tx, buyer, sku); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<std::int64_t> PurchaseCaps::forget_due() {
  auto work = [](db::Tx& tx) -> Result<std::int64_t> {
    return static_cast<std::int64_t>(store::prune_claims(tx, tx.now() - kLinger, kForgotten));
  };
  auto gone = co_await context_.database.transaction(work);
  co_return gone.value();
}

Task<> PurchaseCaps::forget_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto gone = co_await forget_due();
    if (gone < kForgotten) co_await loop.pause(kForgetPause);
  }
}

}  // namespace shanhai::orders
