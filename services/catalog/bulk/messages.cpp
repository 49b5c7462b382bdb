#include "services/catalog/bulk/messages.hpp"

#include <algorithm>

#include "common/http/problem.hpp"

namespace shanhai::catalog {
namespace {

struct Text {
  std::string_view code, zh, en;
};

// Every code that a row can be refused with. The Chinese text stands alone but for what the detail quotes; the English
// one stands before the detail.
constexpr Text kTexts[] = {
    {"required", "必填", "required"},
    {"too_short", "字数不足", "too short"},
    {"too_long", "超过字数上限", "too long"},
    {"out_of_range", "超出允许的范围", "out of range"},
    {"unknown_value", "不在可选值之内", "not one of the values"},
    {"control_character", "含有不可见的控制字符", "holds a control character"},
    {"expected_integer", "应为不带单位的整数", "expected a whole number"},
    {"expected_amount", "应为金额（元），如 58.50", "expected an amount"},
    {"too_many_decimals", "金额最多两位小数", "more than two decimals"},
    {"expected_price_steps", "阶梯价应写作 10:55.00;50:50.00（数量:单价）", "expected prices by quantity"},
    {"number_not_exact", "数字已被表格软件舍入，请将该列设为文本后重新填写", "a spreadsheet has rounded the number"},
    {"formula_error", "公式出错", "an error of a formula"},
    {"invalid_utf8", "含有无法识别的字符", "holds characters that cannot be read"},
    {"cell_too_long", "单元格内容过长", "the cell is too long"},
    {"too_many_cells", "该行的列数过多", "too many cells"},
    {"unknown_division", "没有这个县（区），请填县名或六位行政区划代码", "no such county"},
    {"ambiguous_division", "县名不唯一，请在前面加上所属市、州", "several counties have this name"},
    {"not_an_origin", "产地不能在广东省内", "not a county of origin"},
    {"herb_class_mismatch", "药食属性与类别不符", "the class of herb does not fit the category"},
    {"unknown_unit", "销售单位不在可选范围内，如 斤、kg、盒、袋", "no unit of sale"},
    {"unit_weight_mismatch", "净重与按重量计的销售单位不符", "the weight is not that of the unit"},
    {"invalid_gtin", "商品条码有误，应为 8、12、13 或 14 位并带校验位", "no GTIN"},
    {"gtin_taken", "该商品条码已用于其他规格", "another SKU has this GTIN"},
    {"gtin_fixed", "规格的商品条码不能更改；新条码请用新的规格编号", "a SKU keeps its GTIN"},
    {"restricted_gtin", "02、04、20 至 29 开头的店内码由平台分配", "given out by the platform only"},
    {"repeated", "与其他行重复", "repeated"},
    {"differs_within_product", "与同一商品的其他行不一致", "differs from another row of the product"},
    {"not_ascending", "阶梯价的数量应逐级递增", "quantities must ascend"},
    {"too_many", "数量超过上限", "too many"},
    {"of_components", "组合商品的净重由其组成决定", "a bundle weighs what it holds"},
    {"not_for_bundles", "组合商品不能设阶梯价", "not for bundles"},
    {"unit_of_weight", "组合商品不能按重量销售", "a bundle is counted"},
    {"shares_incomplete", "组合商品的分摊价不完整", "shares are missing"},
    {"shares_differ", "组合商品的分摊价之和应等于售价", "the shares sum to another price"},
    {"component_not_for_sale", "组合商品中有未上架的商品", "a component is not for sale"},
    {"nested_bundle", "组合商品不能包含组合商品", "a bundle holds no bundle"},
    {"foreign_share_missing", "组合商品中他人的商品缺少分摊价", "a share is missing"},
    {"foreign_share_too_low", "组合商品中他人商品的分摊价过低", "a share is too low"},
    {"unknown_product", "没有这个商品编号所指的商品", "no such product of yours"},
    {"unknown_sku", "没有这个规格", "no such SKU"},
    {"fixed_by_certification", "已认定的商品不能更改产地", "fixed by its certification"},
    {"toxic_prohibited", "毒性药材禁止上架", "toxic herbs may never be listed"},
    {"efficacy_claim", "食品不得宣称功效", "food may not claim to heal"},
    {"wild_harvest_licence_required", "受保护的野生物种需要采集许可", "needs a licence for wild harvest"},
    {"drug_trading_licence_required", "药材需要药品经营许可证", "needs a drug-trading licence"},
    {"food_licence_required", "加工食品需要食品生产许可证或预包装食品备案；自产初级农产品请填“是”",
     "processed food needs a licence"},
    {"business_licence_expired", "营业执照已过期", "the business licence has ended"},
    {"product_refused", "同一商品的其他行有误，整个商品未写入", "another row of the product is wrong"},
    {"unknown_column", "无法识别的列标题", "unknown heading"},
    {"repeated_column", "列标题重复", "repeated heading"},
    {"missing_column", "缺少必需的列", "missing column"},
    {"invalid_csv", "不是有效的 CSV 文件", "no CSV"},
    {"invalid_xlsx", "不是有效的 XLSX 文件", "no XLSX"},
    {"unknown_encoding", "无法识别的文字编码，请保存为 UTF-8 或 GBK", "unknown encoding"},
    {"too_many_rows", "行数超过上限，请分成几个文件", "too many rows"},
    {"file_expands_too_far", "文件内容过大，请分成几个文件", "the file holds too much"},
    {"supplier_not_approved", "供应商尚未获批", "the supplier is not approved"},
    {"import_removed", "已撤销", "removed"},
    {"import_given_up", "多次处理未成功，已完成的部分保留；请重新提交该文件", "given up; what was written stands"},
};

// From the first quote to the last: of a detail what is no English.
std::string quoted(const std::string& detail) {
  const auto first = detail.find('"'), last = detail.rfind('"');
  return first == last ? std::string() : detail.substr(first + 1, last - first - 1);
}

std::string number_behind(const std::string& detail, std::string_view words) {
  const auto at = detail.find(words);
  if (at == detail.npos) return {};
  const auto from = at + words.size();
  return detail.substr(from, detail.find_first_not_of("0123456789", from) - from);
}

}  // namespace

std::string message_of(std::string_view code, const std::string& detail, Language language) {
  const auto* found = std::find_if(std::begin(kTexts), std::end(kTexts), [&](const Text& t) { return t.code == code; });
  if (found == std::end(kTexts)) return std::string(code) + (detail.empty() ? "" : ": ") + detail;
  if (language == Language::en) return std::string(found->en) + (detail.empty() ? "" : ": ") + detail;
  std::string out(found->zh);
  if (const auto word = quoted(detail); !word.empty()) out += "：“" + word + "”";
  if (const auto at = number_behind(detail, "at character "); !at.empty()) out += "（第 " + at + " 字）";
  if (const auto row = number_behind(detail, "row "); !row.empty()) out += "（第 " + row + " 行）";
  if (const auto most = number_behind(detail, "at most "); !most.empty()) out += "（最多 " + most + "）";
  return out;
}

void register_bulk_texts() {
  static constexpr http::ProblemText kTitles[] = {
      {"imp_not_found", "没有这个导入", "No such import"},
      {"import_not_found", "没有这个导入", "No such import"},
      {"import_not_finished", "导入尚未完成", "The import is not finished"},
      {"nothing_refused", "没有被拒绝的行", "No row was refused"},
      {"import_expired", "导入记录已过期", "The import is no longer kept"},
      {"too_many_imports", "导入数量已达上限", "Too many imports are kept"},
      {"export_too_large", "商品过多，无法导出为一个表格", "Too many products for one sheet"},
  };
  http::register_problem_texts(kTitles);
}

}  // namespace shanhai::catalog
