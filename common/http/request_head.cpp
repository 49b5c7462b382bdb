#include "common/http/request_head.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "common/http/text.hpp"

namespace shanhai::http {
namespace {

constexpr std::array<bool, 256> characters(std::string_view more) {
  std::array<bool, 256> out{};
  for (int c = '0'; c <= '9'; ++c) out[c] = true;
  for (int c = 'a'; c <= 'z'; ++c) out[c] = true;
  for (int c = 'A'; c <= 'Z'; ++c) out[c] = true;
  for (const char c : more) out[static_cast<unsigned char>(c)] = true;
  return out;
}

constexpr auto kToken = characters("!#$%&'*+-.^_`|~");
constexpr auto kHost = characters("-._~!$&'()*+,;=:[]%");

constexpr std::array<bool, 256> field_values() {
  std::array<bool, 256> out{};
  for (int c = 0x20; c < 256; ++c) out[c] = c != 0x7f;
  out['\t'] = true;
  return out;
}
constexpr auto kValue = field_values();

bool all_of(std::string_view text, const std::array<bool, 256>& allowed) {
  for (const unsigned char c : text) {
    if (!allowed[c]) return false;
  }
  return true;
}

HeadRefusal bad_syntax(std::string_view detail) { return {400, "malformed_request", "", detail}; }
HeadRefusal bad_field(std::string_view field, std::string_view detail) {
  return {400, "invalid_header", field, detail};
}

std::optional<HeadRefusal> read_request_line(std::string_view line, RequestHead& out) {
  const auto first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad_syntax("a request line is: method target version");
  out.method = line.substr(0, first);
  out.target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (out.method.empty() || out.method.size() > 32 || !all_of(out.method, kToken))
    return bad_syntax("the method is not a token");
  if (version == "HTTP/1.0") {
    out.http_1_0 = true;
    out.keep_alive = false;
  } else if (version != "HTTP/1.1") {
    if (version.starts_with("HTTP/")) return HeadRefusal{505, "http_version", "", "HTTP/1.1 is spoken here"};
    return bad_syntax("the version is not HTTP/1.1");
  }
  if (out.target.size() > kTargetLimitBytes) return HeadRefusal{414, "target_too_long", "path", "at most 8 KiB"};
  for (const unsigned char c : out.target) {
    if (c <= 0x20 || c >= 0x7f || c == '#')
      return HeadRefusal{400, "invalid_target", "path", "a character must be escaped"};
  }
  if (out.target.empty()) return HeadRefusal{400, "invalid_target", "path", "empty"};
  return std::nullopt;
}

std::optional<HeadRefusal> read_connection(std::string_view value, RequestHead& out) {
  for (const auto word : split(value, ',')) {
    if (same_word(trim(word), "close")) out.keep_alive = false;
    if (same_word(trim(word), "keep-alive") && out.http_1_0) out.keep_alive = true;
  }
  return std::nullopt;
}

std::optional<HeadRefusal> read_content_length(std::string_view value, RequestHead& out) {
  if (value.empty() || value.size() > 18) return bad_field("header/Content-Length", "expected one decimal number");
  std::uint64_t length = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') return bad_field("header/Content-Length", "expected one decimal number");
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  out.content_length = length;
  return std::nullopt;
}

std::optional<HeadRefusal> read_transfer_encoding(std::string_view value, RequestHead& out) {
  if (!same_word(value, "chunked")) return bad_field("header/Transfer-Encoding", "only chunked, alone");
  out.chunked = true;
  return std::nullopt;
}

std::optional<HeadRefusal> read_expect(std::string_view value, RequestHead& out) {
  if (!same_word(value, "100-continue"))
    return HeadRefusal{417, "expectation_failed", "header/Expect", "only 100-continue"};
  out.expects_continue = !out.http_1_0;
  return std::nullopt;
}

std::optional<HeadRefusal> read_host(std::string_view value, RequestHead& out) {
  if (value.empty() || !all_of(value, kHost)) return bad_field("header/Host", "not a host");
  out.host = value;
  return std::nullopt;
}

// Fields that decide about framing or identity: each at most once.
struct SingleField {
  std::string_view name, pointer;
  std::optional<HeadRefusal> (*read)(std::string_view, RequestHead&);
  std::string_view RequestHead::*store;
};
constexpr std::array kSingleFields = {
    SingleField{"Host", "header/Host", read_host, nullptr},
    SingleField{"Content-Length", "header/Content-Length", read_content_length, nullptr},
    SingleField{"Transfer-Encoding", "header/Transfer-Encoding", read_transfer_encoding, nullptr},
    SingleField{"Expect", "header/Expect", read_expect, nullptr},
    SingleField{"Authorization", "header/Authorization", nullptr, &RequestHead::authorization},
    SingleField{"Content-Type", "header/Content-Type", nullptr, nullptr},
    SingleField{"Idempotency-Key", "header/Idempotency-Key", nullptr, nullptr},
    SingleField{"If-Match", "header/If-Match", nullptr, nullptr},
    SingleField{"traceparent", "header/traceparent", nullptr, &RequestHead::traceparent},
};
// Fields that may be repeated; here the first one counts.
struct ListField {
  std::string_view name;
  std::string_view RequestHead::*store;
};
constexpr std::array kListFields = {
    ListField{"Accept-Encoding", &RequestHead::accept_encoding},
    ListField{"Accept-Language", &RequestHead::accept_language},
    ListField{"If-None-Match", &RequestHead::if_none_match},
};

constexpr std::uint32_t interesting_lengths() {
  std::uint32_t out = 1u << std::string_view("Connection").size();
  for (const auto& field : kSingleFields) out |= 1u << field.name.size();
  for (const auto& field : kListFields) out |= 1u << field.name.size();
  return out;
}

std::optional<HeadRefusal> read_known_field(const HeadField& field, std::uint32_t& seen, RequestHead& out) {
  constexpr std::uint32_t kLengths = interesting_lengths();
  if (field.name.size() >= 32 || !(kLengths >> field.name.size() & 1)) return std::nullopt;
  for (std::size_t i = 0; i < kSingleFields.size(); ++i) {
    const auto& known = kSingleFields[i];
    if (!same_word(field.name, known.name)) continue;
    if (seen >> i & 1) return HeadRefusal{400, "repeated_header", known.pointer, "given more than once"};
    seen |= 1u << i;
    if (known.store) out.*known.store = field.value;
    return known.read ? known.read(field.value, out) : std::nullopt;
  }
  for (const auto& known : kListFields) {
    if (same_word(field.name, known.name) && (out.*known.store).empty()) out.*known.store = field.value;
  }
  return same_word(field.name, "Connection") ? read_connection(field.value, out) : std::nullopt;
}

std::optional<HeadRefusal> read_field(std::string_view line, std::uint32_t& seen, RequestHead& out) {
  if (line[0] == ' ' || line[0] == '\t') return bad_syntax("a header may not be continued on the next line");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return bad_syntax("a header has no colon");
  const HeadField field{line.substr(0, colon), trim(line.substr(colon + 1))};
  if (field.name.empty() || !all_of(field.name, kToken)) return bad_syntax("a header's name is not a token");
  if (!all_of(field.value, kValue)) return bad_syntax("a control character in a header");
  if (out.fields.size() == kHeadersMax) return HeadRefusal{431, "too_many_headers", "", "at most 100"};
  out.fields.push_back(field);
  return read_known_field(field, seen, out);
}

// "http://host/path" (RFC 9112, 3.2.2): a proxy's form. Its authority must say what Host says.
std::optional<HeadRefusal> strip_authority(RequestHead& out) {
  if (out.target[0] == '/') return std::nullopt;
  if (out.target == "*" && out.method == "OPTIONS") return std::nullopt;
  const HeadRefusal refusal{400, "invalid_target", "path", "expected a path"};
  const auto scheme = out.target.find("://");
  if (scheme == std::string_view::npos) return refusal;
  if (!same_word(out.target.substr(0, scheme), "http") && !same_word(out.target.substr(0, scheme), "https"))
    return refusal;
  const auto rest = out.target.substr(scheme + 3);
  const auto path = std::min(rest.find('/'), rest.size());
  if (rest.substr(0, path) != out.host) return refusal;
  out.target = path == rest.size() ? std::string_view("/") : rest.substr(path);
  return std::nullopt;
}

std::optional<HeadRefusal> check_framing(std::uint32_t seen, RequestHead& out) {
  if (!(seen & 1) && !out.http_1_0) return HeadRefusal{400, "invalid_header", "header/Host", "required"};
  if (out.chunked && out.content_length) return bad_field("header/Transfer-Encoding", "together with Content-Length");
  if (out.chunked && out.http_1_0) return bad_field("header/Transfer-Encoding", "in HTTP/1.0");
  return strip_authority(out);
}

}  // namespace

HeadEnd find_head_end(std::string_view bytes, std::size_t from) {
  const char* begin = bytes.data();
  std::size_t at = from;
  for (;;) {
    const auto* found =
        at < bytes.size() ? static_cast<const char*>(std::memchr(begin + at, '\n', bytes.size() - at)) : nullptr;
    if (!found) break;
    const auto newline = static_cast<std::size_t>(found - begin);
    // A bare line feed would make us wait for an end that others have already seen.
    if (newline == 0 || bytes[newline - 1] != '\r') return {0, bad_syntax("a line ends without a carriage return")};
    if (newline >= 3 && bytes[newline - 2] == '\n') return {newline + 1, std::nullopt};
    at = newline + 1;
  }
  if (bytes.size() >= kHeadLimitBytes) return {0, HeadRefusal{431, "head_too_large", "", "at most 16 KiB"}};
  return {};
}

std::optional<HeadRefusal> scan_head(std::string_view raw, RequestHead& out) {
  auto fields = std::move(out.fields);  // keep what it has allocated
  fields.clear();
  out = RequestHead{};
  out.fields = std::move(fields);
  if (raw.size() > kHeadLimitBytes) return HeadRefusal{431, "head_too_large", "", "at most 16 KiB"};
  auto end = raw.find("\r\n");
  if (auto refusal = read_request_line(raw.substr(0, end), out)) return refusal;
  std::uint32_t seen = 0;
  for (;;) {
    raw.remove_prefix(end + 2);
    end = raw.find("\r\n");
    if (end == 0) break;
    if (auto refusal = read_field(raw.substr(0, end), seen, out)) return refusal;
  }
  return check_framing(seen, out);
}

}  // namespace shanhai::http
