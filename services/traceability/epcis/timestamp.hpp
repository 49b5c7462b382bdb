// Times as EPCIS documents and event hashes write them.
#pragma once

#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace shanhai::traceability::epcis {

// "2020-03-04T10:00:30.000Z": UTC, milliseconds, rounded half up. Text that is no RFC 3339 time stays as it is.
std::string canonical_timestamp(std::string_view text);

inline constexpr std::string_view kChinaOffset = "+08:00";

// "2026-11-23T00:00:00.000+08:00"
std::string china_timestamp(Instant instant);

}  // namespace shanhai::traceability::epcis
