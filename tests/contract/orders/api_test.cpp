// What other services may ask of orders is the same in one process and over HTTP: answers, refusals, their names and
// the fields they point at; and so are the events it sends.
#include <gtest/gtest.h>

#include "common/events/stream.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/remote.hpp"
#include "services/orders/stock/routes.hpp"
#include "services/orders/stock/service.hpp"
#include "sql/common_migrations.hpp"
#include "sql/orders_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/internal_server.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::orders {
namespace {

enum class Side { local, remote };

class OrdersApi : public testing::TestWithParam<Side> {
 protected:
  OrdersApi() { publish(); }
  ~OrdersApi() override { background.stop(); }

  Api& api() { return GetParam() == Side::local ? static_cast<Api&>(local) : remote; }
  events::EventSource& stream() {
    return GetParam() == Side::local ? static_cast<events::EventSource&>(local_source) : remote_source;
  }
  void publish() {
    catalog::ProductPublished published;
    published.product = ProductId::make(service.clock, service.random);
    published.version = 1;
    published.supplier = supplier;
    published.name = "凉山苦荞茶";
    published.production_county = published.raw_material_county = published.registration_county = "513431";
    published.skus = {{sku, "02012345678907", "500 g 盒装", "盒", Money(5800), 500}};
    events::Event event;
    event.type = catalog::kProductPublished;
    event.payload = json::write(published).as_object();
    service.transaction([&](db::Tx& tx) { return store::apply_catalog(tx, event); }).value();
  }
  LotTransfer transfer(std::int64_t quantity, LotId lot) {
    LotTransfer out;
    out.transfer = TransferId::make(service.clock, service.random);
    out.supplier = supplier;
    out.sku = sku;
    out.lot = lot;
    out.lot_number = "L2026-1";
    out.best_before = *parse_date("2027-06-01");
    out.quantity = quantity;
    return out;
  }
  LotId lot() { return LotId::make(service.clock, service.random); }
  Result<TransferReceipt> receive(const LotTransfer& wanted) { return fixture::run(api().receive_lot_stock(wanted)); }

  fixture::ServiceDatabase service{"orders", {sql::common::kMigrations, sql::orders::kMigrations}};
  const OrganisationId supplier = OrganisationId::make(service.clock, service.random);
  const SkuId sku = SkuId::make(service.clock, service.random);
  Background background{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  events::Wakeup wakeup{"orders", nullptr};
  events::Sequencer sequencer{service.database, wakeup, service.random, background};
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), service.random};
  Context context{service.database, service.clock, service.random, vault, sequencer, {}};
  Stock local{context};
  StockRoutes stock_routes{local};
  events::LocalEventSource local_source{service.database, wakeup};
  events::EventRoutes event_routes{local_source};
  fixture::InternalServer server{service.clock, service.random, [this](http::RouteTable& table) {
                                   stock_routes.mount(table);
                                   event_routes.mount(table, "orders");
                                 }};
  RemoteApi remote{server.client()};
  events::RemoteEventSource remote_source{server.client(), "orders"};
};

TEST_P(OrdersApi, TakesALotOverOnce) {
  const auto wanted = transfer(8, lot());
  for (int i = 0; i < 3; ++i) {
    const auto receipt = receive(wanted);
    ASSERT_TRUE(receipt.has_value()) << receipt.error().code;
    EXPECT_EQ(receipt->transfer, wanted.transfer);
    EXPECT_EQ(receipt->quantity, 8);
  }
  auto without_date = transfer(2, lot());
  without_date.best_before.reset();
  EXPECT_EQ(receive(without_date)->quantity, 2);
  EXPECT_EQ(fixture::run(local.storefront(sku)).value().sellable, 10);
}

TEST_P(OrdersApi, RefusesInTheSameWords) {
  const auto taken = transfer(8, lot());
  receive(taken).value();
  auto other_content = taken, strange = transfer(1, lot()), foreign = transfer(1, lot());
  other_content.quantity = 9;
  strange.sku = SkuId::make(service.clock, service.random);
  foreign.supplier = OrganisationId::make(service.clock, service.random);
  const auto recalled = transfer(1, lot());
  fixture::run(api().block_lot({recalled.lot, "农残超标"})).value();
  struct Row {
    LotTransfer wanted;
    ErrorKind kind;
    const char* code;
  };
  const Row rows[] = {{other_content, ErrorKind::conflict, "transfer_mismatch"},
                      {strange, ErrorKind::not_found, "sku_not_found"},
                      {foreign, ErrorKind::not_found, "sku_not_found"},
                      {recalled, ErrorKind::conflict, "lot_blocked"}};
  for (const auto& row : rows) {
    const auto refused = receive(row.wanted);
    ASSERT_TRUE(refused.has_error()) << row.code;
    EXPECT_EQ(refused.error().kind, row.kind) << row.code;
    EXPECT_EQ(refused.error().code, row.code);
  }
  EXPECT_EQ(fixture::run(local.storefront(sku)).value().sellable, 8);
}

