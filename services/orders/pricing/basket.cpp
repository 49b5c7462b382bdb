#include "services/orders/pricing/basket.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace shanhai::orders {
namespace {

struct Pricer {
  const TermsOf& terms;
  Instant at;
  std::vector<PricedOrder> orders;
  std::map<OrganisationId, std::size_t> by_supplier;
  std::map<std::pair<std::size_t, std::size_t>, std::int64_t> weights;  // by (order, delivery), grams
  std::map<std::pair<std::size_t, std::size_t>, std::string> divisions;

  const FreightTerms* freight_terms(OrganisationId supplier) const { return terms.at(supplier)->freight_at(at); }

  void add(const BasketLine& from, PricedLine line, std::int64_t extra_weight_g) {
    const auto [found, is_new] = by_supplier.try_emplace(line.sku->supplier, orders.size());
    if (is_new) orders.emplace_back().supplier = line.sku->supplier;
    auto& order = orders[found->second];
    const auto* freight = freight_terms(order.supplier);
    const auto unweighed = freight ? freight->unweighed_g.value() : 0;
    const auto unit_g = line.sku->net_weight_g.value_or(unweighed) + line.sku->package_weight_g.value_or(0);
    const auto weight_g = unit_g * line.quantity + extra_weight_g;
    order.goods += line.amount;
    order.weight_g += weight_g;
    weights[{found->second, line.delivery}] += weight_g;
    divisions[{found->second, line.delivery}] = from.division;
    order.lines.push_back(std::move(line));
  }

  // The bundle's price falls on its components by their shares (largest remainder); what does not divide by the units
  // of a component is a discount of its line.
  void explode(const BasketLine& from, Money price) {
    const auto& bundle = *from.sku;
    std::vector<std::int64_t> shares;
    for (const auto& component : bundle.components) shares.push_back(component.share.fen());
    const auto amounts = allocate(price, shares);
    for (std::size_t i = 0; i < bundle.components.size(); ++i) {
      PricedLine line;
      line.delivery = from.delivery;
      line.line = from.line;
      line.sku = from.components[i];
      line.bundle = from.sku;
      line.quantity = bundle.components[i].quantity * from.quantity;
      line.amount = amounts[i];
      line.unit_price = Money((amounts[i].fen() + line.quantity - 1) / line.quantity);
      line.discount = line.unit_price * line.quantity - line.amount;
      add(from, std::move(line), i == 0 ? bundle.package_weight_g.value_or(0) * from.quantity : 0);
    }
  }

  void discount(PricedOrder& order) const {
    const auto promotions = terms.at(order.supplier)->promotions_at(at);
    std::vector<Discount> offered;
    for (const auto* promotion : promotions) offered.push_back(promotion->discount);
    const auto best = best_discount(offered, order.goods);
    if (!best) return;
    std::vector<DiscountedLine> lines;
    for (const auto& line : order.lines) lines.push_back({line.amount, line.quantity});
    const auto shares = share_discount(offered[*best].off, lines);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      order.lines[i].discount += shares[i];
      order.lines[i].amount -= shares[i];
      order.discount += shares[i];
    }
    order.promotion = promotions[*best]->id;
    order.promotion_title = promotions[*best]->title;
  }
};

// Whether a bundle gives a component's own supplier what it asks for the component as it is on sale `now`.
bool pays_its_supplier(const SkuVersion& bundle, const SkuComponent& component, const SkuVersion& now) {
  if (component.supplier == bundle.supplier) return true;
  return component.share >= step_at(now.price, now.price_steps, component.quantity).price * component.quantity;
}

bool goes_to(const SkuVersion& sku, std::string_view division) {
  const auto& regions = sku.delivery_regions;
  return !regions || reaches(regions->delivered, regions->excluded, division);
}

}  // namespace

std::vector<PricedOrder> price_basket(const std::vector<BasketLine>& basket, const TermsOf& terms, Instant at) {
  std::map<SkuId, std::int64_t> quantities;
  for (const auto& line : basket) quantities[line.sku->sku] += line.quantity;
  Pricer pricer{terms, at, {}, {}, {}, {}};
  for (const auto& from : basket) {
    const auto step = step_at(from.sku->price, from.sku->price_steps, quantities.at(from.sku->sku));
    if (!from.sku->components.empty()) {
      pricer.explode(from, step.price * from.quantity);
      continue;
    }
    PricedLine line;
    line.delivery = from.delivery;
    line.line = from.line;
    line.sku = from.sku;
    line.quantity = from.quantity;
    line.price_step = step.from;
    line.unit_price = step.price;
    line.amount = step.price * from.quantity;
    pricer.add(from, std::move(line), 0);
  }
  for (auto& order : pricer.orders) pricer.discount(order);
  for (const auto& [parcel, weight_g] : pricer.weights) {
    auto& order = pricer.orders[parcel.first];
    const auto& division = pricer.divisions.at(parcel);
    if (division.empty()) continue;
    order.freight += freight_of(pricer.freight_terms(order.supplier), division, weight_g, order.goods - order.discount);
  }
  return std::move(pricer.orders);
}

