// What carriage costs: in the model, and as suppliers change its terms.
#include <algorithm>

#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace model {
namespace {

// How many digits of the division the longest of them has in common with it in full.
std::size_t longest(const std::vector<Text<2, 6>>& divisions, const std::string& division) {
  std::size_t out = 0;
  for (const auto& one : divisions) {
    if (division.starts_with(one.str())) out = std::max(out, one.str().size());
  }
  return out;
}

}  // namespace

const FreightTerms* Model::terms_of(OrganisationId supplier) const {
  const FreightTerms* out = nullptr;
  const auto all = freight_terms.find(supplier);
  if (all == freight_terms.end()) return out;
  for (const auto& [from, terms] : all->second) {
    if (from <= now) out = &terms;
  }
  return out;
}

// nullopt: nothing is carried there. Whoever says nothing asks nothing.
std::optional<Money> Model::freight(OrganisationId supplier, const std::string& division, std::int64_t grams,
                                    Money goods) const {
  const auto* terms = terms_of(supplier);
  if (!terms) return Money();
  const FreightRegion* region = nullptr;
  std::size_t best = longest(terms->not_delivered, division);
  for (const auto& one : terms->regions) {
    if (const auto digits = longest(one.divisions, division); digits > best) {
      best = digits;
      region = &one;
    }
  }
  if (!region) return std::nullopt;
  if (region->free_from && goods >= *region->free_from) return Money();
  auto out = region->first_fee;
  for (auto rest = grams - region->first_weight_g.value(); rest > 0; rest -= region->step_weight_g.value())
    out += region->step_fee;
  return out;
}

std::int64_t Model::grams(SkuId sku, std::int64_t units) {
  const auto& product = shelf(sku).product;
  const auto* terms = terms_of(product.supplier);
  const auto unweighed = terms ? terms->unweighed_g.value() : 0;
  return (product.net_weight_g.value_or(unweighed) + product.package_weight_g) * units;
}

}  // namespace model

void ModelRun::change_freight() {
  const auto supplier = one_of(suppliers_);
  const auto fen = [&](std::uint64_t most) { return Money(static_cast<std::int64_t>(dice(most))); };
  const auto region = [&](std::vector<Text<2, 6>> divisions) {
    FreightRegion out;
    out.divisions = std::move(divisions);
    out.first_weight_g = static_cast<std::int64_t>(500 + dice(2000));
    out.first_fee = fen(1500);
    out.step_weight_g = static_cast<std::int64_t>(500 + dice(1000));
    out.step_fee = fen(400);
    if (dice(2) == 0) out.free_from = Money(static_cast<std::int64_t>(1 + dice(20'000)));
    return out;
  };
  FreightTermsBody body;
  body.terms.regions.push_back(region({"44"}));
  if (dice(2) == 0) body.terms.regions.push_back(region({"4406", "440103"}));
  if (dice(3) == 0) body.terms.regions.push_back(region({"440605"}));
  if (dice(5) == 0) body.terms.not_delivered = {"4401"};
  body.terms.unweighed_g = static_cast<std::int64_t>(dice(2000));
  const auto command = by(seller(supplier));
  auto set = run(parts.terms.set_freight(command, body, key()));
  if (!check("set terms of freight", set, "")) return;
  EXPECT_EQ(set->value.effective_from, db.clock.now() + context.policy.terms_lead);
  model_.freight_terms[supplier][set->value.effective_from] = body.terms;
}

namespace {

std::string division_of(const CheckoutBody& body, std::size_t delivery) {
  return body.deliveries.at(delivery).recipient->division.str();
}

}  // namespace

bool ModelRun::is_carried(const CheckoutBody& body) {
  for (std::size_t i = 0; i < body.deliveries.size(); ++i) {
    CheckoutBody one;
    one.deliveries = {body.deliveries[i]};
    for (const auto& bought : opened(one, {})) {
      const auto supplier = model_.shelf(bought.sku).product.supplier;
      if (!model_.freight(supplier, division_of(body, i), 0, Money())) return false;
    }
  }
  return true;
}

// Each delivery of an order is a parcel with its own freight.
Money ModelRun::freight_of(const PlacedOrder& order, const CheckoutBody& body) {
  std::map<std::int64_t, std::int64_t> grams;
  Money goods, out;
  for (const auto& line : order.lines) {
    goods += line.amount;
    grams[line.address_index] += model_.grams(line.sku_id, line.quantity);
  }
  for (std::size_t i = 0; i < body.deliveries.size(); ++i) {
    for (const auto& line : body.deliveries[i].lines) {
      const auto pack = model_.packs.find(line.sku_id);
      if (pack == model_.packs.end()) continue;
      // What a pack is packed in travels with its first part.
      const auto& first = pack->second.parts.at(line.price_version.value()).front();
      if (model_.shelf(first.sku).product.supplier != order.supplier_id) continue;
      grams[static_cast<std::int64_t>(i)] += pack->second.product.package_weight_g * line.quantity.value();
    }
  }
  for (const auto& [delivery, weight] : grams) {
    out += model_.freight(order.supplier_id, division_of(body, static_cast<std::size_t>(delivery)), weight, goods)
               .value_or(Money());
  }
  return out;
}

}  // namespace shanhai::orders
