// How values of facets are shown.
#pragma once

#include <string>

#include "services/catalog/storefront/api.hpp"

namespace shanhai::catalog {

FacetValue category_value(std::size_t category, std::int64_t count);
FacetValue mark_value(std::size_t mark, std::int64_t count);  // 0: none
FacetValue band_value(std::size_t band, std::int64_t count);
FacetValue certified_value(bool certified, std::int64_t count);
FacetValue county_value(const std::string& code, std::int64_t count);

// JSON of a value up to where its count stands: what of it is the same in every answer.
std::string facet_opening(FacetValue value);

}  // namespace shanhai::catalog
