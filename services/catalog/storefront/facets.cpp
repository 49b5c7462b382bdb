#include "services/catalog/storefront/facets.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"
#include "services/catalog/storefront/search.hpp"

namespace shanhai::catalog {
namespace {

const Roaring kNothing;

const Roaring* or_nothing(const Roaring* found) { return found ? found : &kNothing; }

struct CategoryName {
  Category category;
  const char* zh;
  const char* en;
};
constexpr std::array<CategoryName, kCategories> kCategoryNames = {{
    {Category::agricultural, "农产品", "Agricultural produce"},
    {Category::herbal_medicine, "中药材", "Herbal medicine"},
    {Category::handicraft, "手工艺品", "Handicrafts"},
}};

std::int64_t common_count(const Roaring& a, const Roaring& b) {
  return static_cast<std::int64_t>(a.and_cardinality(b));
}

void most_first(std::vector<FacetValue>& values) {
  std::sort(values.begin(), values.end(), [](const FacetValue& a, const FacetValue& b) {
    return a.count != b.count ? a.count > b.count : a.code < b.code;
  });
}

FacetValue county_value(const std::string& code, std::int64_t count) {
  const auto* division = find_division(code);
  return {code, division ? std::string(division->name) : code, "", count};
}

FacetValue category_value(const CategoryName& name, std::int64_t count) {
  return {boost::describe::enum_to_string(name.category, ""), name.zh, name.en, count};
}

}  // namespace

Filters::Filters(const Snapshot& snapshot, const StorefrontQuery& query) : snapshot_(snapshot) {
  if (query.county) county_ = or_nothing(snapshot.of_county(query.county->str()));
  if (query.prefecture) prefecture_ = or_nothing(snapshot.of_prefecture(query.prefecture->str()));
  if (query.category) category_ = &snapshot.of_category(*query.category);
  if (query.supplier) supplier_ = or_nothing(snapshot.of_supplier(*query.supplier));
  if (query.certified && *query.certified) certified_ = &snapshot.certified();
  if (query.certified && !*query.certified) {
    uncertified_ = snapshot.everything() - snapshot.certified();
    certified_ = &uncertified_;
  }
}

Roaring Filters::apply_without(Roaring documents, Facet facet) const {
  if (prefecture_) documents &= *prefecture_;
  if (supplier_) documents &= *supplier_;
  if (county_ && facet != Facet::county) documents &= *county_;
  if (category_ && facet != Facet::category) documents &= *category_;
  if (certified_ && facet != Facet::certified) documents &= *certified_;
  return documents;
}

Roaring Filters::apply(const Roaring& documents) const { return apply_without(documents, Facet::none); }

Facets Filters::facets(const Roaring& documents) const {
  Facets out;
  const auto by_county = apply_without(documents, Facet::county);
  for (const auto& [code, bitmap] : snapshot_.counties()) {
    if (const auto count = common_count(by_county, bitmap)) out.county.push_back(county_value(code, count));
  }
  const auto by_category = apply_without(documents, Facet::category);
  for (const auto& name : kCategoryNames) {
    const auto count = common_count(by_category, snapshot_.of_category(name.category));
    if (count) out.category.push_back(category_value(name, count));
  }
  const auto by_standing = apply_without(documents, Facet::certified);
  const auto certified = common_count(by_standing, snapshot_.certified());
  const auto rest = static_cast<std::int64_t>(by_standing.cardinality()) - certified;
  if (certified) out.certified.push_back({"true", "已认定帮扶产品", "Certified for assistance", certified});
  if (rest) out.certified.push_back({"false", "未认定", "Not certified", rest});
  most_first(out.county);
  most_first(out.category);
  most_first(out.certified);
  return out;
}

FacetList list_categories(const Snapshot& snapshot) {
  FacetList out;
  for (const auto& name : kCategoryNames) {
    out.items.push_back(
        category_value(name, static_cast<std::int64_t>(snapshot.of_category(name.category).cardinality())));
  }
  return out;
}

FacetList list_counties(const Snapshot& snapshot) {
  std::set<std::string> codes;
  for (const auto& division : all_divisions()) {
    if (division.supported_origin) codes.emplace(division.code);
  }
  for (const auto& [code, bitmap] : snapshot.counties()) codes.insert(code);
  FacetList out;
  for (const auto& code : codes) {
    const auto* bitmap = snapshot.of_county(code);
    out.items.push_back(county_value(code, bitmap ? static_cast<std::int64_t>(bitmap->cardinality()) : 0));
  }
  return out;
}

}  // namespace shanhai::catalog
