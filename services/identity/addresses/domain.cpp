#include "services/identity/addresses/domain.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"

namespace shanhai::identity {

bool is_delivery_division(std::string_view code) {
  const Division* division = find_division(code);
  if (!division) return false;
  if (division->level == DivisionLevel::county) return true;
  const auto& all = all_divisions();
  const bool has_districts =
      std::any_of(all.begin(), all.end(), [&](const Division& other) { return other.parent == code; });
  return division->level == DivisionLevel::prefecture && !has_districts;
}

}  // namespace shanhai::identity
