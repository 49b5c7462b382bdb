// Lists of values in statements.
#pragma once

#include <algorithm>
#include <vector>

#include "common/db/query.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement::store {

// With more values in a list the optimiser gives up on ranges (range_optimizer_max_mem_size) and reads whole tables.
inline constexpr std::size_t kIdsInOneRead = 500;

// Calls `f` with so many of them at a time, in their order.
template <class T, class F>
void in_parts(const std::vector<T>& all, F f, std::size_t at_once = kIdsInOneRead) {
  for (std::size_t from = 0; from < all.size(); from += at_once) {
    const auto to = std::min(all.size(), from + at_once);
    f(std::vector<T>(all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to)));
  }
}

// For an IN beside a flag that says whether it matters: a list must not be empty.
template <class T>
db::Value list_or_any(const std::vector<T>& values) {
  return values.empty() ? db::Value::list_of(std::vector<T>{T()}) : db::Value::list_of(values);
}
inline db::Value list_or_any(const DivisionSet& set) {
  return list_or_any(set.everything ? std::vector<std::string>() : set.codes);
}

}  // namespace shanhai::measurement::store
