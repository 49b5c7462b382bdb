#include "services/traceability/epcis/timestamp.hpp"

#include <fmt/format.h>

namespace shanhai::traceability::epcis {
namespace {

std::string with_milliseconds(Instant instant, std::string_view zone) {
  const auto rounded = std::chrono::floor<std::chrono::milliseconds>(instant + std::chrono::microseconds(500));
  const auto day = std::chrono::floor<std::chrono::days>(rounded);
  const std::chrono::hh_mm_ss time(rounded - day);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}{}", to_string(Date(day)), time.hours().count(), time.minutes().count(),
                     time.seconds().count(), time.subseconds().count(), zone);
}

}  // namespace

std::string canonical_timestamp(std::string_view text) {
  const auto instant = parse_rfc3339(text);
  return instant.has_error() ? std::string(text) : with_milliseconds(*instant, "Z");
}

std::string china_timestamp(Instant instant) {
  return with_milliseconds(instant + std::chrono::hours(8), kChinaOffset);
}

}  // namespace shanhai::traceability::epcis
