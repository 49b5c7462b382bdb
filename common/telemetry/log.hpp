// One JSON line per thing that happened, on standard error. No personal data: not in messages, not in fields.
//
// A line is formatted by the caller and written by a thread of its own, many at a time: nobody waits for the disk or
// the terminal. At most 4 MiB wait to be written; what comes beyond is dropped, and a line says how many were.
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
inline void log_debug(std::string_view event, json::Object fields = {}) { log(Level::debug, event, std::move(fields)); }
inline void log_info(std::string_view event, json::Object fields = {}) { log(Level::info, event, std::move(fields)); }
inline void log_warn(std::string_view event, json::Object fields = {}) { log(Level::warn, event, std::move(fields)); }
inline void log_error(std::string_view event, json::Object fields = {}) { log(Level::error, event, std::move(fields)); }
bool enabled(Level level);

// Complete lines, each ended by '\n', that the caller has formatted itself: an access log collected per thread.
void log_lines(std::string_view lines);
// Waits until everything logged so far is written. Done by itself when the program ends.
void flush_log();
// Where lines go from now on; the descriptor stays the caller's. For tests; the default is standard error.
void log_to(int descriptor);

}  // namespace shanhai::telemetry
