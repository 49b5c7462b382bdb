// What is known of stored files; the bytes lie on disk (common/files/archive.hpp).
#pragma once

#include <string>

#include "common/base/random.hpp"
#include "common/db/transaction.hpp"
#include "services/catalog/files/api.hpp"

namespace shanhai::catalog::store {

// Under an id of its own: the same bytes may be handed in twice.
FileView insert_file(db::Tx& tx, Random& random, const files::KeptFile& kept, OrganisationId owner,
                     const std::string& actor);

// From the columns file_id, document_name, media_type, size_bytes, sha256.
FileView read_file_row(const db::Row& row);

}  // namespace shanhai::catalog::store
