#include "services/traceability/query/page_token.hpp"

#include "common/base/encoding.hpp"

namespace shanhai::traceability::query {
namespace {

constexpr char kForm = 1;  // of the token, for the day there is another
constexpr std::size_t kDigestBytes = 8, kNumberBytes = 8, kIdBytes = 16;

void append_number(std::string& out, std::int64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift);
}

std::int64_t read_number_at(std::string_view bytes, std::size_t at) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < kNumberBytes; ++i) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
  return static_cast<std::int64_t>(out);
}

}  // namespace

std::string write_token(const Position& position, std::string_view question) {
  std::string out(1, kForm);
  out += sha256(question).substr(0, kDigestBytes);
  append_number(out, position.given);
  append_number(out, position.place.at.time_since_epoch().count());
  out += position.place.id.raw();
  return to_base64url(out);
}

Result<std::optional<Position>> read_token(const std::optional<std::string>& token, std::string_view question) {
  if (!token) return std::optional<Position>();
  const auto raw = from_base64url(*token);
  constexpr auto kNumbers = 1 + kDigestBytes;
  constexpr auto kId = kNumbers + 2 * kNumberBytes;
  const bool fits = raw && raw->size() == kId + kIdBytes && raw->front() == kForm &&
                    std::string_view(*raw).substr(1, kDigestBytes) == sha256(question).substr(0, kDigestBytes);
  const auto at = fits ? Instant(std::chrono::microseconds(read_number_at(*raw, kNumbers + kNumberBytes))) : Instant();
  const auto given = fits ? read_number_at(*raw, kNumbers) : 0;
  constexpr std::int64_t kEnd = 253402300800'000000;  // the year 10000
  if (!fits || given < 0 || at < Instant() || at.time_since_epoch().count() >= kEnd)
    return Error::invalid_field("query/nextPageToken", "invalid_cursor", "as a page of the same query gave it");
  return std::optional(Position{{at, EpcisEventId::from_raw(std::string_view(*raw).substr(kId))}, given});
}

}  // namespace shanhai::traceability::query
