#include "services/catalog/storefront/facet_text.hpp"

#include <array>

#include "common/base/divisions.hpp"
#include "services/catalog/storefront/price_bands.hpp"

namespace shanhai::catalog {
namespace {

struct Name {
  const char *code, *zh, *en;
};
constexpr std::array<Name, 3> kCategoryNames = {{
    {"agricultural", "农产品", "Agricultural produce"},
    {"herbal_medicine", "中药材", "Herbal medicine"},
    {"handicraft", "手工艺品", "Handicrafts"},
}};
constexpr std::array<Name, 5> kMarkNames = {{
    {"none", "无标志", "No mark"},
    {"geographical_indication", "地理标志", "Geographical indication"},
    {"organic", "有机产品", "Organic"},
    {"green_food", "绿色食品", "Green food"},
    {"national_heritage", "国家级非遗", "National intangible heritage"},
}};

FacetValue value_of(const Name& name, std::int64_t count) { return {name.code, name.zh, name.en, count}; }

}  // namespace

FacetValue category_value(std::size_t category, std::int64_t count) {
  return value_of(kCategoryNames[category], count);
}
FacetValue mark_value(std::size_t mark, std::int64_t count) { return value_of(kMarkNames[mark], count); }

FacetValue certified_value(bool certified, std::int64_t count) {
  return certified ? FacetValue{"true", "已认定帮扶产品", "Certified for assistance", count}
                   : FacetValue{"false", "未认定", "Not certified", count};
}

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

std::string facet_opening(FacetValue value) {
  value.count = 0;
  auto out = json::print(value);
  out.resize(out.size() - 2);  // 0}
  return out;
}

}  // namespace shanhai::catalog
