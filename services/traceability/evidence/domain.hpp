// What is accepted as a laboratory's report.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/error.hpp"

namespace shanhai::traceability {

inline constexpr std::size_t kReportBytesMax = 5 << 20;

// The media type that the bytes themselves show: PDF, PNG, JPEG, or plain UTF-8 text. nullopt: nothing of these.
std::optional<std::string_view> sniff_media_type(std::string_view bytes);

// Its bytes from base64. unprocessable file_refused at /file/content_base64: invalid_base64, empty_file,
// file_too_large, unsupported_file_type.
struct ReportFile {
  std::string bytes;
  std::string_view media_type;
};
Result<ReportFile> read_report_file(std::string_view content_base64);

}  // namespace shanhai::traceability
