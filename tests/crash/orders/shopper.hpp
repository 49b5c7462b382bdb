// Somebody who buys, pays, sells and gives back through the public API, one purchase after the other, and checks what
// each answer promised. Randomly chosen turns; every request is repeated until it is answered. What the service does by
// itself later is looked for later, while other purchases go on.
#pragma once

#include <deque>

#include "services/orders/fulfilment/views.hpp"
#include "services/orders/ordering/views.hpp"
#include "services/orders/payment/views.hpp"
#include "tests/crash/orders/line.hpp"
#include "tests/crash/orders/shop.hpp"
#include "tests/fixture/order_checker.hpp"

namespace shanhai::orders {

enum class Turn {
  abandon,
  cancel,
  pay_and_cancel,
  let_expire,
  pay_late,
  pay_unheard,  // no callback comes: asking finds the payment
  pay_by_bank,
  decline,
  complete,
  give_back,
  let_time_pass,  // nobody says that goods arrived, nor that they are accepted
  correct_stock,
  import_bill,
  buy_under_a_cap,
  sell_ahead,  // before the goods are there, and they do not come
  stand_in_line,
};

// The turn that leads past a failpoint; nullopt: each does, or none.
std::optional<Turn> turn_to(std::string_view failpoint);

// What the shoppers know, beside the answers that they hold, and what they are asked to do. Thread-safe.
class Memory {
 public:
  // The turns that are taken most often from now on; none: all alike.
  void ask_for(std::vector<Turn> turns);
  std::optional<Turn> wanted(Random& random);

  void on_sale(SkuId sku, std::int64_t units);  // besides the shop's goods
  void ended(OrderId order);
  void restocked(SkuId sku, std::int64_t units);
  void paid_by_bank(Money amount);
  bool begins_to_settle(OrganisationId supplier);  // true for the first that asks
  int next_bill();                                 // 0, 1, 2...
  void billed(std::size_t strangers);
  void corrected(LotId lot, std::int64_t change);
  fixture::OrderClaims claims();
  std::int64_t strangers();  // in the bills
  std::map<LotId, std::int64_t> corrections();

 private:
  std::mutex mutex_;
  std::vector<Turn> turns_;
  fixture::OrderClaims claims_;
  std::set<OrganisationId> settled_;
  int bills_ = 0;
  std::int64_t strangers_ = 0;
  std::map<LotId, std::int64_t> corrections_;
};

class Shopper {
 public:
  Shopper(Shop& shop, Line& line, Memory& memory, std::uint64_t seed)
      : shop_(shop), line_(line), memory_(memory), random_(seed) {}

  // One turn. Failures are failures of the test.
  void shop();
  // One more, then waits for all that the service is still to do by itself.
  void settle();

 private:
  struct Purchase {
    auth::Principal buyer, supplier;
    PaymentChannel channel = PaymentChannel::wechat_pay;
    OrderGroupId group;
    OrderId order;
    SkuId sku;
    Money total;
  };
  // What the service does by itself: until then `hurry` is called again and again, for a process that dies on its way
  // there leaves the next one to wait for its time.
  struct Expected {
    Purchase purchase;
    std::string_view state;
    std::function<void()> hurry, then;
  };
  void take(Turn turn, const Goods& goods);
  Turn any_turn();
  void expect_later(Expected expected) { expected_.push_back(std::move(expected)); }
  void look_for_one();
  std::optional<Purchase> place(const Goods& goods, bool by_bank);
  CheckoutBody checkout_of(const Goods& goods, std::int64_t units, PaymentChannel channel);
  std::optional<Purchase> placed(const Goods& goods, const auth::Principal& buyer, PaymentChannel channel,
                                 const Reply& reply);
  void abandon(const Purchase& purchase);
  void cancel(const Purchase& purchase);
  void pay_and_cancel(const Purchase& purchase);
  void let_expire(const Purchase& purchase, std::function<void()> then);
  void pay_late(const Purchase& purchase);
  void go_on(Turn turn, const Purchase& purchase);  // that is paid
  void complete(const Purchase& purchase);
  void register_account(const Purchase& purchase);
  void pay_out(const Purchase& purchase);
  void pay(Turn turn, const Purchase& purchase);
  void pay_by_phone(const Purchase& purchase, const json::Value& payment);
  void pay_unheard(const Purchase& purchase, const json::Value& payment);
  void pay_by_bank(const Purchase& purchase, const json::Value& payment);
  void decline(const Purchase& purchase);
  void pack_and_ship(const Purchase& purchase);
  void fulfil(const Purchase& purchase);
  void let_time_pass(const Purchase& purchase);
  void give_back(const Purchase& purchase, bool restock);
  void tell_of_refunds();
  void correct_stock();
  void import_bill();
  void buy_under_a_cap();
  void sell_ahead();
  void stand_in_line();
  // A checkout of scarce goods; nullopt, and a failure: refused.
  std::optional<Purchase> buy(const Goods& goods, const auth::Principal& buyer, std::int64_t units,
                              std::optional<RushTicketId> ticket = {});
  void expect_refused(const Goods& goods, const auth::Principal& buyer, std::int64_t units, std::string_view code);

  Reply post(const std::string& path, const auth::Principal& caller, std::string body);  // under a new key
  void act(const std::string& path, const auth::Principal& caller, std::string body);    // without a key
  void act_once(const std::string& path, const auth::Principal& caller, std::string body, const char* again);
  auth::Principal supplier_of(const Goods& goods);
  void expect_state(const Purchase& purchase, std::initializer_list<std::string_view> states);
  auth::Principal somebody(auth::Role role, std::optional<OrganisationId> organisation = {});
  std::string order_path(const Purchase& purchase) { return "/v1/orders/" + purchase.order.str(); }

  Shop& shop_;
  Line& line_;
  Memory& memory_;
  SeededRandom random_;
  std::deque<Expected> expected_;
};

}  // namespace shanhai::orders
