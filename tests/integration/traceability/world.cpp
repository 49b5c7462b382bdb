#include "tests/integration/traceability/world.hpp"

#include "common/base/encoding.hpp"
#include "common/base/gtin.hpp"
#include "services/traceability/trace/store.hpp"

namespace shanhai::traceability {
namespace {

std::filesystem::path make_directory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "shanhai-traceability.XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
  return pattern;
}

}  // namespace

World::World() : directory(make_directory()) {
  sales.connect(orders_service);
  recalls.connect(orders_service);
}

World::~World() {
  background.stop();
  workers.close();
  std::filesystem::remove_all(directory);
}

std::string World::describe(const Error& error) {
  std::string out = error.code + " " + error.detail;
  for (const auto& field : error.fields) out += "; " + field.pointer + " " + field.code;
  return out;
}

auth::Principal World::cooperative() {
  auth::Principal caller;
  caller.account = AccountId::make(clock, random);
  caller.role = auth::Role::supplier;
  caller.organisation = OrganisationId::make(clock, random);
  catalog::SupplierChanged changed;
  changed.supplier = *caller.organisation;
  changed.name = "昭觉县苦荞农民专业合作社";
  changed.status = catalog::SupplierStatus::approved;
  changed.registration_county = kZhaojue;
  apply_catalog(catalog::kSupplierChanged, json::write(changed).as_object());
  return caller;
}

db::IdempotencyKey World::key() {
  const auto number = std::to_string(++numbers_);
  return {sha256("scope " + number), sha256("payload " + number)};
}

HouseholdId World::household(const auth::Principal& by, const std::string& name) {
  HouseholdEntry entry;
  entry.name = name;
  entry.village_division = kZhaojue;
  entry.phone = Text<1, 20>("13800138000");
  return must(households.add(by, std::move(entry))).household_id;
}

LotEntry World::raw_entry(const std::vector<std::pair<HouseholdId, std::int64_t>>& deliveries, Unit unit) {
  LotEntry entry;
  entry.kind = LotKind::raw;
  entry.product_name = Text<1, 80>("苦荞（原料）");
  entry.lot_number = "R" + std::to_string(++numbers_);
  entry.county = kZhaojue;
  entry.made_on = today();
  entry.unit = unit;
  std::int64_t sum = 0;
  entry.deliveries.emplace();
  for (const auto& [household, quantity] : deliveries) {
    entry.deliveries->push_back({household, quantity, today()});
    sum += quantity;
  }
  entry.quantity = sum;
  return entry;
}

LotEntry World::processed_entry(const LotView& input, std::int64_t taken, std::int64_t quantity) {
  LotEntry entry;
  entry.kind = LotKind::processed;
  entry.product_name = Text<1, 80>("苦荞茶（散茶）");
  entry.lot_number = "P" + std::to_string(++numbers_);
  entry.county = kZhaojue;
  entry.made_on = today();
  entry.unit = input.unit;
  entry.quantity = quantity;
  entry.inputs = std::vector<InputEntry>{{input.lot_id, taken}};
  return entry;
}

LotEntry World::packed_entry(SkuId sku, const LotView& input, std::int64_t taken, std::int64_t quantity) {
  auto entry = processed_entry(input, taken, quantity);
  entry.kind = LotKind::packed;
  entry.product_name.reset();
  entry.sku_id = sku;
  entry.lot_number = "T" + std::to_string(++numbers_);
  entry.best_before = add_days(today(), 365);
  entry.unit = Unit::pcs;
  return entry;
}

