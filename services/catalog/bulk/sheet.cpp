#include "services/catalog/bulk/sheet.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "common/base/gtin.hpp"
#include "services/catalog/bulk/domain.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kColumnsMax = 64, kCellBytesMax = 16'000;  // a description has 4000 characters
constexpr std::size_t kBytesMax = 64 << 20, kUnpackedMax = 256 << 20;

bool is_blank(const sheets::Row& row) {
  return row.wrong.empty() &&
         std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return trimmed(cell).empty(); });
}

// As write_csv() guards it: the quote is no part of the text.
void unguard(std::string& cell) {
  if (cell.starts_with('\'') && sheets::looks_like_a_formula(std::string_view(cell).substr(1))) cell.erase(0, 1);
}

// Line ends within a cell are those of no system.
void join_line_ends(std::string& cell) {
  if (cell.find('\r') == cell.npos) return;
  std::string out;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] != '\r') {
      out += cell[i];
    } else if (i + 1 == cell.size() || cell[i + 1] != '\n') {
      out += '\n';
    }
  }
  cell = std::move(out);
}

std::size_t place_of(std::string_view member) {
  for (std::size_t i = 0; i < columns().size(); ++i) {
    if (columns()[i].member == member) return i;
  }
  throw std::logic_error("there is no such column");
}

class Grouping {
 public:
  explicit Grouping(Sheet& sheet) : sheet_(sheet) {}

  void run() {
    const auto gtin = place_of("gtin");
    for (std::size_t line = 0; line < sheet_.rows.size(); ++line) {
      const auto wrong = std::exchange(sheet_.rows[line].wrong, {});  // it is told from here on
      for (const auto& cell : wrong) tell(line, heading_at(cell.column), cell.code, cell.detail);
      add(line);
      see_gtin(line, gtin);
    }
  }

 private:
  void tell(std::size_t line, std::string heading, std::string code, std::string detail = {}) {
    sheet_.problems[line].push_back({sheet_.rows[line].number, std::move(heading), std::move(code), std::move(detail)});
  }

  std::string heading_at(std::size_t place) const {
    const auto& texts = sheet_.head.texts;
    return place < texts.size() ? trimmed(texts[place]) : sheets::column_letters(place);
  }

  void add(std::size_t line) {
    const auto heading = heading_at(*sheet_.head.place_of[kProductRef]);
    auto ref = trimmed(sheet_.cell(line, kProductRef));
    if (ref.empty() && above_ && says_nothing_of_a_product(line)) {
      sheet_.products[*above_].lines.push_back(line);
      return;
    }
    if (const auto wrong = check_reference(ref)) {
      tell(line, heading, wrong->code, wrong->detail);
      above_ = sheet_.products.size();
      sheet_.products.push_back({{}, {line}});
      return;
    }
    const auto [known, is_new] = products_.emplace(ref, sheet_.products.size());
    if (is_new) sheet_.products.push_back({std::move(ref), {}});
    above_ = known->second;
    sheet_.products[*above_].lines.push_back(line);
  }

  bool says_nothing_of_a_product(std::size_t line) const {
    if (sheet_.products[*above_].ref.empty()) return false;
    for (std::size_t i = 0; i < columns().size(); ++i) {
      if (!columns()[i].of_sku && !trimmed(sheet_.cell(line, i)).empty()) return false;
    }
    return true;
  }

  // Of two rows with one GTIN the second is wrong, whichever transaction it would come into.
  void see_gtin(std::size_t line, std::size_t column) {
    const auto given = trimmed(sheet_.cell(line, column));
    if (!is_valid_gtin(given)) return;
    if (!gtins_.insert(to_gtin14(given)).second)
      tell(line, sheet_.head.heading(column, Language::zh), "repeated", "another row has this GTIN");
  }

  Sheet& sheet_;
  std::unordered_map<std::string, std::size_t> products_;
  std::optional<std::size_t> above_;  // the product that the row before is of
  std::set<std::string> gtins_;
};

Error no_rows() { return Error::invalid_field("", "required", "a row of headings, and rows below it"); }

}  // namespace

const std::string& Sheet::cell(std::size_t line, std::size_t column) const {
  static const std::string none;
  const auto place = head.place_of[column];
  const auto& cells = rows[line].cells;
  return place && *place < cells.size() ? cells[*place] : none;
}

sheets::LongLimits sheet_limits(std::size_t rows_max) {
  sheets::LongLimits out;
  out.rows = rows_max + 1;
  out.columns = kColumnsMax;
  out.cell_bytes = kCellBytesMax;
  out.bytes = kBytesMax;
  out.unpacked = kUnpackedMax;
  return out;
}

Result<Head> read_sheet_head(std::string_view file, std::size_t rows_max) {
  std::optional<sheets::Row> first;
  SH_CHECK(sheets::read_rows(file, sheet_limits(rows_max), [&](sheets::Row row) {
    if (is_blank(row)) return true;
    first = std::move(row);
    return false;
  }));
  if (!first) return no_rows();
  return read_head(*first);
}

Result<Sheet> read_sheet(std::string_view file, std::size_t rows_max) {
  std::optional<Result<Head>> head;
  Sheet out;
  const bool is_csv = !sheets::is_xlsx(file);
  SH_CHECK(sheets::read_rows(file, sheet_limits(rows_max), [&](sheets::Row row) {
    if (is_blank(row)) return true;
    if (!head) {
      head = read_head(row);
      return head->has_value();
    }
    for (auto& cell : row.cells) {
      if (is_csv) unguard(cell);
      join_line_ends(cell);
    }
    out.rows.push_back(std::move(row));
    return true;
  }));
  if (!head) return no_rows();
  SH_TRY(out.head, std::move(*head));
  if (out.rows.empty()) return no_rows();
  Grouping(out).run();
  return out;
}

}  // namespace shanhai::catalog
