#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "common/base/gtin.hpp"
#include "services/catalog/product/domain.hpp"
#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

class Listings : public World {
 protected:
  static ProductContent content_of(const ProductView& view, ProductContent content) {
    content.skus.resize(view.skus.size());
    for (std::size_t i = 0; i < view.skus.size(); ++i) content.skus[i].sku_id = view.skus[i].sku_id;
    return content;
  }
};

TEST_F(Listings, DraftsGetIdsAndGtins) {
  const auto caller = supplier();
  const auto draft = must(products.create(caller, tea()));
  EXPECT_EQ(draft.status, ProductStatus::draft);
  EXPECT_EQ(draft.version, 1);
  EXPECT_EQ(draft.draft_version, 1);
  EXPECT_EQ(draft.published_version, std::nullopt);
  ASSERT_EQ(draft.skus.size(), 1u);
  EXPECT_TRUE(is_valid_gtin(draft.skus[0].gtin));
  EXPECT_TRUE(is_restricted_gtin(draft.skus[0].gtin));
  EXPECT_TRUE(events_of(kProductPublished).empty());
}

TEST_F(Listings, PublishedVersionsNeverChange) {
  const auto caller = supplier();
  const auto first = published(caller, tea());
  EXPECT_EQ(first.published_version, 1);
  EXPECT_EQ(first.draft_version, 2);
  EXPECT_FALSE(first.draft_differs);
  auto dearer = content_of(first, tea());
  dearer.skus[0].price = Money(6200);
  const auto edited = must(products.edit(caller, first.product_id, first.version, dearer));
  EXPECT_TRUE(edited.draft_differs);
  EXPECT_EQ(edited.published_version, 1);
  const auto second = must(products.publish(caller, first.product_id, "调价", {}));
  EXPECT_EQ(second.published_version, 2);
  EXPECT_EQ(second.skus[0].sku_id, first.skus[0].sku_id);
  EXPECT_EQ(second.skus[0].gtin, first.skus[0].gtin);
  const auto old = service.transaction([&](db::Tx& tx) -> Result<store::PublishedVersion> {
    return *store::find_product_version(tx, first.product_id, 1);
  });
  EXPECT_EQ(old->content.skus[0].price, Money(5800));
  const auto events = events_of(kProductPublished);
  ASSERT_EQ(events.size(), 2u);
  const auto payload = json::read<ProductPublished>(events[1].payload);
  ASSERT_TRUE(payload.has_value());
  EXPECT_EQ(payload->version, 2);
  EXPECT_EQ(payload->skus[0].price, Money(6200));
  EXPECT_EQ(payload->registration_county, kZhaojue);
  EXPECT_TRUE(payload->consumers_may_buy);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM sku_price"), 2);
}

TEST_F(Listings, PublishingTwiceMakesOneVersion) {
  const auto caller = supplier();
  const auto first = published(caller, tea());
  const auto again = must(products.publish(caller, first.product_id, "重复提交", {}));
  EXPECT_EQ(again.published_version, 1);
  EXPECT_EQ(again.version, first.version);
  EXPECT_EQ(events_of(kProductPublished).size(), 1u);
}

