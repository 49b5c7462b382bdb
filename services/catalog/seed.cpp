#include "services/catalog/seed.hpp"

#include <charconv>
#include <iterator>
#include <map>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "common/base/uscc.hpp"
#include "services/catalog/files/store.hpp"
#include "services/catalog/paging.hpp"
#include "services/catalog/product/listing.hpp"
#include "services/catalog/product/writing.hpp"
#include "services/catalog/supplier/recording.hpp"

namespace shanhai::catalog {
namespace {

constexpr Date kLicencesEnd{std::chrono::year(2099), std::chrono::December, std::chrono::day(31)};

const Change kChange{std::string(kSystemActor), "sample of a new installation", {}};

using Columns = std::map<std::string, std::string, std::less<>>;

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> out;
  for (;;) {
    const auto comma = line.find(',');
    out.emplace_back(line.substr(0, comma));
    if (comma == line.npos) return out;
    line.remove_prefix(comma + 1);
  }
}

// Rows by county. The file is our own and holds no quotes.
std::map<std::string, std::vector<Columns>> read_rows(std::string_view csv) {
  std::map<std::string, std::vector<Columns>> out;
  std::vector<std::string> names;
  while (!csv.empty()) {
    const auto end = csv.find('\n');
    const auto fields = split(csv.substr(0, end));
    csv.remove_prefix(end == csv.npos ? csv.size() : end + 1);
    if (names.empty()) {
      names = fields;
    } else if (fields.size() == names.size()) {
      Columns row;
      for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = fields[i];
      out[row.at("origin_division")].push_back(std::move(row));
    }
  }
  return out;
}

std::optional<std::int64_t> integer_of(const std::string& text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

template <class E>
E named(const std::string& name) {
  E value{};
  if (!boost::describe::enum_from_string(name.c_str(), value)) throw std::logic_error("products.csv: unknown " + name);
  return value;
}

ProductContent content_of(const Columns& row) {
  ProductContent content;
  const auto weight = integer_of(row.at("net_weight_g"));
  content.name = row.at("name_zh");
  content.name_en = row.at("name_en");
  content.category = named<Category>(row.at("category"));
  content.herb_class = named<HerbClass>(row.at("herb_class"));
  content.production_county = content.raw_material_county = row.at("origin_division");
  content.description = "样例商品，价格与文字仅供演示。产自" + full_division_name(row.at("origin_division")) + "。";
  content.fresh = row.at("fresh") == "1";
  content.primary_produce = content.fresh;
  if (const auto days = integer_of(row.at("shelf_life_days"))) content.shelf_life_days = *days;
  if (!row.at("mark").empty()) content.mark = named<Mark>(row.at("mark"));
  SkuContent sku;
  sku.unit = row.at("sale_unit");
  sku.label = weight ? std::to_string(*weight) + " g / " + sku.unit.str() : "1 " + sku.unit.str();
  sku.price = Money(integer_of(row.at("sample_price_fen")).value());
  if (weight) sku.net_weight_g = *weight;
  content.skus.push_back(std::move(sku));
  return content;
}

// The same at every seeding: a name of our own under SHA-256, as RFC 9562 allows for version 8.
OrganisationId sample_supplier_id(const std::string& county) {
  const auto digest = sha256("shanhai.sample_supplier." + county);
  IdBytes bytes;
  std::copy_n(digest.begin(), bytes.size(), reinterpret_cast<char*>(bytes.data()));
  bytes[6] = static_cast<std::uint8_t>(0x80 | (bytes[6] & 0x0F));
  bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3F));
  return OrganisationId(bytes);
}

// A cooperative's credit code of nobody: both check digits hold.
std::string sample_uscc(const std::string& county) {
  for (const char organisation_check : std::string_view("0123456789X")) {
    for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      const auto code = "93" + county + county + "00" + organisation_check + check;
      if (is_valid_uscc(code)) return code;
    }
  }
  throw std::logic_error("a credit code has check digits");
}

std::vector<Licence> sample_licences(const std::string& county, const std::string& uscc,
                                     const std::vector<ProductContent>& contents, const ListingWords& words) {
  std::vector<Licence> out = {{LicenceKind::business_licence, uscc, kLicencesEnd},
                              {LicenceKind::food_production, "SC100" + county + "00000", kLicencesEnd}};
  bool drugs = false, wild = false;
  for (const auto& content : contents) {
    drugs = drugs || content.herb_class == HerbClass::drug_material;
    for (const auto& word : words.wild_species) wild = wild || find_word(content.name.str(), word);
  }
  if (drugs) out.push_back({LicenceKind::drug_trading, "样例-" + county, kLicencesEnd});
  if (wild) out.push_back({LicenceKind::wild_harvest, "样例-" + county, kLicencesEnd});
  return out;
}

