// Made-up goods as rows of the catalog's tables, and searches over them as targets of requests.
#pragma once

#include <filesystem>

#include "tests/load/catalog_goods.hpp"

namespace shanhai::catalog::goods {

void write_rows(const Goods& goods, std::uint64_t seed, std::size_t queries, const std::filesystem::path& directory);

}  // namespace shanhai::catalog::goods
