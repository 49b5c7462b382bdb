#include "services/catalog/storefront/facets.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"
#include "services/catalog/storefront/facet_text.hpp"
#include "services/catalog/storefront/search.hpp"

namespace shanhai::catalog {
namespace {

using Kinds = std::array<std::uint32_t, 256>;

constexpr std::size_t kSuppliersShown = 20;

// The counts of one facet, out of those of all kinds.
template <std::size_t N, class ValueOf>
void add_kinds(std::array<std::uint32_t, N>& out, const Kinds& kinds, ValueOf value_of) {
  for (std::size_t kind = 0; kind < Facts::kKinds; ++kind) out[value_of(kind)] += kinds[kind];
}

// Values of one facet as JSON, those with the most first, then as `is_before` says.
template <class Counts, class IsBefore, class Opening>
void append_values(std::string& out, const Counts& counts, std::size_t most, IsBefore is_before, Opening opening) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranked;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) ranked.emplace_back(counts[i], static_cast<std::uint32_t>(i));
  }
  const auto kept = std::min(ranked.size(), most);
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end(),
                    [&](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : is_before(a.second, b.second);
                    });
  out += '[';
  for (std::size_t i = 0; i < kept; ++i) {
    if (i > 0) out += ',';
    out.append(opening(ranked[i].second)).append(std::to_string(ranked[i].first)).append("}");
  }
  out += ']';
}

// A facet of few values that are known beforehand.
template <std::size_t N>
class Fixed {
 public:
  explicit Fixed(FacetValue (*value_of)(std::size_t, std::int64_t)) {
    for (std::size_t i = 0; i < N; ++i) values_[i] = value_of(i, 0), openings_[i] = facet_opening(values_[i]);
  }
  void append(std::string& out, const std::array<std::uint32_t, N>& counts) const {
    append_values(
        out, counts, N, [this](auto a, auto b) { return values_[a].code < values_[b].code; },
        [this](auto i) -> const std::string& { return openings_[i]; });
  }

 private:
  std::array<FacetValue, N> values_;
  std::array<std::string, N> openings_;
};

void append_groups(std::string& out, const std::vector<std::uint32_t>& counts, const Groups& groups, std::size_t most) {
  append_values(
      out, counts, most, [&](auto a, auto b) { return groups.is_before(a, b); },
      [&](auto group) -> const std::string& { return groups.facet(group); });
}

}  // namespace

Filters::Filters(const Snapshot& snapshot, const StorefrontQuery& query) : snapshot_(snapshot) {
  if (query.prefecture) common_.push_back(keep(snapshot.of_prefecture(query.prefecture->str())));
  if (query.for_consumers && *query.for_consumers) common_.push_back(&snapshot.for_consumers());
  if (query.above_reference) {
    if (*query.above_reference) {
      common_.push_back(&snapshot.above_reference());
    } else {
      auto others = snapshot.everything();
      others -= snapshot.above_reference();
      common_.push_back(keep(std::move(others)));
    }
  }
  if (query.county) own_[county] = keep(bits_of(snapshot.of_county(query.county->str())));
  if (query.category) own_[category] = &snapshot.of_category(*query.category);
  if (query.mark) own_[mark] = &snapshot.of_mark(static_cast<std::size_t>(*query.mark));
  if (query.supplier) own_[supplier] = keep(bits_of(snapshot.of_supplier(*query.supplier)));
  if (query.certified) own_[certified] = &snapshot.of_certified(*query.certified);
  if (query.price_min_fen) price_min_ = query.price_min_fen->value();
  if (query.price_max_fen) price_max_ = query.price_max_fen->value();
}

Bits Filters::bits_of(const Roaring* documents) const {
  Bits out(snapshot_.places());
  if (documents) out.add(*documents);
  return out;
}

Bits Filters::within_price(const Bits& documents) const {
  const auto least = price_min_.value_or(0), most = price_max_.value_or(Row::kNever);
  Bits out(snapshot_.places());
  for (std::size_t band = 0; band < kPriceBands; ++band) {
    if (band_ends(band) < least || kBandsBegin[band] > most) continue;
    const auto& whole = snapshot_.of_band(band);
    if (kBandsBegin[band] >= least && band_ends(band) <= most) {
      out |= whole;
      continue;
    }
    for (std::size_t i = 0; i < documents.words(); ++i) {
      Bits::for_each_of(documents.word(i) & whole.word(i), static_cast<Bits::Number>(i * Bits::kWord),
                        [&](Bits::Number ordinal) {
                          const auto price = snapshot_.price_fen(ordinal);
                          if (price >= least && price <= most) out.add(ordinal);
                        });
    }
  }
  return out;
}

