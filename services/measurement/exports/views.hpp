// Exports as they are asked for and told.
#pragma once

#include "services/measurement/purchases/views.hpp"

namespace shanhai::measurement {

SHANHAI_ID(ExportId, "exp");

enum class ExportKind { report, lines };
BOOST_DESCRIBE_ENUM(ExportKind, report, lines)
enum class ExportFormat { csv, xlsx };
BOOST_DESCRIBE_ENUM(ExportFormat, csv, xlsx)
// waiting: also while it is being made
enum class ExportState { waiting, finished, failed, expired };
BOOST_DESCRIBE_ENUM(ExportState, waiting, finished, failed, expired)

// Exactly one of `report` and `lines`; without as_of: as of now.
struct ExportBody {
  ExportFormat format = ExportFormat::csv;
  std::optional<Text<1, 80>> title;
  std::optional<ReportQuery> report;
  std::optional<PurchaseFilter> lines;
};
BOOST_DESCRIBE_STRUCT(ExportBody, (), (format, title, report, lines))

struct ExportView {
  ExportId id;
  ExportKind kind = ExportKind::lines;
  ExportFormat format = ExportFormat::csv;
  std::string title;
  ExportState state = ExportState::waiting;
  std::optional<std::string> failure;  // a code
  std::string as_of;
  std::int64_t rows_written = 0;
  std::optional<std::int64_t> rows_expected;  // where it is known before
  std::optional<std::int64_t> file_bytes;
  std::optional<std::string> file_sha256, file_url;
  Instant created_at{};
  std::optional<Instant> finished_at, expires_at;
};
BOOST_DESCRIBE_STRUCT(ExportView, (),
                      (id, kind, format, title, state, failure, as_of, rows_written, rows_expected, file_bytes,
                       file_sha256, file_url, created_at, finished_at, expires_at))

struct ExportPage {
  std::vector<ExportView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ExportPage, (), (items, next_cursor))

// Payload of kExportAsked and kExportRemoved, aggregate "export".
struct ExportAsked {
  ExportId export_id;
  ExportKind kind = ExportKind::lines;
  std::string region, as_of;
};
BOOST_DESCRIBE_STRUCT(ExportAsked, (), (export_id, kind, region, as_of))
inline constexpr std::string_view kExportAsked = "measurement.export_asked";
inline constexpr std::string_view kExportRemoved = "measurement.export_removed";

// What an installation decides: settings [measurement].
struct ExportPolicy {
  std::int64_t per_organisation = 20;  // not yet expired
  std::int64_t rows_max = 5'000'000;   // lines of one
  std::chrono::hours kept{72};         // its file, once it is finished
  std::size_t page_rows = 2000;        // read and written at a time; no setting
};

}  // namespace shanhai::measurement
