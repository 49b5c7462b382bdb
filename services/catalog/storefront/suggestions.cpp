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
constexpr std::size_t kPlacesOfAnswer = 3;         // counties, and suppliers, of one answer
constexpr std::size_t kSuggestionsLookedAt = 200;  // products, for names that differ

std::int64_t count_of(const Roaring& documents) { return static_cast<std::int64_t>(documents.cardinality()); }

void add_counties(const Snapshot& snapshot, const Term& term, std::vector<Suggestion>& out) {
  const auto& groups = snapshot.county_groups();
  for (Groups::Number group = 0; group < groups.size() && out.size() < kPlacesOfAnswer; ++group) {
    const auto* division = find_division(groups.key(group));
    if (!division || groups.documents(group).isEmpty()) continue;
    const auto words = words_of(division->name);
    if (!begins(term, words) && !sounds_like(term, words)) continue;
    out.push_back(
        {SuggestionKind::county, std::string(division->name), groups.key(group), count_of(groups.documents(group))});
  }
}

void add_suppliers(const Snapshot& snapshot, const Term& term, std::size_t limit, std::vector<Suggestion>& out) {
  const auto& groups = snapshot.supplier_groups();
  std::size_t added = 0;
  for (const auto group : groups.find(term)) {
    if (added == kPlacesOfAnswer || out.size() == limit) return;
    if (groups.documents(group).isEmpty()) continue;
    const auto supplier = OrganisationId::from_raw(groups.key(group));
    out.push_back({SuggestionKind::supplier, snapshot.suppliers()->at(supplier).name, supplier.str(),
                   count_of(groups.documents(group))});
    ++added;
  }
}

// Documents that fit best, the best first.
std::vector<Ordinal> best_of(const Snapshot& snapshot, const Matched& matched, std::size_t most) {
  const auto& relevance = relevance_of(snapshot, matched, matched.documents);
  std::vector<Ordinal> out;
  for (const auto ordinal : matched.documents) out.push_back(ordinal);
  const auto better = [&](Ordinal a, Ordinal b) {
    if (relevance[a] != relevance[b]) return relevance[a] > relevance[b];
    const auto &row_a = snapshot.row(a), &row_b = snapshot.row(b);
    if (row_a.quality != row_b.quality) return row_a.quality > row_b.quality;
    return row_a.id_head != row_b.id_head ? row_a.id_head > row_b.id_head : snapshot.at(a).id > snapshot.at(b).id;
  };
  const auto kept = std::min(out.size(), most);
  std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kept), out.end(), better);
  out.resize(kept);
  return out;
}

void add_products(const Snapshot& snapshot, const std::vector<Term>& terms, std::size_t limit,
                  std::vector<Suggestion>& out) {
  const auto matched = match_terms(snapshot, terms);
  std::map<std::string_view, std::size_t> known;  // by name, its place in `out`
  for (const auto ordinal : best_of(snapshot, matched, kSuggestionsLookedAt)) {
    const auto& document = snapshot.at(ordinal);
    const auto found = known.find(document.title);
    if (found != known.end()) {
      ++out[found->second].products;
    } else if (out.size() < limit) {
      known.emplace(document.title, out.size());
      out.push_back({SuggestionKind::product, document.title, std::nullopt, 1});
    }
  }
}

}  // namespace

SuggestionList suggest(const Snapshot& snapshot, std::string_view typed, std::size_t limit) {
  SuggestionList out;
  const auto terms = terms_beginning_with(typed);
  if (terms.empty()) return out;
  if (terms.size() == 1) add_counties(snapshot, terms.front(), out.items);
  out.items.resize(std::min(out.items.size(), limit));
  add_products(snapshot, terms, limit, out.items);
  if (terms.size() == 1) add_suppliers(snapshot, terms.front(), limit, out.items);
  return out;
}

std::string write_similar(const Snapshot& snapshot, Ordinal product) {
  const auto& document = snapshot.at(product);
  const auto& row = snapshot.row(product);
  const auto all = static_cast<double>(snapshot.size());
  std::unordered_map<Ordinal, double> nearness;
  const auto& same_category = snapshot.of_category(document.category);
  for (const auto token : document.name.tokens) {
    if (!is_of_text(token)) continue;
    const auto* posting = snapshot.names().find(token);
    if (!posting) continue;
    const auto others = *posting & same_category;
    // What half of all have tells nothing, and would cost the most.
    const auto rarity = std::log(all / (1.0 + static_cast<double>(others.cardinality())));
    if (rarity < 0.7) continue;
    for (const auto ordinal : others) nearness[ordinal] += rarity;
  }
  for (const auto ordinal : snapshot.county_groups().documents(row.county) & same_category) nearness[ordinal] += 0.5;
  nearness.erase(product);
  std::vector<std::pair<double, Ordinal>> ranked;
  for (const auto& [ordinal, value] : nearness) ranked.emplace_back(value, ordinal);
  const auto kept = std::min(ranked.size(), kSimilar);
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end(),
                    [&](const auto& a, const auto& b) {
                      if (a.first != b.first) return a.first > b.first;
                      const auto &one = snapshot.row(a.second), &two = snapshot.row(b.second);
                      if (one.quality != two.quality) return one.quality > two.quality;
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
