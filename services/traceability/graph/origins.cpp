#include "services/traceability/graph/origins.hpp"

#include "services/traceability/graph/met.hpp"

namespace shanhai::traceability::graph {
namespace {

// What a walk takes: measured on a graph of a million edges.
constexpr std::int64_t kOfEdge = 20, kOfSet = 100, kBytesPerNanosecond = 8;

thread_local Met met;

struct Walk {
  std::vector<Index> lots, households;  // numbers
  std::vector<const Behind*> kept;      // of lots that are not among these
  std::int64_t nanoseconds = 0;
};

void step(const Graph& graph, Index lot, std::vector<Index>& waiting, Walk& out) {
  out.lots.push_back(graph.node(lot).facts);
  for (auto at = graph.node(lot).first_in; at != kNone; at = graph.edge(at).next_in) {
    out.nanoseconds += kOfEdge;
    const auto from = graph.edge(at).from;
    if (!met.first_time(from)) continue;
    const auto& node = graph.node(from);
    if (node.kind == NodeKind::lot) {
      waiting.push_back(from);
    } else {
      out.households.push_back(node.facts);
    }
  }
}

Walk walk(const Graph& graph, Index lot, bool looks_at_kept) {
  Walk out;
  met.begin(graph.nodes());
  met.first_time(lot);
  std::vector<Index> waiting{lot};
  while (!waiting.empty()) {
    const auto next = waiting.back();
    waiting.pop_back();
    const auto* kept = looks_at_kept ? graph.lot(next).behind.get() : nullptr;
    if (!kept) {
      step(graph, next, waiting, out);
      continue;
    }
    out.kept.push_back(kept);
    out.nanoseconds += kOfSet + kept->bytes / kBytesPerNanosecond;
  }
  return out;
}

Numbers united(const std::vector<Index>& numbers, const std::vector<const Behind*>& kept, Numbers Behind::*which) {
  const Numbers own(numbers.size(), numbers.data());
  std::vector<const Numbers*> all{&own};
  for (const auto* one : kept) all.push_back(&(one->*which));
  if (all.size() == 1) return own;
  if (all.size() == 2 && numbers.empty()) return *all.back();
  return Numbers::fastunion(all.size(), all.data());
}

Behind behind(const Walk& walked) {
  Behind out;
  out.lots = united(walked.lots, walked.kept, &Behind::lots);
  out.households = united(walked.households, walked.kept, &Behind::households);
  return out;
}

}  // namespace

Behind origins_of(const Graph& graph, Index lot) { return behind(walk(graph, lot, true)); }

Behind walk_origins(const Graph& graph, Index lot) { return behind(walk(graph, lot, false)); }

bool settle(Graph& graph, std::int64_t nanoseconds) {
  const auto& keeping = graph.keeping();
  while (nanoseconds > 0) {
    const auto lot = graph.take_unsettled();
    if (lot == kNone) return false;
    const auto walked = walk(graph, lot, true);
    nanoseconds -= walked.nanoseconds;
    if (walked.nanoseconds <= keeping.worth) continue;
    auto found = std::make_unique<Behind>(behind(walked));
    found->pack();
    if (walked.nanoseconds > keeping.worth + found->bytes * keeping.worth_of_byte) graph.keep(lot, std::move(found));
  }
  return graph.unsettled() > 0;
}

}  // namespace shanhai::traceability::graph
