#include <gtest/gtest.h>

#include "seed/products.hpp"
#include "services/catalog/audit.hpp"
#include "services/catalog/seed.hpp"
#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

class Seed : public World {
 protected:
  void seed() {
    const auto seeded = seed_samples(service.database, archive, vault, random, seed::kProducts);
    ASSERT_TRUE(seeded.has_value()) << describe(seeded.error());
  }
  std::vector<runtime::AuditFinding> audit() { return service.transaction(audit_catalog).value(); }
};

TEST_F(Seed, WritesSamplesThatTheRulesAllow) {
  seed();
  const auto& snapshot = storefront();
  EXPECT_EQ(snapshot.size(), 34u) << "35 rows, one of them poison";
  EXPECT_EQ(search_for("附子").total, 0);
  const auto tea = search_for("苦荞茶");
  ASSERT_EQ(tea.total, 1);
  EXPECT_TRUE(tea.items[0].sample);
  EXPECT_FALSE(tea.items[0].certified);
  EXPECT_EQ(tea.items[0].price_from, Money(5800));
  const auto rhubarb = search_for("大黄");
  ASSERT_EQ(rhubarb.total, 1);
  EXPECT_FALSE(rhubarb.items[0].consumers_may_buy);
  EXPECT_EQ(storefront_service.supplier(tea.items[0].supplier_id)->name, "样例·昭觉县农副产品合作社");
}

TEST_F(Seed, IsWrittenOnce) {
  seed();
  const auto before = storefront().content_hash();
  const auto events = storefront().sequence();
  seed();
  EXPECT_EQ(storefront().content_hash(), before);
  EXPECT_EQ(storefront().sequence(), events);
}

TEST_F(Seed, TellsWhatItPublished) {
  seed();
  const auto samples = list_samples(service.database, seed::kProducts);
  ASSERT_TRUE(samples.has_value());
  EXPECT_EQ(samples->size(), 34u);
  const auto events = events_of(kProductPublished);
  ASSERT_EQ(events.size(), samples->size());
  std::map<std::string, std::string> told;
  for (const auto& event : events) told[event.aggregate_id] = json::to_text(event.payload);
  for (const auto& sample : *samples) EXPECT_EQ(json::print(sample), told[sample.product.str()]);
}

TEST_F(Seed, PassesTheAudit) {
  seed();
  const auto caller = supplier();
  certified(caller, published(caller, tea()).product_id);
  std::int64_t compared = 0;
  for (const auto& finding : audit()) {
    EXPECT_EQ(finding.difference, 0) << finding.check << ": " << finding.detail;
    EXPECT_GT(finding.compared, 0) << finding.check;
    compared += finding.compared;
  }
  EXPECT_GT(compared, 80);
}

TEST_F(Seed, TheAuditNoticesWhatIsMissing) {
  seed();
  number();  // the sequencer's loop must not be numbering what vanishes below
  const auto difference_of = [&](const char* check) {
    for (const auto& finding : audit()) {
      if (finding.check == check) return finding.difference;
    }
    return std::int64_t(-1);
  };
  auto connection = service.schema.connect();
  connection.execute("DELETE FROM product_version ORDER BY product_id LIMIT 1");
  EXPECT_EQ(difference_of("catalog.product_versions"), 1);
  connection.execute("DELETE FROM outbox WHERE aggregate_type = 'product' ORDER BY id LIMIT 2");
  EXPECT_EQ(difference_of("catalog.product_events"), 2);
  connection.execute("DELETE FROM outbox WHERE aggregate_type = 'supplier' AND version = 2 ORDER BY id LIMIT 1");
  EXPECT_EQ(difference_of("catalog.supplier_events"), 1);
}

}  // namespace
}  // namespace shanhai::catalog
