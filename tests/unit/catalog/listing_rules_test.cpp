#include <gtest/gtest.h>

#include <set>

#include "common/base/gtin.hpp"
#include "services/catalog/product/api.hpp"

namespace shanhai::catalog {
namespace {

const Date kToday{std::chrono::year(2026), std::chrono::November, std::chrono::day(23)};

const ListingWords kWords{{"治疗", "降血压", "壮阳", "anticancer", "cures"}, {"虫草", "松茸", "matsutake"}};

Listing good_listing() {
  Listing listing;
  listing.name = "凉山苦荞茶";
  listing.name_en = "Liangshan Tartary buckwheat tea";
  listing.description = "高山种植，传统炒制。";
  listing.herb_class = HerbClass::common_food;
  listing.production_county = listing.raw_material_county = "513431";
  listing.primary_produce = true;
  listing.skus.push_back({"500 g 盒装", "盒", Money(5800), 500, std::nullopt});
  return listing;
}

struct Wrong {
  const char* what;
  void (*change)(Listing&);
  const char* pointer;
  const char* code;
};

const Wrong kGrammar[] = {
    {"unknown county", [](Listing& l) { l.production_county = "999999"; }, "/production_county", "unknown_division"},
    {"a prefecture", [](Listing& l) { l.raw_material_county = "513400"; }, "/raw_material_county", "unknown_division"},
    {"made in Guangdong", [](Listing& l) { l.production_county = "440103"; }, "/production_county", "not_an_origin"},
    {"food without a class", [](Listing& l) { l.herb_class = HerbClass::not_applicable; }, "/herb_class",
     "herb_class_mismatch"},
    {"a craft with one", [](Listing& l) { l.category = Category::handicraft; }, "/herb_class", "herb_class_mismatch"},
    {"no SKU", [](Listing& l) { l.skus.clear(); }, "/skus", "required"},
    {"unknown unit", [](Listing& l) { l.skus[0].unit = "pound"; }, "/skus/0/unit", "unknown_unit"},
    {"free of charge", [](Listing& l) { l.skus[0].price = Money(0); }, "/skus/0/price/amount_fen", "out_of_range"},
    {"negative", [](Listing& l) { l.skus[0].price = Money(-1); }, "/skus/0/price/amount_fen", "out_of_range"},
    {"beyond all measure", [](Listing& l) { l.skus[0].price = Money(100'000'001); }, "/skus/0/price/amount_fen",
     "out_of_range"},
    {"a pound of 501 g", [](Listing& l) { l.skus[0].unit = "斤", l.skus[0].net_weight_g = 501; },
     "/skus/0/net_weight_g", "unit_weight_mismatch"},
    {"GTIN check digit", [](Listing& l) { l.skus[0].gtin = "6901234567891"; }, "/skus/0/gtin", "invalid_gtin"},
    {"label twice", [](Listing& l) { l.skus.push_back(l.skus[0]); }, "/skus/1/label", "repeated"},
};

TEST(Listing, NamesEachWrongField) {
  EXPECT_TRUE(check_listing(good_listing()).empty());
  for (const auto& wrong : kGrammar) {
    auto listing = good_listing();
    wrong.change(listing);
    const auto errors = check_listing(listing);
    ASSERT_EQ(errors.size(), 1u) << wrong.what;
    EXPECT_EQ(errors[0].pointer, wrong.pointer) << wrong.what;
    EXPECT_EQ(errors[0].code, wrong.code) << wrong.what;
  }
}

TEST(Listing, TwoFormsOfOneGtinAreTheSame) {
  auto listing = good_listing();
  listing.skus[0].gtin = "6901234567892";
  auto other = listing.skus[0];
  other.label = "two";
  other.gtin = "06901234567892";
  listing.skus.push_back(other);
  const auto errors = check_listing(listing);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].pointer, "/skus/1/gtin");
}

