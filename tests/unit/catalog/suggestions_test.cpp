#include "services/catalog/storefront/suggestions.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/catalog/storefront_sample.hpp"

namespace shanhai::catalog {
namespace {

const std::vector<sample::Sample> kSamples = {
    {"凉山苦荞茶", "Liangshan Tartary buckwheat tea", "513431", Category::agricultural, 5800, true, 1},
    {"黑苦荞米", "Black buckwheat", "513435", Category::agricultural, 2980, false, 1},
    {"黑苦荞米", "", "513435", Category::agricultural, 3980, false, 2},
    {"美姑崖鹰鸡", "Meigu Yaying chicken", "513436", Category::agricultural, 12800, true, 2},
    {"苦荞彝绣挂包", "Yi embroidered bag", "513431", Category::handicraft, 16800, false, 1},
};

std::vector<std::string> texts_of(const SuggestionList& list, SuggestionKind kind) {
  std::vector<std::string> out;
  for (const auto& item : list.items) {
    if (item.kind == kind) out.push_back(item.text);
  }
  return out;
}

TEST(Suggestions, AreNamesEachOnceAndSuppliers) {
  const auto snapshot = sample::snapshot(kSamples);
  const auto list = suggest(*snapshot, "苦荞", 10);
  EXPECT_EQ(texts_of(list, SuggestionKind::product),
            (std::vector<std::string>{"苦荞彝绣挂包", "凉山苦荞茶", "黑苦荞米"}));
  EXPECT_EQ(texts_of(list, SuggestionKind::supplier), std::vector<std::string>{"昭觉县苦荞农民专业合作社"});
}

TEST(Suggestions, KnowWordsAndSyllablesThatAreNotFinished) {
  const auto snapshot = sample::snapshot(kSamples);
  for (const auto* typed : {"buckw", "tart", "kuqi", "kuqiaoc", "kqc", "liangsh"}) {
    const auto names = texts_of(suggest(*snapshot, typed, 10), SuggestionKind::product);
    EXPECT_NE(std::find(names.begin(), names.end(), "凉山苦荞茶"), names.end()) << typed;
  }
  const auto by_county = suggest(*snapshot, "zhaoj", 10);
  ASSERT_FALSE(by_county.items.empty());
  EXPECT_EQ(by_county.items[0].kind, SuggestionKind::county);
  EXPECT_EQ(by_county.items[0].code, "513431");
  EXPECT_EQ(by_county.items[0].products, 2);
}

TEST(Suggestions, AreNoMoreThanAskedForAndNoneForNothing) {
  const auto snapshot = sample::snapshot(kSamples);
  EXPECT_EQ(suggest(*snapshot, "苦荞", 1).items.size(), 1u);
  EXPECT_TRUE(suggest(*snapshot, "！", 10).items.empty());
  EXPECT_TRUE(suggest(*snapshot, "不存在", 10).items.empty());
}

TEST(Similar, AreOfTheSameCategoryTheNearestNameFirst) {
  auto samples = kSamples;
  for (int i = 0; i < 20; ++i) samples.push_back({"土豆" + std::to_string(i), "", "513422"});
  const auto snapshot = sample::snapshot(samples);
  const auto list = json::parse<SimilarList>(write_similar(*snapshot, 1)).value();
  ASSERT_GE(list.items.size(), 2u);
  EXPECT_EQ(list.items[0].name, "黑苦荞米") << "of the other supplier";
  EXPECT_EQ(list.items[1].name, "凉山苦荞茶");
  for (const auto& item : list.items) {
    EXPECT_EQ(item.category, Category::agricultural);
    EXPECT_NE(item.product_id, snapshot->at(1).id) << "not itself";
  }
}

}  // namespace
}  // namespace shanhai::catalog
