// Measurement's schema, and orders that tell of themselves as the orders service does.
#pragma once

#include <gtest/gtest.h>

#include "seed/pairings.hpp"
#include "services/measurement/households/entries.hpp"
#include "services/measurement/households/service.hpp"
#include "services/measurement/pairings/service.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/purchases/service.hpp"
#include "services/traceability/api.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::measurement {

using orders::Measure;

struct Sale {
  const char* buyer_division;
  const char* county;
  catalog::Category category = catalog::Category::agricultural;
  orders::BuyerKind kind = orders::BuyerKind::consumer;
  std::vector<std::int64_t> amounts = {1000};
};

class PurchaseVolume : public testing::Test {
 protected:
  PurchaseVolume() {
    const auto seeded = service_db.transaction([](db::Tx& tx) -> Result<void> {
      store::seed_pairings(tx, parse_pairings_csv(seed::kPairings));
      return {};
    });
    if (seeded.has_error()) throw std::runtime_error(seeded.error().code);
  }

  orders::OrderFacts facts(const Sale& sale) {
    orders::OrderFacts order;
    order.order = OrderId::make(service_db.clock, service_db.random);
    order.group = OrderGroupId::make(service_db.clock, service_db.random);
    order.supplier = supplier;
    order.buyer_kind = sale.kind;
    if (sale.kind == orders::BuyerKind::consumer) {
      order.buyer_account = AccountId::make(service_db.clock, service_db.random);
    } else {
      order.buyer_organisation = OrganisationId::make(service_db.clock, service_db.random);
    }
    order.buyer_division = sale.buyer_division;
    order.placed_at = service_db.clock.now();
    for (const auto amount : sale.amounts) {
      orders::LineFacts line;
      line.line = OrderLineId::make(service_db.clock, service_db.random);
      line.sku = SkuId::make(service_db.clock, service_db.random);
      line.product = ProductId::make(service_db.clock, service_db.random);
      line.quantity = 1;
      line.amount = Money(amount);
      line.category = sale.category;
      line.certified = true;
      line.production_county = line.raw_material_county = line.registration_county = sale.county;
      line.delivery_division = sale.buyer_division;
      order.lines.push_back(line);
    }
    return order;
  }

  void apply(std::string_view type, json::Object payload) {
    events::Event event;
    event.sequence = ++sequence;
    event.type = type;
    event.occurred_at = service_db.clock.now();
    event.payload = std::move(payload);
    history.push_back(event);
    apply_again(service_db, {&event, 1});
  }
  static void apply_again(fixture::ServiceDatabase& to, std::span<const events::Event> events) {
    const auto done = to.transaction([&](db::Tx& tx) -> Result<void> {
      SH_CHECK(apply_orders_events(tx, events));
      return apply_parcels_shipped(tx, events);
    });
    ASSERT_FALSE(done.has_error()) << done.error().code << ' ' << done.error().detail;
  }
  void apply(std::string_view type, const orders::OrderFacts& order) { apply(type, json::write(order).as_object()); }

  // Placed, paid, accepted and rated now.
  orders::OrderFacts complete(const Sale& sale) {
    auto order = facts(sale);
    apply(orders::kOrderPlaced, order);
    order.paid_at = service_db.clock.now();
    apply(orders::kOrderPaid, order);
    apply(orders::kOrderAccepted, order);
    apply(orders::kOrderPurchaseCompleted, order);
    return order;
  }
  void refund(orders::OrderFacts& order, std::size_t line, std::int64_t fen, std::vector<Measure> counted) {
    orders::OrderRefunded out{RefundId::make(service_db.clock, service_db.random),
                              order,
                              {{order.lines[line].line, 1, Money(fen)}},
                              std::move(counted)};
    apply(orders::kOrderRefunded, json::write(out).as_object());
    order.lines[line].refunded += Money(fen);
  }

  auth::Principal agency(std::string region) {
    auth::Principal out;
    out.role = auth::Role::agency;
    out.region = std::move(region);
    return out;
  }
  Report report(const auth::Principal& who, Measure measure, const char* group_by = "", const char* period = "2026",
                std::optional<RefundView> view = std::nullopt) {
    ReportQuery query;
    query.measure = measure;
    query.period = period;
    query.group_by = Text<0, 200>(group_by);
    query.refund_view = view;
    auto out = fixture::run(purchases.report(who, query));
    if (out.has_error()) throw std::runtime_error(out.error().code);
    return *out;
  }
  // All pages of the lines behind a figure.
  struct Drilled {
    std::vector<PurchaseLine> items;
    UntoldLines untold;
    std::size_t pages = 0, longest = 0;
    std::optional<FrozenReport> frozen;
    Money sum() const {
      Money out = untold.amount;
      for (const auto& line : items) out += line.amount;
      return out;
    }
  };
  Drilled drill(const auth::Principal& who, LinesQuery query) {
    Drilled out;
    do {
      auto page = fixture::run(purchases.lines(who, query));
      if (page.has_error()) throw std::runtime_error(page.error().code + " " + page.error().detail);
      out.longest = std::max(out.longest, page->items.size());
      if (page->untold) {
        out.untold.entries += page->untold->entries;
        out.untold.amount += page->untold->amount;
      }
      out.frozen = page->frozen;
      for (auto& line : page->items) out.items.push_back(std::move(line));
      query.cursor.reset();
      query.as_of = Text<10, 160>(page->as_of);
      if (page->next_cursor) query.cursor = Text<1, 512>(*page->next_cursor);
      ++out.pages;
    } while (query.cursor);
    return out;
  }
  static std::map<std::string, std::int64_t> net_by(const Report& report, const std::string& dimension) {
    std::map<std::string, std::int64_t> out;
    for (const auto& row : report.rows) out[row.keys.at(dimension)] += row.net.fen();
    return out;
  }

  fixture::ServiceDatabase service_db{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  Policy policy{parse_date("2027-12-31").value()};
  Purchases purchases{service_db.database, service_db.random, policy};
  Pairings pairings{service_db.database, service_db.random, policy};
  Households households{service_db.database, service_db.random, policy};
  OrganisationId supplier = OrganisationId::make(service_db.clock, service_db.random);
  std::int64_t sequence = 0;
  std::vector<events::Event> history;
};

}  // namespace shanhai::measurement
