// A catalog made up for measuring: names as cooperatives of Ganzi and Liangshan give them. Random, by a seed.
#pragma once

#include <random>

#include "services/catalog/storefront/api.hpp"
#include "services/catalog/storefront/store.hpp"

namespace shanhai::catalog::goods {

struct Goods {
  std::vector<store::PublishedSupplier> suppliers;
  std::vector<store::PublishedProduct> products;  // by id
};
Goods make(std::size_t products, std::uint64_t seed, Instant now);

// What people would type: parts of names, places, words, initials, now and then with a slip; with filters.
StorefrontQuery make_query(std::mt19937_64& random, const Goods& goods);

}  // namespace shanhai::catalog::goods