SkuId World::published(const auth::Principal& by, std::optional<std::int64_t> net_weight_g) {
  catalog::ProductPublished product;
  product.product = ProductId::make(clock, random);
  product.version = 1;
  product.supplier = *by.organisation;
  product.name = "凉山苦荞茶";
  product.production_county = product.raw_material_county = product.registration_county = kZhaojue;
  catalog::SkuFacts sku;
  sku.sku = SkuId::make(clock, random);
  const auto digits = "02" + std::to_string(10000000000 + ++numbers_);
  sku.gtin = digits + gs1_check_digit(digits);
  sku.label = "500 g 盒装";
  sku.unit = "盒";
  sku.price = Money(4980);
  sku.net_weight_g = net_weight_g;
  product.skus = {sku};
  products_[sku.sku] = product.product;
  apply_catalog(catalog::kProductPublished, json::write(product).as_object());
  return sku.sku;
}

void World::certify(ProductId product, Instant from, Instant to, bool revoked) {
  catalog::CertificationChanged changed;
  changed.certification = CertificationId::make(clock, random);
  changed.product = product;
  changed.valid_from = from;
  changed.valid_to = to;
  changed.revoked = revoked;
  apply_catalog(catalog::kCertificationChanged, json::write(changed).as_object());
}

void World::apply_catalog(std::string_view type, json::Object payload) {
  events::Event event;
  event.type = type;
  event.payload = std::move(payload);
  const auto done = service.transaction([&](db::Tx& tx) { return apply_catalog_event(tx, event); });
  if (done.has_error()) throw std::runtime_error(describe(done.error()));
}

World::Chain World::tea() {
  Chain out;
  out.owner = cooperative();
  out.households = {household(out.owner, "阿木一"), household(out.owner, "阿木二")};
  out.sku = published(out.owner);
  out.raw = record(out.owner, raw_entry({{out.households[0], 25000}, {out.households[1], 35000}}));
  clock.advance(std::chrono::milliseconds(2));
  out.processed = record(out.owner, processed_entry(out.raw, 60000, 45000));
  clock.advance(std::chrono::milliseconds(2));
  out.packed = record(out.owner, packed_entry(out.sku, out.processed, 40000, 80));
  return out;
}

void World::ship(const Chain& chain, std::int64_t quantity, const std::string& division) {
  const auto event = parcel_shipped(chain, quantity, division);
  const auto done = service.transaction([&](db::Tx& tx) { return shipments.apply(tx, event); });
  if (done.has_error()) throw std::runtime_error(describe(done.error()));
}

events::Event World::parcel_shipped(const Chain& chain, std::int64_t quantity, const std::string& division) {
  orders::ParcelFacts parcel;
  parcel.parcel = ParcelId::make(clock, random);
  parcel.order = OrderId::make(clock, random);
  parcel.supplier = *chain.owner.organisation;
  parcel.delivery_division = division;
  parcel.lots = {{OrderLineId::make(clock, random), chain.sku, chain.packed.lot_id, quantity}};
  events::Event event;
  event.type = orders::kParcelShipped;
  event.occurred_at = clock.now();
  event.payload = json::write(parcel).as_object();
  return event;
}

std::vector<events::Event> World::events_of(std::string_view type) {
  number();
  const auto all = service.transaction(
      [](db::Tx& tx) -> Result<std::vector<events::Event>> { return events::list_after(tx, 0, 1000); });
  std::vector<events::Event> out;
  for (const auto& event : *all) {
    if (event.type == type) out.push_back(event);
  }
  return out;
}

std::int64_t World::count(std::string_view sql) {
  auto connection = service.schema.connect();
  return connection.query(sql).front().get<std::int64_t>("COUNT(*)");
}

std::vector<epcis::StoredEvent> World::recorded() {
  return service
      .transaction([](db::Tx& tx) -> Result<std::vector<epcis::StoredEvent>> {
        return store::list_events_after(tx, EpcisEventId(), 1000);
      })
      .value();
}

std::string World::audit_differences() {
  const auto findings = audit(service.database);
  if (findings.has_error()) return describe(findings.error());
  std::string out;
  for (const auto& finding : *findings) {
    if (finding.difference != 0)
      out += finding.check + " " + std::to_string(finding.difference) + ": " + finding.detail + "\n";
  }
  return out;
}

}  // namespace shanhai::traceability
