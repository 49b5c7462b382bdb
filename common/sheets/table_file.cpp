#include "common/sheets/table_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "common/base/text.hpp"
#include "common/sheets/cells.hpp"
#include "common/sheets/sheets.hpp"

namespace shanhai::sheets {
namespace {

constexpr std::size_t kBufferBytes = 256 << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

class CsvFile final : public TableFile {
 public:
  CsvFile(const std::string& path, const TableHead& head)
      : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)), out_(kByteOrderMark) {
    if (descriptor_ < 0) fail("begin a table");
    if (!head.title.empty()) append_csv_row(out_, {head.title});
    for (const auto& line : head.lines) append_csv_row(out_, {line});
    append_csv_row(out_, head.columns);
  }
  ~CsvFile() override { ::close(descriptor_); }

  void append(const std::vector<std::vector<Cell>>& rows) override {
    Cells texts;
    for (const auto& row : rows) {
      texts.clear();
      for (const auto& cell : row) texts.push_back(text_of(cell));
      append_csv_row(out_, texts);
      if (out_.size() >= kBufferBytes) flush();
    }
  }
  void append_line(const std::string& text) override { append_csv_row(out_, {text}); }
  void finish() override {
    flush();
    if (::fsync(descriptor_) != 0) fail("sync a table");
  }

 private:
  void flush() {
    std::string_view rest = out_;
    while (!rest.empty()) {
      const auto written = ::write(descriptor_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("write a table");
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    out_.clear();
  }

  const int descriptor_;
  std::string out_;
};

class XlsxFile final : public TableFile {
 public:
  XlsxFile(const std::string& path, TableHead head)
      : path_(path), directory_(std::filesystem::path(path).parent_path().string()), head_(std::move(head)) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = directory_.data();
    book_ = workbook_new_opt(path_.c_str(), &options);
    if (!book_) throw std::runtime_error("no memory for a sheet");
    auto properties = properties_of(head_.created);
    workbook_set_properties(book_, &properties);
    bold_ = workbook_add_format(book_);
    format_set_bold(bold_);
    title_ = workbook_add_format(book_);
    format_set_bold(title_);
    format_set_font_size(title_, 14);
    money_ = workbook_add_format(book_);
    format_set_num_format(money_, "#,##0.00");
    begin_page();
  }
  ~XlsxFile() override {
    if (book_) workbook_close(book_);  // there is no other way to give its memory back
  }

  void append(const std::vector<std::vector<Cell>>& rows) override {
    for (const auto& row : rows) {
      if (row_ == LXW_ROW_MAX) begin_page();
      for (std::size_t i = 0; i < row.size(); ++i) write_cell(page_, row_, static_cast<lxw_col_t>(i), row[i], money_);
      ++row_;
    }
  }
  void append_line(const std::string& text) override {
    if (row_ == LXW_ROW_MAX) begin_page();
    write_text(text, nullptr);
  }
  void finish() override {
    if (workbook_close(std::exchange(book_, nullptr)) != LXW_NO_ERROR)
      throw std::runtime_error("a sheet could not be written");
    const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) fail("sync a sheet");
  }

 private:
  void begin_page() {
    ++pages_;
    auto name = head_.title;
    for (auto& c : name) {
      if (std::string_view("[]:*?/\\'").find(c) != std::string_view::npos) c = ' ';
    }
    if (name.empty() || code_points(name) > 24) name = "Sheet";
    if (pages_ > 1) name += " " + std::to_string(pages_);
    page_ = workbook_add_worksheet(book_, name.c_str());
    if (!page_) throw std::runtime_error("no further sheet");
    const auto columns = static_cast<lxw_col_t>(head_.columns.size());
    for (lxw_col_t i = 0; i < columns; ++i) {
      const auto width = head_.widths.empty() ? 18 : head_.widths[std::min<std::size_t>(i, head_.widths.size() - 1)];
      worksheet_set_column(page_, i, i, width, nullptr);
    }
    row_ = 0;
    if (!head_.title.empty()) write_text(head_.title, title_);
    for (const auto& line : head_.lines) write_text(line, nullptr);
    for (lxw_col_t i = 0; i < columns; ++i) worksheet_write_string(page_, row_, i, head_.columns[i].c_str(), bold_);
    ++row_;
    worksheet_freeze_panes(page_, row_, 0);
  }

  void write_text(const std::string& text, lxw_format* format) {
    worksheet_write_string(page_, row_, 0, text.c_str(), format);
    ++row_;
  }

  const std::string path_;
  std::string directory_;
  const TableHead head_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* page_ = nullptr;
  lxw_format *bold_ = nullptr, *title_ = nullptr, *money_ = nullptr;
  lxw_row_t row_ = 0;
  int pages_ = 0;
};

}  // namespace

std::unique_ptr<TableFile> TableFile::begin(TableFormat format, const std::string& path, const TableHead& head) {
  if (format == TableFormat::csv) return std::make_unique<CsvFile>(path, head);
  return std::make_unique<XlsxFile>(path, head);
}

std::string table_bytes(TableFormat format, const TableHead& head, const std::vector<std::vector<Cell>>& rows,
                        const std::vector<std::string>& lines) {
  const TemporaryFile file;
  const auto table = TableFile::begin(format, file.path(), head);
  table->append(rows);
  for (const auto& line : lines) table->append_line(line);
  table->finish();
  return file.read();
}

std::string_view media_type_of(TableFormat format) {
  return format == TableFormat::csv ? "text/csv" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

std::string_view extension_of(TableFormat format) { return format == TableFormat::csv ? "csv" : "xlsx"; }

}  // namespace shanhai::sheets
