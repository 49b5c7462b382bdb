#include "services/measurement/purchases/line_cursor.hpp"

#include "common/base/encoding.hpp"

namespace shanhai::measurement::purchases {
namespace {

constexpr std::size_t kTagBytes = 16, kDayBytes = 10, kIdBytes = 16;
constexpr std::size_t kPlainBytes = kDayBytes + 1 + 2 * kIdBytes;

std::string tag_of(std::string_view key, std::string_view plain) {
  return hmac_sha256(key, "tag" + std::string(plain)).substr(0, kTagBytes);
}

// The other way round by the same.
std::string masked(std::string_view key, std::string_view tag, std::string text) {
  std::string mask;
  for (char block = '0'; mask.size() < text.size(); ++block) mask += hmac_sha256(key, block + std::string(tag));
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(text[i] ^ mask[i]);
  return text;
}

Error bad_cursor() {
  return Error::invalid_field("query/cursor", "invalid_cursor", "take it from next_cursor of the page before");
}

}  // namespace

std::string print_cursor(std::string_view key, const LinePosition& at) {
  const auto plain = to_string(at.day) + char('0' + static_cast<int>(at.kind)) + std::string(at.line.raw()) +
                     std::string(at.source.raw());
  const auto tag = tag_of(key, plain);
  return to_base64url(tag + masked(key, tag, plain));
}

Result<LinePosition> parse_cursor(const Policy& policy, const LinesQuery& query) {
  LinePosition out;
  out.day = kBeforeAll;
  if (!query.cursor) return out;
  const auto raw = from_base64url(query.cursor->str());
  if (!raw || raw->size() != kTagBytes + kPlainBytes) return bad_cursor();
  const auto tag = raw->substr(0, kTagBytes);
  const auto plain = masked(policy.cursor_key, tag, raw->substr(kTagBytes));
  if (!constant_time_equal(tag, tag_of(policy.cursor_key, plain))) return bad_cursor();
  const std::string_view text(plain);
  SH_TRY(out.day, parse_date(text.substr(0, kDayBytes)));
  out.kind = static_cast<EntryKind>(text[kDayBytes] - '0');
  out.line = OrderLineId::from_raw(text.substr(kDayBytes + 1, kIdBytes));
  out.source = RefundId::from_raw(text.substr(kDayBytes + 1 + kIdBytes, kIdBytes));
  return out;
}

}  // namespace shanhai::measurement::purchases
