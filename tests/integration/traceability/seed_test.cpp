#include "services/traceability/seed.hpp"

#include "common/base/gtin.hpp"
#include "services/traceability/catalog_projection/store.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

class Seed : public World {
 protected:
  // As the catalog told of it.
  catalog::ProductPublished sample(std::optional<std::int64_t> shelf_life_days, bool fresh = false,
                                   std::optional<std::int64_t> net_weight_g = 500) {
    catalog::ProductPublished out;
    out.product = ProductId::make(clock, random);
    out.version = 1;
    out.supplier = *owner.organisation;
    out.name = "凉山苦荞茶";
    out.fresh = fresh;
    out.shelf_life_days = shelf_life_days;
    out.production_county = out.raw_material_county = kZhaojue;
    catalog::SkuFacts sku;
    sku.sku = SkuId::make(clock, random);
    const auto digits = "02" + std::to_string(20000000000 + ++made_);
    sku.gtin = digits + gs1_check_digit(digits);
    sku.label = "500 g";
    sku.unit = "盒";
    sku.net_weight_g = net_weight_g;
    out.skus = {sku};
    service.transaction([&](db::Tx& tx) -> Result<void> {
      store::put_skus(tx, 1,
                      {{sku.sku, out.product, out.supplier, sku.gtin, out.name, sku.label, sku.unit, net_weight_g}});
      return {};
    });
    return out;
  }
  std::string everything() {
    std::string out;
    auto connection = service.schema.connect();
    for (const auto* table : {"household", "lot", "delivery", "epcis_event", "transfer", "outbox", "audit_entry"}) {
      const auto rows = connection.query("SELECT COUNT(*) FROM " + std::string(table));
      out += std::string(table) + " " + std::to_string(rows.front().get<std::int64_t>("COUNT(*)")) + "\n";
    }
    return out;
  }

  const auth::Principal owner = cooperative();
  SampleLots samples{service.database, households, lots, sales};

 private:
  int made_ = 0;
};

TEST_F(Seed, PutsSampleLotsOnSaleThroughTheRules) {
  const auto tea = sample(540), craft = sample(std::nullopt, false, std::nullopt);
  EXPECT_EQ(must(samples.write({tea, craft})), 2);
  for (const auto& product : {tea, craft}) {
    const auto view = must(traces.trace(product.skus[0].gtin, std::string(kSampleLotNumber), http::Language::zh));
    EXPECT_EQ(view.product_name, "样例·凉山苦荞茶") << "a sample says that it is one";
    EXPECT_EQ(view.households, 3);
    EXPECT_EQ(view.journey.front().step, Step::harvest);
    EXPECT_EQ(view.best_before.has_value(), product.shelf_life_days.has_value());
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM household"), 3) << "one cooperative's products share its households";
  EXPECT_EQ(count("SELECT COUNT(*) FROM lot WHERE kind = 'packed' AND transferred = 100"), 2);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Seed, LeavesOutWhatDoesNotKeep) {
  EXPECT_EQ(must(samples.write({sample(5, true), sample(45), sample(540, true)})), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lot"), 0);
}

TEST_F(Seed, ASecondRunChangesNothing) {
  const std::vector<catalog::ProductPublished> products = {sample(540), sample(720)};
  must(samples.write(products));
  const auto before = everything();
  clock.advance(std::chrono::hours(24 * 40));
  EXPECT_EQ(must(samples.write(products)), 0);
  EXPECT_EQ(everything(), before);
}

// Orders was away: what was recorded is carried out later, and not recorded again.
TEST_F(Seed, AnInterruptedRunIsContinued) {
  const auto product = sample(540);
  orders_service->set_mood(OrdersStandIn::Mood::away);
  EXPECT_EQ(must(samples.write({product})), 1) << "its intent is recorded";
  EXPECT_EQ(must(samples.write({product})), 0);
  orders_service->set_mood(OrdersStandIn::Mood::answers);
  clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(run(sales.carry_out_due()), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lot WHERE transferred = 100"), 1);
  EXPECT_EQ(audit_differences(), "");
}

}  // namespace
}  // namespace shanhai::traceability
