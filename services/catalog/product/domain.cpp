#include "services/catalog/product/domain.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "common/base/divisions.hpp"
#include "common/base/gtin.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::array<std::string_view, 19> kSaleUnits = {"斤", "kg", "g",  "个", "只", "盒", "箱", "袋", "罐", "瓶",
                                                         "件", "套", "份", "本", "把", "条", "张", "支", "块"};
constexpr std::int64_t kPriceFenMax = 100'000'000;  // 1,000,000 CNY for one sale unit
constexpr std::size_t kSkusMax = 50;
constexpr std::size_t kPriceStepsMax = 10;
constexpr std::size_t kComponentsMax = 20;

void check_county(const std::string& code, const char* pointer, std::vector<FieldError>& out) {
  const auto* county = find_division(code);
  if (!county || county->level != DivisionLevel::county)
    out.push_back({pointer, "unknown_division", "the six digits of a county"});
}

void check_weight(const ListedSku& sku, const std::string& pointer, std::vector<FieldError>& out) {
  const auto grams = grams_of_unit(sku.unit);
  if (grams && sku.net_weight_g && *grams != *sku.net_weight_g) {
    out.push_back({pointer + "/net_weight_g", "unit_weight_mismatch",
                   "one " + sku.unit + " is " + std::to_string(*grams) + " g"});
  }
}

void check_gtin(const ListedSku& sku, const std::string& pointer, std::set<std::string>& seen,
                std::vector<FieldError>& out) {
  if (!sku.gtin) return;
  if (!is_valid_gtin(*sku.gtin)) {
    out.push_back({pointer + "/gtin", "invalid_gtin", "8, 12, 13 or 14 digits with a check digit (GS1)"});
  } else if (!seen.insert(to_gtin14(*sku.gtin)).second) {
    out.push_back({pointer + "/gtin", "repeated", "two SKUs cannot share a GTIN"});
  }
}

// Dearer for more would make two small purchases cheaper than a large one.
void check_price_steps(const ListedSku& sku, const std::string& pointer, std::vector<FieldError>& out) {
  const auto& steps = sku.price_steps;
  if (steps.size() > kPriceStepsMax)
    out.push_back({pointer + "/price_steps", "too_many", "at most " + std::to_string(kPriceStepsMax)});
  std::int64_t from = 1;
  Money price = sku.price;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto place = pointer + "/price_steps/" + std::to_string(i);
    if (steps[i].from <= from) out.push_back({place + "/from", "not_ascending", "more than the step before"});
    if (steps[i].price.fen() < 1 || steps[i].price > price)
      out.push_back({place + "/price/amount_fen", "out_of_range", "from 1 to the price of the step before"});
    from = steps[i].from;
    price = steps[i].price;
  }
}

void check_shares(const ListedSku& sku, const std::string& pointer, std::vector<FieldError>& out) {
  std::int64_t sum = 0;
  std::size_t given = 0;
  for (std::size_t i = 0; i < sku.components.size(); ++i) {
    const auto& component = sku.components[i];
    if (!component.share) continue;
    ++given;
    const auto fen = component.share->fen();
    if (fen < component.quantity || fen > kPriceFenMax) {
      out.push_back({pointer + "/components/" + std::to_string(i) + "/price_share/amount_fen", "out_of_range",
                     "at least a fen for each unit"});
      return;
    }
    sum += fen;
  }
  if (given == 0) return;
  if (given < sku.components.size()) {
    out.push_back({pointer + "/components", "shares_incomplete", "each component has a price_share, or none has"});
  } else if (sum != sku.price.fen()) {
    out.push_back({pointer + "/components", "shares_differ", "the price_shares sum to the bundle's price"});
  }
}

// A bundle is what it holds: its weight and its stock are those of its components, and its price is shared among them.
void check_components(const ListedSku& sku, const std::string& pointer, std::vector<FieldError>& out) {
  if (sku.components.empty()) return;
  if (sku.components.size() > kComponentsMax)
    out.push_back({pointer + "/components", "too_many", "at most " + std::to_string(kComponentsMax)});
  if (sku.net_weight_g)
    out.push_back({pointer + "/net_weight_g", "of_components", "a bundle weighs what its components weigh"});
  if (!sku.price_steps.empty())
    out.push_back({pointer + "/price_steps", "not_for_bundles", "the shares of a bundle's price are fixed"});
  if (grams_of_unit(sku.unit)) out.push_back({pointer + "/unit", "unit_of_weight", "a bundle is counted: 盒, 份, 箱"});
  std::set<SkuId> seen;
  std::int64_t units = 0;
  for (std::size_t i = 0; i < sku.components.size(); ++i) {
    units += sku.components[i].quantity;
    if (!seen.insert(sku.components[i].sku).second)
      out.push_back({pointer + "/components/" + std::to_string(i) + "/sku_id", "repeated", "each SKU once"});
  }
  if (sku.price.fen() < units)
    out.push_back({pointer + "/price/amount_fen", "out_of_range", "at least a fen for each unit in it"});
  check_shares(sku, pointer, out);
}