class SampleWriter {
 public:
  SampleWriter(const auth::Vault& vault, Random& random, const files::KeptFile& file)
      : vault_(vault), random_(random), file_(file) {}

  Result<void> write_county(db::Tx& tx, const std::string& county, const std::vector<Columns>& rows) {
    const auto id = sample_supplier_id(county);
    if (store::find_supplier(tx, id, Scope::all())) return Result<void>();
    std::vector<ProductContent> contents;
    for (const auto& row : rows) contents.push_back(content_of(row));
    const auto today = china_date(tx.now());
    const auto words = store::list_listing_words(tx, today);
    const auto licences = sample_licences(county, sample_uscc(county), contents, words);
    write_supplier(tx, id, county, licences);
    for (auto& content : contents) {
      const auto listing = listing_of(content);
      if (!check_listing(listing).empty() || !check_gates(listing, licences, words, today).empty()) continue;
      SH_CHECK(write_product(tx, id, county, std::move(content)));
    }
    return Result<void>();
  }

 private:
  void write_supplier(db::Tx& tx, OrganisationId id, const std::string& county, const std::vector<Licence>& licences) {
    store::SupplierRow row;
    row.id = id;
    row.legal_name = "样例·" + std::string(find_division(county)->name) + "农副产品合作社";
    row.uscc = sample_uscc(county);
    row.registration_county = county;
    row.data_key = vault_.make_data_key(supplier_key_context(id));
    row.sample = true;
    if (!store::insert_supplier(tx, row)) throw db::Retryable(0, "another process is seeding");
    for (const auto& licence : licences) {
      const auto file = store::insert_file(tx, random_, file_, id, kChange.actor);
      store::insert_licence(
          tx, id,
          {LicenceId(make_uuid_v7(tx.now(), random_)), licence.kind, licence.number, licence.valid_to, false, file});
    }
    record_step(tx, random_, row, kChange);
    for (const auto status : {SupplierStatus::recommended, SupplierStatus::approved}) {
      store::update_supplier_status(tx, row, status);
      row.status = status;
      ++row.version;
      record_step(tx, random_, row, kChange);
    }
    store::claim_uscc(tx, row.uscc, id);
  }

  Result<void> write_product(db::Tx& tx, OrganisationId supplier, const std::string& county, ProductContent content) {
    store::ProductRow row;
    row.id = ProductId(make_uuid_v7(tx.now(), random_));
    row.supplier = supplier;
    row.sample = true;
    SH_CHECK(identify_skus(tx, random_, row.id, content.skus));
    row.draft = std::move(content);
    store::insert_product(tx, row);
    publish_draft(tx, random_, row, county, kChange, {});
    return Result<void>();
  }

  const auth::Vault& vault_;
  Random& random_;
  const files::KeptFile& file_;
};

}  // namespace

Result<void> seed_samples(db::Database& database, files::FileArchive& archive, const auth::Vault& vault, Random& random,
                          std::string_view csv) {
  const UploadedFile text{Text<1, 120>("样例证照.txt"), to_base64("样例证照，仅供演示。\n")};
  SH_TRY(const auto kept, archive.keep_blocking({{text, ""}}));
  SampleWriter writer(vault, random, kept.front());
  for (const auto& county : read_rows(csv)) {
    SH_CHECK(database.transaction_blocking(
        [&](db::Tx& tx) { return writer.write_county(tx, county.first, county.second); }));
  }
  return Result<void>();
}

Result<std::vector<ProductPublished>> list_samples(db::Database& database, std::string_view csv) {
  std::vector<ProductPublished> out;
  for (const auto& [county, rows] : read_rows(csv)) {
    const auto supplier = sample_supplier_id(county);
    const auto limit = static_cast<std::int64_t>(rows.size());
    SH_TRY(auto published, database.transaction_blocking([&](db::Tx& tx) -> Result<std::vector<ProductPublished>> {
      std::vector<ProductPublished> found;
      for (const auto& row : store::list_products(tx, supplier, last_id<ProductId>(), limit)) {
        const auto version = store::find_product_version(tx, row.id, row.published_version);
        if (row.status != ProductStatus::published || !version) continue;
        found.push_back(published_event(row.id, row.published_version, supplier, version->content,
                                        version->registration_county, {}));
      }
      return found;
    }));
    std::move(published.begin(), published.end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace shanhai::catalog
