#include "common/telemetry/trace.hpp"

#include <algorithm>
#include <array>

#include "common/base/encoding.hpp"

namespace shanhai::telemetry {
namespace {

// All zero means "invalid" in the specification.
template <std::size_t Bytes>
std::string random_hex(Random& random) {
  std::array<std::uint8_t, Bytes> bytes{};
  do {
    random.fill(bytes);
  } while (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; }));
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) {
  return is_lower_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

// version "-" trace-id "-" parent-id "-" flags; a version we do not know may go on after another "-".
bool is_traceparent(std::string_view text) {
  constexpr std::size_t kLength = 55;
  if (text.size() < kLength || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  const auto version = text.substr(0, 2);
  if (!is_lower_hex(version) || version == "ff") return false;
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return false;
  return is_id(text.substr(3, 32)) && is_id(text.substr(36, 16)) && is_lower_hex(text.substr(53, 2));
}

}  // namespace

TraceContext TraceContext::begin(Random& random) {
  auto trace_id = random_hex<16>(random);
  return {std::move(trace_id), random_hex<8>(random)};
}

TraceContext TraceContext::from_header(std::string_view traceparent, Random& random) {
  if (!is_traceparent(traceparent)) return begin(random);
  return {std::string(traceparent.substr(3, 32)), std::string(traceparent.substr(36, 16))};
}

TraceContext TraceContext::child(Random& random) const { return {trace_id, random_hex<8>(random)}; }

std::string TraceContext::header() const { return "00-" + trace_id + '-' + parent_id + "-01"; }

}  // namespace shanhai::telemetry
