// Opaque cursors over ids: lists go on behind the last id they gave.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/encoding.hpp"
#include "common/base/id.hpp"

namespace shanhai::traceability {

template <class IdType>
IdType last_id() {
  IdBytes bytes;
  bytes.fill(0xFF);
  return IdType(bytes);
}

// The id to go on behind; `start` where there is no cursor. invalid: query/cursor.
template <class IdType, class Cursor>
Result<IdType> after_cursor(const std::optional<Cursor>& cursor, IdType start) {
  if (!cursor) return start;
  const auto raw = from_base64url(cursor->str());
  if (!raw || raw->size() != 16) return Error::invalid_field("query/cursor", "invalid_cursor", "as a list gave it");
  return IdType::from_raw(*raw);
}

// `items` holds one more than was asked for where there is a next page; gives that page's cursor.
template <class Item, class IdOf>
std::optional<std::string> cut_page(std::vector<Item>& items, std::int64_t limit, IdOf id_of) {
  if (static_cast<std::int64_t>(items.size()) <= limit) return std::nullopt;
  items.resize(static_cast<std::size_t>(limit));
  return to_base64url(id_of(items.back()).raw());
}

}  // namespace shanhai::traceability
