// Lists order by id, newest first.
#pragma once

#include "services/orders/commands.hpp"

namespace shanhai::orders {

// What a page begins before: the cursor's id, or one newer than all.
template <class IdType>
Result<IdType> before_of(const std::optional<Text<1, 512>>& cursor) {
  SH_TRY(const auto id, cursor_of<IdType>(cursor));
  IdBytes last;
  last.fill(0xff);
  return id.value_or(IdType(last));
}

// Cuts what was read beyond the page off, and gives the cursor of the next one where there was something.
template <class Row, class IdOf>
std::optional<std::string> cut_page(std::vector<Row>& rows, std::int64_t size, IdOf id_of) {
  if (rows.size() <= static_cast<std::size_t>(size)) return std::nullopt;
  rows.resize(static_cast<std::size_t>(size));
  return id_of(rows.back()).str();
}

}  // namespace shanhai::orders