TEST_F(Listings, OfTwoEditorsOneIsTold) {
  const auto caller = supplier();
  const auto draft = must(products.create(caller, tea()));
  std::atomic<int> done{0}, stale{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const auto result = run(products.edit(caller, draft.product_id, draft.version, content_of(draft, tea())));
      if (result.has_value()) {
        ++done;
      } else {
        EXPECT_EQ(result.error().kind, ErrorKind::precondition_failed);
        ++stale;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(stale, 5);
}

TEST_F(Listings, OnlyApprovedSuppliersList) {
  const auto stranger = cooperative();
  EXPECT_EQ(refused(products.create(stranger, tea())).code, "supplier_not_approved");
  must(suppliers.apply(stranger, application(stranger), {}));
  EXPECT_EQ(refused(products.create(stranger, tea())).code, "supplier_not_approved");
}

TEST_F(Listings, SkusAreMatchedByTheirId) {
  const auto caller = supplier();
  auto two = tea();
  two.skus.push_back(two.skus[0]);
  two.skus[1].label = "250 g 袋装";
  two.skus[1].gtin = "6901234567892";
  const auto draft = must(products.create(caller, two));
  EXPECT_EQ(draft.skus[1].gtin, "06901234567892");

  auto edit = content_of(draft, two);
  edit.skus[1].gtin = "4006381333931";
  EXPECT_EQ(places(refused(products.edit(caller, draft.product_id, draft.version, edit))),
            std::vector<std::string>{"/skus/1/gtin gtin_fixed"});
  edit = content_of(draft, two);
  edit.skus[1].sku_id = SkuId::make(clock, random);
  EXPECT_EQ(places(refused(products.edit(caller, draft.product_id, draft.version, edit))),
            std::vector<std::string>{"/skus/1/sku_id unknown_sku"});
  edit.skus[1].sku_id = edit.skus[0].sku_id;
  edit.skus[1].gtin.reset();
  EXPECT_EQ(places(refused(products.edit(caller, draft.product_id, draft.version, edit))),
            std::vector<std::string>{"/skus/1/sku_id repeated"});
  edit = content_of(draft, two);
  edit.skus.pop_back();
  const auto one = must(products.edit(caller, draft.product_id, draft.version, edit));
  EXPECT_EQ(one.skus.size(), 1u);
  const auto back = must(products.edit(caller, draft.product_id, one.version, content_of(draft, two)));
  EXPECT_EQ(back.skus[1].gtin, "06901234567892") << "a SKU that was left out may come back as itself";
}

TEST_F(Listings, AGtinIsOneSkus) {
  const auto caller = supplier(), other = supplier(kMeigu);
  auto content = tea();
  content.skus[0].gtin = "6901234567892";
  must(products.create(caller, content));
  const auto error = refused(products.create(other, content));
  EXPECT_EQ(error.code, "gtin_taken");
  EXPECT_EQ(places(error), std::vector<std::string>{"/skus/0/gtin gtin_taken"});
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM product"), 1) << "nothing is half done";
  content.skus[0].gtin = "2000000000015";
  EXPECT_EQ(places(refused(products.create(other, content))), std::vector<std::string>{"/skus/0/gtin restricted_gtin"});
}

TEST_F(Listings, GtinsAreDistinctWhoeverAsks) {
  const auto caller = supplier(), other = supplier(kMeigu);
  std::mutex mutex;
  std::set<std::string> gtins;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 5; ++n) {
        const auto draft = must(products.create(i % 2 ? caller : other, tea()));
        const std::lock_guard lock(mutex);
        EXPECT_TRUE(gtins.insert(draft.skus[0].gtin).second);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(gtins.size(), 20u);
}

TEST_F(Listings, GatesAreThoseOfTheDaysLists) {
  const auto caller = supplier();
  auto poison = tea();
  poison.herb_class = HerbClass::toxic_prohibited;
  auto error = refused(products.create(caller, poison));
  EXPECT_EQ(error.kind, ErrorKind::unprocessable);
  EXPECT_EQ(error.code, "listing_refused");
  EXPECT_EQ(places(error), std::vector<std::string>{"/herb_class toxic_prohibited"});
  auto claim = tea();
  claim.description = "可降血压";
  error = refused(products.create(caller, claim));
  EXPECT_EQ(places(error), std::vector<std::string>{"/description efficacy_claim"});
  EXPECT_EQ(error.fields[0].detail, "\"降血压\" at character 2");
  auto wild = tea();
  wild.name = "乡城松茸";
  EXPECT_EQ(places(refused(products.create(caller, wild))),
            std::vector<std::string>{"/name wild_harvest_licence_required"});
  service.schema.connect().execute("UPDATE listing_word SET valid_to = '2026-01-01' WHERE word = '松茸'");
  EXPECT_EQ(must(products.create(caller, wild)).name, "乡城松茸") << "the list no longer holds";
}

TEST_F(Listings, DrugMaterialIsNotForConsumers) {
  const auto caller = cooperative();
  auto with_licence = application(caller);
  with_licence.licences.push_back(
      {LicenceKind::drug_trading, "川1234567", add_days(china_date(clock.now()), 30), file("药品经营许可证")});
  must(suppliers.apply(caller, with_licence, {}));
  must(suppliers.move(reviewer(kZhaojue), *caller.organisation, SupplierVerb::recommend, "材料齐全", {}));
  must(suppliers.move(platform(), *caller.organisation, SupplierVerb::approve, "同意", {}));
  auto rhubarb = tea();
  rhubarb.name = "大黄";
  rhubarb.category = Category::herbal_medicine;
  rhubarb.herb_class = HerbClass::drug_material;
  published(caller, rhubarb);
  EXPECT_FALSE(json::read<ProductPublished>(events_of(kProductPublished).at(0).payload)->consumers_may_buy);
  EXPECT_EQ(refused(products.create(supplier(kMeigu), rhubarb)).code, "listing_refused");
}

TEST_F(Listings, AnEndedLicenceTakesWhatItCoveredOffSale) {
  const auto caller = supplier();
  const auto processed = published(caller, tea());
  auto own = tea();
  own.name = "昭觉土豆";
  own.primary_produce = true;
  const auto produce = published(caller, own);
  EXPECT_EQ(run(products.withdraw_lapsed()), 0);
  service.schema.connect().execute(
      "UPDATE supplier_licence SET valid_to = '2026-11-22' WHERE kind = 'food_production'");
  EXPECT_EQ(run(products.withdraw_lapsed()), 1);
  EXPECT_EQ(run(products.withdraw_lapsed()), 0) << "acted upon once";
  const auto gone = must(products.get(caller, processed.product_id));
  EXPECT_EQ(gone.status, ProductStatus::withdrawn);
  EXPECT_EQ(gone.withdrawn_reason, "licence_expired");
  EXPECT_EQ(must(products.get(caller, produce.product_id)).status, ProductStatus::published);
  const auto events = events_of(kProductWithdrawn);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].actor, "system");
  EXPECT_EQ(json::read<ProductWithdrawn>(events[0].payload)->reason, "licence_expired");
  EXPECT_EQ(places(refused(products.publish(caller, processed.product_id, "再上架", {}))),
            std::vector<std::string>{"/primary_produce food_licence_required"});
}

