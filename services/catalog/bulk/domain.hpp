// How people write in cells what a listing needs: prices in yuan, yes and no, places by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/money.hpp"

namespace shanhai::catalog {

std::string trimmed(std::string_view text);  // of spaces, tabs, line ends, and full-width and no-break spaces

// What is wrong with a cell: a code, and what may be written.
struct CellError {
  std::string code, detail;
};
template <class T>
struct CellValue {
  std::optional<T> value;
  CellError error;  // without a value
};

// "58", "58.5", "¥1,258.50", "58.50元", exactly: expected_amount, too_many_decimals, out_of_range.
CellValue<Money> read_yuan(std::string_view text);
// A whole number: expected_integer, number_not_exact ("6.9E+12", as a spreadsheet shows long ones).
CellValue<std::int64_t> read_whole(std::string_view text);
// 是 否 yes no true false 1 0, empty is no: unknown_value.
CellValue<bool> read_yes(std::string_view text);
// The code of a county, or its name alone ("昭觉县") or with those around it ("四川省凉山彝族自治州昭觉县"):
// unknown_division, ambiguous_division.
CellValue<std::string> read_county(std::string_view text);
// Prices by quantity, "10:55.00;50:50": from ten on 55 yuan each. expected_price_steps, and errors of the parts.
struct QuantityPrice {
  std::int64_t from = 0;
  Money price;
};
CellValue<std::vector<QuantityPrice>> read_steps(std::string_view text);

std::string yuan_text(Money amount);                              // "58.50"
std::string steps_text(const std::vector<QuantityPrice>& steps);  // as read_steps() reads it

// 1 to 64 characters, none of them a control character: what a supplier calls its own product or SKU.
std::optional<CellError> check_reference(std::string_view text);

}  // namespace shanhai::catalog
