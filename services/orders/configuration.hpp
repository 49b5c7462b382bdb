// Settings of orders: [orders], [payment.wechat_pay], [payment.alipay], [payment.bank_transfer].
#pragma once

#include "common/runtime/settings.hpp"
#include "services/orders/context.hpp"
#include "services/orders/payment/alipay/client.hpp"
#include "services/orders/payment/views.hpp"
#include "services/orders/payment/wechat_pay/client.hpp"

namespace shanhai::orders {

// All throw runtime::SettingsError naming the key.
Policy read_policy(const runtime::Settings& settings);
Payee read_payee(const runtime::Settings& settings);

struct WechatPaySettings {
  wechat_pay::Merchant merchant;
  wechat_pay::Addresses addresses;
};
// nullopt: [payment.wechat_pay] is not there.
std::optional<WechatPaySettings> read_wechat_pay(const runtime::Settings& settings);

struct AlipaySettings {
  alipay::App app;
  alipay::Addresses addresses;
};
// nullopt: [payment.alipay] is not there.
std::optional<AlipaySettings> read_alipay(const runtime::Settings& settings);

}  // namespace shanhai::orders
