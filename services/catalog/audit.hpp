// What must hold within the catalog's own schema, whatever happened.
#pragma once

#include "common/db/transaction.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::catalog {

// catalog.product_versions: published versions are complete. catalog.{product,supplier,certification}_events: as many
// events as changes that others were to be told of.
Result<std::vector<runtime::AuditFinding>> audit_catalog(db::Tx& tx);

}  // namespace shanhai::catalog
