// Somebody who buys, pays, sells and gives back through the public API, one purchase after the other, and checks what
// each answer promised. Randomly chosen turns; every request is repeated until it is answered.
#pragma once

#include "services/orders/fulfilment/views.hpp"
#include "services/orders/ordering/views.hpp"
#include "services/orders/payment/views.hpp"
#include "tests/crash/orders/line.hpp"
#include "tests/crash/orders/shop.hpp"
#include "tests/fixture/order_checker.hpp"

namespace shanhai::orders {

// What the shoppers know, beside the answers that they hold. Thread-safe.
class Memory {
 public:
  void ended(OrderId order);
  void restocked(SkuId sku, std::int64_t units);
  void paid_by_bank(Money amount);
  bool begins_to_settle(OrganisationId supplier);  // true for the first that asks
  fixture::OrderClaims claims();

 private:
  std::mutex mutex_;
  fixture::OrderClaims claims_;
  std::set<OrganisationId> settled_;
};

class Shopper {
 public:
  Shopper(Shop& shop, Line& line, Memory& memory, std::uint64_t seed)
      : shop_(shop), line_(line), memory_(memory), random_(seed) {}

  // A purchase to its end. Failures are failures of the test.
  void shop();

 private:
  struct Purchase {
    auth::Principal buyer, supplier;
    PaymentChannel channel = PaymentChannel::wechat_pay;
    OrderGroupId group;
    OrderId order;
    SkuId sku;
    Money total;
  };
  std::optional<Purchase> place(const Goods& goods);
  void abandon(const Purchase& purchase);
  void cancel(const Purchase& purchase);
  void pay_and_cancel(const Purchase& purchase);
  void let_expire(const Purchase& purchase);
  void pay_late(const Purchase& purchase);
  void complete(const Purchase& purchase);
  void register_account(const Purchase& purchase);
  void pay_out(const Purchase& purchase);
  void pay(const Purchase& purchase);
  void pay_by_phone(const Purchase& purchase, const json::Value& payment);
  void pay_by_bank(const Purchase& purchase, const json::Value& payment);
  void decline(const Purchase& purchase);
  void fulfil(const Purchase& purchase);
  void give_back(const Purchase& purchase, bool restock);
  void tell_of_refunds();

  Reply post(const std::string& path, const auth::Principal& caller, std::string body);  // under a new key
  void act(const std::string& path, const auth::Principal& caller, std::string body);    // without a key
  void expect_state(const Purchase& purchase, std::initializer_list<std::string_view> states);
  void await_state(const Purchase& purchase, std::string_view state, const std::function<void()>& hurry);
  auth::Principal somebody(auth::Role role, std::optional<OrganisationId> organisation = {});
  std::string order_path(const Purchase& purchase) { return "/v1/orders/" + purchase.order.str(); }

  Shop& shop_;
  Line& line_;
  Memory& memory_;
  SeededRandom random_;
};

}  // namespace shanhai::orders
