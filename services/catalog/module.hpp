// Builds the catalog from settings and mounts it.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai::catalog {

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources);
extern const runtime::ServiceSchema kSchema;
// Sample suppliers and products (sql/seed/products.csv) that are not there yet.
Result<void> seed(runtime::Resources& resources);

}  // namespace shanhai::catalog
