#include "common/sheets/table.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "common/sheets/cells.hpp"
#include "common/sheets/sheets.hpp"

namespace shanhai::sheets {
namespace {

constexpr std::int64_t kFenInYuan = 100;
constexpr double kColumnWidth = 18;

std::string yuan(Money amount) {
  const auto fen = amount.fen();
  const auto magnitude = fen < 0 ? -fen : fen;
  const auto places = std::to_string(magnitude % kFenInYuan);
  return (fen < 0 ? "-" : "") + std::to_string(magnitude / kFenInYuan) + (places.size() < 2 ? ".0" : ".") + places;
}

}  // namespace

std::string text_of(const Cell& cell) {
  if (const auto* amount = std::get_if<Money>(&cell)) return yuan(*amount);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  return std::get<std::string>(cell);
}

void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Cell& cell, lxw_format* money) {
  if (const auto* amount = std::get_if<Money>(&cell)) {
    worksheet_write_number(sheet, row, column, static_cast<double>(amount->fen()) / kFenInYuan, money);
  } else if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    worksheet_write_number(sheet, row, column, static_cast<double>(*number), nullptr);
  } else {
    worksheet_write_string(sheet, row, column, std::get<std::string>(cell).c_str(), nullptr);
  }
}

TemporaryFile::TemporaryFile() : path_((std::filesystem::temp_directory_path() / "shanhai-sheet-XXXXXX").string()) {
  const int descriptor = ::mkstemp(path_.data());
  if (descriptor < 0) throw std::runtime_error("no temporary file for a sheet");
  ::close(descriptor);
}

TemporaryFile::~TemporaryFile() { ::unlink(path_.c_str()); }

std::string TemporaryFile::read() const {
  std::ifstream in(path_, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

lxw_doc_properties properties_of(Instant created) {
  lxw_doc_properties out{};
  out.created =
      std::chrono::system_clock::to_time_t(std::chrono::time_point_cast<std::chrono::system_clock::duration>(created));
  if (out.created == 0) out.created = 1;  // zero would mean "now" to the library
  return out;
}

std::string to_csv(const Table& table) {
  std::vector<Cells> rows{table.columns};
  for (const auto& cells : table.rows) {
    auto& row = rows.emplace_back();
    for (const auto& cell : cells) row.push_back(text_of(cell));
  }
  return write_csv(rows);
}

std::string to_xlsx(const Table& table) {
  const TemporaryFile file;
  lxw_workbook_options options{};
  options.constant_memory = LXW_FALSE;
  auto* book = workbook_new_opt(file.path().c_str(), &options);
  if (!book) throw std::runtime_error("no memory for a sheet");
  auto properties = properties_of(table.created);
  workbook_set_properties(book, &properties);
  auto* page = workbook_add_worksheet(book, table.title.c_str());
  auto* bold = workbook_add_format(book);
  format_set_bold(bold);
  auto* money = workbook_add_format(book);
  format_set_num_format(money, "0.00");
  const auto columns = static_cast<lxw_col_t>(table.columns.size());
  worksheet_set_column(page, 0, columns, kColumnWidth, nullptr);
  for (lxw_col_t i = 0; i < columns; ++i) worksheet_write_string(page, 0, i, table.columns[i].c_str(), bold);
  lxw_row_t row = 1;
  for (const auto& cells : table.rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) write_cell(page, row, static_cast<lxw_col_t>(i), cells[i], money);
    ++row;
  }
  worksheet_freeze_panes(page, 1, 0);
  if (workbook_close(book) != LXW_NO_ERROR) throw std::runtime_error("a sheet could not be written");
  return file.read();
}

}  // namespace shanhai::sheets
