// One JSON line per thing that happened, on standard error. No personal data: not in messages, not in fields.
#pragma once

#include <string>
#include <string_view>

#include "common/json/json.hpp"

namespace shanhai::telemetry {

enum class Level { debug, info, warn, error };
BOOST_DESCRIBE_ENUM(Level, debug, info, warn, error)

void set_level(Level level);
// {"time":"...","level":"info","event":"http.request", ...fields}
void log(Level level, std::string_view event, json::Object fields = {});
inline void log_info(std::string_view event, json::Object fields = {}) { log(Level::info, event, std::move(fields)); }
inline void log_warn(std::string_view event, json::Object fields = {}) { log(Level::warn, event, std::move(fields)); }
inline void log_error(std::string_view event, json::Object fields = {}) { log(Level::error, event, std::move(fields)); }
bool enabled(Level level);

}  // namespace shanhai::telemetry
