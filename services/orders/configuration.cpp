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

}  // namespace

Policy read_policy(const runtime::Settings& settings) {
  constexpr std::int64_t kMinutesOfAWeek = 7 * 24 * 60, kDaysOfAYear = 366, kAll = 10'000;
  Policy out;
  out.payment_time =
      std::chrono::minutes(settings.integer("orders.payment_minutes", out.payment_time.count(), 1, kMinutesOfAWeek));
  out.transfer_days = static_cast<int>(settings.integer("orders.transfer_days", out.transfer_days, 1, kDaysOfAYear));
  out.return_days = static_cast<int>(settings.integer("orders.return_days", out.return_days, 0, kDaysOfAYear));
  out.quality_days = static_cast<int>(settings.integer("orders.quality_days", out.quality_days, 0, kDaysOfAYear));
  out.fee_basis_points = settings.integer("orders.fee_basis_points", out.fee_basis_points, 0, kAll);
  if (settings.has("orders.credit_kinds")) {
    out.credit_kinds.clear();
    for (const auto& name : settings.list("orders.credit_kinds")) {
      BuyerKind kind{};
      if (!boost::describe::enum_from_string(name.c_str(), kind) || kind == BuyerKind::consumer) {
        throw runtime::SettingsError("orders.credit_kinds: of budget_unit, trade_union, enterprise");
      }
      out.credit_kinds.insert(kind);
    }
  }
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
  wechat_pay::Merchant merchant{
      settings.text(section + "merchant_id"),
      settings.text(section + "app_id"),
      settings.text(section + "merchant_serial"),
      read_key<wechat_pay::RsaPrivateKey>(settings, "payment.wechat_pay.merchant_private_key"),
      settings.text(section + "api_v3_key"),
      settings.text(section + "platform_public_key_id"),
      read_key<wechat_pay::RsaPublicKey>(settings, "payment.wechat_pay.platform_public_key")};
  if (merchant.api_v3_key.size() != kApiV3KeyBytes)
    throw runtime::SettingsError(section + "api_v3_key has 32 characters");
  const auto notify = settings.text(section + "notify_base", settings.text("server.public_url", "")) +
                      "/v1/payments/wechat-pay/notifications";
  return WechatPaySettings{std::move(merchant),
                           {settings.text(section + "api_base", "https://api.mch.weixin.qq.com"), notify, notify}};
}

}  // namespace shanhai::orders
