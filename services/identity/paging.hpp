// Opaque cursors over ids: lists go on behind the last id they gave.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/encoding.hpp"
#include "common/base/id.hpp"
#include "common/base/text.hpp"

namespace shanhai::identity {

inline constexpr std::int64_t kPageSize = 50;

inline std::int64_t page_size(const std::optional<Bounded<1, 200>>& limit) {
  return limit ? limit->value() : kPageSize;
}

// The id to go on behind; nil without a cursor. invalid: query/cursor.
template <class IdType>
Result<IdType> after_cursor(const std::optional<Text<1, 512>>& cursor) {
  if (!cursor) return IdType();
  const auto raw = from_base64url(cursor->str());
  if (!raw || raw->size() != 16) return Error::invalid_field("query/cursor", "invalid_cursor", "as a list gave it");
  return IdType::from_raw(*raw);
}

// `items` hold one more than a page where there is a next one: cuts it off and gives the cursor.
template <class Item, class IdOf>
std::optional<std::string> cut_page(std::vector<Item>& items, std::int64_t size, IdOf id_of) {
  if (static_cast<std::int64_t>(items.size()) <= size) return std::nullopt;
  items.resize(static_cast<std::size_t>(size));
  return to_base64url(id_of(items.back()).raw());
}

}  // namespace shanhai::identity
