#include "tests/integration/catalog/world.hpp"

#include <cstdio>

#include "common/base/uscc.hpp"

namespace shanhai::catalog {
namespace {

std::filesystem::path make_directory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "shanhai-catalog.XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
  return pattern;
}

std::string uscc_number(int number) {
  char serial[9];
  std::snprintf(serial, sizeof serial, "%08d", number);
  for (const char organisation_check : std::string_view("0123456789X")) {
    for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      const auto code = std::string("93513431") + serial + organisation_check + check;
      if (is_valid_uscc(code)) return code;
    }
  }
  throw std::logic_error("a credit code has check digits");
}

}  // namespace

World::World() : directory(make_directory()) { suppliers.connect(organisations); }

World::~World() {
  background.stop();
  workers.close();
  std::filesystem::remove_all(directory);
}

std::string World::describe(const Error& error) {
  std::string out = error.code + " " + error.detail;
  for (const auto& place : places(error)) out += "; " + place;
  return out;
}

std::vector<std::string> World::places(const Error& error) {
  std::vector<std::string> out;
  for (const auto& field : error.fields) out.push_back(field.pointer + " " + field.code);
  return out;
}

auth::Principal World::cooperative() {
  auth::Principal caller;
  caller.account = AccountId::make(clock, random);
  caller.role = auth::Role::supplier;
  caller.organisation = OrganisationId::make(clock, random);
  identity::Organisation organisation;
  organisation.id = *caller.organisation;
  organisation.kind = identity::OrganisationKind::cooperative;
  organisation.status = identity::OrganisationStatus::active;
  organisation.name = "昭觉县苦荞农民专业合作社";
  organisation.uscc = uscc_number(++made_);
  organisations->known[organisation.id] = organisation;
  return caller;
}

auth::Principal World::reviewer(const std::string& county) {
  auth::Principal caller;
  caller.account = AccountId::make(clock, random);
  caller.role = auth::Role::county_reviewer;
  caller.organisation = OrganisationId::make(clock, random);
  caller.region = county;
  return caller;
}

auth::Principal World::platform() {
  auth::Principal caller;
  caller.account = AccountId::make(clock, random);
  caller.role = auth::Role::platform_operator;
  caller.organisation = OrganisationId::make(clock, random);
  caller.region = "*";
  return caller;
}

SupplierApplication World::application(const auth::Principal& caller, const std::string& county) {
  const auto& organisation = organisations->known.at(*caller.organisation);
  const auto next_year = add_days(china_date(clock.now()), 365);
  SupplierApplication out;
  out.legal_name = organisation.name;
  out.kind = SupplierKind::cooperative;
  out.uscc = organisation.uscc;
  out.registration_county = county;
  out.contact_name = "阿依";
  out.licences.push_back(
      {LicenceKind::business_licence, organisation.uscc, next_year, file("营业执照 " + organisation.uscc)});
  out.licences.push_back({LicenceKind::food_production, "SC11451343100123", next_year, file("食品生产许可证")});
  return out;
}

auth::Principal World::supplier(const std::string& county) {
  const auto caller = cooperative();
  must(suppliers.apply(caller, application(caller, county), {}));
  must(suppliers.move(reviewer(county), *caller.organisation, SupplierVerb::recommend, "材料齐全", {}));
  must(suppliers.move(platform(), *caller.organisation, SupplierVerb::approve, "同意", {}));
  return caller;
}

ProductContent World::tea(const std::string& county) {
  ProductContent content;
  content.name = "凉山苦荞茶";
  content.name_en = "Liangshan Tartary buckwheat tea";
  content.category = Category::agricultural;
  content.herb_class = HerbClass::common_food;
  content.description = "高山种植，传统炒制。";
  content.production_county = content.raw_material_county = county;
  content.shelf_life_days = 540;
  content.mark = Mark::geographical_indication;
  SkuContent sku;
  sku.label = "500 g 盒装";
  sku.unit = "盒";
  sku.price = Money(5800);
  sku.net_weight_g = 500;
  content.skus.push_back(sku);
  return content;
}

ProductView World::published(const auth::Principal& by, const ProductContent& content) {
  const auto draft = must(products.create(by, content));
  return must(products.publish(by, draft.product_id, "上架", {}));
}

CertificationApplication World::evidence(ProductId product) {
  CertificationApplication out;
  out.product_id = product;
  out.evidence.households = 3;
  out.evidence.benefit_method = BenefitMethod::purchase_of_produce;
  out.evidence.statement = "以高于市场价一成收购三户的产品。";
  out.evidence.file = file("收购协议");
  return out;
}

CertificationView World::certified(const auth::Principal& by, ProductId product, const std::string& county) {
  const auto applied = must(certifications_at_once.apply(by, evidence(product)));
  Review review;
  review.decision = Verdict::pass;
  review.reason = "带农材料属实";
  return must(certifications_at_once.review(reviewer(county), applied.certification_id, review, {}));
}

const Snapshot& World::storefront() {
  number();
  if (!storefront_service.current().get()) run(follower.load());
  while (run(follower.follow(std::chrono::milliseconds(0)))) {
  }
  return *storefront_service.current().get();
}

StorefrontPage World::search_for(const char* q) {
  StorefrontQuery query;
  query.q = q;
  return json::parse<StorefrontPage>(search(storefront(), query).value()).value();
}

std::vector<events::Event> World::events_of(std::string_view type) {
  number();
  std::vector<events::Event> out;
  auto batch = must(source.after(0, 1000, std::chrono::milliseconds(0)));
  for (auto& event : batch.events) {
    if (event.type == type) out.push_back(std::move(event));
  }
  return out;
}

std::int64_t World::count(std::string_view sql) {
  auto connection = service.schema.connect();
  return connection.query(sql)[0].get<std::int64_t>("n");
}

}  // namespace shanhai::catalog
