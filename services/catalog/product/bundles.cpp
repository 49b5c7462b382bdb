#include "services/catalog/product/bundles.hpp"

#include <set>

#include "services/catalog/product/store.hpp"

namespace shanhai::catalog {
namespace {

using Published = std::map<SkuId, store::SkuAsPublished>;

Published find_components(db::Tx& tx, const ProductContent& content) {
  std::set<SkuId> wanted;
  for (const auto& sku : content.skus) {
    if (!sku.components) continue;
    for (const auto& part : *sku.components) wanted.insert(part.sku_id);
  }
  Published out;
  for (auto& found : store::list_skus_as_published(tx, {wanted.begin(), wanted.end()}))
    out.emplace(found.sku, std::move(found));
  return out;
}

std::string component_pointer(std::size_t sku, std::size_t component, const char* member) {
  return "/skus/" + std::to_string(sku) + "/components/" + std::to_string(component) + "/" + member;
}

// What its own supplier asks for `quantity` of it.
Money asked_for(const SkuContent& sku, std::int64_t quantity) {
  auto price = sku.price;
  if (sku.price_steps) {
    for (const auto& step : *sku.price_steps) {
      if (step.from.value() <= quantity) price = step.price;
    }
  }
  return price * quantity;
}

std::optional<FieldError> judge(const BundleComponent& part, const store::SkuAsPublished* found,
                                OrganisationId supplier, std::size_t sku, std::size_t at) {
  if (!found || !found->on_sale || !found->content)
    return FieldError{component_pointer(sku, at, "sku_id"), "component_not_for_sale", "publish it first"};
  if (found->content->components && !found->content->components->empty())
    return FieldError{component_pointer(sku, at, "sku_id"), "nested_bundle", "a bundle holds no bundle"};
  if (found->supplier == supplier) return std::nullopt;
  if (!part.price_share) {
    return FieldError{component_pointer(sku, at, "price_share"), "foreign_share_missing",
                      "what another supplier gets is fixed"};
  }
  const auto asked = asked_for(*found->content, part.quantity.value());
  if (*part.price_share >= asked) return std::nullopt;
  return FieldError{component_pointer(sku, at, "price_share/amount_fen"), "foreign_share_too_low",
                    "its supplier asks " + std::to_string(asked.fen())};
}

std::vector<ComponentFacts> facts_of(const SkuContent& bundle, const Published& published) {
  std::vector<ComponentFacts> out;
  std::vector<std::int64_t> asked;
  for (const auto& part : *bundle.components) {
    const auto& found = published.at(part.sku_id);
    out.push_back(
        {found.sku, found.product, found.supplier, part.quantity.value(), part.price_share.value_or(Money())});
    asked.push_back(found.content->price.fen() * part.quantity.value());
  }
  if (bundle.components->front().price_share) return out;
  const auto shares = allocate(bundle.price, asked);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].share = shares[i];
  return out;
}

}  // namespace

Result<void> name_components(db::Tx& tx, ProductContent& content) {
  const auto published = find_components(tx, content);
  std::vector<FieldError> wrong;
  for (std::size_t i = 0; i < content.skus.size(); ++i) {
    auto& components = content.skus[i].components;
    if (!components) continue;
    for (std::size_t k = 0; k < components->size(); ++k) {
      const auto found = published.find((*components)[k].sku_id);
      if (found == published.end()) {
        wrong.push_back({component_pointer(i, k, "sku_id"), "unknown_sku", "no such SKU"});
      } else {
        (*components)[k].product_id = found->second.product;
      }
    }
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

Result<Components> share_prices(db::Tx& tx, OrganisationId supplier, const ProductContent& content) {
  const auto published = find_components(tx, content);
  std::vector<FieldError> wrong;
  Components out;
  for (std::size_t i = 0; i < content.skus.size(); ++i) {
    const auto& sku = content.skus[i];
    if (!sku.components || sku.components->empty()) continue;
    const auto before = wrong.size();
    for (std::size_t k = 0; k < sku.components->size(); ++k) {
      const auto& part = (*sku.components)[k];
      const auto found = published.find(part.sku_id);
      auto error = judge(part, found == published.end() ? nullptr : &found->second, supplier, i, k);
      if (error) wrong.push_back(std::move(*error));
    }
    if (wrong.size() > before) continue;
    auto facts = facts_of(sku, published);
    for (std::size_t k = 0; k < facts.size(); ++k) {
      if (facts[k].share.fen() >= facts[k].quantity) continue;  // every unit costs something: returns can be shared out
      wrong.push_back({component_pointer(i, k, "price_share"), "out_of_range", "at least a fen for each unit"});
    }
    out.emplace(*sku.sku_id, std::move(facts));
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

}  // namespace shanhai::catalog
