// What is known of stored files; the bytes lie on disk (files/archive.hpp).
#pragma once

#include <string>

#include "common/db/transaction.hpp"
#include "services/catalog/files/api.hpp"

namespace shanhai::catalog::store {

void insert_file(db::Tx& tx, const FileView& file, OrganisationId owner, const std::string& actor);

// From the columns file_id, document_name, media_type, size_bytes, sha256.
FileView read_file_row(const db::Row& row);

}  // namespace shanhai::catalog::store
