#include "services/measurement/reports/wording.hpp"

#include <algorithm>
#include <array>

#include "common/base/divisions.hpp"

namespace shanhai::measurement::wording {
namespace {

struct Word {
  std::string_view name, zh, en;
};

constexpr std::array kMeasures{
    Word{"ordered", "下单采购额", "purchases ordered"},
    Word{"paid", "支付采购额", "purchases paid"},
    Word{"accepted", "验收采购额", "purchases accepted"},
    Word{"completed", "完成采购额", "purchases completed"},
};

constexpr std::array kDimensions{
    Word{"pairing", "结对关系", "pairing"},
    Word{"buyer_division", "采购地区", "buyer's division"},
    Word{"buyer_prefecture", "采购地市", "buyer's prefecture"},
    Word{"delivery_division", "收货地区", "delivered to"},
    Word{"buyer_kind", "采购主体类型", "kind of buyer"},
    Word{"buyer_organisation", "采购单位", "buyer"},
    Word{"unit", "主管单位", "superior unit"},
    Word{"origin_county", "产地县", "county of production"},
    Word{"raw_material_county", "原料产地县", "county of raw materials"},
    Word{"registration_county", "供应商注册县", "county of registration"},
    Word{"category", "品类", "category"},
    Word{"certified", "帮扶产品认定", "certified"},
    Word{"channel", "渠道", "channel"},
    Word{"supplier", "供应商", "supplier"},
    Word{"product", "产品", "product"},
    Word{"method", "带农方式", "method"},
    Word{"county", "县", "county"},
    Word{"day", "日期", "day"},
    Word{"month", "月份", "month"},
    Word{"quarter", "季度", "quarter"},
    Word{"year", "年份", "year"},
};

// "<dimension>:<value>"
constexpr std::array kValues{
    Word{"buyer_kind:consumer", "消费者", "consumers"},
    Word{"buyer_kind:budget_unit", "预算单位", "budget units"},
    Word{"buyer_kind:trade_union", "工会", "trade unions"},
    Word{"buyer_kind:enterprise", "企业", "enterprises"},
    Word{"category:agricultural", "农产品", "agricultural products"},
    Word{"category:herbal_medicine", "中药材", "herbal medicine"},
    Word{"category:handicraft", "手工艺品", "handicrafts"},
    Word{"category:freight", "运费", "freight"},
    Word{"certified:true", "已认定", "certified"},
    Word{"certified:false", "未认定", "not certified"},
    Word{"channel:online", "线上", "online"},
    Word{"channel:offline", "线下登记", "offline, registered"},
    Word{"pairing:none", "非结对采购", "no pairing"},
    Word{"pairing:partner_not_recorded", "结对方未登记", "partner not recorded"},
    Word{"method:wage", "务工", "wages"},
    Word{"method:produce", "收购", "produce bought"},
    Word{"method:dividend", "分红", "dividends"},
    Word{"method:land_rent", "土地流转", "rent of land"},
    Word{"method:other", "其他", "other"},
};

template <std::size_t N>
std::string_view find(const std::array<Word, N>& words, std::string_view name, Language language) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.name == name; });
  if (found == words.end()) return {};
  return language == Language::zh ? found->zh : found->en;
}

std::string or_itself(std::string_view word, std::string_view name) { return std::string(word.empty() ? name : word); }

std::string pairing(std::string_view key, Language language) {
  if (const auto word = find(kValues, "pairing:" + std::string(key), language); !word.empty()) return std::string(word);
  if (key.size() < 13 || key[6] != '-') return std::string(key);
  auto out = division(key.substr(0, 6), language) + " → " + division(key.substr(7, 6), language);
  if (key.size() > 13) out += language == Language::zh ? "（推断）" : " (inferred)";
  return out;
}

std::string without_leading_zero(std::string_view digits) {
  if (digits.starts_with('0')) digits.remove_prefix(1);
  return std::string(digits);
}

}  // namespace

std::string measure(std::string_view name, Language language) {
  return or_itself(find(kMeasures, name, language), name);
}

std::string period(std::string_view name, Language language) {
  if (language == Language::en || name.size() < 4) return std::string(name);
  const auto year = std::string(name.substr(0, 4)) + "年";
  if (name.size() == 4) return year;
  if (name.size() == 6 && name[4] == 'Q' && name[5] >= '1' && name[5] <= '4') {
    static constexpr std::array<std::string_view, 4> kNumbers{"一", "二", "三", "四"};
    return year + "第" + std::string(kNumbers[static_cast<std::size_t>(name[5] - '1')]) + "季度";
  }
  if (name.size() == 6 && name[4] == 'H') return year + (name[5] == '1' ? "上半年" : "下半年");
  if (name.size() == 7) return year + without_leading_zero(name.substr(5)) + "月";
  if (name.size() == 10) {
    return year + without_leading_zero(name.substr(5, 2)) + "月" + without_leading_zero(name.substr(8)) + "日";
  }
  return std::string(name);
}

std::string dimension(std::string_view name, Language language) {
  return or_itself(find(kDimensions, name, language), name);
}

std::string division(std::string_view code, Language language) {
  const auto* found = find_division(code);
  if (!found) return std::string(code);
  if (language == Language::en) return std::string(found->name) + " (" + std::string(code) + ")";
  if (found->level != DivisionLevel::county || !is_within(code, kGuangdong)) return std::string(found->name);
  return std::string(find_division(found->parent)->name) + std::string(found->name);
}

std::string value(std::string_view dimension, std::string_view key, Language language, const Names& names) {
  if (dimension == "pairing") return pairing(key, language);
  if (dimension == "day" || dimension == "month" || dimension == "quarter" || dimension == "year")
    return period(key, language);
  if (dimension == "buyer_division" || dimension == "buyer_prefecture" || dimension == "delivery_division" ||
      dimension == "origin_county" || dimension == "raw_material_county" || dimension == "registration_county" ||
      dimension == "county")
    return key.empty() ? std::string(language == Language::zh ? "未知" : "unknown") : division(key, language);
  if (const auto word = find(kValues, std::string(dimension) + ":" + std::string(key), language); !word.empty())
    return std::string(word);
  const auto named = names.find(key);
  return named == names.end() ? std::string(key) : named->second;
}

}  // namespace shanhai::measurement::wording
