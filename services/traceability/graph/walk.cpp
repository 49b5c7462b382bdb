#include "services/traceability/graph/walk.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <unordered_map>

namespace shanhai::traceability::graph {
namespace {

constexpr std::size_t kCapturedMax = 50'000;  // visits

// Which indexes a walk has met. Kept by each thread, so that a walk pays for what it meets and not for the graph.
class Met {
 public:
  void begin(Index size) {
    if (stamps_.size() < size) stamps_.resize(size, 0);
    if (++stamp_ != 0) return;
    std::fill(stamps_.begin(), stamps_.end(), 0);
    stamp_ = 1;
  }
  bool first_time(Index at) {
    if (stamps_[at] == stamp_) return false;
    stamps_[at] = stamp_;
    return true;
  }

 private:
  std::vector<std::uint32_t> stamps_;
  std::uint32_t stamp_ = 0;
};

thread_local Met met_nodes, met_orders, met_parcels;

void add_descendants(const Graph& graph, std::vector<Index>& lots) {
  for (std::size_t i = 0; i < lots.size(); ++i) {
    for (auto at = graph.node(lots[i]).first_out; at != kNone; at = graph.edge(at).next_out) {
      const auto to = graph.edge(at).to;
      if (graph.node(to).kind == NodeKind::lot && met_nodes.first_time(to)) lots.push_back(to);
    }
  }
}

void add_ancestors(const Graph& graph, Origins& out) {
  for (std::size_t i = 0; i < out.lots.size(); ++i) {
    for (auto at = graph.node(out.lots[i]).first_in; at != kNone; at = graph.edge(at).next_in) {
      const auto from = graph.edge(at).from;
      if (!met_nodes.first_time(from)) continue;
      (graph.node(from).kind == NodeKind::lot ? out.lots : out.households).push_back(from);
    }
  }
}

// Something said of a child and a parent.
struct Statement {
  Index parent = kNone;
  std::int64_t at = 0;
  LinkAction action = LinkAction::added;
  bool names_child = true;
};

bool before(const Statement& a, const Statement& b) {
  const auto order = [](const Statement& s) { return std::pair(s.at, s.action == LinkAction::removed ? 0 : 1); };
  return order(a) < order(b);
}

std::vector<Span> spans_of(std::vector<Statement> said) {
  std::sort(said.begin(), said.end(), before);
  std::vector<Span> out;
  bool inside = false, any = false;
  for (const auto& statement : said) {
    if (statement.action != LinkAction::removed) {
      if (!inside) out.push_back({statement.at, kEver});
      inside = true;
    } else if (inside) {
      out.back().until = statement.at;
      inside = false;
    } else if (!any && statement.names_child) {
      out.push_back({kAlways, statement.at});
    }
    any = any || statement.names_child;
  }
  return out;
}

void add_clears(const Graph& graph, Index parent, std::vector<Statement>& said) {
  for (auto at = graph.item(parent).first_clear; at != kNone; at = graph.clear(at).next) {
    const auto& event = graph.captured(graph.clear(at).event);
    if (!event.is_void) said.push_back({parent, event.at, LinkAction::removed, false});
  }
}

// What is said of one thing by where it was, or of what was in it.
std::map<Index, std::vector<Statement>> statements_of(const Graph& graph, Index item, bool as_child) {
  std::map<Index, std::vector<Statement>> out;
  const auto& node = graph.node(item);
  for (auto at = as_child ? node.first_out : node.first_in; at != kNone;) {
    const auto& edge = graph.edge(at);
    at = as_child ? edge.next_out : edge.next_in;
    const auto other = as_child ? edge.to : edge.from;
    if (graph.node(other).kind != NodeKind::item) continue;
    const auto& event = graph.captured(edge);
    if (!event.is_void) out[other].push_back({as_child ? other : item, event.at, event.action, true});
  }
  for (auto& [other, said] : out) add_clears(graph, as_child ? other : item, said);
  return out;
}

// What both directions share: the things found, the lots that they are, and how far a walk goes.
class Finder {
 public:
  Finder(const Graph& graph, const std::vector<Index>& lots) : graph_(graph), own_(lots.begin(), lots.end()) {}

 protected:
  void found(Index item, Relation relation, Span span) {
    const auto same = graph_.item(item).lot;
    if (same != kNone && own_.contains(same)) return;
    if (found_.emplace(item).second) out_.items.push_back({item, relation, span.from, span.until});
  }
  // Lots that a captured thing is, or leads to by our own record; empty: met before.
  std::vector<Index> new_lots(Index item, bool forwards) {
    const auto same = graph_.item(item).lot;
    if (same == kNone || own_.contains(same) || !added_.insert(same).second) return {};
    std::vector<Index> out{same};
    met_nodes.begin(graph_.nodes());
    met_nodes.first_time(same);
    if (forwards) {
      add_descendants(graph_, out);
    } else {
      Origins origins{out, {}};
      add_ancestors(graph_, origins);
      out = std::move(origins.lots);
    }
    for (const auto lot : out) {
      added_.insert(lot);
      if (!own_.contains(lot) && listed_.insert(lot).second) out_.lots.push_back(lot);
    }
    return out;
  }
  bool is_enough() {
    out_.cut = out_.cut || ++visits_ > kCapturedMax;
    return out_.cut;
  }

  const Graph& graph_;
  const std::set<Index> own_;
  CapturedThings out_;

 private:
  std::set<Index> found_, added_, listed_;
  std::size_t visits_ = 0;
};

class Forwards : Finder {
 public:
  using Finder::Finder;

