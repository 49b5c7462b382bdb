// What lots keep of what is behind them: only while nothing has been added there.
#include <algorithm>
#include <set>
#include <stdexcept>

#include "services/traceability/graph/graph.hpp"

namespace shanhai::traceability::graph {

void Behind::pack() {
  constexpr std::int64_t kOfContainers = 200;  // what is allocated besides their members
  bytes = sizeof(Behind) + kOfContainers;
  for (auto* numbers : {&lots, &households}) {
    numbers->runOptimize();
    numbers->shrinkToFit();
    bytes += static_cast<std::int64_t>(numbers->getSizeInBytes());
  }
}

void Graph::unsettle_alone(Index lot) {
  auto& facts = lots_[nodes_[lot].facts];
  if (facts.behind) {
    kept_bytes_ -= facts.behind->bytes;
    --kept_;
    facts.behind.reset();
  }
  if (!facts.settled) return;
  facts.settled = false;
  unsettled_.push_back(lot);
  unsettled_sorted_ = false;
}

void Graph::unsettle(Index lot) {
  unsettle_alone(lot);
  if (nodes_[lot].first_out == kNone) return;  // as all but always: edges come with their lot
  std::vector<Index> changed{lot};
  std::set<Index> met{lot};
  for (std::size_t i = 0; i < changed.size(); ++i) {
    for (auto at = nodes_[changed[i]].first_out; at != kNone; at = edges_[at].next_out) {
      const auto made = edges_[at].to;
      if (nodes_[made].kind != NodeKind::lot || !met.insert(made).second) continue;
      unsettle_alone(made);
      changed.push_back(made);
    }
  }
}

Index Graph::take_unsettled() {
  if (unsettled_.empty()) return kNone;
  if (!unsettled_sorted_)
    std::sort(unsettled_.begin(), unsettled_.end(), [this](Index a, Index b) { return nodes_[b].key < nodes_[a].key; });
  unsettled_sorted_ = true;
  const auto lot = unsettled_.back();
  unsettled_.pop_back();
  lots_[nodes_[lot].facts].settled = true;
  return lot;
}

void Graph::keep(Index lot, std::unique_ptr<const Behind> behind) {
  if (kept_bytes_ + behind->bytes > keeping_.bytes_max) {
    is_full_ = true;
    return;
  }
  kept_bytes_ += behind->bytes;
  ++kept_;
  lots_[nodes_[lot].facts].behind = std::move(behind);
}

void Graph::number_households() {
  if (kept_ > 0) throw std::logic_error("households are numbered once");
  std::vector<Index> nodes;
  for (Index number = 0; number < household_numbers_.size(); ++number) nodes.push_back(household_numbers_.node(number));
  std::sort(nodes.begin(), nodes.end(), [this](Index a, Index b) { return nodes_[a].key < nodes_[b].key; });
  household_numbers_ = {};
  for (const auto node : nodes) nodes_[node].facts = household_numbers_.add(node, nodes_[node].key);
}

}  // namespace shanhai::traceability::graph
