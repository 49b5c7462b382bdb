// Prices for larger quantities, and gift packs.
#include <gtest/gtest.h>

#include "services/catalog/product/domain.hpp"
#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

class Bundles : public World {
 protected:
  // A product with one SKU that holds other SKUs.
  ProductContent box(std::vector<BundleComponent> components, Money price) {
    auto out = tea();
    out.name = "彝家礼盒";
    auto& sku = out.skus.front();
    sku.label = "礼盒";
    sku.unit = "份";
    sku.price = price;
    sku.net_weight_g.reset();
    sku.package_weight_g = 300;
    sku.components = std::move(components);
    return out;
  }
  ProductContent honey(Money price) {
    auto out = tea();
    out.name = "会东蜂蜜";
    out.skus.front().price = price;
    return out;
  }
  std::vector<ComponentFacts> told() {
    const auto all = events_of(kProductPublished);
    return json::read<ProductPublished>(all.back().payload).value().skus.front().components.value();
  }
  std::vector<std::string> publishing_refused(const auth::Principal& by, const ProductContent& content) {
    const auto draft = must(products.create(by, content));
    return places(refused(products.publish(by, draft.product_id, "", {})));
  }
};

TEST_F(Bundles, LaddersArePublishedAndShown) {
  const auto caller = supplier();
  auto content = tea();
  content.skus[0].package_weight_g = 80;
  content.skus[0].price_steps = std::vector<PriceStep>{{10, Money(5500)}, {50, Money(5500)}, {100, Money(5000)}};
  const auto view = published(caller, content);
  ASSERT_EQ(view.skus[0].price_steps.size(), 3u);
  const auto facts = json::read<ProductPublished>(events_of(kProductPublished).at(0).payload).value().skus.at(0);
  EXPECT_EQ(facts.package_weight_g, 80);
  ASSERT_TRUE(facts.price_steps);
  EXPECT_EQ((*facts.price_steps)[2].from.value(), 100);
  EXPECT_EQ((*facts.price_steps)[2].price, Money(5000));
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM sku_price_step"), 3);
  const auto& shown = storefront();
  const auto place = shown.find(view.product_id);
  ASSERT_TRUE(place);
  EXPECT_NE(shown.at(*place).body.find(R"("price_steps":[{"from":10)"), std::string::npos);
}

TEST_F(Bundles, LaddersOnlyDescend) {
  const auto caller = supplier();
  const auto wrong = [&](std::vector<PriceStep> steps) {
    auto content = tea();
    content.skus[0].price_steps = std::move(steps);
    return places(refused(products.create(caller, content)));
  };
  using Places = std::vector<std::string>;
  EXPECT_EQ(wrong({{10, Money(5801)}}), Places{"/skus/0/price_steps/0/price/amount_fen out_of_range"});
  EXPECT_EQ(wrong({{10, Money(5500)}, {10, Money(5400)}}), Places{"/skus/0/price_steps/1/from not_ascending"});
  EXPECT_EQ(wrong({{10, Money(5500)}, {20, Money(5600)}}),
            Places{"/skus/0/price_steps/1/price/amount_fen out_of_range"});
  std::vector<PriceStep> many;
  for (int i = 0; i < 11; ++i) many.push_back({i + 2, Money(5000)});
  EXPECT_EQ(wrong(many), Places{"/skus/0/price_steps too_many"});
}

TEST_F(Bundles, ShareTheirPriceByWhatTheComponentsCost) {
  const auto caller = supplier();
  const auto a = published(caller, tea()).skus[0].sku_id, b = published(caller, honey(Money(3100))).skus[0].sku_id;
  const auto view = published(caller, box({{a, 1, {}, {}}, {b, 2, {}, {}}}, Money(10001)));
  ASSERT_EQ(view.skus[0].components.size(), 2u);
  EXPECT_TRUE(view.skus[0].components[0].product_id);
  const auto components = told();
  // 10001 over 5800 : 6200 is 4833.8 and 5167.2.
  EXPECT_EQ(components[0].share, Money(4834));
  EXPECT_EQ(components[1].share, Money(5167));
  EXPECT_EQ(components[1].quantity, 2);
  EXPECT_EQ(components[1].supplier, *caller.organisation);
  EXPECT_EQ(count("SELECT CAST(SUM(share_fen) AS SIGNED) AS n FROM sku_component"), 10001);
  // Nothing has changed: no new version.
  EXPECT_EQ(must(products.publish(caller, view.product_id, "", {})).published_version, 1);
}

