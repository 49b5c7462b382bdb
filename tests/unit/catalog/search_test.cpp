#include "services/catalog/storefront/search.hpp"

#include <gtest/gtest.h>

#include "tests/unit/catalog/storefront_sample.hpp"

namespace shanhai::catalog {
namespace {

using sample::page_of;
using sample::Sample;

std::vector<std::string> names_of(const StorefrontPage& page) {
  std::vector<std::string> out;
  for (const auto& item : page.items) out.push_back(item.name);
  return out;
}

StorefrontQuery query_of(const char* q) {
  StorefrontQuery query;
  query.q = q;
  return query;
}

const std::vector<Sample> kSamples = {
    {"凉山苦荞茶", "Liangshan Tartary buckwheat tea", "513431", Category::agricultural, 5800, true, 1},
    {"黑苦荞米", "Black buckwheat", "513435", Category::agricultural, 2980, false, 1},
    {"美姑崖鹰鸡", "Meigu Yaying chicken", "513436", Category::agricultural, 12800, true, 2},
    {"彝绣挂包", "Yi embroidered bag", "513431", Category::handicraft, 16800, false, 1},
    {"荞麦茶壶与苦瓜", "", "513431", Category::agricultural, 100, false, 2},
};

TEST(Search, FindsAPartOfAName) {
  const auto snapshot = sample::snapshot(kSamples);
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("苦荞茶"))), std::vector<std::string>{"凉山苦荞茶"});
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("buckwheat"))), (std::vector<std::string>{"凉山苦荞茶", "黑苦荞米"}));
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("Yi 挂包"))), std::vector<std::string>{"彝绣挂包"});
}

TEST(Search, CharactersThatStandApartAreNoMatch) {
  const auto snapshot = sample::snapshot({{"荞茶和苦荞", "", "513431"}});
  EXPECT_EQ(page_of(*snapshot, query_of("苦荞茶")).total, 0);
  EXPECT_EQ(page_of(*snapshot, query_of("苦荞")).total, 1);
}

TEST(Search, FindsByPlaceAndSupplierAfterNames) {
  const auto snapshot = sample::snapshot({{"腊肉", "", "513431", Category::agricultural, 1, false, 2},
                                          {"昭觉土豆", "", "513431", Category::agricultural, 1, false, 2}});
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("昭觉"))), (std::vector<std::string>{"昭觉土豆", "腊肉"}));
  EXPECT_EQ(page_of(*snapshot, query_of("崖鹰鸡养殖")).total, 2);
}

TEST(Search, FindsByTheLettersThatOneTypes) {
  const auto snapshot = sample::snapshot(kSamples);
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("kqc"))), std::vector<std::string>{"凉山苦荞茶"});
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("yayingji"))).front(), "美姑崖鹰鸡");
  EXPECT_EQ(page_of(*snapshot, query_of("zhaojue")).total, 4) << "by their county, or their supplier's name";
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("heikuqiao 米"))), std::vector<std::string>{"黑苦荞米"});
}

TEST(Search, TakesASlipForTheNearestWord) {
  const auto snapshot = sample::snapshot(kSamples);
  const auto page = page_of(*snapshot, query_of("buckweat tea"));
  EXPECT_EQ(names_of(page), std::vector<std::string>{"凉山苦荞茶"});
  ASSERT_TRUE(page.corrections);
  EXPECT_EQ(page.corrections->at(0).word, "buckweat");
  EXPECT_EQ(page.corrections->at(0).taken_for, std::vector<std::string>{"buckwheat"});
  EXPECT_FALSE(page_of(*snapshot, query_of("buckwheat")).corrections) << "as it is where it is found";
}

TEST(Search, CorrectsTwoSlipsOfAQuery) {
  const auto snapshot = sample::snapshot({{"甲", "buckwheat walnuts honeycomb"}});
  EXPECT_EQ(page_of(*snapshot, query_of("buckweat walnutss")).total, 1);
  EXPECT_EQ(page_of(*snapshot, query_of("buckweat walnutss honycomb")).total, 0) << "each looks at every word there is";
}

TEST(Search, CertifiedAndNewComeFirstAmongWhatFitsAsWell) {
  auto old = sample::product(3, {"苦荞丙"});
  old.first_published_at = sample::kNow - std::chrono::days(40);  // a later version does not make it new
  const auto before = sample::snapshot({{"苦荞甲"}, {"苦荞乙", "", "513431", Category::agricultural, 1000, true}});
  const auto snapshot =
      before->with({make_document(old, sample::supplier(1, "合作社"), sample::kNow)}, {}, before->suppliers(), 8);
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("苦荞"))), (std::vector<std::string>{"苦荞乙", "苦荞甲", "苦荞丙"}));
}

