// Bundles, which have no stock of their own and take their parts'.
#include <algorithm>

#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace model {

// Something in it is not sold any more, or another supplier asks more for its part than the pack gives.
bool Model::is_broken(const Pack& pack, std::int64_t version) {
  const auto& parts = pack.parts.at(version);
  return std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
    const auto& at = shelf(part.sku);
    const bool own = at.product.supplier == pack.product.supplier;
    return !at.for_sale || (!own && part.share < at.product.price * part.quantity);
  });
}

}  // namespace model

// What is sold together: of one supplier, or with something of another.
void ModelRun::fill_pack(model::Pack& pack) {
  std::vector<model::Part> chosen;
  pack.product.components.clear();
  pack.product.price = Money();
  for (const auto& sku : skus_) {
    const auto& of = model_.shelf(sku).product;
    const bool own = of.supplier == pack.product.supplier;
    if (chosen.size() == 3 || dice(own ? 2 : 12) != 0) continue;
    const auto quantity = static_cast<std::int64_t>(1 + dice(3));
    const auto asked = own ? Money(100) : of.price * quantity;
    const model::Part part{sku, quantity, asked + Money(static_cast<std::int64_t>(dice(3000)))};
    chosen.push_back(part);
    pack.product.price += part.share;
    pack.product.components.push_back({sku, of.id, of.supplier, quantity, part.share});
  }
  if (chosen.empty()) return fill_pack(pack);
  pack.parts[pack.product.version] = std::move(chosen);
  pack.prices[pack.product.version] = pack.product.price;
  pack.product = publish(pack.product);
}

void ModelRun::add_pack(OrganisationId supplier) {
  model::Pack pack;
  pack.product.supplier = supplier;
  pack.product.name = "山货礼盒";
  pack.product.net_weight_g.reset();
  pack.product.package_weight_g = static_cast<std::int64_t>(dice(3) * 150);
  fill_pack(pack);
  packs_.push_back(pack.product.sku);
  model_.packs[pack.product.sku] = std::move(pack);
}

void ModelRun::change_pack() {
  auto& pack = model_.packs.at(one_of(packs_));
  if (dice(4) == 0) {
    pack.for_sale = !pack.for_sale;
    if (!pack.for_sale) return withdraw(pack.product);
    publish(pack.product);
    return;
  }
  ++pack.product.version;
  pack.for_sale = true;
  fill_pack(pack);
}

// Goods as they are delivered.
std::vector<model::Bought> ModelRun::opened(const CheckoutBody& body, const std::vector<std::string>& places) {
  std::vector<model::Bought> out;
  for (std::size_t i = 0; i < body.deliveries.size(); ++i) {
    const auto place = i < places.size() ? places[i] : std::string();
    for (const auto& line : body.deliveries[i].lines) {
      const auto units = line.quantity.value();
      const auto pack = model_.packs.find(line.sku_id);
      if (pack == model_.packs.end()) {
        out.push_back({line.sku_id, units, place});
        continue;
      }
      for (const auto& part : pack->second.parts.at(line.price_version.value()))
        out.push_back({part.sku, part.quantity * units, place});
    }
  }
  return out;
}

ModelRun::Units ModelRun::units_of(const CheckoutBody& body) {
  Units out;
  for (const auto& bought : opened(body, {})) out[bought.sku] += bought.quantity;
  return out;
}

bool ModelRun::holds_broken_pack(const CheckoutBody& body) {
  for (const auto& delivery : body.deliveries) {
    for (const auto& line : delivery.lines) {
      const auto pack = model_.packs.find(line.sku_id);
      if (pack != model_.packs.end() && model_.is_broken(pack->second, line.price_version.value())) return true;
    }
  }
  return false;
}

// The pack's price falls on its parts by their shares, to less than a fen.
void ModelRun::expect_shared(const CheckoutReceipt& receipt, const CheckoutLine& line) {
  const auto& pack = model_.packs.at(line.sku_id);
  const auto version = line.price_version.value(), units = line.quantity.value();
  const auto price = pack.prices.at(version);
  Money sum;
  std::size_t found = 0;
  for (const auto& order : receipt.orders) {
    for (const auto& told : order.lines) {
      if (told.bundle_sku_id != line.sku_id) continue;
      const auto& parts = pack.parts.at(version);
      const auto part =
          std::find_if(parts.begin(), parts.end(), [&](const model::Part& one) { return one.sku == told.sku_id; });
      ASSERT_NE(part, parts.end()) << "not in the pack: " << told.sku_id.str();
      ++found;
      sum += told.amount;
      EXPECT_EQ(told.quantity, part->quantity * units);
      EXPECT_LT(std::abs(told.amount.fen() - part->share.fen() * units), static_cast<std::int64_t>(parts.size()))
          << told.sku_id.str();
    }
  }
  EXPECT_EQ(found, pack.parts.at(version).size());
  EXPECT_EQ(sum, price * units);
}

}  // namespace shanhai::orders
