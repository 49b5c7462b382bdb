// The catalog's parts on a schema of their own, with a clock moved by hand, and people who act on it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "common/base/encoding.hpp"
#include "services/catalog/certification/service.hpp"
#include "services/catalog/images/service.hpp"
#include "services/catalog/product/service.hpp"
#include "services/catalog/review/service.hpp"
#include "services/catalog/storefront/follower.hpp"
#include "services/catalog/storefront/search.hpp"
#include "services/catalog/storefront/service.hpp"
#include "services/catalog/supplier/licences.hpp"
#include "services/catalog/supplier/service.hpp"
#include "services/catalog/versions/service.hpp"
#include "sql/catalog_migrations.hpp"
#include "sql/common_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::catalog {

// Identity's answers about organisations.
class Organisations final : public identity::Api {
 public:
  Task<Result<identity::Organisation>> organisation(OrganisationId id) override {
    const auto found = known.find(id);
    if (found == known.end()) co_return Error::not_found("organisation");
    co_return found->second;
  }
  Task<Result<identity::DeliveryAddress>> delivery_address(identity::AddressRequest) override {
    co_return Error::not_found("address");
  }
  Task<Result<identity::Contacts>> contacts(identity::ContactRequest) override { co_return identity::Contacts{}; }

  std::map<OrganisationId, identity::Organisation> known;
};

inline constexpr auto kZhaojue = "513431";
inline constexpr auto kMeigu = "513436";

class World : public testing::Test {
 protected:
  World();
  ~World() override;

  template <class T>
  T run(Task<T> task) {
    return fixture::run(std::move(task));
  }
  // The value, or a test that fails with the error's code.
  template <class T>
  T must(Task<Result<T>> task) {
    auto result = run(std::move(task));
    if (result.has_error()) throw std::runtime_error(describe(result.error()));
    return std::move(*result);
  }
  // The error; the test fails where there is none.
  template <class T>
  Error refused(Task<Result<T>> task) {
    auto result = run(std::move(task));
    if (result.has_value()) throw std::runtime_error("this should have been refused");
    return std::move(result).error();
  }
  static std::string describe(const Error& error);
  // "/name efficacy_claim" for each wrong place.
  static std::vector<std::string> places(const Error& error);

  // A cooperative of its own, as identity knows it.
  auth::Principal cooperative();
  auth::Principal reviewer(const std::string& county);
  auth::Principal platform();
  SupplierApplication application(const auth::Principal& caller, const std::string& county = kZhaojue);
  // One that has passed admission, with a food production licence.
  auth::Principal supplier(const std::string& county = kZhaojue);
  static ProductContent tea(const std::string& county = kZhaojue);
  ProductView published(const auth::Principal& by, const ProductContent& content);
  CertificationApplication evidence(ProductId product);
  CertificationView certified(const auth::Principal& by, ProductId product, const std::string& county = kZhaojue);
  static UploadedFile file(std::string_view text) { return {"证照.txt", to_base64(text)}; }

  void number() { run(sequencer.run_once()); }
  // Everything numbered and followed.
  const Snapshot& storefront();
  StorefrontPage search_for(const char* q);
  std::vector<events::Event> events_of(std::string_view type);
  std::int64_t count(std::string_view sql);  // of a SELECT COUNT(*)

  fixture::ServiceDatabase service{"catalog", {sql::common::kMigrations, sql::catalog::kMigrations}, 4};
  ManualClock& clock = service.clock;
  SecureRandom random;
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  const std::filesystem::path directory;
  Workers workers{2, 64};
  Background background{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  events::Wakeup wakeup{"catalog", nullptr};
  events::Sequencer sequencer{service.database, wakeup, random, background};
  events::LocalEventSource source{service.database, wakeup};
  files::FileArchive archive{(directory / "files").string(), workers, random};
  std::shared_ptr<Organisations> organisations = std::make_shared<Organisations>();
  SupplierService suppliers{service.database, sequencer, archive, vault, random};
  LicenceService licences{service.database, sequencer, archive, vault, random};
  ImageService images{service.database, archive, workers, random};
  ProductService products{service.database, sequencer, random};
  ProductService reviewed_products{service.database, sequencer, random, ReviewPolicy::sensitive};
  ReviewService reviews{service.database, random};
  VersionService versions{service.database};
  CertificationService certifications{service.database, sequencer, archive, vault, random, 7};
  CertificationService certifications_at_once{service.database, sequencer, archive, vault, random, 0};
  StorefrontService storefront_service{workers};
  Follower follower{service.database, source, workers, storefront_service.current()};

 private:
  int made_ = 0;
};

}  // namespace shanhai::catalog
