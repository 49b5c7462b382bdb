#include "services/catalog/review/service.hpp"

#include "common/db/audit.hpp"
#include "services/catalog/access.hpp"
#include "services/catalog/paging.hpp"
#include "services/catalog/product/gating.hpp"
#include "services/catalog/product/view.hpp"

namespace shanhai::catalog {
namespace {

ReviewView view_of_review(db::Tx& tx, const store::ProductRow& row) {
  const auto published = store::find_product_version(tx, row.id, row.published_version);
  return {view_of(row, published ? &published->content : nullptr), store::list_review_steps(tx, row.id)};
}

Error wrong_state(const store::ProductRow& row) {
  const std::string_view state = boost::describe::enum_to_string(row.review, "");
  return Error::conflict("product_state", "the draft's review is at " + std::string(state))
      .with("review", boost::json::value(state));
}

}  // namespace

Task<Result<ReviewView>> ReviewService::submit(auth::Principal caller, ProductId id, std::string reason) {
  SH_CO_TRY(const OrganisationId supplier, supplier_of(caller));
  const auto change = change_by(caller, std::move(reason), {});
  auto write = [this, supplier, id, &change](db::Tx& tx) { return write_submission(tx, supplier, id, change); };
  auto view = co_await database_.transaction(write);
  co_return view;
}

Result<ReviewView> ReviewService::write_submission(db::Tx& tx, OrganisationId supplier, ProductId id,
                                                   const Change& change) {
  if (!store::find_product(tx, id, supplier)) return Error::not_found("product");
  SH_CHECK(lock_approved(tx, supplier));
  auto row = store::lock_product(tx, id, supplier);
  if (!row) return Error::not_found("product");
  if (row->review == ReviewStatus::submitted) return view_of_review(tx, *row);
  if (row->review == ReviewStatus::approved) return wrong_state(*row);
  auto wrong = check_listing(listing_of(row->draft));
  if (!wrong.empty()) return listing_refused(std::move(wrong));
  SH_CHECK(pass_gates(tx, supplier, row->draft));
  store::write_review_step(tx, *row, ReviewStatus::submitted, change);
  db::append_audit(tx, random_, {change.actor, "catalog.product.submit", id.str(), {{"version", row->version}}});
  return view_of_review(tx, *row);
}

Task<Result<ReviewView>> ReviewService::decide(auth::Principal caller, ProductId id, std::int64_t version,
                                               DraftDecision decision) {
  const auto scope = scope_of(caller);
  const auto change = change_by(caller, decision.reason, {});
  auto write = [this, &scope, id, version, verdict = decision.decision, &change](db::Tx& tx) {
    return write_decision(tx, scope, id, version, verdict, change);
  };
  auto view = co_await database_.transaction(write);
  co_return view;
}

Result<ReviewView> ReviewService::write_decision(db::Tx& tx, const Scope& scope, ProductId id, std::int64_t version,
                                                 Verdict verdict, const Change& change) {
  auto row = store::lock_product_for_review(tx, id, scope);
  if (!row) return Error::not_found("product");
  if (row->version != version)
    return Error::precondition_failed("the product is at version " + std::to_string(row->version));
  if (row->review != ReviewStatus::submitted) return wrong_state(*row);
  const auto step = verdict == Verdict::pass ? ReviewStatus::approved : ReviewStatus::returned;
  store::write_review_step(tx, *row, step, change);
  db::append_audit(tx, random_, {change.actor, "catalog.product.review", id.str(), {{"version", row->version}}});
  return view_of_review(tx, *row);
}

Task<Result<ReviewView>> ReviewService::get(auth::Principal caller, ProductId id) {
  const auto scope = scope_of(caller);
  auto read = [&scope, id](db::Tx& tx) -> Result<ReviewView> {
    const auto row = store::find_product_for_review(tx, id, scope);
    if (!row) return Error::not_found("product");
    return view_of_review(tx, *row);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<ReviewPage>> ReviewService::list(auth::Principal caller, ReviewQuery query) {
  SH_CO_TRY(const ProductId after, after_cursor(query.cursor, first_id<ProductId>()));
  const auto scope = scope_of(caller);
  const std::int64_t limit = query.limit ? query.limit->value() : 50;
  const auto filter = query.review.value_or(ReviewFilter::submitted);
  auto read = [&scope, filter, after, limit](db::Tx& tx) -> Result<ReviewPage> {
    ReviewPage out;
    out.items = store::list_reviews(tx, scope, filter, after, limit + 1);
    out.next_cursor = cut_page(out.items, limit, [](const ReviewListItem& item) { return item.product_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

}  // namespace shanhai::catalog
