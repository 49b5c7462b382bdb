// A table for people and banks: CSV and XLSX of the same cells.
//
// CSV is as common/sheets writes it: nothing in it is run as a formula. Money is written in yuan with two places, from
// fen. XLSX holds text as text, so nothing in it is run either.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/base/money.hpp"

namespace shanhai::orders {

using SheetCell = std::variant<std::string, Money>;

struct Sheet {
  std::string title;  // of the XLSX's tab, at most 31 characters, none of []:*?/\ in it
  std::vector<std::string> columns;
  std::vector<std::vector<SheetCell>> rows;
};

std::string to_csv(const Sheet& sheet);
// Blocking: libxlsxwriter works through temporary files. std::runtime_error: there is no room for them.
std::string to_xlsx(const Sheet& sheet);

}  // namespace shanhai::orders
