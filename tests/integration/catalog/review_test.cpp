#include <gtest/gtest.h>

#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

class Reviews : public World {
 protected:
  // One that may list what grows wild.
  auth::Principal forager() {
    const auto who = cooperative();
    auto asked = application(who);
    asked.licences.push_back(
        {LicenceKind::wild_harvest, "川采-1", add_days(china_date(clock.now()), 300), file("采集证")});
    must(suppliers.apply(who, asked, {}));
    must(suppliers.move(county, *who.organisation, SupplierVerb::recommend, "材料齐全", {}));
    must(suppliers.move(platform(), *who.organisation, SupplierVerb::approve, "同意", {}));
    return who;
  }
  static ProductContent matsutake() {
    auto content = tea();
    content.name = "康定松茸";
    return content;
  }
  static DraftDecision saying(Verdict verdict, const char* reason) { return {verdict, reason}; }

  const auth::Principal county = reviewer(kZhaojue);
  const auth::Principal caller = forager();
};

TEST_F(Reviews, CommonFoodIsPublishedWithoutOne) {
  const auto draft = must(reviewed_products.create(caller, tea()));
  EXPECT_EQ(must(reviewed_products.publish(caller, draft.product_id, {}, {})).status, ProductStatus::published);
}

TEST_F(Reviews, WhatIsSensitiveIsPublishedOnceItIsApproved) {
  const auto draft = must(reviewed_products.create(caller, matsutake()));
  EXPECT_EQ(refused(reviewed_products.publish(caller, draft.product_id, {}, {})).code, "review_required");
  const auto handed_in = must(reviews.submit(caller, draft.product_id, "首次上架"));
  EXPECT_EQ(handed_in.product.review, ReviewStatus::submitted);
  EXPECT_EQ(must(reviews.submit(caller, draft.product_id, "再次")).steps.size(), 1u) << "once more changes nothing";
  EXPECT_EQ(refused(reviewed_products.publish(caller, draft.product_id, {}, {})).code, "review_required");
  const auto queue = must(reviews.list(county, {}));
  ASSERT_EQ(queue.items.size(), 1u);
  EXPECT_EQ(queue.items[0].name, "康定松茸");
  const auto version = handed_in.product.version;
  const auto back = must(reviews.decide(county, draft.product_id, version, saying(Verdict::refuse, "请补充产地说明")));
  EXPECT_EQ(back.product.review, ReviewStatus::returned);
  EXPECT_EQ(refused(reviewed_products.publish(caller, draft.product_id, {}, {})).code, "review_required");
  const auto again = must(reviews.submit(caller, draft.product_id, "已补充"));
  const auto passed =
      must(reviews.decide(county, draft.product_id, again.product.version, saying(Verdict::pass, "属实")));
  const auto live = must(reviewed_products.publish(caller, draft.product_id, {}, {}));
  EXPECT_EQ(live.status, ProductStatus::published);
  std::vector<std::string> steps;
  for (const auto& step : passed.steps)
    steps.push_back(std::string(boost::describe::enum_to_string(step.step, "")) + " " + step.reason);
  EXPECT_EQ(steps, (std::vector<std::string>{"submitted 首次上架", "returned 请补充产地说明", "submitted 已补充",
                                             "approved 属实"}));
  EXPECT_EQ(passed.steps[1].actor, county.actor());
  EXPECT_TRUE(must(reviews.list(county, {})).items.empty());
}

TEST_F(Reviews, AnEditEndsWhatWasDecided) {
  const auto draft = must(reviewed_products.create(caller, matsutake()));
  const auto handed_in = must(reviews.submit(caller, draft.product_id, {}));
  auto edited = matsutake();
  edited.skus[0].sku_id = draft.skus[0].sku_id;
  edited.description = "另一种说法。";
  const auto now = must(reviewed_products.edit(caller, draft.product_id, handed_in.product.version, edited));
  EXPECT_EQ(now.review, ReviewStatus::none);
  EXPECT_EQ(
      refused(reviews.decide(county, draft.product_id, handed_in.product.version, saying(Verdict::pass, "属实"))).code,
      "product_not_found")
      << "it is not handed in any more";
  const auto once_more = must(reviews.submit(caller, draft.product_id, {}));
  EXPECT_EQ(
      refused(reviews.decide(county, draft.product_id, handed_in.product.version, saying(Verdict::pass, "属实"))).kind,
      ErrorKind::precondition_failed)
      << "another draft than the one that was looked at";
  must(reviews.decide(county, draft.product_id, once_more.product.version, saying(Verdict::pass, "属实")));
  must(reviewed_products.publish(caller, draft.product_id, {}, {}));
  must(reviewed_products.withdraw(caller, draft.product_id, {}, {}));
  EXPECT_EQ(must(reviewed_products.publish(caller, draft.product_id, {}, {})).status, ProductStatus::published)
      << "it comes back as it was";
}

