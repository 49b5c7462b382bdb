// References that prices are held against, and what ratings and sales do to an order of products.
#include <gtest/gtest.h>

#include "services/catalog/references/references.hpp"
#include "services/catalog/storefront/ranking.hpp"
#include "tests/unit/catalog/storefront_sample.hpp"

namespace shanhai::catalog {
namespace {

using namespace std::chrono_literals;

constexpr Date kDay = 2026y / 11 / 23;

SkuContent sku(std::int64_t fen, std::optional<std::int64_t> grams, const char* unit = "盒") {
  SkuContent out;
  out.label = "一";
  out.unit = unit;
  out.price = Money(fen);
  if (grams) out.net_weight_g = *grams;
  return out;
}

References::Published published(std::uint8_t number, const char* goods, std::int64_t fen) {
  References::Published out;
  out.id = sample::id_of<ReferencePriceId>(number);
  out.goods = goods;
  out.unit = kWeighedUnit;
  out.price = Money(fen);
  out.source = "四川省发展和改革委员会";
  out.valid_from = kDay;
  out.valid_to = add_days(kDay, 6);
  return out;
}

TEST(UnitOffer, IsTheCheapestPackByWeight) {
  EXPECT_EQ(unit_offer_of({sku(1000, 500), sku(3000, 2000), sku(10, std::nullopt)})->price, Money(750));
  EXPECT_EQ(unit_offer_of({sku(1000, 500), sku(3000, 2000)})->unit, "500g");
  const auto counted = unit_offer_of({sku(9000, std::nullopt, "件"), sku(8000, std::nullopt, "套")});
  EXPECT_EQ(counted->price, Money(8000));
  EXPECT_EQ(counted->unit, "套");
  auto bundle = sku(100, 500);
  bundle.components.emplace(1);
  EXPECT_FALSE(unit_offer_of({bundle})) << "what a bundle costs is no price of one thing";
}

TEST(References, ThePublishedPriceThatFitsMostCloselyHolds) {
  const References references(kDay, {published(1, "", 900), published(2, "苦荞", 1500), published(3, "黑苦荞米", 2000)},
                              {{{Category::agricultural, "500g"}, {Money(500), 9}}});
  const auto of = [&](const char* name) {
    return references.of(Category::agricultural, name, {"500g", Money(1600)}).value();
  };
  EXPECT_EQ(of("凉山黑苦荞米").reference, Money(2000));
  EXPECT_EQ(of("凉山苦荞茶").reference, Money(1500));
  EXPECT_EQ(of("凉山苦荞茶").goods, "苦荞");
  EXPECT_EQ(of("马铃薯").reference, Money(900));
  EXPECT_EQ(of("马铃薯").kind, ReferenceKind::published);
  EXPECT_TRUE(is_above(of("凉山苦荞茶")));
  EXPECT_FALSE(is_above(of("凉山黑苦荞米")));
  EXPECT_FALSE(references.of(Category::handicraft, "苦荞", {"500g", Money(1)}));
  EXPECT_FALSE(references.of(Category::agricultural, "苦荞", {"件", Money(1)})) << "another unit";
}

TEST(References, AMedianIsExceededByHalfAsMuchAgain) {
  const References references(kDay, {}, {{{Category::agricultural, "500g"}, {Money(1000), 7}}});
  const auto at = [&](std::int64_t fen) {
    return references.of(Category::agricultural, "马铃薯", {"500g", Money(fen)}).value();
  };
  EXPECT_EQ(at(1).kind, ReferenceKind::median);
  EXPECT_EQ(at(1).offers, 7);
  EXPECT_FALSE(is_above(at(1500)));
  EXPECT_TRUE(is_above(at(1501)));
}

TEST(References, MediansNeedFiveOffersAndAreOneOfThem) {
  const References::Key weighed{Category::agricultural, "500g"}, few{Category::handicraft, "件"};
  const auto medians = medians_of({{weighed, {Money(9), Money(1), Money(5), Money(3), Money(7), Money(100)}},
                                   {few, {Money(1), Money(2), Money(3), Money(4)}}});
  ASSERT_EQ(medians.size(), 1u);
  EXPECT_EQ(medians.at(weighed).price, Money(5));
  EXPECT_EQ(medians.at(weighed).offers, 6);
}

TEST(Ranking, RatingsAndSalesAsTheyAreTold) {
  EXPECT_FALSE(rating_tenths(0, 0));
  EXPECT_EQ(rating_tenths(3, 14), 47);
  EXPECT_EQ(rating_tenths(20, 93), 47) << "4.65: a half is rounded up";
  EXPECT_EQ(sold_at_least(0), 0);
  EXPECT_EQ(sold_at_least(9), 1);
  EXPECT_EQ(sold_at_least(1000), 1000);
  EXPECT_EQ(sold_at_least(1'000'000), 10000);
  EXPECT_GT(rating_rank(100, 490), rating_rank(1, 5)) << "one who is delighted is not a hundred";
  EXPECT_GT(rating_rank(1, 1), rating_rank(0, 0)) << "unrated ones are last";
}

TEST(Ranking, CertifiedThenSoldThenNew) {
  const auto now = sample::kNow;
  const auto value = [&](bool certified, std::int64_t sold, int days) {
    return quality_of(certified, sold, now - std::chrono::days(days), now).value;
  };
  EXPECT_GT(value(true, 0, 400), value(false, 1'000'000, 1));
  EXPECT_GT(value(false, 10, 400), value(false, 9, 1));
  EXPECT_GT(value(false, 0, 1), value(false, 0, 40));
  EXPECT_GT(value(false, 0, 40), value(false, 0, 400));
  EXPECT_LT(value(true, 1'000'000, 1), 1000);
}

// A product in the snapshot, as it was received.
StorefrontPage page_of_three(StorefrontQuery query) {
  const auto before = sample::snapshot({{"苦荞甲"}, {"苦荞乙"}, {"苦荞丙"}});
  std::vector<DocumentPtr> documents;
  const std::array<store::Reception, 3> receptions = {{{1, 5, 3}, {40, 190, 20}, {0, 0, 0}}};
  const References references(kDay, {published(1, "苦荞", 900)}, {});
  for (std::size_t i = 0; i < receptions.size(); ++i) {
    auto product = sample::product(i + 1, {i == 0 ? "苦荞甲" : i == 1 ? "苦荞乙" : "苦荞丙"});
    product.reception = receptions[i];
    product.content.skus[0].net_weight_g = i == 2 ? 1000 : 500;
    documents.push_back(make_document(product, before->suppliers()->at(product.supplier), sample::kNow, references));
  }
  return sample::page_of(*before->with(documents, {}, before->suppliers(), 8), query);
}

TEST(Storefront, ShowsAndSortsByRatingsAndSales) {
  StorefrontQuery query;
  query.sort = StorefrontSort::rating;
  auto page = page_of_three(query);
  EXPECT_EQ(page.items[0].name, "苦荞乙");
  EXPECT_EQ(page.items[0].rating_tenths, 48);
  EXPECT_EQ(page.items[0].ratings, 40);
  EXPECT_EQ(page.items[0].sold_at_least, 10);
  EXPECT_EQ(page.items[2].name, "苦荞丙");
  query.sort = StorefrontSort::sales;
  query.limit = 1;
  page = page_of_three(query);
  EXPECT_EQ(page.items[0].name, "苦荞乙");
  query.cursor = *page.next_cursor;
  EXPECT_EQ(page_of_three(query).items[0].name, "苦荞甲");
  query = {};
  query.q = "苦荞";
  EXPECT_EQ(page_of_three(query).items[0].name, "苦荞乙") << "sold more";
}

TEST(Storefront, FiltersWhatIsAboveItsReference) {
  StorefrontQuery query;
  query.above_reference = true;
  const auto page = page_of_three(query);
  ASSERT_EQ(page.total, 2);
  EXPECT_TRUE(page.items[0].above_reference);
  ASSERT_TRUE(page.items[0].price_reference);
  EXPECT_EQ(page.items[0].price_reference->price, Money(1000));
  EXPECT_EQ(page.items[0].price_reference->reference, Money(900));
  EXPECT_EQ(page.items[0].price_reference->source, "四川省发展和改革委员会");
  query.above_reference = false;
  ASSERT_EQ(page_of_three(query).total, 1);
  EXPECT_EQ(page_of_three(query).items[0].name, "苦荞丙") << "a kilogramme costs as much";
  EXPECT_FALSE(page_of_three(query).items[0].above_reference);
}

}  // namespace
}  // namespace shanhai::catalog