TEST_P(OrdersApi, BlocksALotOnce) {
  const auto bad = lot();
  receive(transfer(5, bad)).value();
  receive(transfer(3, lot())).value();
  for (int i = 0; i < 3; ++i) {
    const auto blocked = fixture::run(api().block_lot({bad, "农残超标"}));
    ASSERT_TRUE(blocked.has_value()) << blocked.error().code;
    EXPECT_EQ(blocked->lot, bad);
    EXPECT_EQ(blocked->blocked_quantity, 5);
    EXPECT_TRUE(blocked->orders.empty());
  }
  EXPECT_EQ(fixture::run(local.storefront(sku)).value().sellable, 3);
  const auto unknown = fixture::run(api().block_lot({lot(), "召回"}));
  EXPECT_EQ(unknown.value().blocked_quantity, 0);
}

TEST_P(OrdersApi, ReleasesALotWhoseRecallWasLifted) {
  const auto bad = lot();
  receive(transfer(5, bad)).value();
  fixture::run(api().block_lot({bad, "农残超标", {}, {}, 3})).value();
  for (const std::int64_t expected : {5, 0}) {
    const auto released = fixture::run(api().release_lot({bad, "检验报告更正", 4}));
    ASSERT_TRUE(released.has_value()) << released.error().code;
    EXPECT_EQ(released->lot, bad);
    EXPECT_EQ(released->released_quantity, expected);
  }
  EXPECT_EQ(fixture::run(local.storefront(sku)).value().sellable, 5);
}

TEST_P(OrdersApi, AccountsForLots) {
  const auto first = lot(), second = lot(), unknown = lot();
  receive(transfer(5, first)).value();
  receive(transfer(2, first)).value();
  receive(transfer(3, second)).value();
  fixture::run(api().block_lot({second, "召回"})).value();
  const auto accounts = fixture::run(api().lot_accounts({{first, second, unknown}}));
  ASSERT_TRUE(accounts.has_value()) << accounts.error().code;
  std::map<LotId, LotAccount> by_lot;
  for (const auto& account : accounts->items) by_lot[account.lot] = account;
  ASSERT_EQ(by_lot.size(), 2U);
  EXPECT_EQ(by_lot.at(first).received, 7);
  EXPECT_EQ(by_lot.at(first).on_hand, 7);
  EXPECT_EQ(by_lot.at(first).bound, 0);
  EXPECT_EQ(by_lot.at(second).on_hand, 3);  // blocked, but still here
  EXPECT_TRUE(fixture::run(api().lot_accounts({})).value().items.empty());
}

TEST_P(OrdersApi, NamesTheFieldOfTooLongAList) {
  LotAccountQuery query;
  for (int i = 0; i < 201; ++i) query.lots.push_back(lot());
  const auto refused = fixture::run(api().lot_accounts(query));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  ASSERT_EQ(refused.error().fields.size(), 1U);
  EXPECT_EQ(refused.error().fields[0].pointer, "/lots");
  EXPECT_EQ(refused.error().fields[0].code, "out_of_range");
}

TEST_P(OrdersApi, TellsOfABlockedLotInItsStream) {
  const auto bad = lot();
  receive(transfer(5, bad)).value();
  fixture::run(api().block_lot({bad, "农残超标"})).value();
  fixture::run(sequencer.run_once());
  const auto batch = fixture::run(stream().after(0, 100, std::chrono::milliseconds(0))).value();
  ASSERT_EQ(batch.events.size(), 1U);
  EXPECT_EQ(batch.last_sequence, 1);
  const auto& event = batch.events[0];
  EXPECT_EQ(event.type, kLotBlocked);
  EXPECT_EQ(event.aggregate_type, "lot");
  EXPECT_EQ(event.aggregate_id, bad.str());
  EXPECT_EQ(event.reason, "农残超标");
  const auto payload = json::read<LotBlocked>(event.payload);
  ASSERT_TRUE(payload.has_value());
  EXPECT_EQ(payload->blocked_quantity, 5);
  const auto here = fixture::run(local_source.after(0, 100, std::chrono::milliseconds(0))).value();
  EXPECT_EQ(json::print(batch), json::print(here));
}

TEST_P(OrdersApi, IsUnavailableWhileItsDatabaseIsAway) {
  db::Endpoint nowhere = service.schema.endpoint();
  nowhere.address = "unix:///nonexistent/database.sock";
  db::Database away("orders", nowhere, 1, service.clock, service.random);
  Context context_away{away, service.clock, service.random, vault, sequencer, {}};
  Stock stock(context_away);
  StockRoutes routes(stock);
  fixture::InternalServer other(service.clock, service.random, [&](http::RouteTable& table) { routes.mount(table); });
  RemoteApi over_http(other.client());
  Api& asked = GetParam() == Side::local ? static_cast<Api&>(stock) : over_http;
  EXPECT_THROW(fixture::run(asked.receive_lot_stock(transfer(1, lot()))), Unavailable);
  EXPECT_THROW(fixture::run(asked.block_lot({lot(), "召回"})), Unavailable);
  EXPECT_THROW(fixture::run(asked.lot_accounts({{lot()}})), Unavailable);
}

INSTANTIATE_TEST_SUITE_P(Sides, OrdersApi, testing::Values(Side::local, Side::remote),
                         [](const auto& info) { return info.param == Side::local ? "local" : "remote"; });

}  // namespace
}  // namespace shanhai::orders
