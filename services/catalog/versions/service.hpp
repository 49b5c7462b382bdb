// Published versions, each as it was: who published it, when, why, and what it changed.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/http/message.hpp"
#include "services/catalog/scope.hpp"
#include "services/catalog/versions/api.hpp"

namespace shanhai::catalog {

class VersionService {
 public:
  explicit VersionService(db::Database& database) : database_(database) {}

  // Newest first; a county reviewer sees those that were produced in its county. not_found: product, where nothing was
  // published or it is outside the caller's scope.
  Task<Result<VersionPage>> list(auth::Principal caller, ProductId id, http::PageQuery query);
  // not_found: version.
  Task<Result<VersionView>> get(auth::Principal caller, ProductId id, std::int64_t version);

 private:
  db::Database& database_;
};

}  // namespace shanhai::catalog
