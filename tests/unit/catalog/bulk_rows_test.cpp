// What a row of a sheet may hold, and with which code the rest is refused.
#include <gtest/gtest.h>

#include "services/catalog/bulk/domain.hpp"
#include "services/catalog/bulk/messages.hpp"
#include "services/catalog/bulk/reading.hpp"
#include "services/catalog/product/listing.hpp"

namespace shanhai::catalog {
namespace {

using Cells = std::map<std::string, std::string>;

Cells tea() {
  return {{"product_ref", "T1"},
          {"sku_ref", "T1-500"},
          {"name", "凉山苦荞茶"},
          {"category", "农产品"},
          {"herb_class", "普通食品"},
          {"description", "高山种植"},
          {"production_county", "昭觉县"},
          {"raw_material_county", "513431"},
          {"fresh", "否"},
          {"shelf_life_days", "540"},
          {"mark", "地理标志"},
          {"primary_produce", "yes"},
          {"return_terms", ""},
          {"label", "500 g 盒装"},
          {"unit", "盒"},
          {"price", "58.00"},
          {"net_weight_g", "500"},
          {"package_weight_g", ""},
          {"gtin", ""},
          {"price_steps", ""},
          {"name_en", ""}};
}

std::string csv_of(const std::vector<Cells>& rows) {
  sheets::Cells head;
  for (const auto& column : columns()) head.push_back(std::string(column.zh));
  std::vector<sheets::Cells> out{head};
  for (const auto& row : rows) {
    auto& cells = out.emplace_back();
    for (const auto& column : columns()) cells.push_back(row.at(std::string(column.member)));
  }
  return sheets::write_csv(out);
}

std::string told(const Problem& problem) {
  return std::to_string(problem.row) + " " + problem.heading + " " + problem.code;
}

// All that is wrong in a sheet of new products, as an import finds it without a database.
std::vector<std::string> refusals(const std::vector<Cells>& rows) {
  const auto sheet = read_sheet(csv_of(rows), 100);
  if (sheet.has_error()) return {sheet.error().fields.at(0).pointer + " " + sheet.error().fields.at(0).code};
  std::vector<std::string> out;
  for (const auto& [line, problems] : sheet->problems) {
    for (const auto& problem : problems) out.push_back(told(problem));
  }
  for (const auto& product : sheet->products) {
    if (product.ref.empty()) continue;
    const auto read = read_product(*sheet, product, nullptr, {});
    for (const auto& problem : read.problems) out.push_back(told(problem));
    if (!read.content) continue;
    for (const auto& error : check_listing(listing_of(*read.content)))
      out.push_back(told(problem_of(*sheet, product, read, error)));
  }
  return out;
}

std::vector<std::string> refusals_with(const std::string& member, const std::string& cell) {
  auto row = tea();
  row.at(member) = cell;
  return refusals({row});
}

TEST(BulkRows, ReadAProductAsJsonDoes) {
  auto second = tea();
  second["sku_ref"] = "T1-250";
  second["label"] = "250 g 袋装";
  second["unit"] = "袋";
  second["price"] = "¥1,058.5";
  second["net_weight_g"] = "250";
  second["price_steps"] = "10:55;50:50.25";
  for (const auto* own : {"product_ref", "name", "category", "herb_class", "description", "production_county",
                          "raw_material_county", "fresh", "shelf_life_days", "mark", "primary_produce"})
    second[own] = "";  // cells that were merged down
  const auto sheet = read_sheet(csv_of({tea(), second}), 100).value();
  ASSERT_EQ(sheet.products.size(), 1u);
  const auto read = read_product(sheet, sheet.products[0], nullptr, {});
  ASSERT_TRUE(read.content) << told(read.problems.at(0));
  const auto& content = *read.content;
  EXPECT_EQ(content.name.str(), "凉山苦荞茶");
  EXPECT_EQ(content.production_county.str(), "513431");
  EXPECT_EQ(content.mark, Mark::geographical_indication);
  EXPECT_TRUE(content.primary_produce.value());
  ASSERT_EQ(content.skus.size(), 2u);
  EXPECT_EQ(content.skus[0].price, Money(5800));
  EXPECT_EQ(content.skus[1].price, Money(105850));
  EXPECT_EQ(content.skus[1].price_steps->at(1).price, Money(5025));
  EXPECT_TRUE(check_listing(listing_of(content)).empty());
}

// Of the product of the row above, wherever that one began.
TEST(BulkRows, AreOfTheProductAboveThem) {
  const auto row = [](const std::string& product_ref, const std::string& sku_ref) {
    auto out = tea();
    if (product_ref.empty()) {
      for (const auto& column : columns()) {
        if (!column.of_sku) out[std::string(column.member)] = "";
      }
    }
    out["product_ref"] = product_ref;
    out["sku_ref"] = out["label"] = sku_ref;
    return out;
  };
  const auto lines = [&](const std::vector<Cells>& rows) {
    std::string out;
    for (const auto& product : read_sheet(csv_of(rows), 100).value().products) {
      out += product.ref + ":";
      for (const auto line : product.lines) out += " " + std::to_string(line);
      out += "; ";
    }
    return out;
  };
  EXPECT_EQ(lines({row("A", "1"), row("B", "1"), row("A", "2"), row("", "3"), row("", "4"), row("B", "2")}),
            "A: 0 2 3 4; B: 1 5; ");
  const std::vector<Cells> below_a_wrong_one = {row("A", "1"), row(std::string(65, 'x'), "1"), row("", "2"),
                                                row("A", "2"), row("", "3")};
  EXPECT_EQ(lines(below_a_wrong_one), "A: 0 3 4; : 1; : 2; ");
  EXPECT_EQ(refusals(below_a_wrong_one), (std::vector<std::string>{"3 商品编号 too_long", "4 商品编号 required"}));
}

TEST(BulkRows, AreRefusedAtTheirCell) {
  const std::tuple<const char*, std::string, const char*> wrong[] = {
      {"product_ref", "", "2 商品编号 required"},
      {"product_ref", std::string(65, 'x'), "2 商品编号 too_long"},
      {"product_ref", "a\nb", "2 商品编号 control_character"},
      {"sku_ref", "", "2 规格编号 required"},
      {"name", "", "2 商品名称 required"},
      {"name", std::string(81, 'n'), "2 商品名称 too_long"},
      {"name_en", std::string(121, 'n'), "2 英文名称 too_long"},
      {"category", "食品", "2 类别 unknown_value"},
      {"category", "", "2 类别 required"},
      {"category", "手工艺品", "2 药食属性 herb_class_mismatch"},
      {"herb_class", "不适用", "2 药食属性 herb_class_mismatch"},
      {"description", std::string(4001, 'd'), "2 商品描述 too_long"},
      {"production_county", "昭觉", "2 产地县 unknown_division"},
      {"production_county", "999999", "2 产地县 unknown_division"},
      {"production_county", "513400", "2 产地县 unknown_division"},
      {"production_county", "440605", "2 产地县 not_an_origin"},
      {"raw_material_county", "", "2 原料产地县 required"},
      {"fresh", "也许", "2 生鲜 unknown_value"},
      {"shelf_life_days", "十八个月", "2 保质期（天） expected_integer"},
      {"shelf_life_days", "0", "2 保质期（天） out_of_range"},
      {"mark", "绿色", "2 认证标志 unknown_value"},
      {"return_terms", "不退", "2 退货规则 unknown_value"},
      {"label", "", "2 规格名称 required"},
      {"unit", "筐", "2 销售单位 unknown_unit"},
      {"unit", "斤装纸箱加泡沫盒", "2 销售单位 unknown_unit"},
      {"price", "", "2 单价（元） required"},
      {"price", "面议", "2 单价（元） expected_amount"},
      {"price", "-5", "2 单价（元） expected_amount"},
      {"price", "1,00", "2 单价（元） expected_amount"},
      {"price", "58.005", "2 单价（元） too_many_decimals"},
      {"price", "0", "2 单价（元） out_of_range"},
      {"price", "1000000.01", "2 单价（元） out_of_range"},
      {"price", "12345678901234567", "2 单价（元） out_of_range"},
      {"net_weight_g", "500g", "2 净重（克） expected_integer"},
      {"net_weight_g", "0.5", "2 净重（克） expected_integer"},
      {"net_weight_g", "10000001", "2 净重（克） out_of_range"},
      {"package_weight_g", "99999999999999999999", "2 包装重量（克） out_of_range"},
      {"gtin", "6901234567893", "2 商品条码 invalid_gtin"},
      {"gtin", "6.90123E+12", "2 商品条码 number_not_exact"},
      {"gtin", "123", "2 商品条码 too_short"},
      {"price_steps", "十件九折", "2 阶梯价 expected_price_steps"},
      {"price_steps", "10:55;5:50", "2 阶梯价 not_ascending"},
      {"price_steps", "10:59", "2 阶梯价 out_of_range"},
      {"price_steps", "1:55", "2 阶梯价 out_of_range"},
  };
  for (const auto& [member, cell, told_as] : wrong)
    EXPECT_EQ(refusals_with(member, cell), std::vector<std::string>{told_as}) << member << " " << cell.substr(0, 20);
}

TEST(BulkRows, AreTakenAsPeopleWriteThem) {
  const std::pair<const char*, const char*> fine[] = {
      {"category", " agricultural "},
      {"herb_class", "Common Food"},
      {"production_county", "四川省凉山彝族自治州昭觉县"},
      {"production_county", "凉山彝族自治州昭觉县"},
      {"fresh", ""},
      {"fresh", "TRUE"},
      {"price", "￥58"},
      {"price", "58.5元"},
      {"price", "　58.50 "},
      {"price", "1,000,000.00"},
      {"gtin", "6901234567892"},
      {"gtin", " 06901234567892"},
      {"price_steps", "10:55.00; 50:50;"},
      {"description", "第一行\r\n第二行"},
      {"description", "- 高山种植"},
  };
  for (const auto& [member, cell] : fine)
    EXPECT_EQ(refusals_with(member, cell), std::vector<std::string>{}) << member << " " << cell;
}

TEST(BulkRows, AreComparedWithEachOther) {
  auto other = tea();
  other["name"] = "另一个名称";
  EXPECT_EQ(refusals({tea(), other}),
            (std::vector<std::string>{"3 商品名称 differs_within_product", "3 规格编号 repeated"}));
  auto barcode = tea();
  barcode["gtin"] = "6901234567892";
  auto same = barcode;
  same["product_ref"] = "T2";
  EXPECT_EQ(refusals({barcode, same}), (std::vector<std::string>{"3 商品条码 repeated"}));
  auto unnamed = tea();
  unnamed["product_ref"] = "";  // says something of a product: it was forgotten, and not merged down
  unnamed["sku_ref"] = "x";
  EXPECT_EQ(refusals({tea(), unnamed}), (std::vector<std::string>{"3 商品编号 required"}));
  auto label = tea();
  label["sku_ref"] = "T1-2";
  EXPECT_EQ(refusals({tea(), label}), (std::vector<std::string>{"3 规格名称 repeated"}));
  std::vector<Cells> many;
  for (int i = 0; i < 51; ++i) {
    many.push_back(tea());
    many.back()["sku_ref"] = many.back()["label"] = std::to_string(i);
  }
  EXPECT_EQ(refusals(many), (std::vector<std::string>{"2  too_many"}));
}

TEST(BulkHeadings, AreKnownInBothLanguagesOrNamed) {
  const auto head = [](const std::string& line) {
    const auto read = read_sheet_head(line, 10);
    std::vector<std::string> out;
    if (read.has_error()) {
      for (const auto& field : read.error().fields)
        out.push_back(field.pointer + " " + field.code + " " + field.detail);
    }
    return out;
  };
  const std::string needed =
      "product_ref,sku_ref,name,category,herb_class,production_county,raw_material_county,label,unit,price";
  EXPECT_EQ(head(needed), std::vector<std::string>{});
  EXPECT_EQ(
      head("\n\n, 商品编号 ,规格编号,Name,类别,药食属性,产地县,原料产地县,规格名称,销售单位,PRICE,问题,sheet_row"),
      std::vector<std::string>{});
  EXPECT_EQ(head(needed + ",颜色"), std::vector<std::string>{"/1/K unknown_column \"颜色\""});
  EXPECT_EQ(head(needed + ",单价（元）"), std::vector<std::string>{"/1/K repeated_column \"单价（元）\""});
  EXPECT_EQ(head(needed.substr(0, needed.size() - 6)),
            std::vector<std::string>{"/1 missing_column \"单价（元）\" / price"});
  sheets::Row wrong;
  for (std::size_t i = 0; i < 5000; ++i) wrong.wrong.push_back({i % 60, "formula_error", "#N/A"});
  EXPECT_EQ(read_head(wrong).error().fields.size(), 100u) << "more than anybody reads";
  EXPECT_EQ(head("").at(0).substr(0, 9), " required");
  EXPECT_EQ(head("\"a").at(0).substr(0, 12), " invalid_csv");
}

TEST(BulkMessages, SayWhatIsWrongInBothLanguages) {
  EXPECT_EQ(message_of("efficacy_claim", "\"治疗\" at character 3", Language::zh),
            "食品不得宣称功效：“治疗”（第 3 字）");
  EXPECT_EQ(message_of("efficacy_claim", "\"治疗\" at character 3", Language::en),
            "food may not claim to heal: \"治疗\" at character 3");
  EXPECT_EQ(message_of("too_long", "at most 80 characters", Language::zh), "超过字数上限（最多 80）");
  EXPECT_EQ(message_of("product_refused", "row 7", Language::zh), "同一商品的其他行有误，整个商品未写入（第 7 行）");
}

}  // namespace
}  // namespace shanhai::catalog
