// What anyone may read, from the current snapshot.
#pragma once

#include <functional>

#include "common/async/workers.hpp"
#include "services/catalog/storefront/api.hpp"
#include "services/catalog/storefront/snapshot.hpp"

namespace shanhai::catalog {

// What a GET asks for besides its target.
struct Wanted {
  std::string_view if_none_match;
  bool gzip = false;
};

class StorefrontService {
 public:
  explicit StorefrontService(Workers& workers) : workers_(workers) {}
  CurrentSnapshot& current() { return current_; }

  // All throw nothing and answer unavailable (catalog_not_loaded) until the first snapshot is there.
  Result<Prepared> product(ProductId id, const Wanted& wanted) const;  // product_not_found
  Result<StorefrontSupplier> supplier(OrganisationId id) const;        // supplier_not_found: also before approval
  // `key` names the query: equal keys get equal answers. Searching and compressing run on workers.
  Task<Result<Prepared>> products(StorefrontQuery query, std::string key, Wanted wanted);
  Task<Result<Prepared>> categories(Wanted wanted);
  Task<Result<Prepared>> counties(Wanted wanted);
  Task<Result<Prepared>> suggestions(SuggestionQuery query, std::string key, Wanted wanted);
  Task<Result<Prepared>> similar(ProductId id, Wanted wanted);  // product_not_found
  // Waits until the snapshot has this version of the product, or a later one, two seconds at most: for whoever has just
  // published it. unavailable: catalog_behind.
  Task<Result<Prepared>> product_of_version(ProductId id, std::int64_t version, Wanted wanted);

  // At once, for the fast path; nullptr: not known, or it takes longer, or it is refused.
  Prepared product_now(ProductId id, const Wanted& wanted) const;
  Prepared list_now(const std::string& key, const Wanted& wanted) const;
  // Searches of one or two words, which take less than handing them over to a worker.
  Prepared search_now(const StorefrontQuery& query, std::string key, const Wanted& wanted) const;

 private:
  using Write = std::function<Result<std::string>(const Snapshot&)>;
  using Kept = ListAnswers& (Snapshot::*)() const;
  Task<Result<Prepared>> list(Kept kept, std::string key, Wanted wanted, Write write);

  Workers& workers_;
  CurrentSnapshot current_;
};

}  // namespace shanhai::catalog
