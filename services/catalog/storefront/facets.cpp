#include "services/catalog/storefront/facets.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"
#include "services/catalog/storefront/search.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kSuppliersShown = 20;
// Beyond so many documents it is quicker to intersect with a value's bitmap than to look at each document's row.
constexpr std::uint64_t kLookedAtOneByOne = 20'000;

struct Name {
  const char *code, *zh, *en;
};
constexpr std::array<Name, kCategories> kCategoryNames = {{
    {"agricultural", "农产品", "Agricultural produce"},
    {"herbal_medicine", "中药材", "Herbal medicine"},
    {"handicraft", "手工艺品", "Handicrafts"},
}};
constexpr std::array<Name, kMarks> kMarkNames = {{
    {"none", "无标志", "No mark"},
    {"geographical_indication", "地理标志", "Geographical indication"},
    {"organic", "有机产品", "Organic"},
    {"green_food", "绿色食品", "Green food"},
    {"national_heritage", "国家级非遗", "National intangible heritage"},
}};

void most_first(std::vector<FacetValue>& values) {
  std::sort(values.begin(), values.end(), [](const FacetValue& a, const FacetValue& b) {
    return a.count != b.count ? a.count > b.count : a.code < b.code;
  });
}

FacetValue value_of(const Name& name, std::int64_t count) { return {name.code, name.zh, name.en, count}; }

FacetValue county_value(const std::string& code, std::int64_t count) {
  const auto* division = find_division(code);
  return {code, division ? std::string(division->name) : code, "", count};
}

FacetValue band_value(std::size_t band, std::int64_t count) {
  const auto begin = kBandsBegin[band];
  FacetValue out;
  out.code = std::to_string(begin) + "-";
  out.count = count;
  if (band + 1 == kPriceBands) {
    out.name = std::to_string(begin / 100) + "元以上";
    out.name_en = "from " + std::to_string(begin / 100) + " yuan";
    return out;
  }
  const auto next = kBandsBegin[band + 1];
  out.code += std::to_string(next - 1);
  out.name = band == 0 ? std::to_string(next / 100) + "元以下"
                       : std::to_string(begin / 100) + "-" + std::to_string(next / 100) + "元";
  out.name_en = band == 0 ? "below " + std::to_string(next / 100) + " yuan"
                          : std::to_string(begin / 100) + "-" + std::to_string(next / 100) + " yuan";
  return out;
}

FacetValue supplier_value(const Snapshot& snapshot, Groups::Number group, std::int64_t count) {
  const auto& groups = snapshot.supplier_groups();
  return {OrganisationId::from_raw(groups.key(group)).str(), groups.text(group), "", count};
}

using Counts = std::vector<std::int64_t>;

// How many documents have each value of a column: by looking at their rows, or by each value's bitmap.
template <class ValueOf, class BitmapOf>
Counts count(const Snapshot& snapshot, const Roaring& documents, std::size_t values, ValueOf value_of,
             BitmapOf bitmap_of) {
  Counts out(values);
  if (documents.cardinality() <= kLookedAtOneByOne || values > 200) {
    for (const auto ordinal : documents) ++out[value_of(snapshot.row(ordinal))];
  } else {
    for (std::size_t i = 0; i < values; ++i)
      out[i] = static_cast<std::int64_t>(documents.and_cardinality(bitmap_of(i)));
  }
  return out;
}

template <class Make>
std::vector<FacetValue> values_of(const Counts& counts, Make make) {
  std::vector<FacetValue> out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) out.push_back(make(i, counts[i]));
  }
  most_first(out);
  return out;
}

// The twenty with the most, without the names of the others being looked up.
std::vector<FacetValue> greatest_suppliers(const Snapshot& snapshot, const Counts& counts) {
  std::vector<std::pair<std::int64_t, Groups::Number>> ranked;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) ranked.emplace_back(counts[i], static_cast<Groups::Number>(i));
  }
  const auto& groups = snapshot.supplier_groups();
  const auto kept = std::min(ranked.size(), kSuppliersShown);
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end(),
                    [&](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : groups.key(a.second) < groups.key(b.second);
                    });
  ranked.resize(kept);
  std::vector<FacetValue> out;
  for (const auto& [count, group] : ranked) out.push_back(supplier_value(snapshot, group, count));
  return out;
}

}  // namespace

