// A table for people and banks: CSV and XLSX of the same cells, the same bytes for the same table.
//
// CSV is as write_csv() writes it: nothing in it is run as a formula. Money is written in yuan with two places, from
// fen; whole numbers are numbers. XLSX holds text as text, so nothing in it is run either.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/money.hpp"

namespace shanhai::sheets {

using Cell = std::variant<std::string, Money, std::int64_t>;  // integers below 2^53, which a spreadsheet holds exactly

struct Table {
  std::string title;  // of the XLSX's tab, at most 31 characters, none of []:*?/\ in it
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
  Instant created{};  // what the XLSX says of itself
};

std::string to_csv(const Table& table);
// Blocking: libxlsxwriter works through temporary files. std::runtime_error: there is no room for them.
std::string to_xlsx(const Table& table);

}  // namespace shanhai::sheets
