// Measurement with what freezes, keeps reports and makes exports.
#pragma once

#include <filesystem>

#include "common/base/encoding.hpp"
#include "common/sheets/sheets.hpp"
#include "common/signing/note.hpp"
#include "services/measurement/exports/service.hpp"
#include "services/measurement/freezing/audit.hpp"
#include "services/measurement/freezing/service.hpp"
#include "services/measurement/ledger/ledger.hpp"
#include "services/measurement/reports/service.hpp"
#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {

inline constexpr auto kDay = std::chrono::hours(24);

class Frozen : public PurchaseVolume {
 protected:
  ~Frozen() override {
    workers.close();
    background.stop();
    std::filesystem::remove_all(directory);
  }

  template <class T>
  T must(Task<Result<T>> task) {
    auto result = fixture::run(std::move(task));
    if (result.has_error()) throw std::runtime_error(result.error().code + " " + result.error().detail);
    return std::move(*result);
  }
  template <class T>
  Error refused(Task<Result<T>> task) {
    auto result = fixture::run(std::move(task));
    if (result.has_value()) throw std::runtime_error("this should have been refused");
    return std::move(result).error();
  }
  auth::Principal of(std::string region) {
    auto out = agency(std::move(region));
    out.account = AccountId::make(service_db.clock, service_db.random);
    out.organisation = OrganisationId::make(service_db.clock, service_db.random);
    return out;
  }
  db::IdempotencyKey key() { return {sha256(std::to_string(++keys)), sha256("body")}; }
  Task<Result<db::Replayable<FreezeView>>> freeze(const char* period, const std::string& region = "440000") {
    return freezes.freeze({of(region), {}}, key(), {period, "季度报送"});
  }
  std::string figures_of(const char* period) {
    const auto figures = must(freezes.figures(of("510000"), period));
    std::string out(figures.file->size(), '\0');
    EXPECT_EQ(figures.file->read(0, {out.data(), out.size()}), out.size());
    return out;
  }
  void sell_through_november() {
    for (const auto* buyer : {"440605", "440304"}) {
      for (const auto* county : {"513431", "513332"}) {
        orders.push_back(complete({buyer,
                                   county,
                                   catalog::Category::agricultural,
                                   orders::BuyerKind(orders.size() % 4),
                                   {1000 + std::int64_t(orders.size()), 250}}));
      }
    }
  }
  void into_december() {
    service_db.clock.advance(kDay * 10);
    complete({"440605", "513431"});
  }
  // Of November, but told of in December: an event that came late, and a registration.
  void add_late_sales() {
    const auto now = service_db.clock.now();
    auto order = facts({"440605", "513431"});
    order.placed_at = now - kDay * 9;
    events::Event event;
    event.sequence = ++sequence;
    event.type = orders::kOrderPlaced;
    event.occurred_at = order.placed_at;
    event.payload = json::write(order).as_object();
    history.push_back(event);
    apply_again(service_db, {&event, 1});
    const auto registered = service_db.transaction([&](db::Tx& tx) -> Result<void> {
      Ledger ledger(tx, Origin::registrations);
      ledger.reach(1, now);
      Entry entry;
      entry.measure = Measure::ordered;
      entry.order = OrderId::make(service_db.clock, service_db.random);
      entry.line = OrderLineId::make(service_db.clock, service_db.random);
      entry.occurred_at = now - kDay * 8;
      entry.sale_on = entry.attributed_on = china_date(entry.occurred_at);
      entry.amount = Money(700);
      entry.of.buyer_kind = orders::BuyerKind::enterprise;
      entry.of.buyer_organisation = supplier;
      entry.of.supplier = supplier;
      entry.of.buyer_division = entry.of.delivery_division = "440605";
      entry.of.production_county = entry.of.raw_material_county = entry.of.registration_county = "513431";
      entry.of.channel = orders::Channel::offline;
      ledger.add(entry);
      ledger.write();
      return {};
    });
    ASSERT_TRUE(registered.has_value());
  }
  runtime::AuditFinding audited(fixture::ServiceDatabase& of) { return of.transaction(audit_freezes).value(); }
  std::string bytes_of(const ExportView& view) {
    const auto open = must(exports.open(reader, view.id));
    std::string out(open.file->size(), '\0');
    EXPECT_EQ(open.file->read(0, {out.data(), out.size()}), out.size());
    EXPECT_EQ(to_hex(sha256(out)), open.tag);
    EXPECT_EQ(view.file_bytes, static_cast<std::int64_t>(out.size()));
    return out;
  }
  ExportView exported(ExportBody body, http::Language language = http::Language::zh) {
    const auto asked = must(exports.ask({reader, {}}, key(), std::move(body), language)).value;
    EXPECT_EQ(asked.state, ExportState::waiting);
    EXPECT_EQ(fixture::run(jobs.carry_out_due()), 1);
    return must(exports.find(reader, asked.id));
  }
  static PurchaseFilter november(Measure measure) {
    PurchaseFilter out;
    out.measure = measure;
    out.period = "2026-11";
    return out;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory + "/exports"), {}));
  }

  static std::string make_directory() {
    auto out = (std::filesystem::temp_directory_path() / "shanhai-exports-XXXXXX").string();
    if (!::mkdtemp(out.data())) throw std::runtime_error("no temporary directory");
    return out;
  }
  static sheets::Cells row_named(const std::vector<sheets::Cells>& rows, const std::string& first) {
    for (const auto& row : rows) {
      if (row.front().starts_with(first)) return row;
    }
    return {};
  }

  std::string directory = make_directory();
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), service_db.random};
  Background background{[](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << what; }};
  Workers workers{2, 16};
  events::Wakeup wakeup{"measurement", nullptr};
  events::Sequencer sequencer{service_db.database, wakeup, service_db.random, background};
  Context context{service_db.database, service_db.random, sequencer, vault};
  FreezeJobs freeze_jobs{context, "shanhai.example/v1/measurement", directory + "/freezes", workers};
  Freezes freezes{context, FreezePolicy{}, freeze_jobs};
  Reports reports{context, policy, workers};
  ExportPolicy export_policy{2, 400, std::chrono::hours(72), 100};
  ExportFiles export_files{directory + "/exports"};
  ExportJobs jobs{context, policy, export_policy, export_files, workers};
  Exports exports{context, policy, export_policy, export_files, jobs, workers};
  auth::Principal reader = of("*");
  std::vector<orders::OrderFacts> orders;
  int keys = 0;
};

}  // namespace shanhai::measurement