Found Filters::count(const Bits& documents) const {
  Found out(snapshot_);
  Bits priced;
  auto own = own_;
  if (price_min_ || price_max_) {
    priced = within_price(documents);
    own[price] = &priced;
  }
  std::vector<Facet> filtered;
  for (unsigned facet = 0; facet < kFacets; ++facet) {
    if (own[facet]) filtered.push_back(static_cast<Facet>(facet));
  }
  Kinds kinds{};
  std::array<Kinds, kFacets> kinds_but_one{};
  for (std::size_t i = 0; i < documents.words(); ++i) {
    auto passed = documents.word(i);
    for (const auto* bits : common_) passed &= bits->word(i);
    if (passed == 0) continue;
    // Those that each filter alone keeps out: they count for its facet.
    std::array<Bits::Word, kFacets> but_one{};
    for (const auto facet : filtered) {
      const auto word = own[facet]->word(i);
      for (const auto before : filtered) {
        if (before == facet) break;
        but_one[before] &= word;
      }
      but_one[facet] = passed & ~word;
      passed &= word;
    }
    out.documents.set_word(i, passed);
    const auto from = static_cast<Bits::Number>(i * Bits::kWord);
    const auto* facts = &snapshot_.facts(from);
    Bits::for_each_of(passed, 0, [&](Bits::Number at) {
      ++out.county[facts[at].county];
      ++out.supplier[facts[at].supplier];
      ++kinds[facts[at].kind];
    });
    for (const auto facet : filtered) {
      Bits::for_each_of(but_one[facet], 0, [&](Bits::Number at) {
        if (facet == county)
          ++out.county[facts[at].county];
        else if (facet == supplier)
          ++out.supplier[facts[at].supplier];
        else
          ++kinds_but_one[facet][facts[at].kind];
      });
    }
  }
  for (const auto count : kinds) out.total += count;
  for (const auto* some : {&kinds, &kinds_but_one[category]}) add_kinds(out.category, *some, Facts::category_of);
  for (const auto* some : {&kinds, &kinds_but_one[mark]}) add_kinds(out.mark, *some, Facts::mark_of);
  for (const auto* some : {&kinds, &kinds_but_one[price]}) add_kinds(out.band, *some, Facts::band_of);
  for (const auto* some : {&kinds, &kinds_but_one[certified]}) add_kinds(out.certified, *some, Facts::certified_of);
  return out;
}

void append_facets(std::string& out, const Snapshot& snapshot, const Found& found) {
  static const Fixed<kCategories> categories(category_value);
  static const Fixed<kMarks> marks(mark_value);
  static const Fixed<kPriceBands> bands(band_value);
  static const Fixed<2> certified([](std::size_t i, std::int64_t n) { return certified_value(i == 1, n); });
  const auto& counties = snapshot.county_groups();
  out.append(R"({"county":)");
  append_groups(out, found.county, counties, counties.size());
  out.append(R"(,"category":)");
  categories.append(out, found.category);
  out.append(R"(,"certified":)");
  certified.append(out, found.certified);
  out.append(R"(,"mark":)");
  marks.append(out, found.mark);
  out.append(R"(,"price_band":)");
  bands.append(out, found.band);
  out.append(R"(,"supplier":)");
  append_groups(out, found.supplier, snapshot.supplier_groups(), kSuppliersShown);
  out += '}';
}

FacetList list_categories(const Snapshot& snapshot) {
  FacetList out;
  for (std::size_t i = 0; i < kCategories; ++i) {
    const auto count = snapshot.of_category(static_cast<Category>(i)).count();
    out.items.push_back(category_value(i, static_cast<std::int64_t>(count)));
  }
  return out;
}

FacetList list_counties(const Snapshot& snapshot) {
  std::set<std::string> codes;
  for (const auto& division : all_divisions()) {
    if (division.supported_origin) codes.emplace(division.code);
  }
  const auto& groups = snapshot.county_groups();
  for (Groups::Number group = 0; group < groups.size(); ++group) {
    if (!groups.documents(group).isEmpty()) codes.insert(groups.key(group));
  }
  FacetList out;
  for (const auto& code : codes) {
    const auto* bitmap = snapshot.of_county(code);
    out.items.push_back(county_value(code, bitmap ? static_cast<std::int64_t>(bitmap->cardinality()) : 0));
  }
  return out;
}

}  // namespace shanhai::catalog