  CapturedThings walk() {
    for (const auto lot : own_) visit_lot(lot);
    while (!waiting_.empty() && !is_enough()) {
      const auto [item, span] = waiting_.front();
      waiting_.pop_front();
      for (const auto lot : new_lots(item, true)) visit_lot(lot);
      for (auto& [parent, said] : statements_of(graph_, item, true)) {
        for (const auto& in : spans_of(std::move(said)))
          visit(parent, {std::max(in.from, span.from), std::min(in.until, span.until)}, Relation::container);
      }
      use(item, span);
    }
    return std::move(out_);
  }

 private:
  void visit_lot(Index lot) {
    if (const auto item = graph_.lot(lot).item; item != kNone) visit(item, {}, Relation::product);
  }

  void use(Index item, Span span) {
    for (auto at = graph_.node(item).first_out; at != kNone; at = graph_.edge(at).next_out) {
      const auto& input = graph_.edge(at);
      if (graph_.node(input.to).kind != NodeKind::transformation) continue;
      const auto& used = graph_.captured(input);
      if (used.is_void || !span.holds(used.at)) continue;
      for (auto out = graph_.node(input.to).first_out; out != kNone; out = graph_.edge(out).next_out) {
        const auto& made = graph_.captured(graph_.edge(out));
        if (!made.is_void) visit(graph_.edge(out).to, {made.at, kEver}, Relation::product);
      }
    }
  }

  void visit(Index item, Span span, Relation relation) {
    if (span.from >= span.until) return;
    auto& covered = covered_[item];
    Span whole = span;
    for (const auto& one : covered) {
      if (one.from <= span.from && span.until <= one.until) return;
      if (one.from <= whole.until && whole.from <= one.until)
        whole = {std::min(one.from, whole.from), std::max(one.until, whole.until)};
    }
    std::erase_if(covered, [&](const Span& one) { return whole.from <= one.from && one.until <= whole.until; });
    covered.push_back(whole);
    found(item, relation, span);
    waiting_.emplace_back(item, whole);
  }

  std::unordered_map<Index, std::vector<Span>> covered_;
  std::deque<std::pair<Index, Span>> waiting_;
};

class Backwards : Finder {
 public:
  using Finder::Finder;

  CapturedThings walk() {
    for (const auto lot : own_) visit_lot(lot);
    while (!waiting_.empty() && !is_enough()) {
      const auto [item, moment] = waiting_.front();
      waiting_.pop_front();
      for (const auto lot : new_lots(item, false)) visit_lot(lot);
      if (moment != kEver) open(item, moment);
      take_apart(item, moment);
    }
    return std::move(out_);
  }

 private:
  void visit_lot(Index lot) {
    if (const auto item = graph_.lot(lot).item; item != kNone) visit(item, kEver, Relation::ingredient);
  }

  void open(Index item, std::int64_t moment) {
    for (auto& [child, said] : statements_of(graph_, item, false)) {
      for (const auto& in : spans_of(std::move(said))) {
        if (in.holds(moment)) visit(child, moment, Relation::content);
      }
    }
  }

  void take_apart(Index item, std::int64_t moment) {
    for (auto at = graph_.node(item).first_in; at != kNone; at = graph_.edge(at).next_in) {
      const auto& output = graph_.edge(at);
      if (graph_.node(output.from).kind != NodeKind::transformation) continue;
      const auto& made = graph_.captured(output);
      if (made.is_void || made.at > moment) continue;
      for (auto in = graph_.node(output.from).first_in; in != kNone; in = graph_.edge(in).next_in) {
        const auto& used = graph_.captured(graph_.edge(in));
        if (!used.is_void) visit(graph_.edge(in).from, used.at, Relation::ingredient);
      }
    }
  }

  void visit(Index item, std::int64_t moment, Relation relation) {
    if (!met_.emplace(item, moment).second) return;
    found(item, relation, {});
    waiting_.emplace_back(item, moment);
  }

  std::set<std::pair<Index, std::int64_t>> met_;
  std::deque<std::pair<Index, std::int64_t>> waiting_;
};

}  // namespace

Origins origins_of(const Graph& graph, Index lot) {
  Origins out;
  met_nodes.begin(graph.nodes());
  met_nodes.first_time(lot);
  out.lots.push_back(lot);
  add_ancestors(graph, out);
  return out;
}

Destinations destinations_of(const Graph& graph, Index lot) {
  Destinations out;
  met_nodes.begin(graph.nodes());
  met_nodes.first_time(lot);
  out.lots.push_back(lot);
  add_descendants(graph, out.lots);
  met_orders.begin(graph.orders());
  met_parcels.begin(graph.parcels());
  for (const auto one : out.lots) {
    for (auto at = graph.lot(one).first_line; at != kNone; at = graph.line(at).next) {
      const auto& line = graph.line(at);
      const auto& parcel = graph.parcel(line.parcel);
      if (parcel.unpacked) continue;
      out.lines.push_back(at);
      out.units += line.quantity;
      if (met_orders.first_time(parcel.order)) ++out.orders;
      if (!met_parcels.first_time(line.parcel)) continue;
      ++out.parcels;
      out.shipped_parcels += parcel.shipped ? 1 : 0;
    }
  }
  return out;
}

CapturedThings captured_origins(const Graph& graph, const std::vector<Index>& lots) {
  return Backwards(graph, lots).walk();
}

CapturedThings captured_destinations(const Graph& graph, const std::vector<Index>& lots) {
  return Forwards(graph, lots).walk();
}

std::vector<Span> times_in(const Graph& graph, Index child, Index parent) {
  auto all = statements_of(graph, child, true);
  const auto found = all.find(parent);
  return found == all.end() ? std::vector<Span>() : spans_of(std::move(found->second));
}

}  // namespace shanhai::traceability::graph
