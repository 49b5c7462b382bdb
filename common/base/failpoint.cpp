#include "common/base/failpoint.hpp"

#ifndef NDEBUG

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

namespace shanhai {
namespace {

struct Target {
  std::string name;
  long passages = 0;
};

const Target& target() {
  static const Target parsed = [] {
    Target out;
    const char* text = std::getenv("SHANHAI_KILL_AT");
    if (!text) return out;
    const std::string_view value(text);
    const auto colon = value.rfind(':');
    out.name = value.substr(0, colon);
    out.passages = colon == value.npos ? 1 : std::strtol(text + colon + 1, nullptr, 10);
    return out;
  }();
  return parsed;
}

std::atomic<long> passed{0};

const std::string& planted() {
  static const std::string name = [] {
    const char* text = std::getenv("SHANHAI_PLANT");
    return std::string(text ? text : "");
  }();
  return name;
}

}  // namespace

void pass_failpoint(const char* name) {
  if (target().name != name) return;
  if (passed.fetch_add(1) + 1 == target().passages) std::raise(SIGKILL);
}

bool is_planted(const char* name) { return planted() == name; }

}  // namespace shanhai

#endif
