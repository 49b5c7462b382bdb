// What orders must do, as simply as it can be said: everything in memory, one thing after the other, no database, no
// locks, no retries. The model test holds the service against it.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "tests/integration/orders/world.hpp"

namespace shanhai::orders::model {

struct Lot {
  LotId id;
  std::string number;
  std::optional<Date> best_before;
  std::int64_t received = 0, on_hand = 0, blocked = 0, bound = 0, expired = 0;
  bool recalled = false;

  void look(Date today);  // past its date, what is on hand is sold no more
};

struct Shelf {
  Product product;
  bool for_sale = true;
  std::map<std::int64_t, Money> prices;  // by version
  std::int64_t reserved = 0;
  std::map<LotId, Lot> lots;

  std::int64_t on_hand() const;
  std::int64_t sellable() const { return on_hand() - reserved; }
  std::int64_t packable(Date today) const;  // of lots that are neither recalled nor past their date
};

struct BoundLot {
  ParcelId parcel;
  LotId lot;
  std::int64_t quantity = 0, restocked = 0, scrapped = 0;

  std::int64_t out() const { return quantity - restocked - scrapped; }  // with the buyer
};

struct Line {
  OrderLineId id;
  SkuId sku;
  std::int64_t delivery = 0, quantity = 0;
  Money amount, fee, returned_amount, refunded;
  std::int64_t returned = 0, packed = 0, declined = 0;
  std::vector<BoundLot> lots;

  std::int64_t left() const { return quantity - packed - declined; }  // to be packed
};

using LineUnits = std::vector<std::pair<OrderLineId, std::int64_t>>;

struct Group;
struct Payment;
struct Refund;

struct Order {
  OrderId id;
  Group* group = nullptr;
  OrganisationId supplier;
  OrderState state = OrderState::placed;
  bool on_credit = false, expired = false, replaced = false;
  Money total, paid, refunding, refunded;
  Money forgone;        // of what is refunded: it was never paid
  bool packed = false;  // something is, or was before it was paid
  bool is_paid = false, accepted = false, completed = false, rated = false;
  std::vector<ParcelId> parcels;                    // not shipped yet
  std::map<ParcelId, std::set<LotId>> parcel_lots;  // of all
  Payment* paid_by = nullptr;
  std::optional<Instant> cancelled_at, return_until, quality_until;
  int open_returns = 0;
  Money accrued;  // to the supplier, at acceptance and less what went back since
  std::vector<Line> lines;

  Money kept() const { return total - refunding - refunded; }
  Money due() const { return total - paid - forgone; }
  Money fee() const;
  std::map<SkuId, std::int64_t> units() const;
  std::map<SkuId, std::int64_t> units(const LineUnits& of) const;
  LineUnits left() const;  // to be packed
  bool in_one_place(const LineUnits& of) const;
  const Line& line(OrderLineId id) const;
};

struct Payment {
  PaymentId id;
  Group* group = nullptr;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  PaymentState state = PaymentState::awaiting;
  std::string number;  // the channel's, or the reference code
  Money amount, received, unapplied;
  Instant expires_at{};
  bool phone_paid = false;  // at the channel, and nobody has heard of it
};

struct Group {
  OrderGroupId id;
  auth::Principal buyer;
  PaymentChannel channel = PaymentChannel::wechat_pay;
  Instant due_at{};
  bool open = true;
  std::vector<Order*> orders;
  std::vector<Payment*> payments;
  std::vector<Refund*> refunds;
};

struct Refund {
  RefundId id;
  Payment* payment = nullptr;
  Order* order = nullptr;  // nullptr: money that no order took
  RefundState state = RefundState::requested;
  Money amount;
  std::vector<std::pair<OrderLineId, Money>> lines;
};

struct Return {
  ReturnId id;
  Order* order = nullptr;
  ReturnKind kind = ReturnKind::no_reason;
  ReturnRemedy remedy = ReturnRemedy::refund;
  ReturnState state = ReturnState::requested;
  bool reserved = false;  // stock waits to replace the goods
  LineUnits units;
  std::vector<Money> amounts;  // of the same lines
  Money amount() const;
};

struct Payout {
  PayoutId id;
  OrganisationId supplier;
  PayoutAccountId account;
  Money amount;
  PayoutState state = PayoutState::in_flight;
};

// By whom and what: a cart holds one line for each SKU.
using Cart = std::map<SkuId, std::int64_t>;

// A checkout that was answered, and what it asked for.
struct Checkout {
  auth::Principal buyer;
  CheckoutBody body;
  db::IdempotencyKey key;
  std::string answer;
};

class Model {
 public:
  explicit Model(const Policy& policy) : policy_(policy) {}

