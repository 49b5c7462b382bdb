#include "common/sheets/rows.hpp"

namespace shanhai::sheets {
namespace {

// Rows of a table that is taken whole or not at all; the first wrong cell refuses it.
class Strict {
 public:
  bool take(Row row) {
    if (!row.wrong.empty()) {
      const auto& wrong = row.wrong.front();
      auto place = '/' + std::to_string(out_.size());
      if (wrong.code != "too_many_cells") place += '/' + column_letters(wrong.column);
      error_ = Error::invalid_field(std::move(place), wrong.code, wrong.detail);
      return false;
    }
    out_.push_back(std::move(row.cells));
    return true;
  }
  Result<std::vector<Cells>> finish(const Result<void>& read) {
    if (error_) return std::move(*error_);
    SH_CHECK(read);
    return std::move(out_);
  }

 private:
  std::vector<Cells> out_;
  std::optional<Error> error_;
};

template <class Read>
Result<std::vector<Cells>> read_strictly(std::string_view file, const Limits& limits, Read read_them) {
  LongLimits all;
  static_cast<Limits&>(all) = limits;
  Strict strict;
  const auto read = read_them(file, all, [&](Row row) { return strict.take(std::move(row)); });
  return strict.finish(read);
}

}  // namespace

Result<std::vector<Cells>> read_csv(std::string_view file, const Limits& limits) {
  return read_strictly(file, limits, read_csv_rows);
}

Result<std::vector<Cells>> read_xlsx(std::string_view file, const Limits& limits) {
  return read_strictly(file, limits, read_xlsx_rows);
}

Result<std::vector<Cells>> read(std::string_view file, const Limits& limits) {
  return is_xlsx(file) ? read_xlsx(file, limits) : read_csv(file, limits);
}

Result<void> read_rows(std::string_view file, const LongLimits& limits, const RowSink& sink) {
  return is_xlsx(file) ? read_xlsx_rows(file, limits, sink) : read_csv_rows(file, limits, sink);
}

bool is_xlsx(std::string_view file) { return file.starts_with(std::string_view("PK\x03\x04", 4)); }

}  // namespace shanhai::sheets
