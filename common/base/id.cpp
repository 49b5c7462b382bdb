#include "common/base/id.hpp"

namespace shanhai {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford: without i, l, o, u
constexpr std::size_t kTextLength = 26;                                     // 130 bits: the first digit is 0..7

Error invalid_id(std::string_view prefix) {
  return Error::invalid_field("", "invalid_id", "expected an id that starts with " + std::string(prefix) + "_");
}

}  // namespace

IdBytes make_uuid_v7(Instant now, Random& random) {
  IdBytes bytes;
  random.fill(bytes);
  const auto milliseconds =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>(0x70 | (bytes[6] & 0x0F));
  bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3F));
  return bytes;
}

std::string id_to_text(std::string_view prefix, const IdBytes& bytes) {
  unsigned __int128 value = 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  std::string out(prefix);
  out += '_';
  const std::size_t start = out.size();
  out.resize(start + kTextLength);
  for (std::size_t i = kTextLength; i-- > 0; value >>= 5) out[start + i] = kAlphabet[static_cast<unsigned>(value & 31)];
  return out;
}

Result<IdBytes> id_from_text(std::string_view prefix, std::string_view text) {
  if (text.size() != prefix.size() + 1 + kTextLength || !text.starts_with(prefix) || text[prefix.size()] != '_') {
    return invalid_id(prefix);
  }
  text.remove_prefix(prefix.size() + 1);
  if (text[0] > '7') return invalid_id(prefix);
  unsigned __int128 value = 0;
  for (const char c : text) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return invalid_id(prefix);
    value = value << 5 | digit;
  }
  IdBytes bytes;
  for (std::size_t i = bytes.size(); i-- > 0; value >>= 8) bytes[i] = static_cast<std::uint8_t>(value);
  return bytes;
}

}  // namespace shanhai
