// Many buyers and suppliers at once, each doing at random what its orders allow, or what they do not; the model says
// what must come of it.
//
// A round: some goods arrive, prices change, a lot is recalled; many check out at once; many orders take a step at
// once, each group one; time passes and the loops run. What runs at once is chosen so that its order does not matter:
// then the model needs no order either, and one seed is one run.
#pragma once

#include "tests/fixture/order_checker.hpp"
#include "tests/integration/orders/model.hpp"

namespace shanhai::orders {

class ModelRun : public World {
 protected:
  ModelRun();

  // Rounds until so many operations have been asked for, or something was wrong.
  void run_operations(std::int64_t count);
  void expect_all_as_modelled();
  fixture::OrderVerdict verdict();  // of what buyers hold in hands
  std::int64_t operations() const { return operations_; }
  // What was refused and how often, in the order of the alphabet.
  const std::map<std::string, std::int64_t>& refusals() const { return refusals_; }

 private:
  using Units = std::map<SkuId, std::int64_t>;
  // What is done to a SKU's stock: of one kind many at once, or one alone.
  enum class Use { release, pack, alone };
  struct Attempt {
    auth::Principal buyer;
    CheckoutBody body;
    db::IdempotencyKey key;
    std::string expected;             // code of the refusal; empty: accepted if there is stock
    std::string answer;               // not empty: an earlier one, to be given again
    std::vector<std::string> places;  // by delivery
    model::CapCounts counts;          // it would raise
    model::Ticket* ticket = nullptr;  // that is shown
  };
  // An address, and the name under which the model knows it however it is written.
  struct Place {
    std::string name;
    identity::DeliveryAddress address;
  };
  struct CapRefusal {
    std::int64_t taken = 0;
    std::vector<model::CapCount> of;  // one of these
  };
  struct Shortage {
    SkuId sku;
    std::int64_t requested = 0, available = 0;
  };
  // The same request several times at once.
  struct Together {
    int left = 0, fresh = 0;
    std::string answer;
  };
  // Somebody who comes again, and has a cart.
  struct Regular {
    auth::Principal buyer;
    model::Cart cart;
  };
  using Shared = std::shared_ptr<Together>;

  std::uint64_t dice(std::uint64_t sides) { return db.random.below(sides); }
  template <class T>
  T& one_of(std::vector<T>& from) {
    return from[dice(from.size())];
  }
  template <class T>
  bool check(const char* what, const Result<T>& done, std::string_view expected) {
    return check_code(what, done.has_error() ? done.error().code : std::string(), expected);
  }
  bool check_code(const char* what, std::string_view code, std::string_view expected);
  void spawn(Task<> task);
  void run_spawned();
  Task<> guarded(Task<> task);
  bool claim(const Units& units, Use use);

  // Shelves, one after the other.
  Product make_product(OrganisationId supplier);
  void add_product(OrganisationId supplier);
  void add_crop(OrganisationId supplier);
  void change_shelves();
  void receive_lot(model::Shelf& shelf, std::int64_t least = 20, std::int64_t most = 120);
  void repeat_transfer();
  void recall_lot();
  void change_price(model::Shelf& shelf);
  void change_listing(model::Shelf& shelf);

  // What is scarce, or not there yet.
  void change_cap();
  Place some_place(bool elsewhere);
  void note_cap_refusal(const Attempt& attempt, const Error& refusal);
  void expect_caps_kept();
  void expect_counts();
  void tend_crops();
  void open_sale(model::Shelf& shelf);
  void put_off(model::Sale& sale);
  void withdraw_sale(model::Sale& sale);
  void fill_pack(model::Pack& pack);
  void add_pack(OrganisationId supplier);
  void change_pack();
  bool holds_broken_pack(const CheckoutBody& body);
  void expect_shared(const CheckoutReceipt& receipt, const CheckoutLine& line);
  void change_freight();
  bool is_carried(const CheckoutBody& body);
  Money freight_of(const PlacedOrder& order, const CheckoutBody& body);
  void add_rushed(OrganisationId supplier);
  void tend_rushes();
  void announce_rush(model::Shelf& shelf);
  void cancel_rush(model::Rush& rush);
  void join_some();
  Task<> join(model::Rush& rush, auth::Principal who);
  void ask_in_rush(Attempt& attempt, SkuId sku);
  std::string judge_rush(const Attempt& attempt);
  void use_ticket(const Attempt& attempt);
  void run_rushes();
  void learn_places(model::Rush& rush);
  void expect_drawn(const model::Rush& rush, const RushView& told);
  void expect_line(const model::Rush& rush);
  std::string judge_sale(const Attempt& attempt);
  Task<> leave(model::Order& order);
  void settle_orders(model::Sale& sale);
  void run_sales();
  void expect_sales();

