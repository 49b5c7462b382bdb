#include "services/catalog/references/service.hpp"

#include <algorithm>

#include "services/catalog/announcing.hpp"
#include "services/catalog/paging.hpp"
#include "sql/catalog_queries.hpp"

namespace shanhai::catalog {
namespace {

ReferencePriceView view_of(const store::ReferenceRow& row) {
  const auto& price = row.price;
  ReferencePriceView out{price.id,     price.category,   std::nullopt,   price.unit,      price.price,
                         price.source, price.valid_from, price.valid_to, row.withdrawn_at};
  if (!price.goods.empty()) out.goods = price.goods;
  return out;
}

Result<void> check(const ReferencePriceBody& body) {
  if (body.price <= Money()) return Error::invalid_field("/price", "not_positive");
  if (body.valid_to < body.valid_from) return Error::invalid_field("/valid_to", "before_valid_from");
  return Result<void>();
}

bool same_steps(const std::vector<PriceStep>& a, const std::vector<PriceStep>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const PriceStep& one, const PriceStep& other) {
    return one.from.value() == other.from.value() && one.price == other.price;
  });
}

using Steps = std::map<std::pair<SkuId, std::int64_t>, std::vector<PriceStep>>;

Steps list_steps(db::Tx& tx, ProductId product, std::int64_t oldest_version, std::int64_t limit) {
  Steps out;
  const auto rows =
      tx.query(sql::catalog::prices_list_steps, {{"product", product}, {"version", oldest_version}, {"limit", limit}});
  for (const auto row : rows) {
    out[{row.get<SkuId>("sku_id"), row.get<std::int64_t>("version")}].push_back(
        {row.get<std::int64_t>("from_quantity"), Money(row.get<std::int64_t>("price_fen"))});
  }
  return out;
}

Result<PriceHistory> read_history(db::Tx& tx, ProductId product) {
  constexpr std::int64_t kPrices = 1000, kSteps = 10'000;
  const auto rows = tx.query(sql::catalog::prices_list, {{"product", product}, {"limit", kPrices}});
  if (rows.empty()) return Error::not_found("product");
  std::map<SkuId, std::vector<PastPrice>> skus;
  std::int64_t oldest = 0;
  for (const auto row : rows) {
    oldest = row.get<std::int64_t>("version");
    skus[row.get<SkuId>("sku_id")].push_back(
        {oldest, row.get<Instant>("published_at"), Money(row.get<std::int64_t>("price_fen")), {}});
  }
  auto steps = list_steps(tx, product, oldest, kSteps);
  PriceHistory out{product, {}};
  for (auto& [sku, prices] : skus) {
    SkuPrices shown{sku, {}};
    for (auto& price : prices) {
      price.price_steps = std::move(steps[{sku, price.version}]);
      // The same as in the version behind it: that one is older, and it is the one that began.
      const bool same = !shown.prices.empty() && shown.prices.back().price == price.price &&
                        same_steps(shown.prices.back().price_steps, price.price_steps);
      if (same) shown.prices.pop_back();
      shown.prices.push_back(std::move(price));
    }
    out.items.push_back(std::move(shown));
  }
  return out;
}

}  // namespace

void ReferenceService::tell(db::Tx& tx, const References::Published& price, bool withdrawn, const Change& change) {
  announce(tx, random_, kReferencePriceChanged, "reference_price", price.id.str(), withdrawn ? 2 : 1, change,
           ReferencePriceChanged{price.id, price.category, price.goods, price.unit, price.price, price.source,
                                 price.valid_from, price.valid_to, withdrawn});
}

Task<Result<db::Replayable<ReferencePriceView>>> ReferenceService::enter(Change change, ReferencePriceBody body,
                                                                         db::IdempotencyKey key) {
  SH_CO_CHECK(check(body));
  auto work = [this, &change, &body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<ReferencePriceView> {
      References::Published price;
      price.id = ReferencePriceId(make_uuid_v7(tx.now(), random_));
      price.category = body.category;
      if (body.goods) price.goods = body.goods->str();
      price.unit = body.unit.str();
      price.price = body.price;
      price.source = body.source.str();
      price.valid_from = body.valid_from;
      price.valid_to = body.valid_to;
      store::insert_reference(tx, price, change.actor);
      tell(tx, price, false, change);
      return view_of({price, std::nullopt});
    });
  };
  auto out = co_await database_.transaction(work);
  if (out.has_value()) sequencer_.committed();
  co_return out;
}

Task<Result<ReferencePriceView>> ReferenceService::withdraw(Change change, ReferencePriceId id) {
  auto work = [this, &change, id](db::Tx& tx) -> Result<ReferencePriceView> {
    auto row = store::lock_reference(tx, id);
    if (!row) return Error::not_found("reference_price");
    if (row->withdrawn_at) return Error::conflict("reference_price_state");
    store::withdraw_reference(tx, id);
    row->withdrawn_at = tx.now();
    tell(tx, row->price, true, change);
    return view_of(*row);
  };
  auto out = co_await database_.transaction(work);
  if (out.has_value()) sequencer_.committed();
  co_return out;
}

Task<Result<ReferencePricePage>> ReferenceService::list(http::PageQuery query) {
  auto read = [&query](db::Tx& tx) -> Result<ReferencePricePage> {
    SH_TRY(const auto before, after_cursor(query.cursor, last_id<ReferencePriceId>()));
    const auto limit = query.size();
    ReferencePricePage out;
    for (const auto& row : store::list_references(tx, before, limit + 1)) out.items.push_back(view_of(row));
    out.next_cursor = cut_page(out.items, limit, [](const auto& item) { return item.reference_price_id; });
    return out;
  };
  auto out = co_await database_.snapshot(read);
  co_return out;
}

Task<Result<PriceHistory>> ReferenceService::history(ProductId product) {
  auto read = [product](db::Tx& tx) { return read_history(tx, product); };
  auto out = co_await database_.snapshot(read);
  co_return out;
}

}  // namespace shanhai::catalog
