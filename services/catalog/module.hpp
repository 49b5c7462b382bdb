// Builds the catalog from settings and mounts it.
#pragma once

#include "common/runtime/module.hpp"
#include "services/catalog/api.hpp"

namespace shanhai::catalog {

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources);
extern const runtime::ServiceSchema kSchema;
// Sample suppliers and products (sql/seed/products.csv) that are not there yet; none where settings seed.samples is
// false.
Result<void> seed(runtime::Resources& resources);
// Those of them that are for sale, as their events told it. Blocking.
Result<std::vector<ProductPublished>> samples(runtime::Resources& resources);

}  // namespace shanhai::catalog
