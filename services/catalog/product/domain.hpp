// What may be listed: units, origins, the gates of herbs and licences, words that food may not carry.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/error.hpp"
#include "common/base/ids.hpp"
#include "common/base/money.hpp"
#include "services/catalog/domain_terms.hpp"
#include "services/catalog/product/domain_units.hpp"
#include "services/catalog/supplier/domain.hpp"

namespace shanhai::catalog {

enum class ProductStatus { draft, published, withdrawn };

// Of the draft as it is. An edit makes it none again.
enum class ReviewStatus { none, submitted, approved, returned };

// Which drafts are reviewed before they are published. sensitive: drug material, and protected wild species; first:
// these, and whatever of a product is published first; all: each version.
enum class ReviewPolicy { none, sensitive, first, all };

enum class Mark { geographical_indication, organic, green_food, national_heritage };

struct ListedComponent {
  SkuId sku;
  std::int64_t quantity = 0;   // in one bundle
  std::optional<Money> share;  // of the bundle's price
};

struct ListedSku {
  std::string label;
  std::string unit;
  Money price;
  std::optional<std::int64_t> net_weight_g;
  std::optional<std::string> gtin;  // as given: 8, 12, 13 or 14 digits
  std::vector<PriceStep> price_steps;
  std::vector<ListedComponent> components;  // of a bundle
};

struct ListedImage {
  std::string id;
  std::string alt, alt_en;
};

// A product as far as the rules ask.
struct Listing {
  std::string name, name_en, description;
  Category category = Category::agricultural;
  HerbClass herb_class = HerbClass::not_applicable;
  std::string production_county, raw_material_county;
  bool fresh = false;
  std::optional<std::int64_t> shelf_life_days;
  bool primary_produce = false;  // grown, caught or bred by the supplier itself and not processed
  std::vector<ListedSku> skus;
  std::vector<ListedImage> images;
  std::optional<Season> season;
  std::optional<DeliveryRegions> delivery_regions;
};

// A word of a list that decides about listings (data with effective dates; the store gives those of the day).
struct ListingWords {
  std::vector<std::string> efficacy_claims;
  std::vector<std::string> wild_species;
};

// Grammar of a listing, whoever hands it in: counties, category and herb class, units and weights, prices, GTINs.
std::vector<FieldError> check_listing(const Listing& listing);

// The gates: whether this supplier may list it on this day. Codes: toxic_prohibited, efficacy_claim, and those below.
std::vector<FieldError> check_gates(const Listing& listing, std::span<const Licence> licences,
                                    const ListingWords& words, Date today);
// The gates that licences open, alone: what an ended licence closes. Codes: drug_trading_licence_required,
// wild_harvest_licence_required, food_licence_required, business_licence_expired.
std::vector<FieldError> check_licence_gates(const Listing& listing, std::span<const Licence> licences,
                                            const ListingWords& words, Date today);

// Grammar of what is told beside the goods themselves (domain_offer.cpp): images, season, regions of delivery.
void check_offer(const Listing& listing, std::vector<FieldError>& out);
// Whether it is sold in the season that `day` lies in; without a season always. `season` has passed check_offer().
bool is_in_season(const std::optional<Season>& season, Date day);

// `first`: nothing of the product was published before.
bool needs_review(const Listing& listing, const ListingWords& words, bool first, ReviewPolicy policy);

bool is_food(const Listing& listing);
bool consumers_may_buy(HerbClass herb_class);  // false: drug material

bool is_sale_unit(std::string_view unit);

// GTIN-14 in the restricted range (GS1 prefixes 20-29, for use inside one organisation), for a product without a GTIN
// of its own. `number` from 1, below 10^11.
std::string restricted_gtin(std::int64_t number);
bool is_restricted_gtin(std::string_view gtin14);

// Where `word` stands in `text`, in code points from 0. Chinese words are found through spaces, punctuation and
// full-width forms put between or for their characters; Latin words begin where a word begins, without case.
std::optional<std::size_t> find_word(std::string_view text, std::string_view word);

}  // namespace shanhai::catalog
