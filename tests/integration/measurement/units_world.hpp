// Units as identity tells of them, what they buy, and the services that measure it by unit.
#pragma once

#include "services/identity/api.hpp"
#include "services/measurement/reserved_share/declarations.hpp"
#include "services/measurement/reserved_share/employees.hpp"
#include "services/measurement/reserved_share/reminders.hpp"
#include "services/measurement/reserved_share/reports.hpp"
#include "services/measurement/targets/service.hpp"
#include "services/measurement/units/consumer.hpp"
#include "services/measurement/units/service.hpp"
#include "services/measurement/units/tree.hpp"
#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {

using identity::OrganisationKind;

class UnitWorld : public PurchaseVolume {
 protected:
  ~UnitWorld() override { background.stop(); }

  template <class T>
  T must(Task<Result<T>> task) {
    auto result = fixture::run(std::move(task));
    if (result.has_error()) throw std::runtime_error(told(result.error()));
    return std::move(*result);
  }
  // The code, or "<pointer> <code>" of the first wrong field.
  template <class T>
  std::string refused(Task<Result<T>> task) {
    auto result = fixture::run(std::move(task));
    return result.has_value() ? "not refused" : told(result.error());
  }
  static std::string told(const Error& error) {
    return error.fields.empty() ? error.code : error.fields.front().pointer + " " + error.fields.front().code;
  }

  identity::Organisation organisation(std::optional<identity::Organisation> superior = {},
                                      const char* region = "440605",
                                      OrganisationKind kind = OrganisationKind::budget_unit) {
    identity::Organisation out;
    out.id = OrganisationId::make(service_db.clock, service_db.random);
    out.kind = kind;
    out.status = identity::OrganisationStatus::active;
    out.name = "单位" + std::to_string(++named);
    out.region = region;
    if (superior) out.superior = superior->id;
    tell(out);
    return out;
  }
  void tell(const identity::Organisation& organisation, std::optional<Instant> occurred_at = {}) {
    events::Event event;
    event.sequence = ++identity_sequence;
    event.type = identity::kOrganisationChanged;
    event.occurred_at = occurred_at.value_or(service_db.clock.now());
    event.payload = json::write(organisation).as_object();
    const auto done = service_db.transaction([&](db::Tx& tx) { return apply_identity_event(tx, event); });
    ASSERT_FALSE(done.has_error()) << done.error().code;
  }
  void move(identity::Organisation& unit, const identity::Organisation& superior,
            std::optional<Instant> occurred_at = {}) {
    unit.superior = superior.id;
    ++unit.version;
    tell(unit, occurred_at);
  }
  void suspend(identity::Organisation& unit) {
    unit.status = identity::OrganisationStatus::suspended;
    ++unit.version;
    tell(unit);
  }
  // "<action> <how often>" of reads that left a row.
  std::vector<std::string> reads_of(const std::string& action) {
    return column("SELECT CONCAT_WS(' ', action, COUNT(*)) AS text FROM audit_entry WHERE action = '" + action +
                  "' GROUP BY action");
  }

  // Placed and paid now.
  orders::OrderFacts buys(const identity::Organisation& unit, std::int64_t fen, bool certified = true,
                          const char* county = "513431") {
    auto order =
        facts({unit.region.c_str(), county, catalog::Category::agricultural, orders::BuyerKind::budget_unit, {fen}});
    order.buyer_organisation = unit.id;
    order.lines.front().certified = certified;
    return pay(order);
  }
  orders::OrderFacts buys(AccountId person, std::int64_t fen) {
    auto order = facts({"440605", "513431"});
    order.buyer_account = person;
    order.lines.front().amount = Money(fen);
    return pay(order);
  }
  orders::OrderFacts pay(orders::OrderFacts order) {
    apply(orders::kOrderPlaced, order);
    order.paid_at = service_db.clock.now();
    apply(orders::kOrderPaid, order);
    return order;
  }
  void go_to(const char* china_day) {
    const auto noon = start_of_china_day(parse_date(china_day).value()) + std::chrono::hours(12);
    ASSERT_GE(noon, service_db.clock.now());
    service_db.clock.advance(noon - service_db.clock.now());
  }

  auth::Principal as(const identity::Organisation& unit, auth::Role role = auth::Role::buyer_unit) {
    auth::Principal out;
    out.account = AccountId::make(service_db.clock, service_db.random);
    out.role = role;
    out.organisation = unit.id;
    out.region = unit.region;
    out.administrator = true;
    return out;
  }
  auth::Principal agency_of(const char* region) {
    auto out = agency(region);
    out.organisation = OrganisationId::make(service_db.clock, service_db.random);
    out.account = AccountId::make(service_db.clock, service_db.random);
    out.administrator = true;
    return out;
  }
  auth::Principal platform_operator() {
    auto out = agency_of("*");
    out.role = auth::Role::platform_operator;
    return out;
  }
  auth::Principal person() {
    auth::Principal out;
    out.account = AccountId::make(service_db.clock, service_db.random);
    return out;
  }
  static Command by(auth::Principal caller) { return {std::move(caller), ""}; }
  db::IdempotencyKey key() {
    const auto number = std::to_string(++keys);
    return {sha256(number), sha256("payload" + number)};
  }

  static DeclarationBody own_canteen(std::int64_t total_fen) {
    DeclarationBody out;
    out.year = 2026;
    out.canteen_total = Money(total_fen);
    return out;
  }
  static DeclarationBody exempt(CanteenCase canteen) {
    DeclarationBody out;
    out.year = 2026;
    out.canteen = canteen;
    out.exempt_reason = Text<1, 500>("见说明");
    return out;
  }
  DeclarationView declare(const auth::Principal& who, DeclarationBody body) {
    return must(declarations.submit(by(who), std::move(body), key())).value;
  }
  DeclarationView decide(const auth::Principal& who, const DeclarationView& of, DeclarationAction action) {
    return must(declarations.decide(by(who), of.declaration_id, action, "已核", of.version));
  }
  DeclarationView confirmed(const auth::Principal& unit, DeclarationBody body, const auth::Principal& reviewer) {
    return decide(reviewer, declare(unit, std::move(body)), DeclarationAction::confirm);
  }
  Money bought(const auth::Principal& who, const DeclarationView& of) {
    return must(declarations.get(who, of.declaration_id)).progress->bought;
  }
  std::vector<std::string> column(const std::string& sql) {
    std::vector<std::string> out;
    auto connection = service_db.schema.connect();
    for (const auto row : connection.query(sql)) out.push_back(row.get<std::string>("text"));
    return out;
  }

  Background background{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  events::Wakeup wakeup{"measurement", nullptr};
  events::Sequencer sequencer{service_db.database, wakeup, service_db.random, background};
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), service_db.random};
  Context context{service_db.database, service_db.random, sequencer, vault};
  SharePolicy share_policy{policy};
  Units units{context};
  Targets targets{context, policy};
  Declarations declarations{context, share_policy};
  ShareReports reports{context, share_policy};
  Employees employees{context, share_policy};
  Reminders reminders{context, share_policy};
  std::int64_t identity_sequence = 0;
  int named = 0, keys = 0;
};

}  // namespace shanhai::measurement
