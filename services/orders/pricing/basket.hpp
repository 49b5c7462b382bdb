// What a checkout comes to, to the fen: the same for a quote, a cart and the checkout itself.
#pragma once

#include "services/orders/placement/quotes.hpp"
#include "services/orders/pricing/book.hpp"

namespace shanhai::orders {

struct BasketLine {
  std::size_t delivery = 0, line = 0;  // its place in the request
  std::string division;                // where it goes; empty: not known yet, and without carriage
  SkuVersionPtr sku;
  std::int64_t quantity = 0;
  std::vector<SkuVersionPtr> components;  // of a bundle: what it holds as it is on sale now, in the bundle's order
};

// What is delivered: a bundle has one for each of its components.
struct PricedLine {
  std::size_t delivery = 0, line = 0;
  SkuVersionPtr sku;
  SkuVersionPtr bundle;  // it came in; nullptr: none
  std::int64_t quantity = 0;
  std::int64_t price_step = 1;
  Money unit_price, discount, amount;  // amount: quantity * unit price - discount
};

struct PricedOrder {
  OrganisationId supplier;
  std::vector<PricedLine> lines;
  Money goods;     // before the promotion
  Money discount;  // the promotion's
  Money freight;
  std::int64_t weight_g = 0;
  std::optional<PromotionId> promotion;
  std::string promotion_title;
  Money total() const { return goods - discount + freight; }
};

// `terms` has every supplier's. The rules: a SKU's ladder step is chosen by its quantity in the whole basket; an order
// (one supplier's part) has at most one promotion; each delivery of an order is a parcel of its own with its own
// freight. Orders stand in the order in which their first lines do.
std::vector<PricedOrder> price_basket(const std::vector<BasketLine>& basket, const TermsOf& terms, Instant at);
Money total_of(const std::vector<PricedOrder>& orders);

// Suppliers of what is delivered, each once.
std::vector<OrganisationId> suppliers_of(const std::vector<BasketLine>& basket);
// Whether all of a line can be carried to where it goes.
Carriage carriage_of(const BasketLine& line, const TermsOf& terms, Instant at);

// Whether all of a line may be sold to a consumer.
bool for_consumers(const BasketLine& line);
// "not_delivered_there", "fresh_not_delivered_there"; empty where carriage is possible.
std::string_view code_of(Carriage carriage);

// What a bundle holds, in its order, as it is on sale `now`. nullopt: the bundle cannot be sold, for something in it is
// no longer published, or its own supplier asks more for it than the bundle gives.
std::optional<std::vector<SkuVersionPtr>> open_bundle(const SkuVersion& bundle,
                                                      const std::map<SkuId, SkuVersionPtr>& now);

// Units that could be sold now, by SKU that has stock of its own.
using Sellable = std::map<SkuId, std::int64_t>;
std::int64_t sellable_of(const Sellable& sellable, SkuId sku);
// Of a bundle: as many as the scarcest of what it holds makes.
std::int64_t available_of(const SkuVersion& sku, const Sellable& sellable);

// Fills in what bundles hold; gives the lines of those that cannot be sold.
class BundleBook {
 public:
  BundleBook(Context& context, QuoteBook& quotes) : context_(context), quotes_(quotes) {}
  Task<std::vector<std::size_t>> open(std::vector<BasketLine>& basket);

 private:
  Context& context_;
  QuoteBook& quotes_;
};

}  // namespace shanhai::orders
