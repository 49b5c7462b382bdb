// The head of a request as it came: where it ends, and whether it can be read in one way only.
//
// Beast, like most parsers, forgives what a proxy in front may read otherwise; two readings of one byte stream are how
// requests are smuggled. So the raw bytes pass here first, by the strict grammar of RFC 9112; only then does Beast see
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai::http {

inline constexpr std::size_t kHeadLimitBytes = 16 * 1024;
inline constexpr std::size_t kTargetLimitBytes = 8 * 1024;
inline constexpr std::size_t kHeadersMax = 100;

// Why a head is refused. `field` as in FieldError::pointer.
struct HeadRefusal {
  int status;
  std::string_view code;
  std::string_view field;
  std::string_view detail;
};

struct HeadField {
  std::string_view name, value;  // value without white space around it
};

// Views into the bytes given to scan_head().
struct RequestHead {
  std::string_view method;
  std::string_view target;  // in origin form or "*"; of the absolute form the part behind the authority
  bool http_1_0 = false;
  bool keep_alive = true;
  bool chunked = false;
  bool expects_continue = false;
  std::optional<std::uint64_t> content_length;
  std::string_view host, accept_encoding, accept_language, authorization, if_none_match, traceparent;
  std::vector<HeadField> fields;

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

struct HeadEnd {
  std::size_t length = 0;  // with the blank line; 0: not complete yet
  std::optional<HeadRefusal> refusal;
};
// Looks for the blank line in what has arrived. `from`: bytes already searched.
HeadEnd find_head_end(std::string_view bytes, std::size_t from);

// `raw` ends with the blank line. On success `out` describes it; on refusal what was read so far.
std::optional<HeadRefusal> scan_head(std::string_view raw, RequestHead& out);

}  // namespace shanhai::http
