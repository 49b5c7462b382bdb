// The gates a listing passes, each with its rule.
#include <algorithm>

#include "services/catalog/product/domain.hpp"

namespace shanhai::catalog {
namespace {

struct Place {
  std::string pointer;
  std::string_view text;
};

std::vector<Place> names_of(const Listing& listing) {
  std::vector<Place> out = {{"/name", listing.name}, {"/name_en", listing.name_en}};
  for (std::size_t i = 0; i < listing.skus.size(); ++i)
    out.push_back({"/skus/" + std::to_string(i) + "/label", listing.skus[i].label});
  return out;
}

void check_wild_species(const Listing& listing, std::span<const Licence> licences, const ListingWords& words,
                        Date today, std::vector<FieldError>& out) {
  if (listing.category == Category::handicraft || holds(licences, LicenceKind::wild_harvest, today)) return;
  for (const auto& place : names_of(listing)) {
    for (const auto& word : words.wild_species) {
      if (!find_word(place.text, word)) continue;
      out.push_back({place.pointer, "wild_harvest_licence_required", "\"" + word + "\" is a protected wild species"});
      break;
    }
  }
}

void check_claims(const Listing& listing, const ListingWords& words, std::vector<FieldError>& out) {
  if (!is_food(listing)) return;
  auto places = names_of(listing);
  places.push_back({"/description", listing.description});
  for (const auto& place : places) {
    for (const auto& word : words.efficacy_claims) {
      const auto at = find_word(place.text, word);
      if (at)
        out.push_back({place.pointer, "efficacy_claim", "\"" + word + "\" at character " + std::to_string(*at + 1)});
    }
  }
}

}  // namespace

std::vector<FieldError> check_licence_gates(const Listing& listing, std::span<const Licence> licences,
                                            const ListingWords& words, Date today) {
  std::vector<FieldError> out;
  const bool has_business_licence = std::any_of(
      licences.begin(), licences.end(), [](const Licence& l) { return l.kind == LicenceKind::business_licence; });
  if (has_business_licence && !holds(licences, LicenceKind::business_licence, today)) {
    out.push_back({"", "business_licence_expired", "the supplier's business licence has ended"});
  }
  if (listing.herb_class == HerbClass::drug_material && !holds(licences, LicenceKind::drug_trading, today)) {
    out.push_back({"/herb_class", "drug_trading_licence_required", "drug material needs a drug-trading licence"});
  }
  if (is_food(listing) && !listing.primary_produce && !holds(licences, LicenceKind::food_production, today) &&
      !holds(licences, LicenceKind::prepackaged_filing, today)) {
    out.push_back({"/primary_produce", "food_licence_required",
                   "processed food needs a food production licence or a prepackaged-food filing, own primary "
                   "produce neither"});
  }
  check_wild_species(listing, licences, words, today, out);
  return out;
}

std::vector<FieldError> check_gates(const Listing& listing, std::span<const Licence> licences,
                                    const ListingWords& words, Date today) {
  if (listing.herb_class == HerbClass::toxic_prohibited)
    return {{"/herb_class", "toxic_prohibited", "may never be listed"}};
  auto out = check_licence_gates(listing, licences, words, today);
  check_claims(listing, words, out);
  return out;
}

}  // namespace shanhai::catalog
