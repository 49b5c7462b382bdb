#include "services/traceability/lot/ancestry.hpp"

#include <limits>
#include <unordered_set>

namespace shanhai::traceability {
namespace {

constexpr std::size_t kAncestorsMax = 10000;

using ListEdges = std::vector<store::InputRow> (*)(db::Tx&, const std::vector<LotId>&);

Lineage walk(db::Tx& tx, LotId start, ListEdges edges_of, LotId store::InputRow::*far_end, std::size_t most) {
  Lineage out;
  std::unordered_set<LotId> seen{start};
  std::vector<LotId> level{start};
  while (!level.empty()) {
    out.lots.insert(out.lots.end(), level.begin(), level.end());
    if (out.lots.size() > most)
      throw std::runtime_error("lot " + start.str() + " is made of more than " + std::to_string(most) + " others");
    const auto edges = edges_of(tx, level);
    level.clear();
    for (const auto& edge : edges) {
      out.edges.push_back(edge);
      if (seen.insert(edge.*far_end).second) level.push_back(edge.*far_end);
    }
  }
  return out;
}

}  // namespace

Lineage backwards(db::Tx& tx, LotId lot) {
  return walk(tx, lot, store::list_inputs_of, &store::InputRow::input, kAncestorsMax);
}

Lineage forwards(db::Tx& tx, LotId lot) {
  return walk(tx, lot, store::list_outputs_of, &store::InputRow::lot, std::numeric_limits<std::size_t>::max());
}

}  // namespace shanhai::traceability
