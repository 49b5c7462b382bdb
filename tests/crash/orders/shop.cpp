#include "tests/crash/orders/shop.hpp"

#include <fstream>
#include <thread>

#include "services/catalog/api.hpp"
#include "services/orders/audit.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/stock/transfers.hpp"
#include "sql/common_migrations.hpp"
#include "sql/orders_migrations.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::orders {
namespace {

constexpr std::int64_t kScarce = 60, kPlenty = 1'000'000;
constexpr std::chrono::seconds kPatience(90);
constexpr std::chrono::hours kLongAgo(24 * 60);

events::Event event_of(std::string_view type, const json::Value& payload) {
  events::Event out;
  out.type = type;
  out.payload = payload.as_object();
  return out;
}

}  // namespace

Shop::Shop(fixture::DatabaseServer& server)
    : random(fixture::seed()),
      schema("orders", {sql::common::kMigrations, sql::orders::kMigrations}, server),
      database("orders", schema.endpoint(), 2, clock, random) {
  for (const auto units : {kScarce, kPlenty, kPlenty}) goods.push_back(put_on_sale(units));
  directory_ = std::filesystem::temp_directory_path() / ("shanhai-crash." + SecureRandom().token(9));
  std::filesystem::create_directory(directory_);
  settings_path_ = (directory_ / "settings.toml").string();
  const auto& endpoint = schema.endpoint();
  std::ofstream(settings_path_)
      << "[server]\nlisten = \"127.0.0.1:0\"\nthreads = 2\nrequests_per_minute = 10000000\n"
      << "access_log = false\npublic_url = \"http://127.0.0.1:8080\"\n"
      << "[auth]\nissuer = \"https://shanhai.example\"\n[internal]\ntoken = \"" << std::string(32, 't')
      << "\"\n[secrets]\nmaster_key = \"" << std::string(64, 'a') << "\"\nlookup_key = \"" << std::string(64, 'b')
      << "\"\n[database]\naddress = \"" << endpoint.address << "\"\nworkers = 4\n[database.orders]\nschema = \""
      << endpoint.schema << "\"\nuser = \"" << endpoint.user << "\"\npassword = \"" << endpoint.password << "\"\n"
      << "[notifications]\ndirectory = \"" << (directory_ / "messages").string() << "\"\n"
      << wechat_pay.settings(directory_.string())
      << "[orders]\npayout_minimum_fen = 1\n[payment.bank_transfer]\npayee_name = \"山海助农专户\"\n"
      << "payee_account = \"44050100000000000001\"\nbank = \"演示银行\"\n";
}

Shop::~Shop() { std::filesystem::remove_all(directory_); }

Goods Shop::put_on_sale(std::int64_t units, std::optional<Date> best_before) {
  Goods made{ProductId::make(clock, random), SkuId::make(clock, random), OrganisationId::make(clock, random),
             LotId::make(clock, random), units};
  catalog::ProductPublished published;
  published.product = made.product;
  published.version = 1;
  published.supplier = made.supplier;
  published.name = "凉山苦荞茶";
  published.production_county = published.raw_material_county = published.registration_county = "513431";
  published.skus = {{made.sku, "02012345678907", "500 g 盒装", "盒", Money(5800), 500}};
  const catalog::SupplierChanged supplier{made.supplier, "昭觉县合作社", catalog::SupplierStatus::approved, "513431"};
  LotTransfer transfer;
  transfer.transfer = TransferId::make(clock, random);
  transfer.supplier = made.supplier;
  transfer.sku = made.sku;
  transfer.lot = made.lot;
  transfer.lot_number = "L1";
  transfer.best_before = best_before;
  if (units > 0) transfer.quantity = units;
  const auto work = [&](db::Tx& tx) -> Result<void> {
    SH_CHECK(store::apply_catalog(tx, event_of(catalog::kSupplierChanged, json::write(supplier))));
    SH_CHECK(store::apply_catalog(tx, event_of(catalog::kProductPublished, json::write(published))));
    if (units > 0) SH_CHECK(store::receive_lot(tx, random, transfer));
    return {};
  };
  commit(work);  // a second time changes nothing
  return made;
}

void Shop::change(const db::Query& query, const db::Params& params) {
  commit([&](db::Tx& tx) -> Result<void> {
    tx.execute(query, params);
    return {};
  });
}

void Shop::commit(const std::function<Result<void>(db::Tx&)>& work) {
  const auto give_up_at = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    try {
      return database.transaction_blocking(work).value();
    } catch (const Unavailable&) {
      if (std::chrono::steady_clock::now() >= give_up_at) throw;
    }
    std::this_thread::yield();
  }
}

