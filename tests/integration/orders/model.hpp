// What orders must do, as simply as it can be said: everything in memory, one thing after the other, no database, no
// locks, no retries. The model test holds the service against it.
#pragma once

#include "tests/integration/orders/model_scarce.hpp"

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
  std::int64_t promised = 0;  // of presales, and no lot has come for them
  std::map<LotId, Lot> lots;
  Cap cap;
  Sale* sale = nullptr;  // that has not ended

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
  std::vector<CapCount> counted;  // where what is left of it counts
  std::int64_t claimed = 0;       // units that do
  Sale* sale = nullptr;           // it was bought in
  Date ships_by{};                // as it was promised then

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
  Money freight, freight_returned;  // of the total; promised back
  Money forgone;                    // of what is refunded: it was never paid
  bool packed = false;              // something is, or was before it was paid
  bool is_paid = false, accepted = false, completed = false, rated = false;
  std::vector<ParcelId> parcels;                    // not shipped yet
  std::map<ParcelId, std::set<LotId>> parcel_lots;  // of all
  Payment* paid_by = nullptr;
  Instant since{};      // when it was shipped or delivered
  Instant ask_again{};  // whether nobody speaks any more
  std::optional<Instant> cancelled_at, return_until, quality_until;
  int open_returns = 0;
  Money accrued;  // to the supplier, at acceptance and less what went back since
  std::vector<Line> lines;

  Money kept() const { return total - refunding - refunded; }
  Money goods() const { return total - freight; }
  Money kept_goods() const { return kept() - (freight - freight_returned); }
  Money due() const { return total - paid - forgone; }
  Money fee() const;
  std::map<SkuId, std::int64_t> units() const;
  std::map<SkuId, std::int64_t> units(const LineUnits& of) const;
  LineUnits left() const;  // to be packed
  bool in_one_place(const LineUnits& of) const;
  bool is_open_to_packing() const;
  const Line& line(OrderLineId id) const;
  Line& line(OrderLineId id);
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
  std::vector<std::string> places;  // by delivery
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
  bool at_hand = false;   // the supplier has them
  bool sorted = false;    // and has put them on sale again, or scrapped them
  bool is_final = false;  // the platform has decided
  Instant refused_at{};
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
  Group& place(const CheckoutReceipt& receipt, const auth::Principal& buyer, PaymentChannel channel, bool on_credit,
               std::vector<std::string> places);

  // Codes of refusal; empty: it is done.
  std::string may_end(const Order& order) const;
  std::string may_pack(const Order& order, const LineUnits& units, bool named);
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

  // Caps: what would be counted, and whether it fits beside what is.
  void set_cap(SkuId sku, std::map<CapKind, std::int64_t> most, int days);
  CapCounts counted(const std::vector<Bought>& what, const std::string& buyer);
  bool exceeds(const CapCounts& wanted);
  // Bundles and freight.
  bool is_broken(const Pack& pack, std::int64_t version);
  const FreightTerms* terms_of(OrganisationId supplier) const;
  std::optional<Money> freight(OrganisationId supplier, const std::string& division, std::int64_t grams,
                               Money goods) const;
  std::int64_t grams(SkuId sku, std::int64_t units);
  // Rushes.
  Rush* rush_of(SkuId sku);  // that holds now; nullptr: none
  std::string judge_turn(const Rush& rush, const Ticket* ticket, const std::string& buyer) const;
  void let_in(Rush& rush);
  // Presales.
  Sale& open_sale(const PresaleView& opened);
  void end_sale(Sale& sale, PresaleState state);
  void meet_promise(SkuId sku, std::int64_t arrived);
  bool is_held(const Line& line) const;       // not to be packed yet
  LineUnits ready(const Order& order) const;  // to be packed now
  LineUnits late(const Order& order) const;   // what was promised for an earlier day
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
  void deliver(Order& order);
  void deliver_silent();
  void accept_silent();
  void accept(Order& order, Instant now);
  void complete(Instant now);
  Refund& decline(Order& order, const LineUnits& units, RefundId id);
  void forgo(Order& order, const LineUnits& units, Instant now);  // declines what nobody has paid

  Return& request(Order& order, const ReturnBody& body, ReturnId id);
  void approve(Return& asked);
  void end(Return& asked, ReturnState state);  // refused, withdrawn
  std::string may_dispute(const Return& asked) const;
  void dispute(Return& asked);
  std::string may_rule(const Return& asked, Ruling ruling);
  void rule_refuse(Return& asked);
  Refund& rule_refund(Return& asked, const std::vector<Money>& amounts, RefundId id);
  bool rule_exchange(Return& asked);
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

  Date today() const { return china_date(now); }

  Instant now{};
  std::map<SkuId, Shelf> shelves;
  CapCounts counts;
  std::deque<Sale> sales;
  std::deque<Rush> rushes;
  std::map<SkuId, Pack> packs;
  std::map<OrganisationId, std::map<Instant, FreightTerms>> freight_terms;  // by when they begin
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
  void take_scarce(Order& order);
  void give_back(Order& order, const LineUnits& units);
  void settle_unpaid(Order& order);
  Refund& add_refund(Payment& payment, Order* order, RefundId id, Money amount,
                     std::vector<std::pair<OrderLineId, Money>> lines);
  Refund& promise(Order& order, RefundId id, std::vector<std::pair<OrderLineId, Money>> lines,
                  bool keeps_freight = false);
  Refund& pay(Return& back, RefundId id);
  std::vector<std::pair<Line*, BoundLot*>> parts_of(Order& order, const LineUnits& units);
  void bind(Order& order, const PackedParcelView& parcel);
  void close_shipping(Order& order);
  void take(Line& line, std::int64_t units, Money amount);
  void free(Return& asked);
  bool may_reserve(const Return& asked);
  void reserve(Return& asked);
  void release(Return& asked);

  const Policy& policy_;
};

Account receivable(PaymentChannel channel);
Money share_of(const Line& line, std::int64_t units);  // of its amount
bool is_past(const Lot& lot, Date today);

}  // namespace shanhai::orders::model
