// What measures, dimensions and their values are called in charts and tables, in Chinese and in English. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement::wording {

enum class Language { zh, en };

// Names that no list of ours knows: of organisations and products, by id as text.
using Names = std::map<std::string, std::string, std::less<>>;

// Of the measure named so ("paid"): "支付采购额". What is not known is its own name, here and below.
std::string measure(std::string_view name, Language language);
// "2026年第一季度", "2026年3月"; in English as it is written in questions.
std::string period(std::string_view name, Language language);
// "产地县", of the dimension named so.
std::string dimension(std::string_view name, Language language);
// "佛山市南海区 → 金阳县" of the pairing "440605-513430", "农产品" of the category "agricultural".
std::string value(std::string_view dimension, std::string_view key, Language language, const Names& names = {});
// "佛山市南海区": without the province, which is known.
std::string division(std::string_view code, Language language);

}  // namespace shanhai::measurement::wording