const Wrong kGates[] = {
    {"poison", [](Listing& l) { l.herb_class = HerbClass::toxic_prohibited; }, "/herb_class", "toxic_prohibited"},
    {"drug material",
     [](Listing& l) { l.category = Category::herbal_medicine, l.herb_class = HerbClass::drug_material; }, "/herb_class",
     "drug_trading_licence_required"},
    {"processed food", [](Listing& l) { l.primary_produce = false; }, "/primary_produce", "food_licence_required"},
    {"matsutake", [](Listing& l) { l.name = "乡城松茸"; }, "/name", "wild_harvest_licence_required"},
    {"matsutake in English", [](Listing& l) { l.name_en = "Dried MATSUTAKE slices"; }, "/name_en",
     "wild_harvest_licence_required"},
    {"on a label", [](Listing& l) { l.skus[0].label = "虫 草 礼盒"; }, "/skus/0/label",
     "wild_harvest_licence_required"},
    {"claim in the name", [](Listing& l) { l.name = "降血压苦荞茶"; }, "/name", "efficacy_claim"},
    {"claim in the description", [](Listing& l) { l.description = "常饮可治 疗失眠"; }, "/description",
     "efficacy_claim"},
    {"hidden by signs", [](Listing& l) { l.description = "长期服用降·血·压"; }, "/description", "efficacy_claim"},
    {"full-width", [](Listing& l) { l.description = "ＡＮＴＩＣＡＮＣＥＲ tea"; }, "/description", "efficacy_claim"},
    {"on a label", [](Listing& l) { l.skus[0].label = "壮阳装"; }, "/skus/0/label", "efficacy_claim"},
};

TEST(Gates, EachForbiddenListingIsRefusedWithItsRule) {
  EXPECT_TRUE(check_gates(good_listing(), {}, kWords, kToday).empty());
  for (const auto& wrong : kGates) {
    auto listing = good_listing();
    wrong.change(listing);
    const auto errors = check_gates(listing, {}, kWords, kToday);
    ASSERT_EQ(errors.size(), 1u) << wrong.what;
    EXPECT_EQ(errors[0].pointer, wrong.pointer) << wrong.what;
    EXPECT_EQ(errors[0].code, wrong.code) << wrong.what;
  }
}

TEST(Gates, OpenWithTheLicenceUntilItEnds) {
  struct Opened {
    LicenceKind kind;
    void (*change)(Listing&);
  };
  const Opened opened[] = {
      {LicenceKind::drug_trading,
       [](Listing& l) { l.herb_class = HerbClass::drug_material, l.category = Category::herbal_medicine; }},
      {LicenceKind::food_production, [](Listing& l) { l.primary_produce = false; }},
      {LicenceKind::prepackaged_filing, [](Listing& l) { l.primary_produce = false; }},
      {LicenceKind::wild_harvest, [](Listing& l) { l.name = "雅江松茸干片"; }},
  };
  for (const auto& gate : opened) {
    auto listing = good_listing();
    gate.change(listing);
    const Licence licence{gate.kind, "1", kToday};
    EXPECT_TRUE(check_gates(listing, std::span(&licence, 1), kWords, kToday).empty());
    EXPECT_EQ(check_gates(listing, std::span(&licence, 1), kWords, add_days(kToday, 1)).size(), 1u);
  }
}

TEST(Gates, AnEndedBusinessLicenceClosesEverything) {
  const Licence ended{LicenceKind::business_licence, "1", add_days(kToday, -1)};
  const auto errors = check_licence_gates(good_listing(), std::span(&ended, 1), kWords, kToday);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].code, "business_licence_expired");
}

TEST(Gates, PoisonIsRefusedWhateverTheLicences) {
  auto listing = good_listing();
  listing.herb_class = HerbClass::toxic_prohibited;
  std::vector<Licence> all;
  for (const auto kind : {LicenceKind::business_licence, LicenceKind::food_production, LicenceKind::drug_trading,
                          LicenceKind::wild_harvest}) {
    all.push_back({kind, "SC11451343100123", kToday});
  }
  EXPECT_EQ(check_gates(listing, all, kWords, kToday).size(), 1u);
}

TEST(Gates, ACraftMayTellOfMedicineAndFungi) {
  auto listing = good_listing();
  listing.category = Category::handicraft;
  listing.herb_class = HerbClass::not_applicable;
  listing.name = "松茸图案银饰";
  listing.description = "传说可治疗";
  EXPECT_TRUE(check_gates(listing, {}, kWords, kToday).empty());
}

TEST(Gates, ConsumersMayNotBuyDrugMaterial) {
  EXPECT_FALSE(consumers_may_buy(HerbClass::drug_material));
  EXPECT_TRUE(consumers_may_buy(HerbClass::food_medicine));
}

