// What the routes of published versions take and give, for the supplier and who answers for it.
#pragma once

#include "services/catalog/product/api.hpp"

namespace shanhai::catalog {

enum class ChangeKind { added, removed, changed };
BOOST_DESCRIBE_ENUM(ChangeKind, added, removed, changed)

// From the version before, of those that the reader may see. `place`: "/name", "/skus/sku_.../price"; a SKU is named by
// its id, not by where it stands.
struct VersionChange {
  std::string place;
  ChangeKind kind = ChangeKind::changed;
};
BOOST_DESCRIBE_STRUCT(VersionChange, (), (place, kind))

struct VersionListItem {
  std::int64_t version = 0;
  Instant published_at{};
  std::string actor;
  std::string reason;
  std::vector<VersionChange> changes;  // of the first: none
};
BOOST_DESCRIBE_STRUCT(VersionListItem, (), (version, published_at, actor, reason, changes))

struct VersionPage {
  std::vector<VersionListItem> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(VersionPage, (), (items, next_cursor))

// One version as it was sold, whatever the product is now.
struct VersionView : VersionListItem {
  ProductId product_id;
  std::string registration_county, registration_county_name;  // the supplier's, that day
  ProductContent content;
};
BOOST_DESCRIBE_STRUCT(VersionView, (VersionListItem),
                      (product_id, registration_county, registration_county_name, content))

// What is in `after` otherwise than in `before`, in the order of the content's members.
std::vector<VersionChange> changes_between(const ProductContent& before, const ProductContent& after);

}  // namespace shanhai::catalog
