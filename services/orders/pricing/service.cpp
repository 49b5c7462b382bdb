#include "services/orders/pricing/service.hpp"

#include "services/orders/commands.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/pricing/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::int64_t kAheadMax = 20;
constexpr std::int64_t kLivingMax = 20;
constexpr Money kThresholdMax(1'000'000'000);  // ten million yuan
constexpr auto kLongest = std::chrono::hours(24 * 366);

OrganisationId supplier_of(const auth::Principal& caller) { return caller.organisation.value_or(OrganisationId()); }

FreightTermsView view_of(const FreightTermsRow& row) { return {row.id, row.effective_from, row.created_at, row.terms}; }

PromotionView view_of(const PromotionRow& row) {
  return {row.id, row.title, row.discount.threshold, row.discount.off, row.starts_at, row.ends_at, row.created_at};
}

Error too_soon(const char* pointer, Instant earliest) {
  return Error::invalid_field(pointer, "too_soon", "not before " + to_rfc3339(earliest));
}

Result<FreightTermsView> write_terms(db::Tx& tx, Context& context, const Command& command,
                                     const FreightTermsBody& body) {
  const auto earliest = tx.now() + context.policy.terms_lead;
  FreightTermsRow row;
  row.effective_from = body.effective_from.value_or(earliest);
  if (row.effective_from < earliest) return too_soon("/effective_from", earliest);
  row.id = FreightTermsId(make_uuid_v7(tx.now(), context.random));
  row.supplier = supplier_of(command.caller);
  row.created_at = tx.now();
  row.terms = body.terms;
  if (store::count_freight_terms_ahead(tx, row.supplier) >= kAheadMax) return Error::conflict("too_many_announced");
  if (!store::insert_freight_terms(tx, row, command.caller.actor())) {
    auto refusal = Error::conflict("freight_terms_exist");
    refusal.fields.push_back({"/effective_from", refusal.code, {}});
    return refusal;
  }
  const FreightTermsFacts facts{row.id, row.supplier, row.effective_from};
  events::append(tx, context.random,
                 {kFreightTermsSet,
                  "freight_terms",
                  row.id.str(),
                  1,
                  command.caller.actor(),
                  {},
                  command.trace_id,
                  json::write(facts).as_object()});
  return view_of(row);
}

Result<void> check_promotion(const PromotionBody& body, Instant starts_at, Instant earliest) {
  std::vector<FieldError> wrong;
  if (body.threshold.fen() < 2 || body.threshold > kThresholdMax)
    wrong.push_back({"/threshold/amount_fen", "out_of_range", "2 to " + std::to_string(kThresholdMax.fen())});
  if (body.off < Money(1) || body.off >= body.threshold)
    wrong.push_back({"/off/amount_fen", "out_of_range", "more than nothing and less than the threshold"});
  if (starts_at < earliest) wrong.push_back({"/starts_at", "too_soon", "not before " + to_rfc3339(earliest)});
  if (body.ends_at <= starts_at || body.ends_at > starts_at + kLongest)
    wrong.push_back({"/ends_at", "out_of_range", "after the start, within a year"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

void tell(db::Tx& tx, Context& context, const Command& command, std::string_view type, const PromotionRow& row,
          std::int64_t version, std::string reason) {
  const PromotionFacts facts{row.id,           row.supplier,  row.discount.threshold,
                             row.discount.off, row.starts_at, row.ends_at};
  events::append(tx, context.random,
                 {type, "promotion", row.id.str(), version, command.caller.actor(), std::move(reason), command.trace_id,
                  json::write(facts).as_object()});
}

Result<PromotionView> write_promotion(db::Tx& tx, Context& context, const Command& command, const PromotionBody& body) {
  const auto earliest = tx.now() + context.policy.terms_lead;
  PromotionRow row;
  row.starts_at = body.starts_at.value_or(earliest);
  SH_CHECK(check_promotion(body, row.starts_at, earliest));
  row.id = PromotionId(make_uuid_v7(tx.now(), context.random));
  row.supplier = supplier_of(command.caller);
  row.title = body.title.str();
  row.discount = {body.threshold, body.off};
  row.ends_at = body.ends_at;
  row.created_at = tx.now();
  const auto living = store::list_living_promotions(tx, row.supplier, tx.now(), kLivingMax);
  if (static_cast<std::int64_t>(living.size()) >= kLivingMax) return Error::conflict("too_many_announced");
  store::insert_promotion(tx, row);
  tell(tx, context, command, kPromotionAnnounced, row, 1, {});
  return view_of(row);
}

Result<PromotionView> end_early(db::Tx& tx, Context& context, const Command& command, PromotionId id) {
  SH_TRY(auto row, store::lock_promotion(tx, id, supplier_of(command.caller)));
  // One that has not begun never will: it ends where it would begin.
  const auto at = std::max(tx.now() + context.policy.terms_lead, std::min(row.starts_at, row.ends_at));
  if (at >= row.ends_at) return Error::conflict("promotion_over", "it ends before it could be ended");
  store::end_promotion(tx, row, at);
  row.ends_at = at;
  tell(tx, context, command, kPromotionEnded, row, row.version + 1, "ended early");
  return view_of(row);
}

using PromotionPlace = TimedPlace<PromotionId>;  // by when it ends

}  // namespace

Task<Result<db::Replayable<FreightTermsView>>> Terms::set_freight(const Command& command, FreightTermsBody body,
                                                                  db::IdempotencyKey key) {
  auto wrong = check_terms(body.terms, "/terms");
  if (!wrong.empty()) co_return Error::invalid(std::move(wrong));
  auto work = [this, command, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return write_terms(tx, context_, command, body); });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<FreightTermsPage>> Terms::freight(const auth::Principal& caller, http::PageQuery query) {
  auto read = [supplier = supplier_of(caller), query](db::Tx& tx) -> Result<FreightTermsPage> {
    auto before = kLastInstant;
    if (query.cursor) {
      const auto at = parse_rfc3339(query.cursor->str());
      if (at.has_error()) return Error::invalid_field("query/cursor", "invalid_cursor");
      before = *at;
    }
    auto rows = store::list_freight_terms(tx, supplier, before, query.size() + 1);
    FreightTermsPage page;
    if (rows.size() > static_cast<std::size_t>(query.size())) {
      rows.pop_back();
      page.next_cursor = to_rfc3339(rows.back().effective_from);
    }
    for (const auto& row : rows) page.items.push_back(view_of(row));
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<db::Replayable<PromotionView>>> Terms::announce(const Command& command, PromotionBody body,
                                                            db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return write_promotion(tx, context_, command, body); });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PromotionPage>> Terms::promotions(const auth::Principal& caller, http::PageQuery query) {
  auto read = [supplier = supplier_of(caller), query](db::Tx& tx) -> Result<PromotionPage> {
    SH_TRY(const auto cursor, cursor_of<PromotionPlace>(query.cursor));
    const auto before = cursor.value_or(PromotionPlace{kLastInstant, last_id<PromotionId>()});
    auto rows = store::list_promotions(tx, supplier, before.at, before.id, query.size() + 1);
    PromotionPage page;
    page.next_cursor = cut_page(rows, query.size(), [](const PromotionRow& row) {
      return PromotionPlace{row.ends_at, row.id};
    });
    for (const auto& row : rows) page.items.push_back(view_of(row));
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<PromotionView>> Terms::end(const Command& command, PromotionId id) {
  auto work = [this, command, id](db::Tx& tx) { return end_early(tx, context_, command, id); };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<StorefrontTerms>> Terms::storefront(OrganisationId supplier) {
  std::vector<OrganisationId> wanted{supplier};
  auto found = co_await book_.find(std::move(wanted));
  const auto& terms = *found.at(supplier);
  const auto now = context_.clock.now();
  StorefrontTerms out;
  out.supplier_id = supplier;
  if (const auto* freight = terms.freight_at(now)) out.freight = *freight;
  for (const auto* promotion : terms.promotions_at(now)) out.promotions.push_back(view_of(*promotion));
  co_return out;
}

}  // namespace shanhai::orders
