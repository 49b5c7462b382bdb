#include "services/measurement/registrations/projection.hpp"

#include "services/measurement/units/store.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

Result<void> apply_published(db::Tx& tx, const events::Event& event) {
  SH_TRY(const auto product, json::read<catalog::ProductPublished>(event.payload));
  tx.execute(q::put_goods, {{"product", product.product},
                            {"supplier", product.supplier},
                            {"name", product.name},
                            {"category", product.category},
                            {"production_county", product.production_county},
                            {"raw_material_county", product.raw_material_county},
                            {"registration_county", product.registration_county}});
  std::vector<db::Params> skus;
  for (const auto& sku : product.skus)
    skus.push_back({{"sku", sku.sku}, {"product", product.product}, {"net_weight", sku.net_weight_g}});
  tx.execute_rows(q::put_goods_sku, skus);
  return {};
}

Result<void> apply_certified(db::Tx& tx, const events::Event& event) {
  SH_TRY(const auto changed, json::read<catalog::CertificationChanged>(event.payload));
  db::Value revoked_at(nullptr);
  if (changed.revoked) revoked_at = event.occurred_at;
  tx.execute(q::put_goods_certification, {{"certification", changed.certification},
                                          {"product", changed.product},
                                          {"valid_from", changed.valid_from},
                                          {"valid_to", changed.valid_to},
                                          {"revoked_at", revoked_at}});
  return {};
}

template <class E>
E enum_of(const std::string& name) {
  E out{};
  if (!boost::describe::enum_from_string(name.c_str(), out)) throw std::logic_error("identity has no such value");
  return out;
}

}  // namespace

Result<void> apply_goods(db::Tx& tx, const events::Event& event) {
  if (event.type == catalog::kProductPublished) return apply_published(tx, event);
  if (event.type == catalog::kCertificationChanged) return apply_certified(tx, event);
  return {};
}

namespace store {

std::optional<identity::Organisation> find_party(db::Tx& tx, OrganisationId organisation) {
  const auto newest = find_newest_version(tx, organisation);
  if (!newest) return std::nullopt;
  identity::Organisation out;
  out.id = newest->unit;
  out.kind = enum_of<identity::OrganisationKind>(newest->kind);
  out.status = enum_of<identity::OrganisationStatus>(newest->status);
  out.name = newest->name;
  out.uscc = newest->uscc;
  out.region = newest->region;
  out.superior = newest->superior;
  out.version = newest->version;
  return out;
}

std::map<ProductId, KnownGoods> list_goods(db::Tx& tx, const std::vector<ProductId>& products, Instant at) {
  std::map<ProductId, KnownGoods> out;
  if (products.empty()) return out;
  for (const auto row : tx.query(q::list_goods, {{"products", db::Value::list_of(products)}, {"at", at}})) {
    KnownGoods goods;
    goods.supplier = row.get<OrganisationId>("supplier");
    goods.name = row.get<std::string>("name");
    goods.category = row.get<catalog::Category>("category");
    goods.production_county = row.get<std::string>("production_county");
    goods.raw_material_county = row.get<std::string>("raw_material_county");
    goods.registration_county = row.get<std::string>("registration_county");
    goods.certified = row.get<bool>("certified");
    out.emplace(row.get<ProductId>("product"), std::move(goods));
  }
  return out;
}

}  // namespace store
}  // namespace shanhai::measurement
