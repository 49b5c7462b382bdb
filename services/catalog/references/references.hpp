// Which reference an offer is held against. Pure.
//
// A price that an authority published comes first: of those for the category and unit the one whose goods fit most
// closely (the longest text that stands in the product's name), then the one that holds since later. Without one, the
// median of the category and unit: of the cheapest packs of all published products that are no samples, once a day.
#pragma once

#include <map>
#include <memory>

#include "services/catalog/product/api.hpp"
#include "services/catalog/references/api.hpp"

namespace shanhai::catalog {

// What a product costs a unit: 500 g in the pack that makes it the cheapest; where none is weighed, its cheapest sale
// unit. Bundles do not count. nullopt: there are only bundles.
struct UnitOffer {
  std::string unit;
  Money price;
};
std::optional<UnitOffer> unit_offer_of(const std::vector<SkuContent>& skus);

class References {
 public:
  struct Published {
    ReferencePriceId id;
    Category category = Category::agricultural;
    std::string goods;  // empty: the whole category
    std::string unit;
    Money price;
    std::string source;
    Date valid_from{}, valid_to{};
  };
  using Key = std::pair<Category, std::string>;  // category and unit
  struct Median {
    Money price;
    std::int64_t offers = 0;
  };
  using Medians = std::map<Key, Median>;

  References() = default;  // none at all
  // `published`: those that hold on `day`.
  References(Date day, std::vector<Published> published, Medians medians)
      : day_(day), published_(std::move(published)), medians_(std::move(medians)) {}

  Date day() const { return day_; }
  std::optional<PriceReference> of(Category category, std::string_view name, const UnitOffer& offer) const;

 private:
  Date day_{};
  std::vector<Published> published_;
  Medians medians_;
};

using ReferencesPtr = std::shared_ptr<const References>;

// Above a published price is any fen more; above a median, which is no price that anybody set, half as much again.
bool is_above(const PriceReference& reference);

using Offers = std::map<References::Key, std::vector<Money>>;
// The lower of the two in the middle; of less than five offers there is none.
References::Medians medians_of(Offers offers);

}  // namespace shanhai::catalog
