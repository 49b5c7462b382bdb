// Published products made up for tests.
#pragma once

#include <gtest/gtest.h>

#include "services/catalog/storefront/search.hpp"

namespace shanhai::catalog::sample {

inline const Instant kNow = *parse_rfc3339("2026-11-23T08:30:00Z");

template <class IdType>
IdType id_of(std::uint8_t number, std::uint8_t more = 0) {
  IdBytes bytes{};
  bytes[0] = 1;
  bytes[14] = more;
  bytes[15] = number;
  return IdType(bytes);
}

inline store::PublishedSupplier supplier(std::uint8_t number, std::string name) {
  return {id_of<OrganisationId>(number), std::move(name), "513431", SupplierStatus::approved, false};
}

struct Sample {
  std::string name, name_en;
  std::string county = "513431";
  Category category = Category::agricultural;
  std::int64_t price_fen = 1000;
  bool certified = false;
  std::uint8_t supplier = 1;
  std::optional<Mark> mark;
  HerbClass herb_class = HerbClass::common_food;  // crafts have none
};

inline store::PublishedProduct product(std::size_t number, const Sample& sample) {
  store::PublishedProduct out;
  out.id = id_of<ProductId>(static_cast<std::uint8_t>(number & 0xFF), static_cast<std::uint8_t>(number >> 8));
  out.supplier = id_of<OrganisationId>(sample.supplier);
  out.version = 1;
  out.content.name = sample.name;
  if (!sample.name_en.empty()) out.content.name_en = sample.name_en;
  out.content.category = sample.category;
  out.content.herb_class = sample.category == Category::handicraft ? HerbClass::not_applicable : sample.herb_class;
  out.content.mark = sample.mark;
  out.content.production_county = out.content.raw_material_county = sample.county;
  out.registration_county = sample.county;
  SkuContent sku;
  sku.sku_id = id_of<SkuId>(static_cast<std::uint8_t>(number & 0xFF), static_cast<std::uint8_t>(number >> 8));
  sku.gtin = "02000000000015";
  sku.label = "500 g";
  sku.unit = "盒";
  sku.price = Money(sample.price_fen);
  out.content.skus.push_back(sku);
  out.published_at = out.first_published_at = kNow - std::chrono::hours(static_cast<int>(number % 7));
  if (sample.certified)
    out.certifications.push_back(
        {id_of<CertificationId>(1), kNow - std::chrono::hours(1), kNow + std::chrono::hours(1)});
  return out;
}

inline SnapshotPtr snapshot(const std::vector<Sample>& samples, std::int64_t sequence = 7, Instant now = kNow) {
  auto suppliers = std::make_shared<Snapshot::Suppliers>();
  for (const std::uint8_t number : {1, 2}) {
    auto made = supplier(number, number == 1 ? "昭觉县苦荞农民专业合作社" : "美姑县崖鹰鸡养殖专业合作社");
    suppliers->emplace(made.id, made);
  }
  std::vector<DocumentPtr> documents;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto made = product(i + 1, samples[i]);
    documents.push_back(make_document(made, suppliers->at(made.supplier), now));
  }
  return std::make_shared<const Snapshot>(documents, std::move(suppliers), sequence);
}

inline StorefrontPage page_of(const Snapshot& snapshot, const StorefrontQuery& query) {
  const auto text = search(snapshot, query);
  EXPECT_TRUE(text.has_value());
  const auto page = json::parse<StorefrontPage>(*text);  // strict: the text is what the contract says
  EXPECT_TRUE(page.has_value()) << *text;
  return *page;
}

}  // namespace shanhai::catalog::sample