TEST_F(Listings, ASuspensionTakesEverythingOffSale) {
  const auto caller = supplier(), other = supplier(kMeigu);
  const auto one = published(caller, tea());
  published(caller, tea());
  const auto others = published(other, tea(kMeigu));
  must(suppliers.move(platform(), *caller.organisation, SupplierVerb::suspend, "投诉", {}));
  EXPECT_EQ(events_of(kProductWithdrawn).size(), 2u);
  EXPECT_EQ(must(products.get(other, others.product_id)).status, ProductStatus::published);
  EXPECT_EQ(refused(products.publish(caller, one.product_id, "再上架", {})).code, "supplier_not_approved");
  must(suppliers.move(platform(), *caller.organisation, SupplierVerb::reinstate, "查无实据", {}));
  const auto again = must(products.publish(caller, one.product_id, "再上架", {}));
  EXPECT_EQ(again.status, ProductStatus::published);
  EXPECT_EQ(again.published_version, 2);
  EXPECT_EQ(again.withdrawn_reason, std::nullopt);
}

// Whatever the order: a suspended supplier has nothing on sale.
TEST_F(Listings, NothingIsPublishedPastASuspension) {
  const auto caller = supplier();
  std::vector<ProductId> drafts;
  for (int i = 0; i < 8; ++i) drafts.push_back(must(products.create(caller, tea())).product_id);
  std::vector<std::thread> threads;
  for (const auto id : drafts) {
    threads.emplace_back([&, id] {
      const auto result = run(products.publish(caller, id, "上架", {}));
      if (result.has_error()) {
        EXPECT_EQ(result.error().code, "supplier_not_approved");
      }
    });
  }
  threads.emplace_back(
      [&] { must(suppliers.move(platform(), *caller.organisation, SupplierVerb::suspend, "投诉", {})); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM product WHERE status = 'published'"), 0);
  EXPECT_EQ(events_of(kProductPublished).size(), events_of(kProductWithdrawn).size());
}

TEST_F(Listings, AnothersProductIsNotFound) {
  const auto caller = supplier(), other = supplier(kMeigu);
  const auto id = must(products.create(caller, tea())).product_id;
  EXPECT_EQ(refused(products.get(other, id)).code, "product_not_found");
  EXPECT_EQ(refused(products.edit(other, id, 1, tea())).code, "product_not_found");
  EXPECT_EQ(refused(products.publish(other, id, "", {})).code, "product_not_found");
  EXPECT_EQ(refused(products.withdraw(other, id, "", {})).code, "product_not_found");
  EXPECT_TRUE(must(products.list(other, {})).items.empty());
  EXPECT_EQ(must(products.list(caller, {})).items.size(), 1u);
}

TEST_F(Listings, WithdrawsWhatIsOnSale) {
  const auto caller = supplier();
  const auto id = must(products.create(caller, tea())).product_id;
  EXPECT_EQ(refused(products.withdraw(caller, id, "", {})).code, "product_state");
  must(products.publish(caller, id, "", {}));
  const auto gone = must(products.withdraw(caller, id, "换包装", {}));
  EXPECT_EQ(gone.status, ProductStatus::withdrawn);
  EXPECT_EQ(gone.withdrawn_reason, "by_supplier");
  EXPECT_EQ(refused(products.withdraw(caller, id, "", {})).code, "product_state");
}

}  // namespace
}  // namespace shanhai::catalog
