#include "tests/integration/orders/world.hpp"

#include "common/base/encoding.hpp"
#include "common/base/gtin.hpp"
#include "services/orders/audit.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/settlement/store.hpp"
#include "sql/common_migrations.hpp"
#include "sql/orders_migrations.hpp"

namespace shanhai::orders {

Task<Result<identity::Organisation>> People::organisation(OrganisationId id) {
  const auto found = organisations.find(id);
  if (found == organisations.end()) co_return Error::not_found("organisation");
  co_return found->second;
}

Task<Result<identity::DeliveryAddress>> People::delivery_address(identity::AddressRequest request) {
  const auto found = addresses.find(request.address);
  if (found == addresses.end() || found->second.first != request.account) co_return Error::not_found("address");
  co_return found->second.second;
}

Task<Result<identity::Contacts>> People::contacts(identity::ContactRequest) { co_return identity::Contacts{}; }

Task<Result<OpenedPayment>> FakeChannel::open(PaymentOrder order) {
  ++opens;
  if (away) throw Unavailable("the channel is away");
  const std::string code = "weixin://" + order.number;
  opened[order.number] = std::move(order);
  co_return OpenedPayment{code};
}

Task<Result<ProviderPayment>> FakeChannel::find(std::string number) {
  if (away) throw Unavailable("the channel is away");
  asked.push_back(number);
  const auto found = paid.find(number);
  if (found != paid.end()) co_return found->second;
  ProviderPayment out;
  if (opened.count(number))
    out.state = closed.count(number) ? ProviderPayment::State::closed : ProviderPayment::State::unpaid;
  co_return out;
}

Task<Result<void>> FakeChannel::close(std::string number) {
  if (away) throw Unavailable("the channel is away");
  if (paid.count(number)) co_return Error::conflict("channel_refused", "ORDERPAID");
  closings.push_back(number);
  closed.insert(number);
  co_return Result<void>();
}

Task<Result<ProviderRefund>> FakeChannel::refund(RefundOrder order) {
  if (away) throw Unavailable("the channel is away");
  ++refund_calls;
  if (refuses_refunds) co_return Error::conflict("channel_refused", "NOT_ENOUGH");
  if (refuses_for_good) co_return Error::conflict(std::string(kRefusedForGood), "USER_ACCOUNT_ABNORMAL");
  const auto number = order.number;
  refunds[number] = std::move(order);
  if (closes_refunds) co_return ProviderRefund{ProviderRefund::State::closed, "50" + number};
  co_return ProviderRefund{refunds_at_once ? ProviderRefund::State::succeeded : ProviderRefund::State::processing,
                           "50" + number};
}

Task<Result<ProviderRefund>> FakeChannel::find_refund(RefundOrder order) {
  if (away) throw Unavailable("the channel is away");
  if (answers_no_questions) co_return Error::unprocessable("channel_refused", "SIGN_ERROR");
  const auto& number = order.number;
  if (!refunds.count(number)) co_return ProviderRefund{};
  if (fails_refunds) co_return ProviderRefund{ProviderRefund::State::failed, "50" + number};
  co_return ProviderRefund{finish_refunds ? ProviderRefund::State::succeeded : ProviderRefund::State::processing,
                           "50" + number};
}

void FakeChannel::pay(const std::string& number, Instant at) {
  paid[number] = {ProviderPayment::State::paid, "42" + number.substr(4), opened.at(number).amount, at};
}

World::World(WriterOptions options)
    : db("orders", {sql::common::kMigrations, sql::orders::kMigrations}, 4),
      files_directory(std::filesystem::temp_directory_path() / ("shanhai-orders." + SecureRandom().token(12))),
      parts(context, people, {&channel, nullptr, &alipay_channel, nullptr},
            {"山海助农专户", "44050100000000000001", "演示银行"}, options) {
  parts.writer.start();
  context.policy.inspection_kinds.clear();  // whose test is about it asks for it
}

World::~World() {
  parts.writer.stop();
  background.stop();
  std::filesystem::remove_all(files_directory);
}

Product World::publish(Product product) {
  if (product.id.is_nil()) product.id = ProductId::make(db.clock, db.random);
  if (product.sku.is_nil()) product.sku = SkuId::make(db.clock, db.random);
  if (product.supplier.is_nil()) product.supplier = OrganisationId::make(db.clock, db.random);
  supplier_status(product.supplier, catalog::SupplierStatus::approved);
  catalog::ProductPublished published;
  published.product = product.id;
  published.version = product.version;
  published.supplier = product.supplier;
  published.name = product.name;
  published.fresh = product.fresh;
  published.return_terms = product.return_terms;
  published.delivery_regions = product.delivery_regions;
  published.consumers_may_buy = product.consumers_may_buy;
  published.production_county = "513431";
  published.raw_material_county = "513431";
  published.registration_county = "513436";
  published.skus = {{product.sku, "02012345678907", "500 g 盒装", "盒", product.price, product.net_weight_g}};
  auto& sku = published.skus.front();
  if (product.package_weight_g > 0) sku.package_weight_g = product.package_weight_g;
  if (!product.price_steps.empty()) sku.price_steps = product.price_steps;
  if (!product.components.empty()) sku.components = product.components;
  events::Event event;
  event.type = catalog::kProductPublished;
  event.payload = json::write(published).as_object();
  db.transaction([&](db::Tx& tx) { return store::apply_catalog(tx, event); }).value();
  return product;
}

void World::withdraw(const Product& product) {
  events::Event event;
  event.type = catalog::kProductWithdrawn;
  event.payload = json::write(catalog::ProductWithdrawn{product.id, "by_supplier"}).as_object();
  db.transaction([&](db::Tx& tx) { return store::apply_catalog(tx, event); }).value();
}

void World::supplier_status(OrganisationId supplier, catalog::SupplierStatus status) {
  events::Event event;
  event.type = catalog::kSupplierChanged;
  event.payload = json::write(catalog::SupplierChanged{supplier, "昭觉县合作社", status, "513431"}).as_object();
  db.transaction([&](db::Tx& tx) { return store::apply_catalog(tx, event); }).value();
}

void World::certify(const Product& product, Instant from, Instant to, bool revoked) {
  events::Event event;
  event.type = catalog::kCertificationChanged;
  event.occurred_at = db.clock.now();
  IdBytes id = product.id.bytes();  // one certification for each product
  event.payload = json::write(catalog::CertificationChanged{CertificationId(id), product.id, product.supplier, from, to,
                                                            revoked, 12})
                      .as_object();
  db.transaction([&](db::Tx& tx) { return store::apply_catalog(tx, event); }).value();
}

LotId World::stock(const Product& product, std::int64_t quantity, const char* lot_number, const char* best_before) {
  LotTransfer transfer;
  transfer.transfer = TransferId::make(db.clock, db.random);
  transfer.supplier = product.supplier;
  transfer.sku = product.sku;
  transfer.lot = LotId::make(db.clock, db.random);
  transfer.lot_number = lot_number;
  if (best_before) transfer.best_before = *parse_date(best_before);
  transfer.quantity = quantity;
  run(stock_service.receive_lot_stock(transfer)).value();
  return transfer.lot;
}

auth::Principal World::consumer() {
  auth::Principal out;
  out.account = AccountId::make(db.clock, db.random);
  return out;
}

auth::Principal World::unit(identity::OrganisationKind kind, std::string region) {
  identity::Organisation organisation;
  organisation.id = OrganisationId::make(db.clock, db.random);
  organisation.kind = kind;
  organisation.status = identity::OrganisationStatus::active;
  organisation.name = "佛山市某单位";
  organisation.region = region;
  people.organisations[organisation.id] = organisation;
  auto out = consumer();
  out.role = auth::Role::buyer_unit;
  out.organisation = organisation.id;
  out.region = std::move(region);
  return out;
}

auth::Principal World::seller(OrganisationId supplier) {
  auto out = consumer();
  out.role = auth::Role::supplier;
  out.organisation = supplier;
  return out;
}

auth::Principal World::platform() {
  auto out = consumer();
  out.role = auth::Role::platform_operator;
  out.organisation = OrganisationId::make(db.clock, db.random);
  return out;
}

identity::DeliveryAddress World::address(const char* division) {
  return {"陈小明", "13800138000", division, "桂城街道南海大道北1号"};
}

db::IdempotencyKey World::key(std::string_view what) {
  return {sha256(what.empty() ? db.random.token(16) : std::string(what)), sha256("payload")};
}

CheckoutBody World::body(std::vector<Wanted> lines, PaymentChannel channel) {
  CheckoutBody out;
  CheckoutDelivery delivery;
  delivery.recipient = address();
  for (const auto& wanted : lines) {
    delivery.lines.push_back(
        {wanted.product->sku, wanted.quantity, wanted.price_version.value_or(wanted.product->version)});
  }
  out.deliveries.push_back(std::move(delivery));
  out.payment_channel = channel;
  return out;
}

Result<CheckoutReceipt> World::checkout(const auth::Principal& who, CheckoutBody body,
                                        std::optional<db::IdempotencyKey> with) {
  const auto command = by(who);
  auto placed = run(parts.checkout.place(command, std::move(body), with ? *with : key()));
  if (placed.has_error()) return placed.error();
  return json::parse<CheckoutReceipt>(placed->answer);
}

CheckoutReceipt World::placed(const auth::Principal& who, std::vector<Wanted> lines, PaymentChannel channel) {
  auto receipt = checkout(who, body(std::move(lines), channel));
  if (receipt.has_error()) throw std::runtime_error("checkout: " + receipt.error().code);
  return *receipt;
}

PaymentView World::open_payment(const auth::Principal& who, OrderGroupId group, PaymentChannel channel) {
  const auto command = by(who);
  auto opened = run(parts.payments.open(command, {group, channel}, key()));
  if (opened.has_error()) throw std::runtime_error("payment: " + opened.error().code);
  return opened->value;
}

PaymentView World::pay(const auth::Principal& who, OrderGroupId group) {
  const auto payment = open_payment(who, group);
  receive(payment.payment_id.str(), payment.amount, "42" + payment.payment_id.str().substr(4)).value();
  return run(parts.payments.payment(who, payment.payment_id)).value();
}

Result<Booked> World::receive(const std::string& number, Money amount, std::string transaction) {
  return run(
      parts.payments.receive({PaymentChannel::wechat_pay, number, std::move(transaction), amount, db.clock.now()}));
}

OrderView World::order(const auth::Principal& who, OrderId id) { return run(parts.ordering.order(who, id)).value(); }

void World::fulfil(OrderId id) {
  const auto row = order(platform(), id);
  const auto command = by(seller(row.supplier_id));
  const auto packed = run(parts.fulfilment.pack(command, id, {}, key()));
  if (packed.has_error()) throw std::runtime_error("pack: " + packed.error().code);
  ShipBody ship;
  for (const auto& parcel : packed->value.parcels) ship.parcels.push_back({parcel.parcel_id, "顺丰速运", "SF1"});
  run(parts.fulfilment.ship(command, id, ship, key())).value();
  run(parts.fulfilment.deliver(command, id, {})).value();
}

OrderId World::accepted(const auth::Principal& who, std::vector<Wanted> lines) {
  const auto receipt = placed(who, std::move(lines));
  pay(who, receipt.order_group_id);
  const auto id = receipt.orders.at(0).order_id;
  fulfil(id);
  const auto command = by(who);
  run(parts.fulfilment.accept(command, id)).value();
  return id;
}

std::vector<events::Event> World::events(std::string_view type) {
  while (run(sequencer.run_once()) > 0) {
  }
  std::vector<events::Event> out;
  db.transaction([&](db::Tx& tx) -> Result<void> {
      out.clear();
      for (auto& event : events::list_after(tx, 0, 100'000)) {
        if (type.empty() || event.type == type) out.push_back(std::move(event));
      }
      return {};
    }).value();
  return out;
}

std::vector<std::string> World::audited(std::string_view action) {
  constexpr db::Query kEntries{"test.audit_entries",
                               "SELECT actor, subject FROM audit_entry WHERE action = :action ORDER BY id"};
  return db
      .transaction([&](db::Tx& tx) -> Result<std::vector<std::string>> {
        std::vector<std::string> out;
        const auto rows = tx.query(kEntries, {{"action", action}});
        for (const auto row : rows)
          out.push_back(row.get<std::string>("actor") + ' ' + row.get<std::string>("subject"));
        return out;
      })
      .value();
}

SkuStockView World::stock_of(const Product& product) {
  StockQuery query;
  query.sku_id = product.sku;
  return run(stock_service.stock(seller(product.supplier), query)).value().items.at(0);
}

Money World::balance(Account account, OrganisationId owner) {
  return db.transaction([&](db::Tx& tx) -> Result<Money> { return store::balance(tx, account, owner); }).value();
}

Money World::balance(Account account) { return balance(account, OrganisationId()); }

void World::expect_reconciled() {
  const auto findings = db.transaction(audit_orders);
  ASSERT_TRUE(findings.has_value());
  EXPECT_GE(findings->size(), 10U);
  for (const auto& finding : *findings) EXPECT_EQ(finding.difference, 0) << finding.check << ": " << finding.detail;
}

}  // namespace shanhai::orders