  Shelf& shelf(SkuId sku) { return shelves.at(sku); }
  // `on_credit`: the buyer is of a kind that may be shipped to before it pays.
  Group& place(const CheckoutReceipt& receipt, const auth::Principal& buyer, PaymentChannel channel, bool on_credit);

  // Codes of refusal; empty: it is done.
  std::string may_end(const Order& order) const;
  std::string may_pack(const Order& order, const LineUnits& units, Date today);
  std::string may_unpack(const Order& order, ParcelId parcel) const;
  std::string may_ship(const Order& order, std::size_t parcels);  // of the first ones
  std::string may_decline(const Order& order, const LineUnits& units) const;
  std::string may_return(const Order& order, const ReturnBody& body, Instant now) const;
  std::string may_receive(const Return& back, bool restock, Date today);
  bool may_replace(const Return& asked, Date today);  // else money goes back

  void end(Order& order, Instant now, bool expired);
  void close_payments(Group& group);
  void expire(Instant now);
  void expire_lots(Date today);
  Money due_of(const Group& group) const;
  // The payment that opening another one gives again.
  Payment* reusable(const Group& group, PaymentChannel channel, Instant now) const;

  // Money arrived. Expired orders that must come back are given to `revive`, which finds the order that took their
  // place; what goes back of the payment itself is given to `refund`.
  struct Found {
    std::function<Order*(const Order&)> revive;
    std::function<RefundId(Money)> refund;
  };
  void receive(Payment& payment, Money amount, const Found& found);

  void pack(Order& order, const PackingList& list);  // what of it is new
  void unpack(Order& order, ParcelId parcel);
  void ship(Order& order, std::size_t parcels);
  void accept(Order& order, Instant now);
  void complete(Instant now);
  Refund& decline(Order& order, const LineUnits& units, RefundId id);
  void forgo(Order& order, const LineUnits& units, Instant now);  // declines what nobody has paid

  Return& request(Order& order, const ReturnBody& body, ReturnId id);
  void approve(Return& asked);
  void end(Return& asked, ReturnState state);  // refused, withdrawn
  Refund& refund_without_goods(Return& asked, RefundId id);
  // nullptr: the goods are to be replaced.
  Refund* receive_back(Return& back, bool restock, RefundId id);
  void replace(Return& asked, const PackingList& list);
  Refund& pay_instead(Return& asked, RefundId id);
  void refund_paid(Refund& refund);
  Refund& give_back(Payment& payment, Money amount, RefundId id);
  void recall(Lot& lot);

  // What would be paid out to the supplier; nothing: too little, or nowhere to pay it to.
  Money payable(OrganisationId supplier) const;
  Payout& pay_out(OrganisationId supplier, PayoutId id);
  void confirm(Payout& payout);
  void fail(Payout& payout, PayoutFailure failure);

  Money balance(Account account, OrganisationId owner = {}) const;

  std::map<SkuId, Shelf> shelves;
  std::deque<Group> groups;
  std::deque<Order> orders;
  std::deque<Payment> payments;
  std::deque<Refund> refunds;
  std::deque<Return> returns;
  std::deque<Payout> payouts;
  std::map<OrganisationId, PayoutAccountId> accounts;  // that may be paid to
  std::map<std::pair<Account, OrganisationId>, Money> ledger;

 private:
  void post(Account account, OrganisationId owner, Money amount) { ledger[{account, owner}] += amount; }
  void pay(Order& order, Payment& payment);
  bool may_revive(const Order& order);
  Refund& add_refund(Payment& payment, Order* order, RefundId id, Money amount,
                     std::vector<std::pair<OrderLineId, Money>> lines);
  Refund& promise(Order& order, RefundId id, std::vector<std::pair<OrderLineId, Money>> lines);
  Refund& pay(Return& back, RefundId id);
  std::vector<std::pair<Line*, BoundLot*>> parts_of(Order& order, const LineUnits& units);
  void bind(Order& order, const PackedParcelView& parcel);
  void close_shipping(Order& order);
  void take(Line& line, std::int64_t units, Money amount);
  void free(Return& asked);
  void release(Return& asked);

  const Policy& policy_;
};

Account receivable(PaymentChannel channel);
bool is_past(const Lot& lot, Date today);

}  // namespace shanhai::orders::model