void check_skus(const std::vector<ListedSku>& skus, std::vector<FieldError>& out) {
  if (skus.empty()) out.push_back({"/skus", "required", "at least one SKU"});
  if (skus.size() > kSkusMax) out.push_back({"/skus", "too_many", "at most " + std::to_string(kSkusMax)});
  std::set<std::string> gtins, labels;
  for (std::size_t i = 0; i < skus.size(); ++i) {
    const auto pointer = "/skus/" + std::to_string(i);
    if (!is_sale_unit(skus[i].unit))
      out.push_back({pointer + "/unit", "unknown_unit", "a unit people use: 斤 kg g 个 只 盒 箱 袋 ..."});
    if (skus[i].price.fen() < 1 || skus[i].price.fen() > kPriceFenMax) {
      out.push_back({pointer + "/price/amount_fen", "out_of_range", "between 1 and " + std::to_string(kPriceFenMax)});
    }
    if (!labels.insert(skus[i].label).second)
      out.push_back({pointer + "/label", "repeated", "each SKU has a label of its own"});
    check_weight(skus[i], pointer, out);
    check_gtin(skus[i], pointer, gtins, out);
    check_price_steps(skus[i], pointer, out);
    check_components(skus[i], pointer, out);
  }
}

}  // namespace

std::vector<FieldError> check_listing(const Listing& listing) {
  std::vector<FieldError> out;
  check_county(listing.production_county, "/production_county", out);
  check_county(listing.raw_material_county, "/raw_material_county", out);
  if (const auto* county = find_division(listing.production_county); county && is_within(county->code, kGuangdong)) {
    out.push_back({"/production_county", "not_an_origin", "produced in a county of origin"});
  }
  const bool craft = listing.category == Category::handicraft;
  if (craft != (listing.herb_class == HerbClass::not_applicable)) {
    out.push_back({"/herb_class", "herb_class_mismatch",
                   craft ? "a handicraft has not_applicable" : "all but handicrafts have a class"});
  }
  if (craft && listing.fresh) out.push_back({"/fresh", "herb_class_mismatch", "a handicraft is not fresh"});
  check_skus(listing.skus, out);
  check_offer(listing, out);
  return out;
}

bool is_food(const Listing& listing) {
  return listing.category != Category::handicraft &&
         (listing.herb_class == HerbClass::common_food || listing.herb_class == HerbClass::food_medicine);
}

bool consumers_may_buy(HerbClass herb_class) { return herb_class != HerbClass::drug_material; }

bool is_sale_unit(std::string_view unit) {
  return std::find(kSaleUnits.begin(), kSaleUnits.end(), unit) != kSaleUnits.end();
}

std::string restricted_gtin(std::int64_t number) {
  constexpr std::int64_t kPerPrefix = 10'000'000'000;
  if (number < 1 || number >= 10 * kPerPrefix) throw std::out_of_range("the restricted GTIN range is used up");
  auto digits = std::to_string(number % kPerPrefix);
  digits.insert(0, 10 - digits.size(), '0');
  digits.insert(0, std::to_string(20 + number / kPerPrefix));
  digits += gs1_check_digit(digits);
  return to_gtin14(digits);
}

bool is_restricted_gtin(std::string_view gtin14) {
  // GTIN-13 of prefix 20-29, GTIN-12 of prefixes 2 and 4, GTIN-8 of prefixes 0 and 2 (GS1 General
  // Specifications 1.4).
  const auto thirteen = gtin14.substr(1);
  return gtin14[0] == '0' && (thirteen[0] == '2' || thirteen.starts_with("02") || thirteen.starts_with("04") ||
                              thirteen.starts_with("000000") || thirteen.starts_with("000002"));
}

}  // namespace shanhai::catalog