Money total_of(const std::vector<PricedOrder>& orders) {
  Money out;
  for (const auto& order : orders) out += order.total();
  return out;
}

std::vector<OrganisationId> suppliers_of(const std::vector<BasketLine>& basket) {
  std::set<OrganisationId> out;
  for (const auto& line : basket) {
    if (line.components.empty()) out.insert(line.sku->supplier);
    for (const auto& component : line.components) out.insert(component->supplier);
  }
  return {out.begin(), out.end()};
}

Carriage carriage_of(const BasketLine& line, const TermsOf& terms, Instant at) {
  const auto judge = [&](const SkuVersion& sku) {
    if (!goes_to(sku, line.division)) return Carriage::not_delivered;
    return carriage_to(terms.at(sku.supplier)->freight_at(at), line.division, sku.fresh);
  };
  if (line.division.empty()) return Carriage::possible;
  if (line.components.empty()) return judge(*line.sku);
  if (!goes_to(*line.sku, line.division)) return Carriage::not_delivered;  // its carriage is that of what it holds
  for (const auto& component : line.components) {
    const auto carriage = judge(*component);
    if (carriage != Carriage::possible) return carriage;
  }
  return Carriage::possible;
}

bool for_consumers(const BasketLine& line) {
  return line.sku->consumers_may_buy && std::all_of(line.components.begin(), line.components.end(),
                                                    [](const auto& sku) { return sku->consumers_may_buy; });
}

std::string_view code_of(Carriage carriage) {
  if (carriage == Carriage::not_delivered) return "not_delivered_there";
  if (carriage == Carriage::fresh_not_delivered) return "fresh_not_delivered_there";
  return {};
}

std::optional<std::vector<SkuVersionPtr>> open_bundle(const SkuVersion& bundle,
                                                      const std::map<SkuId, SkuVersionPtr>& now) {
  std::vector<SkuVersionPtr> out;
  for (const auto& component : bundle.components) {
    const auto found = now.find(component.sku);
    if (found == now.end() || !pays_its_supplier(bundle, component, *found->second)) return std::nullopt;
    out.push_back(found->second);
  }
  return out;
}

std::int64_t sellable_of(const Sellable& sellable, SkuId sku) {
  const auto found = sellable.find(sku);
  return found == sellable.end() ? 0 : found->second;
}

std::int64_t available_of(const SkuVersion& sku, const Sellable& sellable) {
  if (sku.components.empty()) return sellable_of(sellable, sku.sku);
  auto out = std::numeric_limits<std::int64_t>::max();
  for (const auto& component : sku.components)
    out = std::min(out, sellable_of(sellable, component.sku) / component.quantity);
  return out;
}

Task<std::vector<std::size_t>> BundleBook::open(std::vector<BasketLine>& basket) {
  std::set<SkuId> skus;
  for (const auto& line : basket) {
    for (const auto& component : line.sku->components) skus.insert(component.sku);
  }
  std::vector<std::size_t> broken;
  if (skus.empty()) co_return broken;
  const std::vector<SkuId> wanted(skus.begin(), skus.end());
  auto read = [wanted](db::Tx& tx) -> Result<std::vector<Listing>> {
    return store::find_listings(tx, wanted, tx.now());
  };
  auto listings = co_await context_.database.snapshot(read);
  std::vector<QuotedSku> current;
  for (const auto& listing : listings.value()) {
    if (listing.for_sale) current.push_back({listing.sku, listing.version});
  }
  auto versions = co_await quotes_.find(current);
  std::map<SkuId, SkuVersionPtr> by_sku;
  for (const auto& [quoted, version] : versions) by_sku[quoted.sku] = version;
  for (std::size_t i = 0; i < basket.size(); ++i) {
    auto held = open_bundle(*basket[i].sku, by_sku);
    held ? void(basket[i].components = std::move(*held)) : broken.push_back(i);
  }
  co_return broken;
}

}  // namespace shanhai::orders
