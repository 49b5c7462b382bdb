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

// Where the first word of each name that names one stands.
std::vector<std::pair<std::string, std::string>> wild_species_in(const Listing& listing, const ListingWords& words) {
  std::vector<std::pair<std::string, std::string>> out;
  if (listing.category == Category::handicraft) return out;
  for (const auto& place : names_of(listing)) {
    const auto found = std::find_if(words.wild_species.begin(), words.wild_species.end(),
                                    [&](const std::string& word) { return find_word(place.text, word).has_value(); });
    if (found != words.wild_species.end()) out.emplace_back(place.pointer, *found);
  }
  return out;
}

void check_wild_species(const Listing& listing, std::span<const Licence> licences, const ListingWords& words,
                        Date today, std::vector<FieldError>& out) {
  if (holds(licences, LicenceKind::wild_harvest, today)) return;
  for (const auto& [pointer, word] : wild_species_in(listing, words))
    out.push_back({pointer, "wild_harvest_licence_required", "\"" + word + "\" is a protected wild species"});
}

void check_claims(const Listing& listing, const ListingWords& words, std::vector<FieldError>& out) {
  if (!is_food(listing)) return;
  auto places = names_of(listing);
  places.push_back({"/description", listing.description});
  for (std::size_t i = 0; i < listing.images.size(); ++i) {
    const auto image = "/images/" + std::to_string(i);
    places.push_back({image + "/alt", listing.images[i].alt});
    places.push_back({image + "/alt_en", listing.images[i].alt_en});
  }
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

bool needs_review(const Listing& listing, const ListingWords& words, bool first, ReviewPolicy policy) {
  if (policy == ReviewPolicy::none) return false;
  if (policy == ReviewPolicy::all || (policy == ReviewPolicy::first && first)) return true;
  return listing.herb_class == HerbClass::drug_material || !wild_species_in(listing, words).empty();
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
