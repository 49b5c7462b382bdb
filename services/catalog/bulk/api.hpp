// Imports and exports of products as they are asked for and told.
#pragma once

#include "common/json/json.hpp"
#include "services/catalog/api.hpp"

namespace shanhai::catalog {

SHANHAI_ID(ImportId, "imp");

enum class ImportMode { dry_run, commit };
BOOST_DESCRIBE_ENUM(ImportMode, dry_run, commit)
enum class SheetFormat { csv, xlsx };
BOOST_DESCRIBE_ENUM(SheetFormat, csv, xlsx)
// waiting: also while it is worked at. expired: removed, or its time is over.
enum class ImportState { waiting, finished, failed, expired };
BOOST_DESCRIBE_ENUM(ImportState, waiting, finished, failed, expired)

// How a sheet is handed in; its bytes are the body.
struct ImportQuery {
  ImportMode mode = ImportMode::dry_run;
  std::optional<bool> publish;  // what passes, not only draft it
};
BOOST_DESCRIBE_STRUCT(ImportQuery, (), (mode, publish))

struct SheetQuery {
  std::optional<SheetFormat> format;  // left out: xlsx
};
BOOST_DESCRIBE_STRUCT(SheetQuery, (), (format))

struct ImportProblem {
  std::int64_t row = 0;  // as a spreadsheet numbers it: the headings are row 1, unless something stands above them
  std::string column;    // its heading in the sheet; empty: the row as a whole
  std::string code, message;
};
BOOST_DESCRIBE_STRUCT(ImportProblem, (), (row, column, code, message))

struct ImportView {
  ImportId import_id;
  ImportMode mode = ImportMode::dry_run;
  bool publish = false;
  SheetFormat format = SheetFormat::csv;
  ImportState state = ImportState::waiting;
  std::optional<std::string> failure, failure_message;  // the sheet as a whole could not be taken
  std::int64_t rows_total = 0;                          // 0: not read yet
  std::int64_t rows_done = 0;                           // the sum of the next four
  std::int64_t rows_created = 0, rows_changed = 0, rows_unchanged = 0, rows_refused = 0;
  std::int64_t products_published = 0;
  std::int64_t products_unreviewed = 0;  // drafted only: they are published once a review has approved them
  Instant created_at{};
  std::optional<Instant> finished_at, expires_at;
  std::optional<std::string> error_file_url;  // the refused rows, to be corrected and sent again
  std::vector<ImportProblem> problems;        // the first hundred, in lists none
};
BOOST_DESCRIBE_STRUCT(ImportView, (),
                      (import_id, mode, publish, format, state, failure, failure_message, rows_total, rows_done,
                       rows_created, rows_changed, rows_unchanged, rows_refused, products_published,
                       products_unreviewed, created_at, finished_at, expires_at, error_file_url, problems))

struct ImportPage {
  std::vector<ImportView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ImportPage, (), (items, next_cursor))

// What an installation decides: settings [catalog].
struct ImportPolicy {
  std::size_t rows_max = 50'000;     // of one sheet, without its headings
  std::int64_t per_supplier = 20;    // not yet expired
  std::chrono::hours kept{72};       // what was wrong in it, once it has come to an end
  std::size_t chunk_rows = 500;      // written in one transaction; no setting
  std::size_t export_products = 20;  // read at a time, of up to 50 rows each; no setting
};

inline constexpr std::size_t kSheetBytesMax = 32 << 20;

}  // namespace shanhai::catalog