TEST_F(Bundles, KeepTheSharesTheyAreGiven) {
  const auto caller = supplier();
  const auto a = published(caller, tea()).skus[0].sku_id, b = published(caller, honey(Money(3100))).skus[0].sku_id;
  published(caller, box({{a, 1, Money(6000), {}}, {b, 2, Money(4000), {}}}, Money(10000)));
  EXPECT_EQ(told()[0].share, Money(6000));
  const auto wrong = [&](const ProductContent& content) { return places(refused(products.create(caller, content))); };
  using Places = std::vector<std::string>;
  EXPECT_EQ(wrong(box({{a, 1, Money(6000), {}}, {b, 2, Money(4001), {}}}, Money(10000))),
            Places{"/skus/0/components shares_differ"});
  EXPECT_EQ(wrong(box({{a, 1, Money(6000), {}}, {b, 2, {}, {}}}, Money(10000))),
            Places{"/skus/0/components shares_incomplete"});
  EXPECT_EQ(wrong(box({{a, 1, {}, {}}, {a, 2, {}, {}}}, Money(10000))), Places{"/skus/0/components/1/sku_id repeated"});
  EXPECT_EQ(wrong(box({{a, 10, {}, {}}}, Money(9))), Places{"/skus/0/price/amount_fen out_of_range"});
  auto heavy = box({{a, 1, {}, {}}}, Money(10000));
  heavy.skus[0].net_weight_g = 500;
  heavy.skus[0].price_steps = std::vector<PriceStep>{{10, Money(9000)}};
  EXPECT_EQ(wrong(heavy), (Places{"/skus/0/net_weight_g of_components", "/skus/0/price_steps not_for_bundles"}));
  EXPECT_EQ(wrong(box({{SkuId::make(clock, random), 1, {}, {}}}, Money(10000))),
            Places{"/skus/0/components/0/sku_id unknown_sku"});
}

TEST_F(Bundles, HoldOnlyWhatIsOnSale) {
  const auto caller = supplier();
  const auto draft = must(products.create(caller, tea()));
  using Places = std::vector<std::string>;
  EXPECT_EQ(publishing_refused(caller, box({{draft.skus[0].sku_id, 1, {}, {}}}, Money(10000))),
            Places{"/skus/0/components/0/sku_id component_not_for_sale"});
  must(products.publish(caller, draft.product_id, "", {}));
  const auto inner = published(caller, box({{draft.skus[0].sku_id, 1, {}, {}}}, Money(10000)));
  EXPECT_EQ(publishing_refused(caller, box({{inner.skus[0].sku_id, 1, {}, {}}}, Money(10000))),
            Places{"/skus/0/components/0/sku_id nested_bundle"});
  must(products.withdraw(caller, draft.product_id, "", {}));
  EXPECT_EQ(publishing_refused(caller, box({{draft.skus[0].sku_id, 1, {}, {}}}, Money(10000))),
            Places{"/skus/0/components/0/sku_id component_not_for_sale"});
}

TEST_F(Bundles, SellAnothersGoodsAtTheirPriceOrAbove) {
  const auto caller = supplier(), other = supplier(kMeigu);
  const auto own = published(caller, tea()).skus[0].sku_id,
             foreign = published(other, honey(Money(3100))).skus[0].sku_id;
  using Places = std::vector<std::string>;
  EXPECT_EQ(publishing_refused(caller, box({{own, 1, {}, {}}, {foreign, 2, {}, {}}}, Money(10000))),
            Places{"/skus/0/components/1/price_share foreign_share_missing"});
  EXPECT_EQ(publishing_refused(caller, box({{own, 1, Money(3801), {}}, {foreign, 2, Money(6199), {}}}, Money(10000))),
            Places{"/skus/0/components/1/price_share/amount_fen foreign_share_too_low"});
  published(caller, box({{own, 1, Money(3800), {}}, {foreign, 2, Money(6200), {}}}, Money(10000)));
  EXPECT_EQ(told()[1].supplier, *other.organisation);
}

}  // namespace
}  // namespace shanhai::catalog
