// Sample suppliers and products for a new installation, marked as such: one supplier for each county of products.csv.
#pragma once

#include <string_view>

#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "services/catalog/files/archive.hpp"

namespace shanhai::catalog {

// Writes what is not there yet; a county's samples are written together. Products that the rules refuse are left out.
Result<void> seed_samples(db::Database& database, FileArchive& archive, const auth::Vault& vault, Random& random,
                          std::string_view csv);

}  // namespace shanhai::catalog
