// The process that admits a supplier, lists a product and certifies it is killed around every commit and before a
// version is published, again and again. Whoever acts looks at what there is and goes on from there. What was
// acknowledged is there, evidence files included, and nothing happened twice.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/base/encoding.hpp"
#include "services/catalog/audit.hpp"
#include "services/catalog/product/service.hpp"
#include "tests/fixture/child.hpp"
#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

constexpr auto kUscc = "93513431MA0000007J";
constexpr auto kLicence = "食品生产许可证";

struct Installation {
  Installation(const db::Endpoint& endpoint, const std::string& files)
      : database("catalog", endpoint, 2, clock, random),
        background([](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }),
        archive(files, workers, random) {
    suppliers.connect(organisations);
  }
  ~Installation() {
    background.stop();
    workers.close();
  }

  SystemClock clock;
  SecureRandom random;
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  db::Database database;
  Workers workers{1, 16};
  Background background;
  events::Wakeup wakeup{"catalog", nullptr};
  events::Sequencer sequencer{database, wakeup, random, background};
  files::FileArchive archive;
  std::shared_ptr<Organisations> organisations = std::make_shared<Organisations>();
  SupplierService suppliers{database, sequencer, archive, vault, random};
  ProductService products{database, sequencer, random};
  CertificationService certifications{database, sequencer, archive, vault, random, 0};
};

class Actor {
 public:
  Actor(Installation& here, OrganisationId organisation) : here_(here), organisation_(organisation) {
    identity::Organisation known;
    known.id = organisation;
    known.kind = identity::OrganisationKind::cooperative;
    known.status = identity::OrganisationStatus::active;
    known.name = "昭觉县苦荞农民专业合作社";
    known.uscc = fixture::from_parent("USCC");
    here.organisations->known[organisation] = known;
  }

  void admit() {
    const auto supplier = as(auth::Role::supplier, organisation_);
    auto found = fixture::run(here_.suppliers.get(supplier, organisation_));
    if (found.has_error()) found = fixture::run(here_.suppliers.apply(supplier, application(), {}));
    acknowledge("supplier", value(found).status);
    if (found->status == SupplierStatus::applied) {
      found = fixture::run(here_.suppliers.move(as(auth::Role::county_reviewer, {}, kZhaojue), organisation_,
                                                SupplierVerb::recommend, "材料齐全", {}));
      acknowledge("supplier", value(found).status);
    }
    if (found->status == SupplierStatus::recommended) {
      found = fixture::run(here_.suppliers.move(as(auth::Role::platform_operator, {}), organisation_,
                                                SupplierVerb::approve, "同意", {}));
      acknowledge("supplier", value(found).status);
    }
  }

  ProductId list() {
    const auto supplier = as(auth::Role::supplier, organisation_);
    const auto listed = fixture::run(here_.products.list(supplier, {}));
    ProductId product;
    if (value(listed).items.empty()) {
      const auto made = fixture::run(here_.products.create(supplier, tea()));
      product = value(made).product_id;
    } else {
      product = listed->items.front().product_id;
    }
    acknowledge("product", ProductStatus::draft);
    const auto published = fixture::run(here_.products.publish(supplier, product, "上架", {}));
    acknowledge("product", value(published).status);
    return product;
  }

  void certify(ProductId product) {
    const auto supplier = as(auth::Role::supplier, organisation_);
    const auto reviewer = as(auth::Role::county_reviewer, {}, kZhaojue);
    const auto listed = fixture::run(here_.certifications.list(supplier, {}));
    CertificationId id;
    if (value(listed).items.empty()) {
      CertificationApplication application;
      application.product_id = product;
      application.evidence.households = 12;
      application.evidence.benefit_method = BenefitMethod::purchase_of_produce;
      application.evidence.statement = "收购原料";
      application.evidence.file = {"证明.txt", to_base64("证明")};
      const auto made = fixture::run(here_.certifications.apply(supplier, application));
      id = value(made).certification_id;
    } else {
      id = listed->items.front().certification_id;
    }
    auto found = fixture::run(here_.certifications.get(reviewer, id));
    acknowledge("certification", value(found).status);
    if (found->status == CertificationStatus::applied) {
      Review review;
      review.decision = Verdict::pass;
      review.reason = "属实";
      found = fixture::run(here_.certifications.review(reviewer, id, review, {}));
    }
    acknowledge("certification", value(found).status);
    const auto file = fixture::run(here_.certifications.evidence_file(reviewer, id));
    EXPECT_EQ(value(file).bytes, "证明");
  }