void Shop::run_out_of_time(OrderGroupId group) {
  constexpr db::Query kDue{"test.group_due", "UPDATE order_group SET payment_due_at = :now WHERE id = :id"};
  change(kDue, {{"now", clock.now()}, {"id", group}});
}

void Shop::ask_the_channel(PaymentId payment) {
  constexpr db::Query kCheck{"test.payment_due",
                             "UPDATE payment SET next_check_at = :now WHERE id = :id AND next_check_at IS NOT NULL"};
  change(kCheck, {{"now", clock.now()}, {"id", payment}});
}

void Shop::retry_refunds() {
  constexpr db::Query kRetry{"test.refunds_due",
                             "UPDATE refund SET next_attempt_at = :now WHERE next_attempt_at > :now"};
  change(kRetry, {{"now", clock.now()}});
}

void Shop::end_return_window(OrderId order) {
  constexpr db::Query kEnd{"test.window_over", "UPDATE orders SET return_until = :now WHERE id = :id"};
  change(kEnd, {{"now", clock.now()}, {"id", order}});
}

void Shop::end_return_windows() {
  constexpr db::Query kEnd{"test.windows_over", "UPDATE orders SET return_until = :now WHERE return_until > :now"};
  change(kEnd, {{"now", clock.now()}});
}

void Shop::long_since_shipped(OrderId order) {
  constexpr db::Query kWait{"test.shipped_long_ago",
                            "UPDATE order_wait SET since = :long_ago WHERE order_id = :id AND kind = 'delivery'"};
  change(kWait, {{"long_ago", clock.now() - kLongAgo}, {"id", order}});
}

void Shop::long_since_delivered(OrderId order) {
  constexpr db::Query kWait{"test.delivered_long_ago",
                            "UPDATE order_wait SET since = :long_ago WHERE order_id = :id AND kind = 'acceptance'"};
  change(kWait, {{"long_ago", clock.now() - kLongAgo}, {"id", order}});
}

void Shop::let_a_lot_expire() {
  put_on_sale(kScarce, add_days(china_date(clock.now()), -1));
  ++lots_expired_;
}

void Shop::end_presale(PresaleId presale) {
  constexpr db::Query kEnd{"test.presale_over", "UPDATE presale SET ends_at = :now WHERE id = :id AND state = 'open'"};
  change(kEnd, {{"now", clock.now()}, {"id", presale}});
}

void Shop::open_line(RushId rush) {
  constexpr db::Query kOpen{"test.rush_opened", "UPDATE rush SET joins_from = :now WHERE id = :id"};
  change(kOpen, {{"now", clock.now()}, {"id", rush}});
}

void Shop::start_rush(RushId rush) {
  constexpr db::Query kStart{"test.rush_started",
                             "UPDATE rush SET starts_at = :now, admitted_until = :now WHERE id = :id"};
  change(kStart, {{"now", clock.now()}, {"id", rush}});
}

void Shop::end_rush(RushId rush) {
  constexpr db::Query kEnd{"test.rush_over", "UPDATE rush SET ends_at = :now WHERE id = :id AND state = 'announced'"};
  change(kEnd, {{"now", clock.now()}, {"id", rush}});
}

bool Shop::await_admission(RushTicketId ticket) {
  constexpr db::Query kAdmitted{"test.ticket_admitted",
                                "SELECT COUNT(*) AS n FROM rush_ticket WHERE id = :id AND admitted_at IS NOT NULL"};
  bool admitted = false;
  const auto read = [&](db::Tx& tx) -> Result<void> {
    const auto rows = tx.query(kAdmitted, {{"id", ticket}});
    admitted = rows.front().get<std::int64_t>("n") > 0;
    return {};
  };
  const auto give_up_at = std::chrono::steady_clock::now() + kPatience;
  while (!admitted && std::chrono::steady_clock::now() < give_up_at) {
    commit(read);
    std::this_thread::yield();
  }
  return admitted;
}

std::int64_t Shop::count(const char* sql) {
  const db::Query query{"test.count", sql};
  const auto work = [&](db::Tx& tx) -> Result<std::int64_t> { return tx.query(query).front().get<std::int64_t>("n"); };
  return database.transaction_blocking(work).value();
}

std::vector<std::string> Shop::differences() {
  std::vector<std::string> out;
  const auto findings = database.transaction_blocking(audit_orders).value();
  for (const auto& finding : findings) {
    if (finding.difference == 0) continue;
    out.push_back(finding.check + " differs by " + std::to_string(finding.difference) + ": " + finding.detail);
  }
  return out;
}

}  // namespace shanhai::orders
