#include "tests/load/catalog_goods.hpp"

#include <cmath>

#include "common/base/divisions.hpp"

namespace shanhai::catalog::goods {
namespace {

struct Kind {
  const char *zh, *en;
  Category category;
};
constexpr Kind kKinds[] = {
    {"苦荞茶", "Tartary buckwheat tea", Category::agricultural},
    {"黑苦荞米", "Black buckwheat", Category::agricultural},
    {"马铃薯", "Potatoes", Category::agricultural},
    {"牦牛肉干", "Yak jerky", Category::agricultural},
    {"核桃", "Walnuts", Category::agricultural},
    {"花椒", "Sichuan pepper", Category::agricultural},
    {"蜂蜜", "Honey", Category::agricultural},
    {"青稞饼", "Highland barley cakes", Category::agricultural},
    {"脐橙", "Navel oranges", Category::agricultural},
    {"石榴", "Pomegranates", Category::agricultural},
    {"苹果", "Apples", Category::agricultural},
    {"香菇", "Shiitake mushrooms", Category::agricultural},
    {"羊肚菌", "Morels", Category::agricultural},
    {"腊肉", "Cured pork", Category::agricultural},
    {"土鸡", "Free range chicken", Category::agricultural},
    {"酥油", "Yak butter", Category::agricultural},
    {"天麻", "Gastrodia", Category::herbal_medicine},
    {"黄芪", "Astragalus root", Category::herbal_medicine},
    {"当归", "Angelica root", Category::herbal_medicine},
    {"重楼", "Paris root", Category::herbal_medicine},
    {"羌活", "Notopterygium root", Category::herbal_medicine},
    {"大黄", "Rhubarb root", Category::herbal_medicine},
    {"藏红花", "Saffron", Category::herbal_medicine},
    {"彝绣挂包", "Yi embroidered bag", Category::handicraft},
    {"漆器茶具", "Lacquer tea set", Category::handicraft},
    {"银饰手镯", "Silver bracelet", Category::handicraft},
    {"羊毛披毡", "Wool felt cape", Category::handicraft},
    {"唐卡", "Thangka", Category::handicraft},
    {"藏香", "Incense", Category::handicraft},
    {"竹编篮", "Bamboo basket", Category::handicraft},
};
constexpr const char* kBefore[] = {"高原", "生态", "手工", "农家", "有机", "精选", "特级", "原味",
                                   "阳光", "雪山", "老树", "头茬", "传统", "新鲜", ""};
constexpr const char* kBehind[] = {"礼盒",   "散装",   "家庭装", "500克", "1千克", "250g",
                                   "珍藏版", "伴手礼", "尝鲜装", "",      "",      ""};
constexpr const char* kFamilies[] = {"阿木",   "吉克",   "曲比", "扎西", "卓玛", "沙马", "金沙", "雅砻",
                                     "大渡河", "格萨尔", "彝家", "康巴", "山海", "云上", "索玛"};
constexpr Mark kMarksThere[] = {Mark::geographical_indication, Mark::organic, Mark::green_food,
                                Mark::national_heritage};

template <class IdType>
IdType id_of(std::uint64_t number, std::uint8_t kind) {
  IdBytes bytes{};
  bytes[0] = 1;
  bytes[1] = kind;
  for (int i = 0; i < 8; ++i) bytes[static_cast<std::size_t>(15 - i)] = static_cast<std::uint8_t>(number >> (8 * i));
  return IdType(bytes);
}

std::vector<std::string> counties() {
  std::vector<std::string> out;
  for (const auto& division : all_divisions()) {
    if (division.supported_origin) out.emplace_back(division.code);
  }
  return out;
}

template <class Array>
const auto& one_of(const Array& array, std::mt19937_64& random) {
  return array[random() % std::size(array)];
}

store::PublishedProduct make_product(std::uint64_t number, const store::PublishedSupplier& supplier,
                                     std::mt19937_64& random, Instant now) {
  const auto& kind = one_of(kKinds, random);
  const std::string county(find_division(supplier.registration_county)->name);
  store::PublishedProduct out;
  out.id = id_of<ProductId>(number, 2);
  out.supplier = supplier.id;
  out.version = 1;
  auto& content = out.content;
  content.name = (random() % 3 ? county.substr(0, county.size() - 3) : "") + one_of(kFamilies, random) +
                 one_of(kBefore, random) + kind.zh + one_of(kBehind, random);
  if (random() % 2) content.name_en = std::string(kind.en) + " of " + std::to_string(number % 977);
  content.category = kind.category;
  content.herb_class = kind.category == Category::herbal_medicine && random() % 2 ? HerbClass::drug_material
                       : kind.category == Category::handicraft                    ? HerbClass::not_applicable
                                                                                  : HerbClass::common_food;
  content.description = "产自" + county + "，由" + supplier.name +
                        "发货。高海拔、昼夜温差大，按传统方法种植与加工；收货后请置于阴凉干燥处。";
  content.production_county = content.raw_material_county = supplier.registration_county;
  if (random() % 5 == 0) content.mark = one_of(kMarksThere, random);
  out.registration_county = supplier.registration_county;
  for (std::uint64_t i = 0; i <= random() % 3; ++i) {
    SkuContent sku;
    sku.sku_id = id_of<SkuId>(number * 4 + i, 3);
    sku.gtin = "02000000000015";
    sku.label = std::to_string(250 * (i + 1)) + " g";
    sku.unit = "盒";
    sku.net_weight_g = static_cast<std::int64_t>(250 * (i + 1));
    const double fen =
        3000.0 * std::exp(std::normal_distribution<double>(0.3, 0.9)(random)) * (1.0 + static_cast<double>(i));
    sku.price = Money(100 + static_cast<std::int64_t>(fen));
    content.skus.push_back(sku);
  }
  out.published_at = out.first_published_at = now - std::chrono::minutes(random() % (60 * 24 * 400));
  if (random() % 5 < 2)
    out.certifications.push_back(
        {id_of<CertificationId>(number, 4), now - std::chrono::hours(24 * 30), now + std::chrono::hours(24 * 335)});
  return out;
}

std::string part_of_name(const std::string& name, std::mt19937_64& random) {
  std::vector<std::string> characters;
  for (std::size_t at = 0; at < name.size();) {
    const auto lead = static_cast<unsigned char>(name[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 3;
    characters.push_back(name.substr(at, length));
    at += length;
  }
  const auto length = std::min<std::size_t>(characters.size(), 2 + random() % 3);
  const auto from = random() % (characters.size() - length + 1);
  std::string out;
  for (std::size_t i = from; i < from + length; ++i) out += characters[i];
  return out;
}

}  // namespace

Goods make(std::size_t products, std::uint64_t seed, Instant now) {
  std::mt19937_64 random(seed);
  Goods out;
  const auto all = counties();
  for (std::size_t i = 0; i < std::max<std::size_t>(1, products / 50); ++i) {
    const auto& county = all[random() % all.size()];
    const std::string name = std::string(find_division(county)->name) + one_of(kFamilies, random) + std::to_string(i) +
                             one_of(kKinds, random).zh + "农民专业合作社";
    out.suppliers.push_back({id_of<OrganisationId>(i, 1), name, county, SupplierStatus::approved, false});
  }
  for (std::size_t i = 0; i < products; ++i)
    out.products.push_back(make_product(i, out.suppliers[random() % out.suppliers.size()], random, now));
  return out;
}

StorefrontQuery make_query(std::mt19937_64& random, const Goods& goods) {
  StorefrontQuery query;
  const auto& product = goods.products[random() % goods.products.size()];
  const auto& kind = one_of(kKinds, random);
  switch (random() % 8) {
    case 0:
      query.q = kind.zh;
      break;
    case 1:
      query.q = std::string(kind.en).substr(0, std::string(kind.en).find(' '));
      break;
    case 2:
      query.q = std::string(find_division(product.content.production_county)->name) + " " + kind.zh;
      break;
    default:
      query.q = part_of_name(product.content.name.str(), random);
  }
  if (random() % 3 == 0) query.county = product.content.production_county;
  if (random() % 3 == 0) query.category = product.content.category;
  if (random() % 3 == 0) query.certified = random() % 2 == 0;
  if (random() % 4 == 0) {
    query.price_min_fen = 2000;
    query.price_max_fen = 9999;
  }
  query.sort = random() % 3 ? StorefrontSort::relevance : StorefrontSort::price_asc;
  return query;
}

}  // namespace shanhai::catalog::goods
