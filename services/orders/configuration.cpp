#include "services/orders/configuration.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kApiV3KeyBytes = 32;

template <class Key>
Key read_key(const runtime::Settings& settings, const char* name) {
  try {
    return Key(settings.text(name));
  } catch (const std::invalid_argument& e) {
    throw runtime::SettingsError(std::string(name) + ": " + e.what());
  }
}

// Kinds of institutions.
std::set<BuyerKind> read_kinds(const runtime::Settings& settings, const std::string& key,
                               std::set<BuyerKind> otherwise) {
  if (!settings.has(key)) return otherwise;
  std::set<BuyerKind> out;
  for (const auto& name : settings.list(key)) {
    BuyerKind kind{};
    if (!boost::describe::enum_from_string(name.c_str(), kind) || kind == BuyerKind::consumer) {
      throw runtime::SettingsError(key + ": of budget_unit, trade_union, enterprise");
    }
    out.insert(kind);
  }
  return out;
}

void read_fulfilment(const runtime::Settings& settings, Policy& out) {
  const auto days = [&settings](const char* key, int otherwise, std::int64_t most) {
    return static_cast<int>(settings.integer(key, otherwise, 1, most));
  };
  constexpr std::int64_t kYear = 366, kLong = 100 * 366;
  out.dispatch_time =
      std::chrono::hours(settings.integer("orders.dispatch_hours", out.dispatch_time.count(), 1, kYear * 24));
  out.auto_deliver_days = days("orders.auto_deliver_days", out.auto_deliver_days, kYear);
  out.auto_accept_days = days("orders.auto_accept_days", out.auto_accept_days, kYear);
  out.accept_notice_days = days("orders.accept_notice_days", out.accept_notice_days, kYear);
  out.retention_days = days("orders.retention_days", out.retention_days, kLong);
  out.inspection_kinds = read_kinds(settings, "orders.inspection_kinds", std::move(out.inspection_kinds));
}

ReturnPolicy read_returns(const runtime::Settings& settings) {
  constexpr std::int64_t kYear = 366;
  ReturnPolicy out;
  const auto hours = [&settings](const char* key, std::chrono::hours& value) {
    value = std::chrono::hours(settings.integer(key, value.count(), 1, kYear * 24));
  };
  const auto days = [&settings](const char* key, int& value) {
    value = static_cast<int>(settings.integer(key, value, 1, kYear));
  };
  hours("orders.fresh_quality_hours", out.fresh_quality_time);
  hours("orders.return_answer_hours", out.answer_time);
  days("orders.return_send_days", out.send_days);
  days("orders.return_transit_days", out.transit_days);
  days("orders.return_inspection_days", out.inspection_days);
  days("orders.return_replacement_days", out.replacement_days);
  days("orders.return_escalation_days", out.escalation_days);
  return out;
}

}  // namespace

Policy read_policy(const runtime::Settings& settings) {
  constexpr std::int64_t kMinutesOfAWeek = 7 * 24 * 60, kDaysOfAYear = 366, kAll = 10'000;
  Policy out;
  out.payment_time =
      std::chrono::minutes(settings.integer("orders.payment_minutes", out.payment_time.count(), 1, kMinutesOfAWeek));
  out.transfer_days = static_cast<int>(settings.integer("orders.transfer_days", out.transfer_days, 1, kDaysOfAYear));
  out.refund_attempts = static_cast<int>(settings.integer("orders.refund_attempts", out.refund_attempts, 1, 1000));
  out.return_days = static_cast<int>(settings.integer("orders.return_days", out.return_days, 0, kDaysOfAYear));
  out.quality_days = static_cast<int>(settings.integer("orders.quality_days", out.quality_days, 0, kDaysOfAYear));
  out.invoice_days = static_cast<int>(settings.integer("orders.invoice_days", out.invoice_days, 1, kDaysOfAYear));
  out.fee_basis_points = settings.integer("orders.fee_basis_points", out.fee_basis_points, 0, kAll);
  constexpr std::int64_t kMostFen = 1'000'000'000;
  out.payout_minimum = Money(settings.integer("orders.payout_minimum_fen", out.payout_minimum.fen(), 1, kMostFen));
  out.payout_account_days =
      static_cast<int>(settings.integer("orders.payout_account_days", out.payout_account_days, 1, kDaysOfAYear));
  out.sellable_days = static_cast<int>(settings.integer("orders.sellable_days", out.sellable_days, 0, kDaysOfAYear));
  out.terms_lead = std::chrono::seconds(
      settings.integer("orders.terms_lead_seconds", out.terms_lead.count(), 2, kDaysOfAYear * 86400));
  constexpr std::int64_t kMostPlaces = 10'000'000;
  out.rush_places = settings.integer("orders.rush_places", out.rush_places, 1, kMostPlaces);
  out.credit_kinds = read_kinds(settings, "orders.credit_kinds", std::move(out.credit_kinds));
  read_fulfilment(settings, out);
  out.returns = read_returns(settings);
  return out;
}

Payee read_payee(const runtime::Settings& settings) {
  if (!settings.has("payment.bank_transfer.payee_account")) return {};
  return {settings.text("payment.bank_transfer.payee_name"), settings.text("payment.bank_transfer.payee_account"),
          settings.text("payment.bank_transfer.bank")};
}

std::optional<WechatPaySettings> read_wechat_pay(const runtime::Settings& settings) {
  const std::string section = "payment.wechat_pay.";
  if (!settings.has(section + "merchant_id")) return std::nullopt;
  wechat_pay::Merchant merchant{settings.text(section + "merchant_id"),
                                settings.text(section + "app_id"),
                                settings.text(section + "merchant_serial"),
                                read_key<RsaPrivateKey>(settings, "payment.wechat_pay.merchant_private_key"),
                                settings.text(section + "api_v3_key"),
                                settings.text(section + "platform_public_key_id"),
                                read_key<RsaPublicKey>(settings, "payment.wechat_pay.platform_public_key")};
  if (auto serial = settings.text(section + "platform_serial", ""); !serial.empty()) {
    merchant.other_platform_keys.push_back(
        {std::move(serial), read_key<RsaPublicKey>(settings, "payment.wechat_pay.platform_certificate")});
  }
  if (merchant.api_v3_key.size() != kApiV3KeyBytes)
    throw runtime::SettingsError(section + "api_v3_key has 32 characters");
  const auto notify = settings.text(section + "notify_base", settings.text("server.public_url", "")) +
                      "/v1/payments/wechat-pay/notifications";
  return WechatPaySettings{std::move(merchant),
                           {settings.text(section + "api_base", "https://api.mch.weixin.qq.com"), notify, notify}};
}

std::optional<AlipaySettings> read_alipay(const runtime::Settings& settings) {
  const std::string section = "payment.alipay.";
  if (!settings.has(section + "app_id")) return std::nullopt;
  alipay::App app{settings.text(section + "app_id"), settings.text(section + "seller_id"),
                  read_key<RsaPrivateKey>(settings, "payment.alipay.app_private_key"),
                  read_key<RsaPublicKey>(settings, "payment.alipay.alipay_public_key")};
  return AlipaySettings{std::move(app),
                        {settings.text(section + "gateway", "https://openapi.alipay.com/gateway.do"),
                         settings.text(section + "notify_base", settings.text("server.public_url", "")) +
                             "/v1/payments/alipay/notifications"}};
}

}  // namespace shanhai::orders
