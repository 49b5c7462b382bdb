// Offline sales on measurement's schema: parties and goods as identity and the catalog tell of them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/encoding.hpp"
#include "services/measurement/flags/service.hpp"
#include "services/measurement/flags/watch.hpp"
#include "services/measurement/registrations/entries.hpp"
#include "services/measurement/registrations/projection.hpp"
#include "services/measurement/registrations/service.hpp"
#include "services/measurement/units/consumer.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::measurement {

class Offline : public testing::Test {
 protected:
  Offline() {
    tell(unit);
    tell(cooperative);
    tell(elsewhere);
    publish();
  }
  ~Offline() override {
    workers.close();
    background.stop();
    std::filesystem::remove_all(directory);
  }

  template <class T>
  T must(Task<Result<T>> task) {
    auto result = fixture::run(std::move(task));
    if (result.has_error()) {
      std::string what = result.error().code;
      for (const auto& field : result.error().fields) what += " " + field.pointer + " " + field.code;
      throw std::runtime_error(what);
    }
    return std::move(*result);
  }
  template <class T>
  Error refused(Task<Result<T>> task) {
    auto result = fixture::run(std::move(task));
    if (result.has_value()) throw std::runtime_error("this should have been refused");
    return std::move(result).error();
  }
  template <class T>
  T id() {
    return T::make(db.clock, db.random);
  }

  identity::Organisation organisation(identity::OrganisationKind kind, std::string region, std::string uscc = {}) {
    identity::Organisation out;
    out.id = id<OrganisationId>();
    out.kind = kind;
    out.status = identity::OrganisationStatus::active;
    out.name = std::string(boost::describe::enum_to_string(kind, "")) + " of " + region;
    out.region = std::move(region);
    out.uscc = std::move(uscc);
    return out;
  }
  events::Event event(std::string_view type, std::string_view aggregate, json::Object payload) {
    events::Event out;
    out.sequence = ++sequence;
    out.type = type;
    out.aggregate_type = aggregate;
    out.occurred_at = db.clock.now();
    out.payload = std::move(payload);
    return out;
  }
  template <class F>
  void apply(F f) {
    const auto done = db.transaction([&](db::Tx& tx) -> Result<void> { return f(tx); });
    ASSERT_FALSE(done.has_error()) << done.error().code << ' ' << done.error().detail;
  }
  void tell(const identity::Organisation& party) {
    const auto told = event(identity::kOrganisationChanged, "organisation", json::write(party).as_object());
    follow(told);
  }
  void follow(const events::Event& told) {
    apply([&](db::Tx& tx) -> Result<void> {
      SH_CHECK(apply_identity_event(tx, told));
      return watch.apply_party(tx, told);
    });
  }
  void join(OrganisationId party, AccountId account, bool ended = false) {
    const auto told = event("identity.membership_changed", "membership",
                            {{"membership", "mem_" + std::string(25, '0') + "1"},
                             {"organisation", party.str()},
                             {"account", account.str()},
                             {"administrator", false},
                             {"ended", ended}});
    follow(told);
  }
  void publish() {
    catalog::ProductPublished out;
    out.product = product;
    out.version = 1;
    out.supplier = cooperative.id;
    out.name = "凉山苦荞茶";
    out.production_county = out.raw_material_county = out.registration_county = "513431";
    catalog::SkuFacts facts;
    facts.sku = sku;
    facts.net_weight_g = 500;
    out.skus = {facts};
    const auto told = event(catalog::kProductPublished, "product", json::write(out).as_object());
    apply([&](db::Tx& tx) { return apply_goods(tx, told); });
    catalog::CertificationChanged certified;
    certified.certification = id<CertificationId>();
    certified.product = product;
    certified.supplier = cooperative.id;
    certified.valid_from = parse_rfc3339("2026-01-01T00:00:00Z").value();
    certified.valid_to = parse_rfc3339("2027-01-01T00:00:00Z").value();
    const auto valid = event(catalog::kCertificationChanged, "certification", json::write(certified).as_object());
    apply([&](db::Tx& tx) { return apply_goods(tx, valid); });
  }

