#include "services/catalog/bulk/columns.hpp"

#include "services/catalog/bulk/domain.hpp"

namespace shanhai::catalog {
namespace {

constexpr Choice kCategories[] = {{"agricultural", "农产品", "agricultural"},
                                  {"herbal_medicine", "中药材", "herbal medicine"},
                                  {"handicraft", "手工艺品", "handicraft"}};
constexpr Choice kHerbClasses[] = {{"common_food", "普通食品", "common food"},
                                   {"food_medicine", "食药同源", "food and medicine"},
                                   {"drug_material", "药材", "drug material"},
                                   {"toxic_prohibited", "毒性禁售", "toxic, prohibited"},
                                   {"not_applicable", "不适用", "not applicable"}};
constexpr Choice kMarks[] = {{"geographical_indication", "地理标志", "geographical indication"},
                             {"organic", "有机产品", "organic"},
                             {"green_food", "绿色食品", "green food"},
                             {"national_heritage", "非遗", "national heritage"}};
constexpr Choice kReturnTerms[] = {{"seven_days", "七天无理由", "seven days"},
                                   {"custom_made", "定制商品", "custom made"},
                                   {"if_not_confirmed", "未经确认可退", "if not confirmed"}};

constexpr Column kColumns[] = {
    {"product_ref", "商品编号", false, true, CellKind::reference},
    {"sku_ref", "规格编号", true, true, CellKind::reference},
    {"name", "商品名称", false, true},
    {"name_en", "英文名称"},
    {"category", "类别", false, true, CellKind::choice, kCategories},
    {"herb_class", "药食属性", false, true, CellKind::choice, kHerbClasses},
    {"description", "商品描述"},
    {"production_county", "产地县", false, true, CellKind::county},
    {"raw_material_county", "原料产地县", false, true, CellKind::county},
    {"fresh", "生鲜", false, false, CellKind::yes},
    {"shelf_life_days", "保质期（天）", false, false, CellKind::whole},
    {"mark", "认证标志", false, false, CellKind::choice, kMarks},
    {"primary_produce", "自产初级农产品", false, false, CellKind::yes},
    {"return_terms", "退货规则", false, false, CellKind::choice, kReturnTerms},
    {"label", "规格名称", true, true},
    {"unit", "销售单位", true, true, CellKind::word},
    {"price", "单价（元）", true, true, CellKind::yuan},
    {"net_weight_g", "净重（克）", true, false, CellKind::whole},
    {"package_weight_g", "包装重量（克）", true, false, CellKind::whole},
    {"gtin", "商品条码", true, false, CellKind::digits},
    {"price_steps", "阶梯价", true, false, CellKind::steps},
};

constexpr std::size_t kWrongMax = 100;  // cells that are told at once

std::string folded(std::string_view text) {
  auto out = trimmed(text);
  for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

// Places in kColumns; npos: what is told of refused rows.
std::map<std::string, std::size_t> known_headings() {
  std::map<std::string, std::size_t> out;
  for (std::size_t i = 0; i < std::size(kColumns); ++i) {
    out.emplace(kColumns[i].member, i);
    out.emplace(kColumns[i].zh, i);
  }
  for (const auto language : {Language::zh, Language::en}) {
    for (const auto& heading : problem_headings(language)) out.emplace(heading, std::string::npos);
  }
  return out;
}

}  // namespace

std::span<const Column> columns() { return kColumns; }

std::string heading_of(const Column& column, Language language) {
  return std::string(language == Language::zh ? column.zh : column.member);
}

std::vector<std::string> headings(Language language) {
  std::vector<std::string> out;
  for (const auto& column : kColumns) out.push_back(heading_of(column, language));
  return out;
}

std::array<std::string, 2> problem_headings(Language language) {
  if (language == Language::zh) return {"原行号", "问题"};
  return {"sheet_row", "problems"};
}

std::string Head::heading(std::size_t column, Language language) const {
  const auto place = place_of[column];
  return place ? trimmed(texts[*place]) : heading_of(kColumns[column], language);
}

Result<Head> read_head(const sheets::Row& row) {
  static const auto known = known_headings();
  const auto line = '/' + std::to_string(row.number);
  Head out;
  out.texts = row.cells;
  out.column_at.resize(row.cells.size());
  out.place_of.resize(std::size(kColumns));
  std::vector<FieldError> wrong;
  for (const auto& cell : row.wrong) {
    wrong.push_back({line + '/' + sheets::column_letters(cell.column), cell.code, cell.detail});
    if (wrong.size() == kWrongMax) return Error::invalid(std::move(wrong));
  }
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto name = folded(row.cells[i]);
    if (name.empty()) continue;
    const auto place = line + '/' + sheets::column_letters(i);
    const auto found = known.find(name);
    if (found == known.end()) {
      wrong.push_back({place, "unknown_column", '"' + trimmed(row.cells[i]) + '"'});
    } else if (found->second == std::string::npos) {
      continue;
    } else if (out.place_of[found->second]) {
      wrong.push_back({place, "repeated_column", '"' + trimmed(row.cells[i]) + '"'});
    } else {
      out.place_of[found->second] = i;
      out.column_at[i] = found->second;
    }
  }
  for (std::size_t i = 0; i < std::size(kColumns); ++i) {
    if (kColumns[i].required && !out.place_of[i])
      wrong.push_back(
          {line, "missing_column", '"' + std::string(kColumns[i].zh) + "\" / " + std::string(kColumns[i].member)});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

}  // namespace shanhai::catalog