TEST(Search, AWordThatIsGoneHidesNoOther) {
  const auto before = sample::snapshot({{"甲", "buckweat"}, {"乙", "buckwheat"}});
  EXPECT_EQ(page_of(*before, query_of("buckweat")).total, 1);
  const auto after = before->with({}, {before->at(0).id}, before->suppliers(), 8);
  EXPECT_EQ(names_of(page_of(*after, query_of("buckweat"))), std::vector<std::string>{"乙"});
}

TEST(Search, ManyWordsAreRefused) {
  const auto snapshot = sample::snapshot(kSamples);
  EXPECT_EQ(page_of(*snapshot, query_of("社 社 社 社 社 社 社 社 社 社 社 社")).total, 5) << "one word";
  const auto refused = search(*snapshot, query_of("a b c d e f g h i"));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().fields.at(0).pointer, "query/q");
}

TEST(Search, FiltersByMarkPriceAndWhoMayBuy) {
  auto samples = kSamples;
  samples[0].mark = Mark::geographical_indication;
  samples[1].herb_class = HerbClass::drug_material;
  const auto snapshot = sample::snapshot(samples);
  StorefrontQuery query;
  query.mark = MarkFilter::geographical_indication;
  EXPECT_EQ(names_of(page_of(*snapshot, query)), std::vector<std::string>{"凉山苦荞茶"});
  EXPECT_EQ(page_of(*snapshot, query).facets.mark.size(), 2u);
  query = {};
  query.for_consumers = true;
  EXPECT_EQ(page_of(*snapshot, query).total, 4);
  query = {};
  query.price_min_fen = 2980;
  query.price_max_fen = 12800;
  EXPECT_EQ(page_of(*snapshot, query).total, 3);
  query.price_max_fen = 12799;
  const auto page = page_of(*snapshot, query);
  EXPECT_EQ(page.total, 2);
  ASSERT_EQ(page.facets.price_band.size(), 4u) << "of all prices";
  EXPECT_EQ(page.facets.price_band[0].code, "10000-19999");
  EXPECT_EQ(page.facets.price_band[0].count, 2);
  EXPECT_EQ(page.facets.price_band[0].name, "100-200元");
}

TEST(Search, NothingToSearchForFindsNothing) {
  const auto snapshot = sample::snapshot(kSamples);
  EXPECT_EQ(page_of(*snapshot, query_of("！？")).total, 0);
  EXPECT_EQ(page_of(*snapshot, query_of("不存在的东西")).total, 0);
}

TEST(Search, AnEmptyCatalogAnswers) {
  const auto snapshot = sample::snapshot({});
  EXPECT_EQ(page_of(*snapshot, {}).total, 0);
  EXPECT_EQ(page_of(*snapshot, query_of("茶")).total, 0);
}

TEST(Search, FacetsLeaveOutTheirOwnFilter) {
  const auto snapshot = sample::snapshot(kSamples);
  StorefrontQuery query;
  query.county = "513431";
  query.category = Category::agricultural;
  const auto page = page_of(*snapshot, query);
  EXPECT_EQ(page.total, 2);
  ASSERT_EQ(page.facets.county.size(), 3u);  // of agricultural products, wherever from
  EXPECT_EQ(page.facets.county[0].code, "513431");
  EXPECT_EQ(page.facets.county[0].name, "昭觉县");
  EXPECT_EQ(page.facets.county[0].count, 2);
  ASSERT_EQ(page.facets.category.size(), 2u);  // of the county
  EXPECT_EQ(page.facets.category[0].code, "agricultural");
  EXPECT_EQ(page.facets.category[1].count, 1);
  ASSERT_EQ(page.facets.certified.size(), 2u);
}

TEST(Search, WrongParametersAreNamed) {
  const auto snapshot = sample::snapshot(kSamples);
  const auto pointer_of = [&](const StorefrontQuery& query) {
    const auto answer = search(*snapshot, query);
    return answer.has_error() ? answer.error().fields.at(0).pointer : "";
  };
  StorefrontQuery query;
  query.county = "999999";
  EXPECT_EQ(pointer_of(query), "query/county");
  query.county = "513400";
  EXPECT_EQ(pointer_of(query), "query/county");
  query = {};
  query.prefecture = "513431";
  EXPECT_EQ(pointer_of(query), "query/prefecture");
  query = {};
  for (const auto* cursor : {"x", "AAAA", "!!"}) {
    query.cursor = cursor;
    EXPECT_EQ(pointer_of(query), "query/cursor") << cursor;
  }
  query = {};
  query.limit = 1;
  query.sort = StorefrontSort::newest;
  query.cursor = *page_of(*snapshot, query).next_cursor;
  query.sort = StorefrontSort::price_asc;
  EXPECT_EQ(pointer_of(query), "query/cursor") << "a cursor belongs to its sort";
}

}  // namespace
}  // namespace shanhai::catalog