  auth::Principal of(const identity::Organisation& party, auth::Role role) {
    auth::Principal out;
    out.account = id<AccountId>();
    out.role = role;
    out.organisation = party.id;
    out.region = party.region;
    out.administrator = true;
    return out;
  }
  auth::Principal buyer() { return of(unit, auth::Role::buyer_unit); }
  auth::Principal seller() { return of(cooperative, auth::Role::supplier); }
  auth::Principal agency(std::string region) {
    auto out = of(unit, auth::Role::agency);
    out.organisation = id<OrganisationId>();
    out.region = std::move(region);
    return out;
  }
  Command by(auth::Principal caller) { return {std::move(caller), ""}; }
  db::IdempotencyKey key() {
    const auto number = std::to_string(++keys);
    return {sha256(number), sha256("payload" + number)};
  }

  VoucherBody voucher(VoucherKind kind, std::int64_t fen, const char* on = "2026-11-20") {
    VoucherBody out;
    out.kind = kind;
    out.dated_on = parse_date(on).value();
    if (kind == VoucherKind::invoice) {
      auto number = std::to_string(++invoices);
      out.invoice_number = "26" + std::string(18 - number.size(), '0') + number;
    }
    if (kind == VoucherKind::invoice || kind == VoucherKind::transfer_slip) out.amount = Money(fen);
    out.file = {"凭证.txt", to_base64("凭证 " + std::to_string(++files))};
    return out;
  }
  // 10 boxes for 580.00 on 20 November, invoiced, paid and received.
  RegistrationBody purchase(std::int64_t fen = 58000) {
    RegistrationBody out;
    out.purchased_on = out.received_on.emplace(parse_date("2026-11-20").value());
    out.supplier_id = cooperative.id;
    OfflineLineBody line;
    line.product_id = product;
    line.quantity = 10;
    line.unit = "盒";
    line.amount = Money(fen);
    out.lines = {line};
    out.vouchers = {voucher(VoucherKind::invoice, fen), voucher(VoucherKind::transfer_slip, fen)};
    return out;
  }
  RegistrationId submit(const auth::Principal& who, RegistrationBody body) {
    return must(registrations.submit(by(who), std::move(body), key())).value.registration_id;
  }
  RegistrationView step(const auth::Principal& who, RegistrationId registration, RegistrationAction action) {
    return must(registrations.step(by(who), registration, action, "属实"));
  }
  RegistrationView approve(RegistrationId registration, std::vector<Doubt> despite = {}) {
    return must(registrations.review(by(agency("440600")), registration,
                                     {ReviewDecision::approve, "凭证齐全", std::move(despite)}));
  }
  RegistrationId approved(RegistrationBody body) {
    const auto registration = submit(buyer(), std::move(body));
    step(seller(), registration, RegistrationAction::confirm);
    approve(registration);
    return registration;
  }
  // What the schema's own stream tells, from the beginning.
  std::vector<events::Event> told() {
    fixture::run(sequencer.run_once());
    return db
        .transaction([](db::Tx& tx) -> Result<std::vector<events::Event>> { return events::list_after(tx, 0, 1000); })
        .value();
  }
  void count() {
    const auto all = told();
    apply([&](db::Tx& tx) { return apply_registration_events(tx, all); });
  }
  // "<measure> <kind> <day> <fen>" of the ledger, in order.
  std::vector<std::string> entries() {
    std::vector<std::string> out;
    auto connection = db.schema.connect();
    for (const auto row :
         connection.query("SELECT CONCAT_WS(' ', measure, kind, posted_on, amount_fen, channel) AS text "
                          "FROM measurement_entry ORDER BY measure, kind, posted_on, amount_fen"))
      out.push_back(row.get<std::string>("text"));
    return out;
  }

  fixture::ServiceDatabase db{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  Background background{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  events::Wakeup wakeup{"measurement", nullptr};
  events::Sequencer sequencer{db.database, wakeup, db.random, background};
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), db.random};
  Context context{db.database, db.random, sequencer, vault};
  Workers workers{1, 100};
  std::filesystem::path directory = std::filesystem::temp_directory_path() / ("shanhai-offline." + db.random.token(9));
  shanhai::files::FileArchive archive{directory.string(), workers, db.random};
  Registrations registrations{context, archive};
  Limits limits{context};
  FlagWatch watch{db.random};
  Flags flags{context};
  std::int64_t sequence = 0;
  int keys = 0, invoices = 0, files = 0;
  ProductId product = id<ProductId>();
  SkuId sku = id<SkuId>();
  identity::Organisation unit = organisation(identity::OrganisationKind::trade_union, "440605");
  identity::Organisation cooperative =
      organisation(identity::OrganisationKind::cooperative, "513431", "93513431MA6XQY4J35");
  identity::Organisation elsewhere = organisation(identity::OrganisationKind::enterprise, "440106");
};

}  // namespace shanhai::measurement
