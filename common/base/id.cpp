#include "common/base/id.hpp"

#include <atomic>

#include "common/base/id_text.hpp"

namespace shanhai {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford: without i, l, o, u
// Two digits for ten bits.
constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 1024> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = {kAlphabet[i >> 5], kAlphabet[i & 31]};
  return out;
}();

Error invalid_id(std::string_view prefix) {
  return Error::invalid_field("", "invalid_id", "expected an id that starts with " + std::string(prefix) + "_");
}

// Milliseconds, and 12 bits below them that count what one process makes in the same millisecond (RFC 9562, 6.2, method
// 1): its ids ascend, and so do the rows that begin with them. The count begins at random in its lower half, after its
// end too: an id always says the very millisecond it was made for.
std::uint64_t next_tick(std::uint64_t milliseconds, std::uint64_t random) {
  static std::atomic<std::uint64_t> last{0};
  auto before = last.load(std::memory_order_relaxed);
  for (;;) {
    const bool goes_on = before >> 12 == milliseconds && (before & 0xFFF) != 0xFFF;
    const auto next = goes_on ? before + 1 : milliseconds << 12 | (random & 0x7FF);
    if (last.compare_exchange_weak(before, next, std::memory_order_relaxed)) return next;
  }
}

}  // namespace

IdBytes make_uuid_v7(Instant now, Random& random) {
  IdBytes bytes;
  random.fill(bytes);
  const auto milliseconds =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
  const auto tick = next_tick(milliseconds, static_cast<std::uint64_t>(bytes[6] << 8 | bytes[7]));
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(tick >> (52 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>(0x70 | (tick >> 8 & 0x0F));
  bytes[7] = static_cast<std::uint8_t>(tick);
  bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3F));
  return bytes;
}

void write_id_digits(const IdBytes& bytes, char* out) {
  const auto put = [out](std::uint64_t value, std::size_t first, std::size_t end) {  // the last from the low end
    for (std::size_t i = end; i > first; i -= 2, value >>= 10) std::memcpy(out + i - 2, kPairs[value & 1023].data(), 2);
  };
  std::uint64_t high = 0, low = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    high = high << 8 | bytes[i];
    low = low << 8 | bytes[8 + i];
  }
  put(low, 14, kIdDigits);  // 60 bits; four are left
  put(high << 4 | low >> 60, 2, 14);
  put(high >> 56, 0, 2);
}

std::string id_to_text(std::string_view prefix, const IdBytes& bytes) {
  std::string out;
  out.reserve(prefix.size() + 1 + kIdDigits);
  out += prefix;
  out.resize(prefix.size() + 1 + kIdDigits, '_');
  write_id_digits(bytes, &out[prefix.size() + 1]);
  return out;
}

Result<IdBytes> id_from_text(std::string_view prefix, std::string_view text) {
  if (text.size() != prefix.size() + 1 + kIdDigits || !text.starts_with(prefix) || text[prefix.size()] != '_') {
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
