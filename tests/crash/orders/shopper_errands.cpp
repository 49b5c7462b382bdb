// What shoppers do beside their purchases: money to suppliers, the channel's bills, the stock that was counted.
#include <gtest/gtest.h>

#include "services/orders/stock/views.hpp"
#include "tests/crash/orders/shopper.hpp"

namespace shanhai::orders {
namespace {

struct Way {
  std::string_view failpoints;  // how they begin
  Turn turn;
};

// The first that fits.
constexpr Way kWays[] = {
    {"orders.cancel.", Turn::cancel},
    {"orders.expiry.", Turn::let_expire},
    {"orders.payment.order_revived", Turn::pay_late},
    {"orders.payment.check_claimed", Turn::pay_unheard},
    {"orders.payment.channel_asked", Turn::pay_unheard},
    {"orders.payment.channel_closed", Turn::abandon},
    {"orders.bank_statement.", Turn::pay_by_bank},
    {"orders.refund.rest_promised", Turn::pay_and_cancel},
    {"orders.refund.", Turn::decline},
    {"orders.decline.", Turn::decline},
    {"orders.return.", Turn::give_back},
    {"orders.payout", Turn::complete},
    {"orders.auto_", Turn::let_time_pass},
    {"orders.stock_correction.", Turn::correct_stock},
    {"orders.channel_bill.", Turn::import_bill},
    {"orders.purchase_cap.", Turn::buy_under_a_cap},
    {"orders.presale_", Turn::sell_ahead},
    {"orders.rush_", Turn::stand_in_line},
};

std::string reason(const char* text) { return json::to_text(json::Object{{"reason", text}}); }

std::string text_of(const json::Value& document, const char* member) {
  return std::string(document.at(member).as_string());
}

}  // namespace

std::optional<Turn> turn_to(std::string_view failpoint) {
  for (const auto& way : kWays) {
    if (failpoint.starts_with(way.failpoints)) return way.turn;
  }
  return std::nullopt;
}

void Memory::ask_for(std::vector<Turn> turns) {
  const std::lock_guard lock(mutex_);
  turns_ = std::move(turns);
}

std::optional<Turn> Memory::wanted(Random& random) {
  const std::lock_guard lock(mutex_);
  if (turns_.empty() || random.below(3) == 0) return std::nullopt;
  return turns_[random.below(turns_.size())];
}

void Memory::on_sale(SkuId sku, std::int64_t units) {
  const std::lock_guard lock(mutex_);
  claims_.units[sku] += units;
}

void Memory::ended(OrderId order) {
  const std::lock_guard lock(mutex_);
  claims_.ended.insert(order);
}

void Memory::restocked(SkuId sku, std::int64_t units) {
  const std::lock_guard lock(mutex_);
  claims_.restocked[sku] += units;
}

void Memory::paid_by_bank(Money amount) {
  const std::lock_guard lock(mutex_);
  claims_.paid = claims_.paid.value_or(Money()) + amount;
}

bool Memory::begins_to_settle(OrganisationId supplier) {
  const std::lock_guard lock(mutex_);
  return settled_.insert(supplier).second;
}

int Memory::next_bill() {
  const std::lock_guard lock(mutex_);
  return bills_++;
}

void Memory::billed(std::size_t strangers) {
  const std::lock_guard lock(mutex_);
  strangers_ += static_cast<std::int64_t>(strangers);
}

void Memory::corrected(LotId lot, std::int64_t change) {
  const std::lock_guard lock(mutex_);
  corrections_[lot] += change;
}

std::int64_t Memory::strangers() {
  const std::lock_guard lock(mutex_);
  return strangers_;
}

std::map<LotId, std::int64_t> Memory::corrections() {
  const std::lock_guard lock(mutex_);
  return corrections_;
}

fixture::OrderClaims Memory::claims() {
  const std::lock_guard lock(mutex_);
  return claims_;
}

void Shopper::register_account(const Purchase& purchase) {
  const json::Object account{
      {"holder", "昭觉县合作社"}, {"account_number", "6222020000000000001"}, {"bank", "中国农业银行"}};
  const auto added = post("/v1/settlement/payout-accounts", purchase.supplier, json::to_text(account));
  ASSERT_EQ(added.status, 201) << added.text;
  const auto cashier = somebody(auth::Role::platform_operator, OrganisationId::make(shop_.clock, random_));
  act("/v1/settlement/payout-accounts/" + text_of(added.body, "payout_account_id") + "/approve", cashier,
      reason("核对无误"));
}

// What is payable to the supplier is paid, or the bank sends it back. Another shopper may have been faster.
void Shopper::pay_out(const Purchase& purchase) {
  const auto cashier = somebody(auth::Role::platform_operator, OrganisationId::make(shop_.clock, random_));
  const json::Object body{{"supplier_ids", json::Array{json::Value(purchase.supplier.organisation->str())}}};
  const auto made = post("/v1/settlement/payout-batches", cashier, json::to_text(body));
  if (made.code() == "nothing_to_pay_out") return;
  ASSERT_EQ(made.status, 201) << made.text;
  const auto path = "/v1/settlement/payout-batches/" + text_of(made.body, "payout_batch_id");
  act(path + "/export", cashier, "");
  const auto batch = line_.get(path, cashier);
  ASSERT_EQ(batch.status, 200) << batch.text;
  for (const auto& payout : batch.body.at("items").as_array()) {
    const auto of = "/v1/settlement/payouts/" + text_of(payout, "payout_id");
    const auto ended =
        random_.below(3) == 0
            ? post(of + "/fail", cashier, json::to_text(json::Object{{"failure", "bank_rejected"}}))
            : post(of + "/confirm", cashier, json::to_text(json::Object{{"bank_reference", "B" + random_.digits(16)}}));
    EXPECT_EQ(ended.status, 200) << ended.text;
  }
}

// Some of a plentiful lot are missing, or were found again. It is sold meanwhile: then the books are not what was seen.
void Shopper::correct_stock() {
  const auto& goods = shop_.goods.back();
  const auto supplier = somebody(auth::Role::supplier, goods.supplier);
  const auto seen = line_.get("/v1/stock?sku_id=" + goods.sku.str(), supplier);
  ASSERT_EQ(seen.status, 200) << seen.text;
  const auto page = json::read<StockPage>(seen.body).value();
  const auto& lot = page.items.at(0).lots.at(0);
  const bool found = lot.written_off > 0 && random_.below(2) == 0;
  const auto change = found ? 1 : -static_cast<std::int64_t>(1 + random_.below(3));
  CorrectionBody body;
  body.lot_id = lot.lot_id;
  body.books = lot.on_hand;
  body.counted = lot.on_hand + change;
  const auto corrected = post("/v1/stock/corrections", supplier, json::print(body));
  if (corrected.code() == "stock_changed") return;
  ASSERT_EQ(corrected.status, 201) << corrected.text;
  memory_.corrected(goods.lot, change);
}

// Of a day before this test began, each day once.
void Shopper::import_bill() {
  const auto day = add_days(china_date(shop_.clock.now()), -3 - memory_.next_bill());
  const auto strangers = random_.below(4);
  const auto operator_ = somebody(auth::Role::platform_operator, OrganisationId::make(shop_.clock, random_));
  const auto imported =
      line_.send({http::Method::post, "/v1/reconciliation/bills?channel=wechat_pay&bill_date=" + to_string(day),
                  operator_, random_.token(12), shop_.wechat_pay.bill(day, strangers), "text/csv"});
  ASSERT_EQ(imported.status, 201) << imported.text;
  EXPECT_EQ(imported.body.at("open_differences").to_number<std::size_t>(), strangers) << imported.text;
  memory_.billed(strangers);
}

}  // namespace shanhai::orders
