// Product images in the database; the bytes lie on disk (common/files/archive.hpp). What lies outside the scope is not
// found.
#pragma once

#include "common/db/transaction.hpp"
#include "services/catalog/images/api.hpp"
#include "services/catalog/scope.hpp"

namespace shanhai::catalog::store {

void insert_image(db::Tx& tx, const StoredImage& image, const std::string& actor);
std::int64_t count_images(db::Tx& tx, OrganisationId supplier);
std::vector<StoredImage> list_images(db::Tx& tx, OrganisationId supplier, ImageId before, std::int64_t limit);
// A county reviewer sees what is public, and images of drafts of its county that were handed in for review.
std::optional<StoredImage> find_image(db::Tx& tx, ImageId id, const Scope& scope);
// How many bytes a file has that anybody may read; nullopt: there is none under that hash.
std::optional<std::int64_t> find_public_image(db::Tx& tx, const std::string& sha256_hex);

}  // namespace shanhai::catalog::store

namespace shanhai::catalog {

// Writes into `content` what the catalog knows of its images, whatever it held of that. invalid unknown_image: not an
// image of this supplier.
Result<void> name_images(db::Tx& tx, OrganisationId supplier, ProductContent& content);

// From now on anybody may read what `content`, of a version being published, shows.
void publish_images(db::Tx& tx, OrganisationId supplier, const ProductContent& content);

}  // namespace shanhai::catalog