  // Checkouts, all at once.
  void place_many();
  Attempt make_attempt();
  Attempt repeat_attempt();
  Attempt buy_cart(const Regular& regular);
  std::string judge(Attempt& attempt);
  std::string judge_listings(const CheckoutBody& body);
  std::string judge_line(const CheckoutLine& line);
  Units units_of(const CheckoutBody& body);
  std::vector<model::Bought> opened(const CheckoutBody& body, const std::vector<std::string>& places);
  void use_cart(Regular& regular);
  Task<> put_into_cart(Regular& regular, SkuId sku, std::int64_t quantity);
  Task<> take_out_of_cart(Regular& regular, std::optional<SkuId> sku);
  Task<> read_cart(const Regular& regular);
  void expect_carts();
  CheckoutBody make_body(const std::vector<SkuId>& skus, std::vector<std::string>& places);
  Task<> place(Attempt attempt, Shared together);
  void accept_placement(const Attempt& attempt, const std::string& answer);
  void expect_priced(const CheckoutReceipt& receipt, const CheckoutBody& body);
  bool is_of_sale(const Attempt& attempt);
  void note_shortages(const Attempt& attempt, const Error& refusal);
  void expect_shortages_true();

  // One step of a group.
  void step_many();
  void step(model::Group& group);
  void step_unpaid(model::Group& group, model::Order& order);
  void step_paid(model::Group& group, model::Order& order);
  void step_received(model::Group& group, model::Order& order);
  void step_return(model::Return& asked);
  void try_pack(model::Order& order);
  void try_unpack(model::Order& order);
  void try_decline(model::Order& order);
  void try_leave(model::Order& order);
  void try_pay(model::Group& group);
  void pay_by_callback(model::Payment& payment);
  FakeChannel& channel_of(PaymentChannel name) { return name == PaymentChannel::alipay ? alipay_channel : channel; }
  PaymentChannel choose_channel(const model::Group& group);
  model::LineUnits some_of(const model::Order& order);
  Task<> open_payment_of(model::Group& group, PaymentChannel by);
  Task<> receive_callback(model::Payment& payment, Money amount, Shared together);
  Task<> import_statement(model::Payment& payment);
  Task<> cancel(model::Order& order);
  Task<> pack(model::Order& order, PackBody body, model::LineUnits units);
  Task<> unpack(model::Order& order, ParcelId parcel);
  Task<> ship(model::Order& order);
  Task<> deliver(model::Order& order);
  Task<> accept(model::Order& order);
  Task<> rate(model::Order& order);
  Task<> decline(model::Order& order, model::LineUnits named);
  Task<> tell_declined(model::Order& order, model::LineUnits units);
  static void close_group_of(const model::Order& ended);
  Task<> request_return(model::Order& order);
  Task<> decide_return(model::Return& asked, bool approve);
  Task<> withdraw_return(model::Return& asked);
  Task<> send_back(model::Return& asked);
  Task<> note_arrival(model::Return& asked);
  Task<> refund_without_goods(model::Return& asked);
  Task<> receive_return(model::Return& back, bool restock);
  Task<> ship_replacement(model::Return& asked);
  Task<> dispute_return(model::Return& asked);
  Task<> rule_return(model::Return& asked);
  void count_reserved(const model::Return& asked, bool before);
  Task<> refund_callback(model::Refund& refund);
  Task<> confirm_refund(model::Refund& refund);
  Task<> give_back_rest(model::Payment& payment);
  // Money arrived at the service: the model is told, and learns the ids that were made.
  Task<> tell_receipt(model::Payment& payment, Money amount);
  Task<std::vector<RefundId>> new_refunds(PaymentId payment);

  // Time, and what waits for it.
  void advance(std::chrono::microseconds time);
  void run_deadlines();
  void pass_time();
  void check_payments();
  void run_refunds();
  void settle_suppliers();
  void register_account(OrganisationId supplier);
  void pay_out_all();
  Task<> make_batch(db::IdempotencyKey once, std::map<OrganisationId, std::vector<PayoutView>>& made);
  Task<> confirm_payout(model::Payout& payout, std::string reference, Shared together);
  Task<> fail_payout(model::Payout& payout, PayoutFailure failure);
  void expect_payouts();

  void expect_first_expired_first_out(const std::map<SkuId, std::map<LotId, std::int64_t>>& before);
  void expect_shelves();
  void expect_orders(const std::vector<model::Order*>& orders);
  void expect_payments(const std::vector<model::Payment*>& payments);
  void expect_refunds();
  void expect_ledger();
  void expect_touched();

  model::Model model_{context.policy};
  std::int64_t operations_ = 0, rounds_ = 0;
  std::map<std::string, std::int64_t> refusals_;
  asio::io_context phase_{1};
  std::vector<OrganisationId> suppliers_;
  std::vector<SkuId> skus_, plain_, capped_;   // skus_: both
  std::vector<SkuId> crops_, packs_, rushed_;  // sold in presales; bundles; in rushes
  std::set<std::string> joining_;              // in this phase
  bool quiet_ = false;                         // nobody asks for what is scarce
  std::vector<auth::Principal> units_;
  std::vector<Regular> regulars_;
  std::set<OrganisationId> on_credit_;
  std::vector<model::Checkout> checkouts_;
  std::vector<LotTransfer> transfers_;
  std::vector<std::string> bank_entries_, bank_references_;
  std::vector<model::Group*> living_;
  std::set<model::Group*> busy_;  // in this phase
  std::map<SkuId, Use> uses_;
  Units packing_, accepted_;
  std::map<SkuId, std::int64_t> sellable_before_, left_before_;  // left: of a presale
  model::CapCounts counts_before_;
  std::vector<CapRefusal> cap_refusals_;
  std::vector<Shortage> shortages_;
  std::set<RefundId> known_refunds_;
  std::map<SkuId, std::int64_t> restocked_;
  Money paid_in_;
};

}  // namespace shanhai::orders
