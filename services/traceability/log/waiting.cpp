#include "services/traceability/log/waiting.hpp"

#include <algorithm>

namespace shanhai::traceability::tlog {
namespace {

constexpr std::size_t kIdBytes = std::tuple_size_v<IdBytes>, kDigestBytes = 32;
constexpr std::size_t kEntryBytes = kIdBytes + kDigestBytes;

}  // namespace

std::vector<PackedRow> pack_waiting(std::vector<WaitingLeaf> leaves) {
  std::sort(leaves.begin(), leaves.end(), [](const auto& a, const auto& b) { return a.event < b.event; });
  std::vector<PackedRow> out;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (i % kWaitingOfARow == 0) out.push_back({leaves[i].event, {}});
    out.back().entries.append(leaves[i].event.raw()).append(leaves[i].digest);
  }
  return out;
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
