// What people type, and what they should see first: over the sample products of a new installation, one supplier a
// county.
#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "common/base/divisions.hpp"
#include "seed/products.hpp"
#include "tests/unit/catalog/storefront_sample.hpp"

namespace shanhai::catalog {
namespace {

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == ',')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

SnapshotPtr make_snapshot() {
  auto suppliers = std::make_shared<Snapshot::Suppliers>();
  std::vector<store::PublishedProduct> products;
  std::istringstream csv{std::string(seed::kProducts)};
  std::string line;
  std::getline(csv, line);  // names of columns
  while (std::getline(csv, line)) {
    const auto row = cells(line);
    if (row[3] == "toxic_prohibited") continue;
    sample::Sample made;
    made.name = row[0];
    made.name_en = row[1];
    made.category = json::parse<Category>("\"" + row[2] + "\"").value();
    made.county = row[4];
    made.price_fen = std::stoll(row[7]);
    auto product = sample::product(products.size() + 1, made);
    const auto number = std::stoul(row[4]) - 513300;
    product.supplier = sample::id_of<OrganisationId>(static_cast<std::uint8_t>(number));
    suppliers->emplace(
        product.supplier,
        store::PublishedSupplier{product.supplier, std::string(find_division(row[4])->name) + "农副产品合作社", row[4],
                                 SupplierStatus::approved, true});
    products.push_back(std::move(product));
  }
  std::vector<DocumentPtr> documents;
  for (const auto& product : products)
    documents.push_back(make_document(product, suppliers->at(product.supplier), sample::kNow));
  return std::make_shared<const Snapshot>(documents, std::move(suppliers), 1);
}

struct Expected {
  const char *typed, *first;
};

constexpr Expected kExpected[] = {
    // Chinese: whole names, parts, words apart, words in another order.
    {"苦荞茶", "凉山苦荞茶"},
    {"凉山苦荞茶", "凉山苦荞茶"},
    {"荞茶", "凉山苦荞茶"},
    {"黑苦荞", "甘洛黑苦荞米"},
    {"苦荞米", "甘洛黑苦荞米"},
    {"马铃薯", "凉山马铃薯"},
    {"崖鹰鸡", "美姑崖鹰鸡"},
    {"鸡", "美姑崖鹰鸡"},
    {"皱皮柑", "木里皱皮柑"},
    {"苹果", "盐源苹果"},
    {"脐橙", "雷波脐橙"},
    {"青花椒", "金阳青花椒"},
    {"花椒 九龙", "九龙花椒"},
    {"菜心", "喜德菜心"},
    {"藏香猪", "稻城藏香猪"},
    {"猪", "稻城藏香猪"},
    {"俄色茶", "炉霍俄色茶"},
    {"松茸干片", "雅江松茸干片"},
    {"乡城 松茸", "乡城松茸"},
    {"牦牛", "石渠牦牛肉干"},
    {"肉干", "石渠牦牛肉干"},
    {"核桃", "泸定核桃"},
    {"酥油", "道孚酥油"},
    {"大米", "普格高山大米"},
    {"天麻", "天麻"},
    {"黄芪", "黄芪"},
    {"沙棘", "沙棘果粉"},
    {"漆器", "喜德彝族漆器酒具"},
    {"酒具 漆器", "喜德彝族漆器酒具"},
    {"挂包", "彝绣挂包"},
    {"银手镯", "越西瓦曲银手镯"},
    {"笔记本", "德格藏纸笔记本"},
    {"铜壶", "白玉河坡铜壶"},
    {"藏毯", "康定藏毯"},
    {"木碗", "巴塘木碗"},
    {"面具", "新龙药泥面具"},
    // Counties: what has the name of one before what only comes from it.
    {"盐源", "盐源苹果"},
    {"石渠", "石渠牦牛肉干"},
    {"昭觉", "彝绣挂包"},
    {"新龙县", "新龙药泥面具"},
    {"得荣", "得荣树椒"},
    {"甘孜", "甘孜青稞米"},
    {"康定", "康定藏毯"},
    // Pinyin and its initials.
    {"kuqiaocha", "凉山苦荞茶"},
    {"kqc", "凉山苦荞茶"},
    {"lsmls", "凉山马铃薯"},
    {"malingshu", "凉山马铃薯"},
    {"songrong", "雅江松茸干片"},
    {"sjgf", "沙棘果粉"},
    {"huajiao jiulong", "九龙花椒"},
    {"niurou", "石渠牦牛肉干"},
    {"zangxiangzhu", "稻城藏香猪"},
    {"yanyuan", "盐源苹果"},
    {"qiqi", "喜德彝族漆器酒具"},
    {"mnrg", "石渠牦牛肉干"},
    // English, also with a slip.
    {"buckwheat tea", "凉山苦荞茶"},
    {"black buckwheat", "甘洛黑苦荞米"},
    {"matsutake", "雅江松茸干片"},
    {"fresh matsutake", "乡城松茸"},
    {"yak butter", "道孚酥油"},
    {"silver bracelet", "越西瓦曲银手镯"},
    {"Tibetan rug", "康定藏毯"},
    {"buckweat", "甘洛黑苦荞米"},
    {"matsutaki", "雅江松茸干片"},
    {"walnutss", "泸定核桃"},
    {"lacqerware", "喜德彝族漆器酒具"},
    {"bracelte", "越西瓦曲银手镯"},
    {"astragulus", "黄芪"},
    // Mixed, in any width and case.
    {"凉山 tea", "凉山苦荞茶"},
    {"yak 肉干", "石渠牦牛肉干"},
    {"ＢＵＣＫＷＨＥＡＴ 米", "甘洛黑苦荞米"},
    {"盐源 apples", "盐源苹果"},
    {"彝绣 bag", "彝绣挂包"},
    {"得荣shujiao", "得荣树椒"},
    {"“松茸”，雅江！", "雅江松茸干片"},
};
static_assert(std::size(kExpected) >= 60);

TEST(SearchQuality, WhatPeopleTypeFindsWhatTheyMean) {
  const auto snapshot = make_snapshot();
  ASSERT_EQ(snapshot->size(), 34u);
  for (const auto& [typed, first] : kExpected) {
    StorefrontQuery query;
    query.q = typed;
    const auto page = sample::page_of(*snapshot, query);
    ASSERT_FALSE(page.items.empty()) << typed;
    EXPECT_EQ(page.items[0].name, first) << typed;
  }
}

}  // namespace
}  // namespace shanhai::catalog
