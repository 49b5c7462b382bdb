#include "services/traceability/log/waiting.hpp"

#include <algorithm>

namespace shanhai::traceability::tlog {
namespace {

constexpr std::size_t kIdBytes = std::tuple_size_v<IdBytes>, kDigestBytes = 32;
constexpr std::size_t kEntryBytes = kIdBytes + kDigestBytes;
constexpr std::int64_t kWithinMs = 60'000;

// An id begins with the milliseconds of its making (RFC 9562, UUIDv7).
std::int64_t made_at_ms(EpcisEventId id) {
  std::int64_t out = 0;
  for (std::size_t i = 0; i < 6; ++i) out = out << 8 | id.bytes()[i];
  return out;
}

}  // namespace

std::vector<PackedRow> pack_waiting(std::vector<WaitingLeaf> leaves) {
  std::sort(leaves.begin(), leaves.end(), [](const auto& a, const auto& b) { return a.event < b.event; });
  std::vector<PackedRow> out;
  for (const auto& leaf : leaves) {
    const bool fits = !out.empty() && out.back().entries.size() < kWaitingOfARow * kEntryBytes &&
                      made_at_ms(leaf.event) - made_at_ms(out.back().id) <= kWithinMs;
    if (!fits) out.push_back({leaf.event, {}});
    out.back().entries.append(leaf.event.raw()).append(leaf.digest);
  }
  return out;
}

EpcisEventId earliest_row_of(EpcisEventId event) {
  auto when = std::max<std::int64_t>(made_at_ms(event) - kWithinMs, 0);
  IdBytes bytes{};
  for (std::size_t i = 6; i-- > 0; when >>= 8) bytes[i] = static_cast<std::uint8_t>(when);
  return EpcisEventId(bytes);
}

std::vector<WaitingLeaf> read_waiting(std::string_view entries) {
  if (entries.empty() || entries.size() % kEntryBytes != 0)
    throw BrokenQueue("a row of the log's queue has a broken entry");
  std::vector<WaitingLeaf> out;
  for (; !entries.empty(); entries.remove_prefix(kEntryBytes)) {
    out.push_back(
        {EpcisEventId::from_raw(entries.substr(0, kIdBytes)), std::string(entries.substr(kIdBytes, kDigestBytes))});
  }
  return out;
}

}  // namespace shanhai::traceability::tlog
