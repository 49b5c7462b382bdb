// A small world around orders: a schema of its own, a catalog that publishes, an identity that knows its people, and a
// payment channel that does what a test tells it to.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "common/files/archive.hpp"
#include "common/notifications/notifications.hpp"
#include "services/orders/parts.hpp"
#include "services/orders/stock/service.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::orders {

class People final : public identity::Api {
 public:
  Task<Result<identity::Organisation>> organisation(OrganisationId id) override;
  Task<Result<identity::DeliveryAddress>> delivery_address(identity::AddressRequest request) override;
  Task<Result<identity::Contacts>> contacts(identity::ContactRequest request) override;

  std::map<OrganisationId, identity::Organisation> organisations;
  std::map<AddressId, std::pair<AccountId, identity::DeliveryAddress>> addresses;
};

// Remembers what it was asked; answers as WeChat Pay would, unless it is told to be away or to refuse.
class FakeChannel final : public PaymentProvider {
 public:
  Task<Result<OpenedPayment>> open(PaymentOrder order) override;
  Task<Result<ProviderPayment>> find(std::string number) override;
  Task<Result<void>> close(std::string number) override;
  Task<Result<ProviderRefund>> refund(RefundOrder order) override;
  Task<Result<ProviderRefund>> find_refund(RefundOrder order) override;

  void pay(const std::string& number, Instant at);  // by the buyer's phone

  bool away = false;                  // Unavailable
  bool refuses_refunds = false;       // channel_refused
  bool refuses_for_good = false;      // the buyer's account is gone
  bool fails_refunds = false;         // took them and could not pay
  bool closes_refunds = false;        // took them and ended them unpaid
  bool answers_no_questions = false;  // what became of a refund
  bool refunds_at_once = true;        // else processing until finish_refunds
  bool finish_refunds = false;
  std::map<std::string, PaymentOrder> opened;
  std::map<std::string, ProviderPayment> paid;
  std::set<std::string> closed;
  std::map<std::string, RefundOrder> refunds;
  int opens = 0, refund_calls = 0;
  std::vector<std::string> asked, closings;  // numbers, in order
};

struct Product {
  ProductId id;
  OrganisationId supplier;
  SkuId sku;
  std::int64_t version = 1;
  Money price{5800};
  std::string name = "凉山苦荞茶";
  bool fresh = false;
  std::optional<catalog::ReturnTerms> return_terms;
  bool consumers_may_buy = true;
  std::optional<std::int64_t> net_weight_g = 500;
  std::int64_t package_weight_g = 0;
  std::vector<catalog::PriceStep> price_steps;
  std::vector<catalog::ComponentFacts> components;  // of a bundle
  std::optional<catalog::DeliveryRegions> delivery_regions;
};

struct Wanted {
  const Product* product = nullptr;
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_version;
};

// A notice as it is queued.
struct Told {
  std::string name;  // of its template
  notifications::Recipient recipient;
  json::Object details;
};

class World : public testing::Test {
 protected:
  explicit World(WriterOptions options = {});
  ~World() override;

  // The catalog speaks.
  Product publish(Product product);  // makes ids where there are none; approves the supplier
  void withdraw(const Product& product);
  void supplier_status(OrganisationId supplier, catalog::SupplierStatus status);
  void certify(const Product& product, Instant from, Instant to, bool revoked = false);
  // Traceability puts a lot on sale.
  LotId stock(const Product& product, std::int64_t quantity, const char* lot_number = "L1",
              const char* best_before = nullptr);

  auth::Principal consumer();
  auth::Principal unit(identity::OrganisationKind kind, std::string region = "440600");
  auth::Principal seller(OrganisationId supplier);
  auth::Principal platform();

  static identity::DeliveryAddress address(const char* division = "440605");
  db::IdempotencyKey key(std::string_view what = {});  // fresh where it is empty
  CheckoutBody body(std::vector<Wanted> lines, PaymentChannel channel = PaymentChannel::wechat_pay);

  Result<CheckoutReceipt> checkout(const auth::Principal& who, CheckoutBody body,
                                   std::optional<db::IdempotencyKey> key = {});
  CheckoutReceipt placed(const auth::Principal& who, std::vector<Wanted> lines,
                         PaymentChannel channel = PaymentChannel::wechat_pay);
  PaymentView open_payment(const auth::Principal& who, OrderGroupId group,
                           PaymentChannel channel = PaymentChannel::wechat_pay);
  // The buyer pays the group through WeChat Pay and the callback arrives.
  PaymentView pay(const auth::Principal& who, OrderGroupId group);
  Result<Booked> receive(const std::string& number, Money amount, std::string transaction = "4200000000000001");
  OrderView order(const auth::Principal& who, OrderId id);
  // Packs, ships and delivers as its supplier.
  void fulfil(OrderId id);
  // Placed, paid, delivered and accepted.
  OrderId accepted(const auth::Principal& who, std::vector<Wanted> lines);

  // Of a kind, in order; numbers them first.
  std::vector<events::Event> events(std::string_view type = {});
  // "actor subject" of the audit rows of an action.
  std::vector<std::string> audited(std::string_view action);
  SkuStockView stock_of(const Product& product);
  Money balance(Account account);
  Money balance(Account account, OrganisationId owner);
  // Notices that were queued, the oldest first; and the names of those for a person, as an administrator too.
  std::vector<Told> told();
  std::vector<std::string> told_to(const auth::Principal& who);
  // Every audit finding is zero, and every event tells somebody. Runs after each test too.
  void expect_reconciled();
  void expect_told();
  void TearDown() override {
    expect_reconciled();
    expect_told();
  }

  Command by(const auth::Principal& who) { return {who, "0af7651916cd43dd8448eb211c80319c"}; }
  template <class T>
  T run(Task<T> task) {
    return fixture::run(std::move(task));
  }

  fixture::ServiceDatabase db;
  Background background{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  events::Wakeup wakeup{"orders", nullptr};
  events::Sequencer sequencer{db.database, wakeup, db.random, background};
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), db.random};
  Workers file_workers{1, 64};
  const std::filesystem::path files_directory;  // of this world alone
  files::FileArchive archive{files_directory.string(), file_workers, db.random};
  Context context{db.database, db.clock, db.random, vault, sequencer, {}, &archive, &file_workers};
  People people;
  FakeChannel channel, alipay_channel;
  Stock stock_service{context};
  Parts parts;
};

}  // namespace shanhai::orders