TEST_F(Reviews, BelongToTheCountyOfProduction) {
  auto content = matsutake();
  content.production_county = kMeigu;
  const auto draft = must(reviewed_products.create(caller, content));
  EXPECT_EQ(refused(reviews.get(reviewer(kMeigu), draft.product_id)).code, "product_not_found") << "not handed in";
  EXPECT_EQ(must(reviews.get(caller, draft.product_id)).product.product_id, draft.product_id);
  const auto handed_in = must(reviews.submit(caller, draft.product_id, {}));
  const auto version = handed_in.product.version;
  EXPECT_TRUE(must(reviews.list(county, {})).items.empty());
  EXPECT_EQ(refused(reviews.get(county, draft.product_id)).code, "product_not_found");
  EXPECT_EQ(refused(reviews.decide(county, draft.product_id, version, saying(Verdict::pass, "属实"))).code,
            "product_not_found");
  EXPECT_EQ(refused(reviews.decide(supplier(), draft.product_id, version, saying(Verdict::pass, "属实"))).code,
            "product_not_found");
  EXPECT_EQ(must(reviews.list(reviewer(kMeigu), {})).items.size(), 1u);
  EXPECT_EQ(must(reviews.list(platform(), {})).items.size(), 1u);
  must(reviews.decide(reviewer(kMeigu), draft.product_id, version, saying(Verdict::pass, "属实")));
}

TEST_F(Reviews, WhatTheRulesRefuseIsNotHandedIn) {
  const auto draft = must(products.create(caller, matsutake()));
  clock.advance(std::chrono::days(301));
  const auto error = refused(reviews.submit(caller, draft.product_id, {}));
  EXPECT_EQ(error.code, "listing_refused");
  EXPECT_EQ(places(error), std::vector<std::string>{"/name wild_harvest_licence_required"});
}

TEST_F(Reviews, VersionsTellWhoChangedWhatAndWhy) {
  auto content = tea();
  content.skus.push_back(content.skus[0]);
  content.skus[1].label = "散装";
  const auto first = published(caller, content);
  auto next = content;
  for (std::size_t i = 0; i < 2; ++i) next.skus[i].sku_id = first.skus[i].sku_id;
  next.skus[0].price = Money(6200);
  next.skus[1] = content.skus[0];
  next.skus[1].label = "250 g 袋装";
  next.mark.reset();
  next.season = Season{std::vector<YearWindow>{{"09-01", "10-31"}}, {}, true};
  must(products.edit(caller, first.product_id, first.version, next));
  const auto second = must(products.publish(caller, first.product_id, "换季", {}));
  const auto page = must(versions.list(caller, first.product_id, {}));
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(page.items[0].version, 2);
  EXPECT_EQ(page.items[0].reason, "换季");
  EXPECT_EQ(page.items[0].actor, caller.actor());
  EXPECT_TRUE(page.items[1].changes.empty());
  std::vector<std::string> changes;
  for (const auto& change : page.items[0].changes)
    changes.push_back(change.place + " " + boost::describe::enum_to_string(change.kind, ""));
  const auto sku = [](const ProductView& view, std::size_t i) { return "/skus/" + view.skus[i].sku_id.str(); };
  EXPECT_EQ(changes, (std::vector<std::string>{"/season added", "/mark removed", sku(first, 0) + "/price changed",
                                               sku(second, 1) + " added", sku(first, 1) + " removed"}));
  EXPECT_EQ(must(versions.get(caller, first.product_id, 1)).content.skus[0].price, Money(5800));
  EXPECT_EQ(must(versions.get(county, first.product_id, 2)).content.skus[0].price, Money(6200));
  http::PageQuery one;
  one.limit = 1;
  auto newest = must(versions.list(platform(), first.product_id, one));
  ASSERT_EQ(newest.items.size(), 1u);
  EXPECT_EQ(newest.items[0].changes.size(), 5u) << "also at the end of a page";
  one.cursor = *newest.next_cursor;
  EXPECT_EQ(must(versions.list(platform(), first.product_id, one)).items[0].version, 1);
  for (const auto& stranger : {supplier(), reviewer(kMeigu)}) {
    EXPECT_EQ(refused(versions.list(stranger, first.product_id, {})).code, "product_not_found");
    EXPECT_EQ(refused(versions.get(stranger, first.product_id, 1)).code, "version_not_found");
  }
  EXPECT_EQ(refused(versions.get(caller, first.product_id, 3)).code, "version_not_found");
  EXPECT_EQ(refused(versions.get(caller, first.product_id, 0)).code, "version_not_found");
}

TEST_F(Reviews, VersionsBelongToTheCountyThatTheyWereProducedIn) {
  const auto first = published(caller, tea());
  auto moved = tea(kMeigu);
  moved.skus[0].sku_id = first.skus[0].sku_id;
  must(products.edit(caller, first.product_id, first.version, moved));
  EXPECT_EQ(must(versions.list(county, first.product_id, {})).items.size(), 1u) << "the draft is elsewhere";
  EXPECT_EQ(refused(versions.list(reviewer(kMeigu), first.product_id, {})).code, "product_not_found")
      << "nothing of it was sold yet";
  must(products.publish(caller, first.product_id, "换产地", {}));
  const auto theirs = must(versions.list(reviewer(kMeigu), first.product_id, {}));
  ASSERT_EQ(theirs.items.size(), 1u);
  EXPECT_EQ(theirs.items[0].version, 2);
  EXPECT_EQ(refused(versions.get(reviewer(kMeigu), first.product_id, 1)).code, "version_not_found");
  EXPECT_EQ(refused(versions.get(county, first.product_id, 2)).code, "version_not_found");
  EXPECT_EQ(must(versions.get(county, first.product_id, 1)).version, 1);
}

}  // namespace
}  // namespace shanhai::catalog
