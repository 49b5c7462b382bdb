// Report objects as they are asked for and told.
#pragma once

#include "services/measurement/purchases/views.hpp"
#include "services/measurement/reports/format.hpp"

namespace shanhai::measurement {

SHANHAI_ID(ReportId, "rpt");

struct ReportBody {
  Text<1, 80> title;
  ReportQuery question;  // without as_of: as of now
};
BOOST_DESCRIBE_STRUCT(ReportBody, (), (title, question))

struct ReportObject {
  ReportId id;
  std::string title;
  std::string region;    // whose figures it tells: "*", or a division
  ReportQuery question;  // with the as_of that answers it for good
  std::string digest;    // SHA-256 of the figures, hexadecimal: services/measurement/reports/rendering.hpp
  std::string url;       // its permanent address
  Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(ReportObject, (), (id, title, region, question, digest, url, created_at))

struct ReportObjectView : ReportObject {
  Report report;
};
BOOST_DESCRIBE_STRUCT(ReportObjectView, (ReportObject), (report))

struct ReportObjectPage {
  std::vector<ReportObject> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ReportObjectPage, (), (items, next_cursor))

struct FormatQuery {
  std::optional<ReportFormat> format;  // json
};
BOOST_DESCRIBE_STRUCT(FormatQuery, (), (format))

// A report that is asked for in one of its formats.
struct FormattedQuery : ReportQuery {
  std::optional<ReportFormat> format;
};
BOOST_DESCRIBE_STRUCT(FormattedQuery, (ReportQuery), (format))

// Payload of kReportMade, aggregate "measurement_report".
struct ReportMade {
  ReportId report;
  std::string region, as_of, digest;
};
BOOST_DESCRIBE_STRUCT(ReportMade, (), (report, region, as_of, digest))
inline constexpr std::string_view kReportMade = "measurement.report_made";

}  // namespace shanhai::measurement
