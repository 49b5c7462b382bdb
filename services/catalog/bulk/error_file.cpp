#include "services/catalog/bulk/error_file.hpp"

#include "services/catalog/bulk/messages.hpp"

namespace shanhai::catalog {
namespace {

// As the sheet has them, without what an earlier file of errors had added.
std::vector<std::string> own_headings(const Sheet& sheet) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < sheet.head.texts.size(); ++i) {
    if (sheet.head.column_at[i]) out.push_back(sheet.head.texts[i]);
  }
  return out;
}

}  // namespace

sheets::TableFormat table_format(SheetFormat format) {
  return format == SheetFormat::csv ? sheets::TableFormat::csv : sheets::TableFormat::xlsx;
}

sheets::TableHead table_head(std::vector<std::string> headings) {
  sheets::TableHead out;
  out.columns = std::move(headings);
  out.widths = {18};
  return out;
}

ErrorFile::ErrorFile(SheetFormat format, Language language, const std::string& path, std::shared_ptr<const Sheet> sheet)
    : language_(language), sheet_(std::move(sheet)), file_([&] {
        auto headings = own_headings(*sheet_);
        for (auto& heading : problem_headings(language)) headings.push_back(std::move(heading));
        return sheets::TableFile::begin(table_format(format), path, table_head(std::move(headings)));
      }()) {}

void ErrorFile::append(const std::vector<store::StoredProblem>& problems) {
  for (const auto& problem : problems) {
    if (problem.row != row_) end_row();
    row_ = problem.row;
    if (!wrong_.empty()) wrong_ += language_ == Language::zh ? "；" : "; ";
    if (!problem.heading.empty()) wrong_ += problem.heading + (language_ == Language::zh ? "：" : ": ");
    wrong_ += message_of(problem.code, problem.detail, language_);
  }
}

void ErrorFile::end_row() {
  if (row_ == 0) return;
  const auto& rows = sheet_->rows;
  while (line_ < rows.size() && rows[line_].number < row_) ++line_;
  std::vector<sheets::Cell> cells;
  for (std::size_t i = 0; i < sheet_->head.texts.size(); ++i) {
    if (!sheet_->head.column_at[i]) continue;
    const bool is_there = line_ < rows.size() && i < rows[line_].cells.size();
    cells.emplace_back(is_there ? rows[line_].cells[i] : std::string());
  }
  cells.emplace_back(static_cast<std::int64_t>(row_));
  cells.emplace_back(wrong_);
  file_->append({std::move(cells)});
  row_ = 0;
  wrong_.clear();
}

void ErrorFile::finish() {
  end_row();
  file_->finish();
}

}  // namespace shanhai::catalog
