#include "common/telemetry/log.hpp"

#include <atomic>
#include <boost/json/serialize.hpp>
#include <cstdlib>

#include "common/base/clock.hpp"
#include "common/base/encoding.hpp"
#include "common/telemetry/line_writer.hpp"

namespace shanhai::telemetry {
namespace {

std::atomic<Level> threshold{Level::info};

// Never destroyed: other static objects may log while the program ends. What is pending then is written by the exit
// hook.
LineWriter& writer() {
  static LineWriter* const instance = [] {
    auto* made = new LineWriter;
    std::atexit([] { writer().stop(); });
    return made;
  }();
  return *instance;
}

// A message of somebody else's library may hold any bytes; a log line is JSON all the same.
void keep_ascii(std::string& line) {
  for (char& c : line) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
}

}  // namespace

void set_level(Level level) { threshold = level; }

bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

void log(Level level, std::string_view event, json::Object fields) {
  if (!enabled(level)) return;
  json::Object entry;
  entry.reserve(fields.size() + 3);
  entry["time"] = to_rfc3339(SystemClock().now());
  entry["level"] = boost::describe::enum_to_string(level, "");
  entry["event"] = event;
  for (auto& field : fields) entry.emplace(field.key(), std::move(field.value()));
  auto line = boost::json::serialize(entry);
  if (!is_valid_utf8(line)) keep_ascii(line);
  line += '\n';
  writer().append(line, level >= Level::warn);
}

void log_lines(std::string_view lines) { writer().append(lines, false); }

void flush_log() { writer().flush(); }

void log_to(int descriptor) { writer().set_descriptor(descriptor); }

}  // namespace shanhai::telemetry
