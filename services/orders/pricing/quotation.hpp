// What a checkout would come to now. Nothing is written and nothing is held.
#pragma once

#include "services/orders/placement/checkout.hpp"
#include "services/orders/pricing/basket.hpp"
#include "services/orders/pricing/line_conditions.hpp"

namespace shanhai::orders {

struct QuoteRequestLine {
  SkuId sku_id;
  Bounded<1, 100000> quantity;                          // sale units
  std::optional<Bounded<1, 1000000000>> price_version;  // left out: the current one
};
BOOST_DESCRIBE_STRUCT(QuoteRequestLine, (), (sku_id, quantity, price_version))

// Where some of the goods go: a division, or an entry of the caller's address book. Exactly one of the two.
struct QuoteDelivery {
  std::optional<Text<6, 6>> division;
  std::optional<AddressId> address_id;
  std::vector<QuoteRequestLine> lines;
};
BOOST_DESCRIBE_STRUCT(QuoteDelivery, (), (division, address_id, lines))

struct QuoteBody {
  std::vector<QuoteDelivery> deliveries;
};
BOOST_DESCRIBE_STRUCT(QuoteBody, (), (deliveries))

struct QuotedComponent {
  SkuId sku_id;
  ProductId product_id;
  OrganisationId supplier_id;
  std::string name, label, unit;
  std::int64_t quantity = 0;
  Money amount;  // its part of what is paid for the bundles, after discounts
};
BOOST_DESCRIBE_STRUCT(QuotedComponent, (), (sku_id, product_id, supplier_id, name, label, unit, quantity, amount))

// Problems that leave a line without a price and out of every sum: sku_not_for_sale, not_for_consumers,
// not_delivered_there, fresh_not_delivered_there, too_many_units (of a bundle's component). Those that do not:
// price_changed (the version that was named is not the current one; the prices are the current ones),
// insufficient_stock, and those of line_conditions.hpp.
struct QuotedLine {
  std::int64_t address_index = 0;
  SkuId sku_id;
  std::int64_t quantity = 0;
  std::optional<std::string> problem;
  bool deliverable = false;
  std::int64_t available = 0;  // sale units that could be bought now
  std::optional<ProductId> product_id;
  std::optional<OrganisationId> supplier_id;
  std::optional<std::string> name, label, unit;
  std::optional<std::int64_t> price_version;  // to be named by the checkout
  std::optional<std::int64_t> price_step;     // the unit price is that of so many units or more
  std::optional<Money> unit_price;
  Money discount, amount;  // amount: quantity * unit price - discount
  std::vector<QuotedComponent> components;
  std::vector<LineCondition> conditions;  // of what it takes: the checkout accepts a presale, names a rush's ticket
};
BOOST_DESCRIBE_STRUCT(QuotedLine, (),
                      (address_index, sku_id, quantity, problem, deliverable, available, product_id, supplier_id, name,
                       label, unit, price_version, price_step, unit_price, discount, amount, components, conditions))

// One supplier's part, an order of its own.
struct QuotedOrder {
  OrganisationId supplier_id;
  std::string supplier_name;
  Money goods, discount;  // before the promotion, and what it takes off
  std::optional<PromotionId> promotion_id;
  std::optional<std::string> promotion_title;
  Money freight;
  std::int64_t weight_g = 0;
  Money total;
};
BOOST_DESCRIBE_STRUCT(QuotedOrder, (),
                      (supplier_id, supplier_name, goods, discount, promotion_id, promotion_title, freight, weight_g,
                       total))

struct QuoteView {
  Instant quoted_at{};
  std::vector<QuotedLine> lines;
  std::vector<QuotedOrder> orders;
  Money total;             // of what has a price
  bool orderable = false;  // a checkout of all lines would be placed now
};
BOOST_DESCRIBE_STRUCT(QuoteView, (), (quoted_at, lines, orders, total, orderable))

// A line whose place is known as far as its price needs it.
struct WantedLine {
  std::size_t delivery = 0;
  std::string division;  // empty: not known yet, and without carriage
  SkuId sku;
  std::int64_t quantity = 0;
  std::optional<std::int64_t> price_version;
};

// What else is read in the transaction that reads the stock.
using AlsoRead = std::function<void(db::Tx& tx)>;

class Quotation {
 public:
  Quotation(Context& context, identity::Api& identity, QuoteBook& quotes, TermsBook& terms)
      : context_(context), identity_(identity), quotes_(quotes), terms_(terms), bundles_(context, quotes) {}

  // invalid: the place is named; address_not_found; unprocessable address_outside_guangdong.
  Task<Result<QuoteView>> quote(const auth::Principal& caller, QuoteBody body);
  // Lines in the order of `wanted`.
  Task<QuoteView> price(const auth::Principal& caller, std::vector<WantedLine> wanted, AlsoRead also = {});

 private:
  Task<Result<std::string>> division_of(const auth::Principal& caller, const QuoteDelivery& delivery, std::size_t at);
  // Lines that are on sale, each naming its place in `lines`, which gets one view for each wanted line.
  Task<std::vector<BasketLine>> fill(const std::vector<WantedLine>& wanted, std::vector<QuotedLine>& lines);

  Context& context_;
  identity::Api& identity_;
  QuoteBook& quotes_;
  TermsBook& terms_;
  BundleBook bundles_;
};

}  // namespace shanhai::orders
