#include <gtest/gtest.h>

#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

class Storefront : public World {
 protected:
  StorefrontProduct seen(ProductId id) {
    const auto& snapshot = storefront();
    const auto ordinal = snapshot.find(id);
    if (!ordinal) throw std::runtime_error("not on the storefront");
    return json::parse<StorefrontProduct>(snapshot.at(*ordinal).body).value();
  }
  bool shows(ProductId id) { return storefront().find(id).has_value(); }
  // What a process that starts now would serve.
  void expect_same_as_loaded_afresh() {
    const auto followed = storefront().content_hash();
    CurrentSnapshot fresh;
    Follower other(service.database, source, workers, fresh);
    run(other.load());
    EXPECT_EQ(fresh.get()->content_hash(), followed);
    EXPECT_EQ(fresh.get()->sequence(), storefront().sequence());
  }
};

TEST_F(Storefront, FollowsPublishingAndWithdrawing) {
  const auto caller = supplier();
  storefront();
  const auto product = published(caller, tea());
  const auto page = search_for("苦荞茶");
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].version, 1);
  EXPECT_FALSE(page.items[0].certified);
  EXPECT_EQ(storefront().sequence(), 4) << "three steps of admission and one publication";
  auto changed = tea();
  changed.skus[0].sku_id = product.skus[0].sku_id;
  changed.name = "昭觉苦荞茶";
  must(products.edit(caller, product.product_id, product.version, changed));
  EXPECT_EQ(seen(product.product_id).name, "凉山苦荞茶") << "a draft is not for buyers";
  must(products.publish(caller, product.product_id, "改名", {}));
  EXPECT_EQ(seen(product.product_id).name, "昭觉苦荞茶");
  EXPECT_EQ(seen(product.product_id).price_version, 2);
  must(products.withdraw(caller, product.product_id, "", {}));
  EXPECT_FALSE(shows(product.product_id));
  EXPECT_EQ(search_for("苦荞茶").total, 0);
  expect_same_as_loaded_afresh();
}

TEST_F(Storefront, FollowsCertificationAndRevocation) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  EXPECT_FALSE(seen(product.product_id).certified);
  const auto certification = certified(caller, product.product_id);
  ASSERT_TRUE(seen(product.product_id).certification);
  EXPECT_EQ(seen(product.product_id).certification->id, certification.certification_id);
  must(certifications.revoke(reviewer(kZhaojue), certification.certification_id, "中止", {}));
  EXPECT_FALSE(seen(product.product_id).certified);
  expect_same_as_loaded_afresh();
}

TEST_F(Storefront, NoticesTheEndOfACertificationWithoutAnEvent) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  const auto certification = certified(caller, product.product_id);
  EXPECT_TRUE(seen(product.product_id).certified);
  clock.advance(std::chrono::duration_cast<std::chrono::microseconds>(*certification.valid_to - clock.now()));
  EXPECT_FALSE(seen(product.product_id).certified);
  expect_same_as_loaded_afresh();
}

TEST_F(Storefront, FollowsASuspension) {
  const auto caller = supplier();
  const auto one = published(caller, tea()), two = published(caller, tea());
  EXPECT_TRUE(shows(one.product_id));
  must(suppliers.move(platform(), *caller.organisation, SupplierVerb::suspend, "投诉", {}));
  EXPECT_FALSE(shows(one.product_id));
  EXPECT_FALSE(shows(two.product_id));
  EXPECT_EQ(storefront_service.supplier(*caller.organisation)->status, SupplierStatus::suspended);
  expect_same_as_loaded_afresh();
}

TEST_F(Storefront, ShowsSuppliersFromApprovalOn) {
  const auto caller = cooperative();
  must(suppliers.apply(caller, application(caller), {}));
  storefront();
  EXPECT_EQ(storefront_service.supplier(*caller.organisation).error().code, "supplier_not_found");
  EXPECT_EQ(storefront_service.supplier(OrganisationId::make(clock, random)).error().code, "supplier_not_found");
  must(suppliers.move(reviewer(kZhaojue), *caller.organisation, SupplierVerb::recommend, "材料齐全", {}));
  must(suppliers.move(platform(), *caller.organisation, SupplierVerb::approve, "同意", {}));
  storefront();
  EXPECT_EQ(storefront_service.supplier(*caller.organisation)->name, "昭觉县苦荞农民专业合作社");
}

TEST_F(Storefront, AnswersUnavailableUntilItIsLoaded) {
  const auto error = storefront_service.product(ProductId::make(clock, random), {}).error();
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_EQ(error.code, "catalog_not_loaded");
  EXPECT_EQ(refused(storefront_service.products({}, "k", {})).code, "catalog_not_loaded");
  EXPECT_EQ(storefront_service.product_now(ProductId::make(clock, random), {}), nullptr);
}

TEST_F(Storefront, AListIsAnsweredFromMemoryUntilSomethingChanges) {
  const auto caller = supplier();
  published(caller, tea());
  storefront();
  EXPECT_EQ(storefront_service.list_now("k", {}), nullptr);
  const auto first = must(storefront_service.products({}, "k", {}));
  EXPECT_EQ(storefront_service.list_now("k", {}), first);
  published(caller, tea());
  storefront();
  EXPECT_EQ(storefront_service.list_now("k", {}), nullptr);
  EXPECT_NE(*must(storefront_service.products({}, "k", {})), *first);
}

TEST_F(Storefront, ManyChangesAreFollowedInAnyBatches) {
  const auto caller = supplier();
  storefront();
  std::vector<ProductView> made;
  for (int i = 0; i < 12; ++i) {
    made.push_back(published(caller, tea()));
    if (i % 3 == 0) number();
    if (i % 4 == 0) must(products.withdraw(caller, made[static_cast<std::size_t>(i)].product_id, "", {}));
    if (i % 5 == 0) certified(caller, made.back().product_id);
  }
  expect_same_as_loaded_afresh();
  EXPECT_EQ(storefront().size(), 9u);
}

}  // namespace
}  // namespace shanhai::catalog