 private:
  template <class T>
  static const T& value(const Result<T>& result) {
    if (result.has_error()) throw std::runtime_error(result.error().code + " " + result.error().detail);
    return *result;
  }
  template <class Status>
  static void acknowledge(const char* what, Status status) {
    std::ofstream out(fixture::from_parent("ACKNOWLEDGED"), std::ios::app);
    out << what << ' ' << boost::describe::enum_to_string(status, "") << std::endl;
  }
  auth::Principal as(auth::Role role, std::optional<OrganisationId> organisation, std::string region = {}) const {
    auth::Principal out;
    out.role = role;
    out.organisation = organisation;
    out.region = std::move(region);
    return out;
  }
  SupplierApplication application() const {
    SupplierApplication out;
    out.legal_name = "昭觉县苦荞农民专业合作社";
    out.kind = SupplierKind::cooperative;
    out.uscc = fixture::from_parent("USCC");
    out.registration_county = kZhaojue;
    const auto next_year = add_days(china_date(here_.clock.now()), 365);
    out.licences.push_back({LicenceKind::food_production, "SC11451343100123", next_year,
                            files::UploadedFile{"许可证.txt", to_base64(kLicence)}});
    return out;
  }
  static ProductContent tea() {
    ProductContent content;
    content.name = "凉山苦荞茶";
    content.category = Category::agricultural;
    content.herb_class = HerbClass::common_food;
    content.production_county = content.raw_material_county = kZhaojue;
    SkuContent sku;
    sku.label = "500 g 盒装";
    sku.unit = "盒";
    sku.price = Money(4980);
    sku.net_weight_g = 500;
    content.skus = {sku};
    return content;
  }

  Installation& here_;
  const OrganisationId organisation_;
};

TEST(CrashChild, DISABLED_AdmitsListsAndCertifies) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  Installation here(endpoint, fixture::from_parent("FILES"));
  Actor actor(here, OrganisationId::parse(fixture::from_parent("ORGANISATION")).value());
  actor.admit();
  const auto product = actor.list();
  actor.certify(product);
  fixture::run(here.sequencer.run_once());
}

class AdmissionCrash : public testing::Test {
 protected:
  ~AdmissionCrash() override { std::filesystem::remove_all(directory); }

  fixture::ChildEnd run(const std::string& kill_at) {
    const auto& endpoint = service.schema.endpoint();
    return fixture::run_child("CrashChild.DISABLED_AdmitsListsAndCertifies",
                              {{"ADDRESS", endpoint.address},
                               {"SCHEMA", endpoint.schema},
                               {"PASSWORD", endpoint.password},
                               {"FILES", (directory / "files").string()},
                               {"ORGANISATION", organisation.str()},
                               {"USCC", uscc},
                               {"ACKNOWLEDGED", (directory / "acknowledged").string()},
                               {"SHANHAI_KILL_AT", kill_at}});
  }
  std::string column(const std::string& sql) {
    auto connection = service.schema.connect();
    std::string out;
    for (const auto row : connection.query(sql)) out += row.get<std::string>("value") + " ";
    return out;
  }
  // What stands now is at least what somebody was told.
  void expect_acknowledged_is_there() {
    const std::map<std::string, std::vector<std::string>> orders = {
        {"supplier", {"", "applied", "recommended", "approved"}},
        {"product", {"", "draft", "published"}},
        {"certification", {"", "applied", "valid"}}};
    std::ifstream in(directory / "acknowledged");
    for (std::string what, told; in >> what >> told;) {
      auto now = column("SELECT status AS value FROM " + what);
      if (!now.empty()) now.pop_back();
      const auto& order = orders.at(what);
      EXPECT_GE(std::find(order.begin(), order.end(), now) - order.begin(),
                std::find(order.begin(), order.end(), told) - order.begin())
          << what << " is " << now << " after it was acknowledged as " << told;
    }
  }

  fixture::ServiceDatabase service{"catalog", {sql::common::kMigrations, sql::catalog::kMigrations}};
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("shanhai-crash-catalog." + SecureRandom().token(9));
  const OrganisationId organisation = OrganisationId::make(service.clock, service.random);
  const std::string uscc = kUscc;
};

TEST_F(AdmissionCrash, LosesNothingAndDoublesNothing) {
  std::filesystem::create_directory(directory);
  int kills = 0;
  EXPECT_TRUE(run("catalog.publish.before_commit:1").killed);
  expect_acknowledged_is_there();
  for (int passage = 1; passage < 100; ++passage) {
    const auto point = passage % 2 ? "db.before_commit:" : "db.after_commit:";
    const auto end = run(point + std::to_string((passage + 1) / 2));
    expect_acknowledged_is_there();
    if (!end.killed) {
      EXPECT_EQ(end.exit_code, 0);
      break;
    }
    ++kills;
  }
  EXPECT_GE(kills, 8);
  EXPECT_EQ(column("SELECT status AS value FROM supplier"), "approved ");
  EXPECT_EQ(column("SELECT status AS value FROM product"), "published ");
  EXPECT_EQ(column("SELECT status AS value FROM certification"), "valid ");
  EXPECT_EQ(column("SELECT event_type AS value FROM outbox ORDER BY event_type, version"),
            "catalog.certification_changed catalog.product_published catalog.supplier_changed catalog.supplier_changed "
            "catalog.supplier_changed ");
  const auto findings = service.transaction(audit_catalog).value();
  for (const auto& finding : findings) EXPECT_EQ(finding.difference, 0) << finding.check << ": " << finding.detail;
  std::size_t kept = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory / "files")) {
    if (!entry.is_regular_file() || entry.path().filename().string().size() != 64) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_EQ(to_hex(sha256(bytes)), entry.path().filename().string()) << "a file is not whole";
    ++kept;
  }
  EXPECT_EQ(kept, 2u);
}

}  // namespace
}  // namespace shanhai::catalog