TEST(Claims, AreFoundWhereverBuyersRead) {
  auto listing = good_listing();
  listing.name = "苦荞茶治疗";
  listing.name_en = "It cures";
  listing.description = "第一行\n可以降 血 压。";
  listing.skus[0].label = "500 g 壮阳";
  listing.images.push_back({"img_1", "熊猫", "anticancer"});
  listing.images.push_back({"img_2", "治疗", ""});
  std::vector<std::string> found;
  for (const auto& error : check_gates(listing, {}, kWords, kToday))
    found.push_back(error.pointer + " " + error.code + " " + error.detail);
  EXPECT_EQ(found, (std::vector<std::string>{"/name efficacy_claim \"治疗\" at character 4",
                                             "/name_en efficacy_claim \"cures\" at character 4",
                                             "/skus/0/label efficacy_claim \"壮阳\" at character 7",
                                             "/description efficacy_claim \"降血压\" at character 7",
                                             "/images/0/alt_en efficacy_claim \"anticancer\" at character 1",
                                             "/images/1/alt efficacy_claim \"治疗\" at character 1"}));
  listing.category = Category::handicraft;
  listing.herb_class = HerbClass::not_applicable;
  EXPECT_TRUE(check_gates(listing, {}, kWords, kToday).empty()) << "a craft is no food";
}

TEST(Review, IsAskedForByPolicy) {
  const auto common = good_listing();
  auto drug = good_listing(), wild = good_listing();
  drug.herb_class = HerbClass::drug_material;
  wild.name = "康定松茸";
  struct Row {
    ReviewPolicy policy;
    bool common_first, common_again, sensitive;
  };
  for (const auto& row :
       {Row{ReviewPolicy::none, false, false, false}, Row{ReviewPolicy::sensitive, false, false, true},
        Row{ReviewPolicy::first, true, false, true}, Row{ReviewPolicy::all, true, true, true}}) {
    const auto name = static_cast<int>(row.policy);
    EXPECT_EQ(needs_review(common, kWords, true, row.policy), row.common_first) << name;
    EXPECT_EQ(needs_review(common, kWords, false, row.policy), row.common_again) << name;
    EXPECT_EQ(needs_review(drug, kWords, false, row.policy), row.sensitive) << name;
    EXPECT_EQ(needs_review(wild, kWords, false, row.policy), row.sensitive) << name;
  }
}

TEST(FindWord, TellsThePlaceInCodePoints) {
  EXPECT_EQ(find_word("苦荞茶降血压", "降血压"), 3u);
  EXPECT_EQ(find_word("苦荞茶 降 血 压", "降血压"), 4u);
  EXPECT_EQ(find_word("It CURES all", "cures"), 3u);
  EXPECT_EQ(find_word("secures freshness", "cures"), std::nullopt);
  EXPECT_EQ(find_word("降血", "降血压"), std::nullopt);
  EXPECT_EQ(find_word("", "降血压"), std::nullopt);
  EXPECT_EQ(find_word("降", ""), std::nullopt);
}

TEST(Units, OfWeightAreExact) {
  EXPECT_EQ(grams_of_unit("斤"), 500);
  EXPECT_EQ(grams_of_unit("kg"), 1000);
  EXPECT_EQ(grams_of_unit("g"), 1);
  EXPECT_EQ(grams_of_unit("盒"), std::nullopt);
  for (const auto* unit :
       {"斤", "kg", "g", "个", "只", "盒", "箱", "袋", "罐", "瓶", "件", "套", "份", "本", "把", "条", "张"}) {
    EXPECT_TRUE(is_sale_unit(unit)) << unit;
  }
}

TEST(RestrictedGtin, IsValidRestrictedAndNeverTheSame) {
  std::set<std::string> seen;
  for (const std::int64_t number : {std::int64_t(1), std::int64_t(2), std::int64_t(9'999'999'999),
                                    std::int64_t(10'000'000'000), std::int64_t(99'999'999'999)}) {
    const auto gtin = restricted_gtin(number);
    EXPECT_EQ(gtin.size(), 14u);
    EXPECT_TRUE(is_valid_gtin(gtin)) << gtin;
    EXPECT_TRUE(is_restricted_gtin(gtin)) << gtin;
    EXPECT_TRUE(seen.insert(gtin).second) << gtin;
  }
  EXPECT_THROW(restricted_gtin(0), std::out_of_range);
  EXPECT_THROW(restricted_gtin(100'000'000'000), std::out_of_range);
}

TEST(RestrictedGtin, OthersAreNot) {
  for (const auto* gtin : {"6901234567892", "4006381333931", "96385074"})
    EXPECT_FALSE(is_restricted_gtin(to_gtin14(gtin))) << gtin;
  for (const auto* gtin : {"2000000000015", "0200000000011", "0400000000019", "20000004"})
    EXPECT_TRUE(is_restricted_gtin(to_gtin14(gtin))) << gtin;
}

}  // namespace
}  // namespace shanhai::catalog