Filters::Filters(const Snapshot& snapshot, const StorefrontQuery& query) : snapshot_(snapshot) {
  if (query.prefecture) common_.push_back(snapshot.of_prefecture(query.prefecture->str()));
  if (query.for_consumers && *query.for_consumers) common_.push_back(snapshot.for_consumers());
  if (query.county) filter(county, snapshot.of_county(query.county->str()));
  if (query.category) filter(category, &snapshot.of_category(*query.category));
  if (query.mark) filter(mark, &snapshot.of_mark(static_cast<std::size_t>(*query.mark)));
  if (query.supplier) filter(supplier, snapshot.of_supplier(*query.supplier));
  if (query.certified) own_[certified] = *query.certified ? snapshot.certified() : snapshot.uncertified();
  if (query.price_min_fen) price_min_ = query.price_min_fen->value();
  if (query.price_max_fen) price_max_ = query.price_max_fen->value();
}

Roaring Filters::within_price(const Roaring& documents) const {
  const auto least = price_min_.value_or(0), most = price_max_.value_or(Row::kNever);
  Roaring out;
  for (std::size_t band = 0; band < kPriceBands; ++band) {
    if (band_ends(band) < least || kBandsBegin[band] > most) continue;
    auto part = documents & snapshot_.of_band(band);
    if (kBandsBegin[band] >= least && band_ends(band) <= most) {
      out |= part;
      continue;
    }
    for (const auto ordinal : part) {
      const auto price = snapshot_.row(ordinal).price_fen;
      if (price >= least && price <= most) out.add(ordinal);
    }
  }
  return out;
}

Roaring Filters::without_own(const Roaring& documents, Facet facet) const {
  auto out = documents;
  for (const auto& bitmap : common_) out &= bitmap;
  for (unsigned other = 0; other < kFacets; ++other) {
    if (other != facet && own_[other]) out &= *own_[other];
  }
  return facet != price && (price_min_ || price_max_) ? within_price(out) : out;
}

Roaring Filters::apply(const Roaring& documents) const { return without_own(documents, kFacets); }

Facets Filters::facets(const Roaring& documents) const {
  const auto all = apply(documents);
  // A facet that nothing is filtered by counts what is found.
  const auto counted = [&](Facet facet, std::size_t values, auto value_of, auto bitmap_of) {
    const bool filtered = own_[facet] || (facet == price && (price_min_ || price_max_));
    return filtered ? count(snapshot_, without_own(documents, facet), values, value_of, bitmap_of)
                    : count(snapshot_, all, values, value_of, bitmap_of);
  };
  const auto& counties = snapshot_.county_groups();
  const auto& suppliers = snapshot_.supplier_groups();
  Facets out;
  out.county = values_of(
      counted(
          county, counties.size(), [](const Row& row) { return row.county; },
          [&](std::size_t i) -> const Roaring& { return counties.documents(static_cast<Groups::Number>(i)); }),
      [&](std::size_t i, std::int64_t n) { return county_value(counties.key(static_cast<Groups::Number>(i)), n); });
  out.category =
      values_of(counted(
                    category, kCategories, [](const Row& row) { return row.category; },
                    [&](std::size_t i) -> const Roaring& { return snapshot_.of_category(static_cast<Category>(i)); }),
                [](std::size_t i, std::int64_t n) { return value_of(kCategoryNames[i], n); });
  out.mark = values_of(counted(
                           mark, kMarks, [](const Row& row) { return row.mark; },
                           [&](std::size_t i) -> const Roaring& { return snapshot_.of_mark(i); }),
                       [](std::size_t i, std::int64_t n) { return value_of(kMarkNames[i], n); });
  out.price_band = values_of(counted(
                                 price, kPriceBands, [](const Row& row) { return row.band; },
                                 [&](std::size_t i) -> const Roaring& { return snapshot_.of_band(i); }),
                             band_value);
  out.certified = values_of(
      counted(
          certified, 2, [](const Row& row) { return row.certified ? 1 : 0; },
          [&](std::size_t i) -> const Roaring& { return i == 1 ? snapshot_.certified() : snapshot_.uncertified(); }),
      [](std::size_t i, std::int64_t n) {
        return i == 1 ? FacetValue{"true", "已认定帮扶产品", "Certified for assistance", n}
                      : FacetValue{"false", "未认定", "Not certified", n};
      });
  out.supplier = greatest_suppliers(
      snapshot_,
      counted(
          supplier, suppliers.size(), [](const Row& row) { return row.supplier; },
          [&](std::size_t i) -> const Roaring& { return suppliers.documents(static_cast<Groups::Number>(i)); }));
  return out;
}

FacetList list_categories(const Snapshot& snapshot) {
  FacetList out;
  for (std::size_t i = 0; i < kCategories; ++i) {
    const auto count = snapshot.of_category(static_cast<Category>(i)).cardinality();
    out.items.push_back(value_of(kCategoryNames[i], static_cast<std::int64_t>(count)));
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
