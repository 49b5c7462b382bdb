#include "services/catalog/storefront/suggestions.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "common/base/divisions.hpp"
#include "services/catalog/storefront/matching.hpp"

namespace shanhai::catalog {
namespace {

using Ordinal = Snapshot::Ordinal;

constexpr std::size_t kSimilar = 12;
constexpr std::size_t kCountiesOfAnswer = 3, kSuppliersOfAnswer = 2;
constexpr double kRare = 0.3, kSameCounty = 0.5;  // of nearness; what three in four have tells nothing
constexpr std::size_t kLookedAtForSimilar = 10'000;
constexpr std::size_t kSuggestionsLookedAt = 2000;  // products, for names that differ

std::int64_t count_of(const Roaring& documents) { return static_cast<std::int64_t>(documents.cardinality()); }

void add_counties(const Snapshot& snapshot, const Term& term, std::vector<Suggestion>& out) {
  const auto& groups = snapshot.county_groups();
  for (Groups::Number group = 0; group < groups.size() && out.size() < kCountiesOfAnswer; ++group) {
    const auto* division = find_division(groups.key(group));
    if (!division || groups.documents(group).isEmpty()) continue;
    const auto words = words_of(division->name);
    if (!begins(term, words) && !sounds_like(term, words)) continue;
    out.push_back(
        {SuggestionKind::county, std::string(division->name), groups.key(group), count_of(groups.documents(group))});
  }
}

// Those with the most products first.
void add_suppliers(const Snapshot& snapshot, const Term& term, std::vector<Suggestion>& out) {
  const auto& groups = snapshot.supplier_groups();
  std::vector<std::pair<std::int64_t, Groups::Number>> found;
  groups.find(term).for_each([&](Groups::Number group) {
    if (const auto count = count_of(groups.documents(group))) found.emplace_back(count, group);
  });
  const auto kept = std::min(found.size(), kSuppliersOfAnswer);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                    [&](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : groups.is_before(a.second, b.second);
                    });
  found.resize(kept);
  for (const auto& [count, group] : found) {
    const auto supplier = OrganisationId::from_raw(groups.key(group));
    out.push_back({SuggestionKind::supplier, groups.text(group), supplier.str(), count});
  }
}

// Documents that fit best, the best first.
std::vector<Ordinal> best_of(const Snapshot& snapshot, const Matched& matched, std::size_t most) {
  struct Fit {
    std::int32_t relevance;
    std::uint32_t quality;
    std::uint64_t id_head;
    Ordinal ordinal;
  };
  std::vector<Fit> fits;
  matched.documents.for_each([&](Ordinal ordinal) {
    fits.push_back(
        {matched.relevance(ordinal), snapshot.facts(ordinal).quality, snapshot.row(ordinal).id_head, ordinal});
  });
  const auto better = [&](const Fit& a, const Fit& b) {
    if (a.relevance != b.relevance) return a.relevance > b.relevance;
    if (a.quality != b.quality) return a.quality > b.quality;
    return a.id_head != b.id_head ? a.id_head > b.id_head : snapshot.at(a.ordinal).id > snapshot.at(b.ordinal).id;
  };
  const auto kept = std::min(fits.size(), most);
  std::partial_sort(fits.begin(), fits.begin() + static_cast<std::ptrdiff_t>(kept), fits.end(), better);
  std::vector<Ordinal> out;
  for (std::size_t i = 0; i < kept; ++i) out.push_back(fits[i].ordinal);
  return out;
}

void add_products(const Snapshot& snapshot, const std::vector<Term>& terms, std::size_t limit,
                  std::vector<Suggestion>& out) {
  const auto matched = match_beginnings(snapshot, terms);
  std::set<std::string_view> known;
  for (const auto ordinal : best_of(snapshot, matched, kSuggestionsLookedAt)) {
    if (out.size() >= limit) return;
    const auto& title = snapshot.at(ordinal).title;
    if (known.insert(title).second) out.push_back({SuggestionKind::product, title, std::nullopt, std::nullopt});
  }
}

// How much the names of others of the category have in common with a product's: by its rarest parts, each the more the
// rarer it is.
std::unordered_map<Ordinal, double> nearness_to(const Snapshot& snapshot, Ordinal product) {
  const auto& document = snapshot.at(product);
  const auto& same_category = snapshot.of_category(document.category);
  const auto all = static_cast<double>(same_category.count());
  std::vector<std::pair<double, std::vector<Ordinal>>> parts;
  for (const auto token : document.name.tokens) {
    const auto* posting = is_of_text(token) ? snapshot.names().find(token) : nullptr;
    if (!posting) continue;
    std::vector<Ordinal> others;
    for (const auto ordinal : *posting) {
      if (same_category.contains(ordinal)) others.push_back(ordinal);
    }
    const auto rarity = std::log(all / static_cast<double>(std::max<std::size_t>(1, others.size())));
    if (rarity >= kRare) parts.emplace_back(rarity, std::move(others));
  }
  std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::unordered_map<Ordinal, double> out;
  std::size_t looked_at = 0;
  for (const auto& [rarity, others] : parts) {
    looked_at += others.size();
    if (looked_at > kLookedAtForSimilar && !out.empty()) break;
    for (const auto ordinal : others) out[ordinal] += rarity;
  }
  return out;
}

}  // namespace

SuggestionList suggest(const Snapshot& snapshot, std::string_view typed, std::size_t limit) {
  SuggestionList out;
  const auto terms = terms_beginning_with(typed);
  if (terms.empty() || terms.size() > kTermsMax) return out;
  std::vector<Suggestion> suppliers;
  if (terms.size() == 1) {
    add_counties(snapshot, terms.front(), out.items);
    add_suppliers(snapshot, terms.front(), suppliers);
  }
  out.items.resize(std::min(out.items.size(), limit));
  // Suppliers have a place where there is room for more than a few.
  const auto kept_free = limit > kSuppliersOfAnswer + kCountiesOfAnswer ? suppliers.size() : 0;
  add_products(snapshot, terms, limit - kept_free, out.items);
  for (auto& supplier : suppliers) {
    if (out.items.size() < limit) out.items.push_back(std::move(supplier));
  }
  return out;
}

std::string write_similar(const Snapshot& snapshot, Ordinal product) {
  const auto county_of = [&](Ordinal ordinal) { return snapshot.facts(ordinal).county; };
  const auto& same_category = snapshot.of_category(snapshot.at(product).category);
  auto nearness = nearness_to(snapshot, product);
  // Where few names are like it, what else the county has.
  if (nearness.size() < kSimilar) {
    for (const auto ordinal : snapshot.county_groups().documents(county_of(product))) {
      if (same_category.contains(ordinal)) nearness.try_emplace(ordinal, 0.0);
    }
  }
  nearness.erase(product);
  std::vector<std::pair<double, Ordinal>> ranked;
  for (const auto& [ordinal, value] : nearness)
    ranked.emplace_back(value + (county_of(ordinal) == county_of(product) ? kSameCounty : 0.0), ordinal);
  const auto kept = std::min(ranked.size(), kSimilar);
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end(),
                    [&](const auto& a, const auto& b) {
                      if (a.first != b.first) return a.first > b.first;
                      const auto one = snapshot.facts(a.second).quality, two = snapshot.facts(b.second).quality;
                      if (one != two) return one > two;
                      return snapshot.at(a.second).id > snapshot.at(b.second).id;
                    });
  std::string out = R"({"items":[)";
  for (std::size_t i = 0; i < kept; ++i) {
    if (i > 0) out += ',';
    out += snapshot.at(ranked[i].second).item;
  }
  return out + "]}";
}

}  // namespace shanhai::catalog
