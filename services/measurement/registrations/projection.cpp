#include "services/measurement/registrations/projection.hpp"

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

SHANHAI_ID(MembershipId, "mem");

// What is read of "identity.membership_changed".
struct Membership {
  MembershipId membership;
  OrganisationId organisation;
  AccountId account;
  bool administrator = false;
  bool ended = false;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (membership, organisation, account, administrator, ended))

constexpr std::string_view kMembershipChanged = "identity.membership_changed";

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

identity::Organisation read_party(const db::Row& row) {
  identity::Organisation out;
  out.id = row.get<OrganisationId>("organisation");
  out.kind = row.get<identity::OrganisationKind>("kind");
  out.status = row.get<identity::OrganisationStatus>("status");
  out.name = row.get<std::string>("name");
  out.uscc = row.get<std::string>("uscc");
  out.region = row.get<std::string>("region");
  return out;
}

}  // namespace

Result<void> apply_party(db::Tx& tx, const events::Event& event) {
  if (event.type == identity::kOrganisationChanged) {
    SH_TRY(const auto party, json::read<identity::Organisation>(event.payload));
    tx.execute(q::put_party, {{"organisation", party.id},
                              {"version", party.version},
                              {"kind", party.kind},
                              {"status", party.status},
                              {"name", party.name},
                              {"uscc", party.uscc},
                              {"region", party.region}});
  }
  if (event.type == kMembershipChanged) {
    SH_TRY(const auto member, json::read<Membership>(event.payload));
    tx.execute(q::put_party_member, {{"organisation", member.organisation},
                                     {"account", member.account},
                                     {"membership", member.membership},
                                     {"ended", member.ended}});
  }
  return {};
}

Result<void> apply_goods(db::Tx& tx, const events::Event& event) {
  if (event.type == catalog::kProductPublished) return apply_published(tx, event);
  if (event.type == catalog::kCertificationChanged) return apply_certified(tx, event);
  return {};
}

namespace store {

std::optional<identity::Organisation> find_party(db::Tx& tx, OrganisationId organisation) {
  const auto rows = tx.query(q::find_party, {{"organisation", organisation}});
  if (rows.empty()) return std::nullopt;
  return read_party(rows.front());
}

std::optional<identity::Organisation> find_party_by_code(db::Tx& tx, std::string_view uscc) {
  const auto rows = tx.query(q::find_party_by_code, {{"uscc", uscc}});
  if (rows.empty()) return std::nullopt;
  return read_party(rows.front());
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
