#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include <memory>
#include <optional>

#include "common/base/encoding.hpp"
#include "common/sheets/cells.hpp"
#include "common/sheets/rows.hpp"

namespace shanhai::sheets {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// GB 18030 to UTF-8, strictly; nullopt: it is not that either.
std::optional<std::string> from_gb18030(std::string_view text) {
  UErrorCode failed = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("gb18030", &failed), ucnv_close);
  if (U_FAILURE(failed)) throw std::runtime_error("ICU knows no GB 18030");
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &failed);
  std::vector<UChar> wide(text.size() + 1);
  const auto length = ucnv_toUChars(converter.get(), wide.data(), static_cast<std::int32_t>(wide.size()), text.data(),
                                    static_cast<std::int32_t>(text.size()), &failed);
  if (U_FAILURE(failed)) return std::nullopt;
  std::string out(static_cast<std::size_t>(length) * 3 + 1, '\0');
  std::int32_t written = 0;
  u_strToUTF8(out.data(), static_cast<std::int32_t>(out.size()), &written, wide.data(), length, &failed);
  if (U_FAILURE(failed)) return std::nullopt;
  out.resize(static_cast<std::size_t>(written));
  return out;
}

class CsvReader {
 public:
  CsvReader(const LongLimits& limits, const RowSink& sink) : limits_(limits), sink_(sink) {}

  Result<void> read(std::string_view csv) {
    for (std::size_t i = 0; i < csv.size() && !enough_; ++i) {
      const char c = csv[i];
      if (quoted_) {
        if (c != '"') {
          add(c);
        } else if (i + 1 < csv.size() && csv[i + 1] == '"') {
          add(csv[++i]);
        } else {
          quoted_ = false;
        }
      } else if (c == '"') {
        if (!cell_.empty() || was_quoted_) return broken("a quote within a cell");
        quoted_ = was_quoted_ = true;
      } else if (c == ',') {
        end_cell();
      } else if (c == '\n') {
        if (cell_.ends_with('\r')) cell_.pop_back();
        SH_CHECK(end_record());
      } else {
        add(c);
      }
    }
    if (enough_) return {};
    if (quoted_) return broken("a quote does not end");
    if (!cell_.empty() || !row_.cells.empty() || was_quoted_) SH_CHECK(end_record());
    return {};
  }

 private:
  Error broken(const char* what) const {
    return Error::invalid_field("", "invalid_csv", what + (" in row " + std::to_string(number_)));
  }

  void add(char c) {
    if (cell_.size() <= limits_.cell_bytes) cell_ += c;  // one more than it may have: too long
  }

  void end_cell() {
    const auto column = row_.cells.size();
    if (column == limits_.columns) {
      if (row_.wrong.empty() || row_.wrong.back().code != "too_many_cells")
        row_.wrong.push_back({column, "too_many_cells", "at most " + std::to_string(limits_.columns)});
    } else {
      if (cell_.size() > limits_.cell_bytes) {
        row_.wrong.push_back({column, "cell_too_long", "at most " + std::to_string(limits_.cell_bytes) + " bytes"});
        cell_.clear();
      }
      bytes_ += cell_.size();
      row_.cells.push_back(std::move(cell_));
    }
    cell_.clear();
    was_quoted_ = false;
  }

  Result<void> end_record() {
    end_cell();
    row_.number = number_++;
    const bool empty = row_.cells.size() == 1 && row_.cells.front().empty() && row_.wrong.empty();
    if (!empty && rows_ == limits_.rows)
      return Error::invalid_field("", "too_many_rows", "at most " + std::to_string(limits_.rows));
    if (bytes_ > limits_.bytes)
      return Error::invalid_field("", "file_expands_too_far", "at most " + std::to_string(limits_.bytes) + " bytes");
    if (!empty) {
      ++rows_;
      enough_ = !sink_(std::move(row_));
    }
    row_ = {};
    return {};
  }

  const LongLimits& limits_;
  const RowSink& sink_;
  Row row_;
  std::string cell_;
  std::size_t number_ = 1, rows_ = 0, bytes_ = 0;
  bool quoted_ = false, was_quoted_ = false, enough_ = false;
};

void append_cell(std::string& out, std::string_view cell) {
  out += '"';
  if (looks_like_a_formula(cell)) out += '\'';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string column_letters(std::size_t column) {
  std::string out;
  for (++column; column > 0; column = (column - 1) / 26) out.insert(0, 1, static_cast<char>('A' + (column - 1) % 26));
  return out;
}

Result<void> read_csv_rows(std::string_view file, const LongLimits& limits, const RowSink& sink) {
  if (file.starts_with(kByteOrderMark)) file.remove_prefix(kByteOrderMark.size());
  if (is_valid_utf8(file)) return CsvReader(limits, sink).read(file);
  const auto converted = from_gb18030(file);
  if (!converted) return Error::invalid_field("", "unknown_encoding", "UTF-8 or GB 18030 (GBK)");
  return CsvReader(limits, sink).read(*converted);
}

// A number below zero is no formula.
bool looks_like_a_formula(std::string_view cell) {
  const bool is_number = cell.size() > 1 && cell.front() == '-' && cell.back() != '.' &&
                         cell.substr(1).find_first_not_of("0123456789.") == std::string_view::npos;
  return !cell.empty() && !is_number && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
}

void append_csv_row(std::string& out, const Cells& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    append_cell(out, cells[i]);
  }
  out += "\r\n";
}

std::string write_csv(const std::vector<Cells>& rows) {
  std::string out(kByteOrderMark);
  for (const auto& row : rows) append_csv_row(out, row);
  return out;
}

}  // namespace shanhai::sheets
