#include "services/catalog/versions/service.hpp"

#include <charconv>
#include <limits>

#include "common/base/divisions.hpp"
#include "services/catalog/access.hpp"
#include "sql/catalog_queries.hpp"

namespace shanhai::catalog {

namespace sql = shanhai::sql::catalog;

namespace {

constexpr std::int64_t kBehindAll = std::numeric_limits<std::int64_t>::max();

// Newest first, each with what it changed; the oldest of the rows only serves the comparison.
std::vector<VersionView> read_versions(db::Tx& tx, const Scope& scope, ProductId id, std::int64_t before,
                                       std::int64_t limit) {
  const auto rows = tx.query(sql::list_product_versions, {{"product", id},
                                                          {"before", before},
                                                          {"everything", scope.everything},
                                                          {"own_supplier", scope.own_supplier},
                                                          {"own_county", scope.own_county},
                                                          {"limit", limit}});
  std::vector<VersionView> out;
  for (const auto row : rows) {
    VersionView view;
    view.product_id = id;
    view.version = row.get<std::int64_t>("version");
    view.published_at = row.get<Instant>("published_at");
    view.actor = row.get<std::string>("actor");
    view.reason = row.get<std::string>("reason");
    view.registration_county = row.get<std::string>("registration_county");
    view.registration_county_name = full_division_name(view.registration_county);
    view.content = json::parse<ProductContent>(row.get<std::string>("content")).value();
    if (!out.empty()) out.back().changes = changes_between(view.content, out.back().content);
    out.push_back(std::move(view));
  }
  return out;
}

// The version that a page goes on behind, as text.
Result<std::int64_t> version_before(const std::optional<Text<1, 512>>& cursor) {
  if (!cursor) return kBehindAll;
  const auto& text = cursor->str();
  std::int64_t version = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), version);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || version < 1)
    return Error::invalid_field("query/cursor", "invalid_cursor", "as a list gave it");
  return version;
}

}  // namespace

Task<Result<VersionPage>> VersionService::list(auth::Principal caller, ProductId id, http::PageQuery query) {
  SH_CO_TRY(const std::int64_t before, version_before(query.cursor));
  const auto scope = scope_of(caller);
  const auto limit = query.size();
  auto read = [&scope, id, before, limit](db::Tx& tx) -> Result<VersionPage> {
    auto versions = read_versions(tx, scope, id, before, limit + 1);
    if (versions.empty() && before == kBehindAll) return Error::not_found("product");
    VersionPage out;
    for (auto& version : versions) out.items.push_back(std::move(version));
    if (static_cast<std::int64_t>(out.items.size()) > limit) {
      out.items.pop_back();
      out.next_cursor = std::to_string(out.items.back().version);
    }
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<VersionView>> VersionService::get(auth::Principal caller, ProductId id, std::int64_t version) {
  const auto scope = scope_of(caller);
  auto read = [&scope, id, version](db::Tx& tx) -> Result<VersionView> {
    if (version < 1 || version == kBehindAll) return Error::not_found("version");
    auto versions = read_versions(tx, scope, id, version + 1, 2);
    if (versions.empty() || versions.front().version != version) return Error::not_found("version");
    return std::move(versions.front());
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

}  // namespace shanhai::catalog
