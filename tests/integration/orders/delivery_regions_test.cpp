// Where a product is delivered to, beside its supplier's terms of carriage.
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class DeliveryRegions : public World {
 protected:
  std::string problem_of(const Product& product, const char* division) {
    QuoteDelivery delivery;
    delivery.division = Text<6, 6>(division);
    delivery.lines.push_back({product.sku, 1, std::nullopt});
    QuoteBody body;
    body.deliveries.push_back(std::move(delivery));
    return run(parts.quotation.quote(who, std::move(body))).value().lines.at(0).problem.value_or("");
  }

  auth::Principal who = consumer();
};

TEST_F(DeliveryRegions, AreReachedAndNoOthers) {
  Product local;
  local.delivery_regions = catalog::DeliveryRegions{{{"4406", "4419"}}, {{"440606"}}};
  const auto honey = publish(local), tea = publish({});
  stock(honey, 10);
  stock(tea, 10, "L2");
  EXPECT_EQ(problem_of(honey, "440605"), "");
  EXPECT_EQ(problem_of(honey, "441900"), "");
  EXPECT_EQ(problem_of(honey, "440606"), "not_delivered_there");
  EXPECT_EQ(problem_of(honey, "440106"), "not_delivered_there");
  EXPECT_EQ(problem_of(tea, "440106"), "");
  auto wanted = body({{&tea, 1}, {&honey, 1}});
  wanted.deliveries[0].recipient = address("440106");
  const auto refused = checkout(who, wanted);
  ASSERT_TRUE(refused.has_error());
  const auto& error = refused.error();
  EXPECT_EQ(error.code, "not_deliverable");
  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].pointer, "/deliveries/0/lines/1/sku_id");
  EXPECT_EQ(error.fields[0].code, "not_delivered_there");
  EXPECT_EQ(error.fields[0].detail, honey.sku.str() + " is not delivered to 440106");
  EXPECT_EQ(stock_of(tea).reserved, 0) << "all or nothing";
  wanted.deliveries[0].recipient = address("440605");
  EXPECT_TRUE(checkout(who, wanted).has_value());
}

// The bundle's supplier need have nothing in it.
TEST_F(DeliveryRegions, OfABundleAreItsOwnAndThoseOfWhatItHolds) {
  Product local;
  local.delivery_regions = catalog::DeliveryRegions{{{"4406"}}, {}};
  const auto honey = publish(local), tea = publish({});
  stock(honey, 10);
  stock(tea, 10, "L2");
  const auto pack = [this](const Product& product, std::optional<catalog::DeliveryRegions> regions) {
    Product box;
    box.net_weight_g.reset();
    box.components = {{product.sku, product.id, product.supplier, 1, box.price}};
    box.delivery_regions = std::move(regions);
    return publish(box);
  };
  const auto of_honey = pack(honey, std::nullopt), of_tea = pack(tea, local.delivery_regions);
  EXPECT_EQ(problem_of(of_honey, "440605"), "");
  EXPECT_EQ(problem_of(of_honey, "440106"), "not_delivered_there");
  EXPECT_EQ(problem_of(of_tea, "440605"), "");
  EXPECT_EQ(problem_of(of_tea, "440106"), "not_delivered_there");
}

}  // namespace
}  // namespace shanhai::orders
