#include "services/measurement/benefits/sheet.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/base/encoding.hpp"
#include "common/sheets/sheets.hpp"

namespace shanhai::measurement {
namespace {

enum Column { household, method, period, amount, product, kColumns };
struct ColumnName {
  const char *english, *chinese;
};
constexpr std::array<ColumnName, kColumns> kNames = {{{"household_id", "农户编号"},
                                                      {"method", "方式"},
                                                      {"period", "期间"},
                                                      {"amount", "金额"},
                                                      {"product_id", "产品编号"}}};
constexpr std::pair<const char*, BenefitMethod> kMethods[] = {{"务工", BenefitMethod::wage},
                                                              {"收购", BenefitMethod::produce},
                                                              {"分红", BenefitMethod::dividend},
                                                              {"土地流转", BenefitMethod::land_rent},
                                                              {"其他", BenefitMethod::other}};

using Places = std::array<std::optional<std::size_t>, kColumns>;

std::string trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto from = text.find_first_not_of(kSpace);
  if (from == text.npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(kSpace) - from + 1));
}

std::string place_of(std::size_t row, Column column) {
  return "/sheet_base64/" + std::to_string(row) + '/' + kNames[column].english;
}

// Yuan with at most two places, to fen.
std::optional<Money> read_yuan(std::string_view text) {
  const auto dot = text.find('.');
  const auto whole = text.substr(0, dot);
  auto places = dot == text.npos ? std::string() : std::string(text.substr(dot + 1));
  if (whole.empty() || whole.size() > 12 || places.size() > 2 || (dot != text.npos && places.empty()))
    return std::nullopt;
  places.resize(2, '0');
  const auto digits = std::string(whole) + places;
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::int64_t fen = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), fen);
  return Money(fen);
}

std::optional<BenefitMethod> read_method(const std::string& text) {
  for (const auto& [name, value] : kMethods) {
    if (text == name) return value;
  }
  BenefitMethod out{};
  if (boost::describe::enum_from_string(text.c_str(), out)) return out;
  return std::nullopt;
}

class SheetReader {
 public:
  Result<std::vector<BenefitItem>> read(const std::vector<sheets::Cells>& table) {
    find_columns(table.front());
    if (!wrong_.empty()) return Error::invalid(std::move(wrong_));
    std::vector<BenefitItem> out;
    for (std::size_t row = 1; row < table.size(); ++row) out.push_back(item(row, table[row]));
    if (!wrong_.empty()) return Error::invalid(std::move(wrong_));
    return out;
  }

 private:
  void fail(std::size_t row, Column column, const char* code) { wrong_.push_back({place_of(row, column), code, {}}); }

  void find_columns(const sheets::Cells& head) {
    for (std::size_t i = 0; i < head.size(); ++i) {
      const auto name = trimmed(head[i]);
      for (std::size_t column = 0; column < kColumns; ++column) {
        if (name == kNames[column].english || name == kNames[column].chinese) places_[column] = i;
      }
    }
    for (const auto column : {household, method, period, amount}) {
      if (!places_[column]) fail(0, column, "column_missing");
    }
  }

  std::string text(const sheets::Cells& cells, Column column) const {
    const auto place = places_[column];
    return place && *place < cells.size() ? trimmed(cells[*place]) : std::string();
  }

  BenefitItem item(std::size_t row, const sheets::Cells& cells) {
    BenefitItem out;
    out.household_id = text(cells, household);
    if (out.household_id.empty() || out.household_id.str().size() > 40) fail(row, household, "required");
    const auto kind = read_method(text(cells, method));
    if (!kind) fail(row, method, "unknown_value");
    out.method = kind.value_or(BenefitMethod::other);
    out.period = text(cells, period);
    if (out.period.str().size() < 4 || out.period.str().size() > 7) fail(row, period, "out_of_range");
    const auto money = read_yuan(text(cells, amount));
    if (!money) fail(row, amount, "invalid_amount");
    out.amount = money.value_or(Money());
    if (const auto written = text(cells, product); !written.empty()) {
      const auto id = ProductId::parse(written);
      if (id.has_error()) {
        fail(row, product, "invalid_id");
      } else {
        out.product_id = *id;
      }
    }
    return out;
  }

  Places places_;
  std::vector<FieldError> wrong_;
};

}  // namespace

Result<std::vector<BenefitItem>> read_benefit_sheet(const std::string& base64) {
  const auto bytes = from_base64(base64);
  if (!bytes) return Error::invalid_field("/sheet_base64", "invalid_base64");
  sheets::Limits limits;
  limits.rows = kBenefitsMax + 1;
  auto table = sheets::read(*bytes, limits);
  if (table.has_error()) {
    auto error = std::move(table).error();
    for (auto& field : error.fields) field.pointer = "/sheet_base64" + field.pointer;
    return error;
  }
  if (table->empty()) return Error::invalid_field("/sheet_base64", "required", "a head line");
  return SheetReader().read(*table);
}

}  // namespace shanhai::measurement
