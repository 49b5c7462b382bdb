// Sample suppliers and products for a new installation, marked as such: one supplier for each county of products.csv.
#pragma once

#include <string_view>

#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "common/files/archive.hpp"
#include "services/catalog/api.hpp"

namespace shanhai::catalog {

// Writes what is not there yet; a county's samples are written together. Products that the rules refuse are left out.
Result<void> seed_samples(db::Database& database, files::FileArchive& archive, const auth::Vault& vault, Random& random,
                          std::string_view csv);

// The samples that are published, as their events told it.
Result<std::vector<ProductPublished>> list_samples(db::Database& database, std::string_view csv);

}  // namespace shanhai::catalog
