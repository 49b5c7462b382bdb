#include "services/catalog/bulk/domain.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "common/base/divisions.hpp"
#include "common/base/text.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kReferenceMax = 64;
constexpr std::size_t kDigitsMax = 15;  // far from overflowing, and more than anything costs

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool drop_prefix(std::string_view& text, std::string_view prefix) {
  const bool is_there = text.starts_with(prefix);
  if (is_there) text.remove_prefix(prefix.size());
  return is_there;
}

// "1,258" without its commas, which stand before every third digit or nowhere.
std::optional<std::string> without_commas(std::string_view whole) {
  const auto first = whole.find(',');
  if (first == whole.npos) return std::string(whole);
  if (first == 0 || first > 3) return std::nullopt;
  std::string out(whole.substr(0, first));
  for (auto at = first; at < whole.size(); at += 4) {
    const auto group = whole.substr(at, 4);
    if (group.size() != 4 || group.front() != ',') return std::nullopt;
    out += group.substr(1);
  }
  return out;
}

template <class T>
CellValue<T> wrong(const char* code, const char* detail) {
  return {std::nullopt, {code, detail}};
}

// Counties by name, by name with the prefecture, and by full name; "": the name is of several.
const std::map<std::string, std::string, std::less<>>& counties_by_name() {
  static const auto made = [] {
    std::map<std::string, std::string, std::less<>> out;
    const auto add = [&](std::string name, const Division& county) {
      const auto [known, is_new] = out.emplace(std::move(name), county.code);
      if (!is_new && known->second != county.code) known->second.clear();
    };
    for (const auto& division : all_divisions()) {
      if (division.level != DivisionLevel::county) continue;
      add(std::string(division.name), division);
      add(full_division_name(division.code), division);
      if (const auto* prefecture = find_division(division.parent))
        add(std::string(prefecture->name) + std::string(division.name), division);
    }
    return out;
  }();
  return made;
}

}  // namespace

std::string trimmed(std::string_view text) {
  constexpr std::string_view kSpaces[] = {" ", "\t", "\r", "\n", "\u00A0", "\u3000", "\uFEFF"};
  for (bool again = true; again;) {
    again = false;
    for (const auto space : kSpaces) {
      if (drop_prefix(text, space)) again = true;
      if (text.ends_with(space)) text.remove_suffix(space.size()), again = true;
    }
  }
  return std::string(text);
}

CellValue<Money> read_yuan(std::string_view given) {
  constexpr auto kWhat = "yuan with at most two decimals, such as 58.50";
  const auto text = trimmed(given);
  std::string_view rest(text);
  if (!drop_prefix(rest, "¥")) drop_prefix(rest, "￥");
  if (constexpr std::string_view kYuan = "元"; rest.ends_with(kYuan)) rest.remove_suffix(kYuan.size());
  const auto dot = rest.find('.');
  const auto whole = without_commas(rest.substr(0, dot));
  auto places = dot == rest.npos ? std::string() : std::string(rest.substr(dot + 1));
  if (!whole || !all_digits(*whole) || (dot != rest.npos && !all_digits(places)))
    return wrong<Money>("expected_amount", kWhat);
  if (places.size() > 2) return wrong<Money>("too_many_decimals", kWhat);
  if (whole->size() > kDigitsMax) return wrong<Money>("out_of_range", kWhat);
  places.resize(2, '0');
  std::int64_t fen = 0;
  const auto digits = *whole + places;
  std::from_chars(digits.data(), digits.data() + digits.size(), fen);
  return {Money(fen), {}};
}

CellValue<std::int64_t> read_whole(std::string_view given) {
  const auto text = trimmed(given);
  const bool is_rounded = text.find_first_of("eE") != text.npos &&
                          text.find_first_not_of("0123456789.eE+") == text.npos && text.front() <= '9';
  if (is_rounded) return wrong<std::int64_t>("number_not_exact", "format the column as text and enter it again");
  if (!all_digits(text)) return wrong<std::int64_t>("expected_integer", "a whole number, without a unit");
  std::int64_t out = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failure != std::errc()) return wrong<std::int64_t>("out_of_range", "");
  return {out, {}};
}

CellValue<bool> read_yes(std::string_view given) {
  auto text = trimmed(given);
  for (auto& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  for (const std::string_view yes : {"是", "yes", "y", "true", "1"}) {
    if (text == yes) return {true, {}};
  }
  for (const std::string_view no : {"", "否", "no", "n", "false", "0"}) {
    if (text == no) return {false, {}};
  }
  return wrong<bool>("unknown_value", "是 or 否, yes or no");
}

CellValue<std::string> read_county(std::string_view given) {
  const auto text = trimmed(given);
  if (text.size() == 6 && all_digits(text)) return {text, {}};  // whether there is one, the listing's rules tell
  const auto& names = counties_by_name();
  const auto found = names.find(text);
  if (found == names.end()) return wrong<std::string>("unknown_division", "a county's name or its six digits");
  if (found->second.empty()) return wrong<std::string>("ambiguous_division", "with the prefecture's name before it");
  return {found->second, {}};
}

CellValue<std::vector<QuantityPrice>> read_steps(std::string_view given) {
  constexpr auto kWhat = "such as 10:55.00;50:50.00, each a quantity and its price";
  const auto text = trimmed(given);
  CellValue<std::vector<QuantityPrice>> out;
  out.value.emplace();
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(';', at), text.size());
    const auto step = text.substr(at, end - at);
    at = end + 1;
    if (trimmed(step).empty()) continue;
    const auto colon = step.find(':');
    if (colon == step.npos) return {std::nullopt, {"expected_price_steps", kWhat}};
    const auto from = read_whole(std::string_view(step).substr(0, colon));
    const auto price = read_yuan(std::string_view(step).substr(colon + 1));
    if (!from.value || !price.value) return {std::nullopt, {"expected_price_steps", kWhat}};
    out.value->push_back({*from.value, *price.value});
  }
  return out;
}

std::string yuan_text(Money amount) {
  const auto places = std::to_string(amount.fen() % 100);
  return std::to_string(amount.fen() / 100) + (places.size() < 2 ? ".0" : ".") + places;
}

std::string steps_text(const std::vector<QuantityPrice>& steps) {
  std::string out;
  for (const auto& step : steps)
    out += (out.empty() ? "" : ";") + std::to_string(step.from) + ":" + yuan_text(step.price);
  return out;
}

std::optional<CellError> check_reference(std::string_view text) {
  if (text.empty()) return CellError{"required", ""};
  if (code_points(text) > kReferenceMax) return CellError{"too_long", "at most 64 characters"};
  const bool has_control = std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
  if (has_control) return CellError{"control_character", ""};
  return std::nullopt;
}

}  // namespace shanhai::catalog
