// Traceability's parts on a schema of their own, with a clock moved by hand, and cooperatives that act on it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "services/catalog/api.hpp"
#include "services/traceability/api.hpp"
#include "services/traceability/audit.hpp"
#include "services/traceability/catalog_projection/consumer.hpp"
#include "services/traceability/evidence/corrections.hpp"
#include "services/traceability/evidence/service.hpp"
#include "services/traceability/household/service.hpp"
#include "services/traceability/lot/service.hpp"
#include "services/traceability/recall/service.hpp"
#include "services/traceability/sale/service.hpp"
#include "services/traceability/shipment/consumer.hpp"
#include "services/traceability/trace/changed_lots.hpp"
#include "services/traceability/trace/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/traceability_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"
#include "tests/integration/traceability/orders_stand_in.hpp"

namespace shanhai::traceability {

inline constexpr auto kZhaojue = "513431";
inline constexpr auto kMeigu = "513436";
inline constexpr auto kPublicUrl = "https://shanhai.example";

class World : public testing::Test {
 protected:
  World();
  ~World() override;

  template <class T>
  T run(Task<T> task) {
    return fixture::run(std::move(task));
  }
  // The value, or a test that fails with the error's code.
  template <class T>
  T must(Task<Result<T>> task) {
    auto result = run(std::move(task));
    if (result.has_error()) throw std::runtime_error(describe(result.error()));
    return std::move(*result);
  }
  // The error; the test fails where there is none.
  template <class T>
  Error refused(Task<Result<T>> task) {
    auto result = run(std::move(task));
    if (result.has_value()) throw std::runtime_error("this should have been refused");
    return std::move(result).error();
  }
  static std::string describe(const Error& error);

  auth::Principal cooperative();
  db::IdempotencyKey key();
  Date today() const { return china_date(clock.now()); }

  HouseholdId household(const auth::Principal& by, const std::string& name = "阿木");
  LotEntry raw_entry(const std::vector<std::pair<HouseholdId, std::int64_t>>& deliveries, Unit unit = Unit::g);
  LotEntry processed_entry(const LotView& input, std::int64_t taken, std::int64_t quantity);
  LotEntry packed_entry(SkuId sku, const LotView& input, std::int64_t taken, std::int64_t quantity);
  LotView record(const auth::Principal& by, LotEntry entry) {
    return must(lots.record(by, key(), std::move(entry), {})).value;
  }
  LotView look(const auth::Principal& by, LotId lot) { return must(lots.get(by, lot)); }

  // As the catalog's event tells; gives its SKU, of 500 g where nothing else is said.
  SkuId published(const auth::Principal& by, std::optional<std::int64_t> net_weight_g = 500);
  void certify(ProductId product, Instant from, Instant to, bool revoked = false);
  ProductId product_of(SkuId sku) { return products_.at(sku); }

  // Raw of two households, processed, packed: 80 units of 500 g.
  struct Chain {
    auth::Principal owner;
    std::vector<HouseholdId> households;
    SkuId sku;
    LotView raw, processed, packed;
  };
  Chain tea();
  SaleView put_on_sale(const Chain& chain, std::int64_t quantity) {
    return must(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {quantity}, {})).value;
  }
  void ship(const Chain& chain, std::int64_t quantity, const std::string& division = "440604");
  events::Event parcel_shipped(const Chain& chain, std::int64_t quantity, const std::string& division = "440604");
  TraceView trace(const LotView& lot, http::Language language = http::Language::zh) {
    return must(traces.trace(*lot.gtin, lot.lot_number, language));
  }

  std::vector<events::Event> events_of(std::string_view type);
  std::int64_t count(std::string_view sql);  // of a SELECT COUNT(*)
  std::vector<epcis::StoredEvent> recorded();
  // Nothing differs; else what.
  std::string audit_differences();
  void number() { run(sequencer.run_once()); }

  fixture::ServiceDatabase service{"traceability", {sql::common::kMigrations, sql::traceability::kMigrations}, 4};
  ManualClock& clock = service.clock;
  SeededRandom& random = service.random;
  std::filesystem::path directory;
  Background background{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  Workers workers{2, 64};
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  events::Wakeup wakeup{"traceability", nullptr};
  events::Sequencer sequencer{service.database, wakeup, random, background};
  const epcis::Names names{kPublicUrl};
  ChangedLots changed;  // by this process
  const epcis::Recorder recorder{names, random,
                                 [this](LotId lot) { changed.add(lot, std::chrono::steady_clock::now()); }};
  files::FileArchive archive{(directory / "files").string(), workers, random};
  std::shared_ptr<OrdersStandIn> orders_service = std::make_shared<OrdersStandIn>();
  HouseholdService households{service.database, vault, random};
  LotService lots{service.database, sequencer, recorder, random};
  SaleService sales{service.database, sequencer, recorder, random};
  RecallService recalls{service.database, sequencer, recorder, random};
  EvidenceService evidence{service.database, sequencer, recorder, recalls, archive, vault, random};
  TestCorrectionService corrections{service.database, sequencer, recorder, recalls, archive, random};
  TraceService traces{service.database, names};
  const ShipmentConsumer shipments{recorder};

 private:
  void apply_catalog(std::string_view type, json::Object payload);

  std::map<SkuId, ProductId> products_;
  int numbers_ = 0;
};

}  // namespace shanhai::traceability
