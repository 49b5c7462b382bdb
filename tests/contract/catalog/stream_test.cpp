// What the other services see of the catalog, its event stream, is the same in one process and over HTTP; and its
// payloads are what services/catalog/api.hpp says.
#include <gtest/gtest.h>

#include <filesystem>

#include "common/events/stream.hpp"
#include "seed/products.hpp"
#include "services/catalog/api.hpp"
#include "services/catalog/seed.hpp"
#include "sql/catalog_migrations.hpp"
#include "sql/common_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/internal_server.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::catalog {
namespace {

enum class Side { local, remote };

class CatalogStream : public testing::TestWithParam<Side> {
 protected:
  CatalogStream() {
    files::FileArchive archive(directory.string(), workers, random);
    const auto seeded = seed_samples(service.database, archive, vault, random, seed::kProducts);
    EXPECT_TRUE(seeded.has_value());
    fixture::run(sequencer.run_once());
  }
  ~CatalogStream() override {
    background.stop();
    std::filesystem::remove_all(directory);
  }

  events::EventSource& stream() {
    return GetParam() == Side::local ? static_cast<events::EventSource&>(local) : remote;
  }
  events::EventBatch after(std::int64_t sequence, std::int64_t limit) {
    return fixture::run(stream().after(sequence, limit, std::chrono::milliseconds(0))).value();
  }

  fixture::ServiceDatabase service{"catalog", {sql::common::kMigrations, sql::catalog::kMigrations}};
  SecureRandom random;
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("shanhai-contract." + random.token(9));
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  Workers workers{1, 16};
  Background background{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  events::Wakeup wakeup{"catalog", nullptr};
  events::Sequencer sequencer{service.database, wakeup, random, background};
  events::LocalEventSource local{service.database, wakeup};
  events::EventRoutes routes{local};
  fixture::InternalServer server{service.clock, random,
                                 [this](http::RouteTable& table) { routes.mount(table, "catalog"); }};
  events::RemoteEventSource remote{server.client(), "catalog"};
};

TEST_P(CatalogStream, IsGaplessAndReadsInPages) {
  std::int64_t sequence = 0;
  for (;;) {
    const auto batch = after(sequence, 17);
    for (const auto& event : batch.events) EXPECT_EQ(event.sequence, ++sequence);
    if (sequence == batch.last_sequence) break;
    ASSERT_FALSE(batch.events.empty());
  }
  EXPECT_GT(sequence, 100);
  EXPECT_TRUE(after(sequence, 17).events.empty());
}

TEST_P(CatalogStream, HoldsWhatTheApiSays) {
  std::size_t published = 0, suppliers = 0;
  for (const auto& event : after(0, 1000).events) {
    if (event.type == kProductPublished) {
      const auto payload = json::read<ProductPublished>(event.payload);
      ASSERT_TRUE(payload.has_value());
      EXPECT_EQ(event.aggregate_type, "product");
      EXPECT_EQ(event.aggregate_id, payload->product.str());
      EXPECT_NE(payload->herb_class, HerbClass::toxic_prohibited);
      EXPECT_EQ(payload->consumers_may_buy, payload->herb_class != HerbClass::drug_material);
      ASSERT_FALSE(payload->skus.empty());
      EXPECT_EQ(payload->skus[0].gtin.size(), 14u);
      ++published;
    } else {
      ASSERT_EQ(event.type, kSupplierChanged);
      const auto payload = json::read<SupplierChanged>(event.payload);
      ASSERT_TRUE(payload.has_value());
      EXPECT_EQ(event.aggregate_id, payload->supplier.str());
      ++suppliers;
    }
  }
  EXPECT_EQ(published, 34u);
  EXPECT_EQ(suppliers % 3, 0u);
}

TEST_P(CatalogStream, IsTheSameOnBothSides) {
  const auto here = fixture::run(local.after(0, 1000, std::chrono::milliseconds(0))).value();
  const auto there = after(0, 1000);
  EXPECT_EQ(json::print(here), json::print(there));
}

INSTANTIATE_TEST_SUITE_P(Sides, CatalogStream, testing::Values(Side::local, Side::remote),
                         [](const auto& info) { return info.param == Side::local ? "local" : "remote"; });

}  // namespace
}  // namespace shanhai::catalog
