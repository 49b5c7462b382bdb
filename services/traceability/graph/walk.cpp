#include "services/traceability/graph/walk.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <span>
#include <unordered_map>

#include "services/traceability/graph/met.hpp"

namespace shanhai::traceability::graph {
namespace {

// Edges, and emptyings of containers, that a walk over captured things looks at: tens of milliseconds.
constexpr std::size_t kCapturedMax = 200'000;

thread_local Met met_nodes, met_orders, met_parcels;

// Gives lots that were made of these, and so on, after them; not more than about `most`.
void add_descendants(const Graph& graph, std::vector<Index>& lots, std::size_t most) {
  for (std::size_t i = 0; i < lots.size() && lots.size() <= most; ++i) {
    for (auto at = graph.node(lots[i]).first_out; at != kNone && lots.size() <= most; at = graph.edge(at).next_out) {
      const auto to = graph.edge(at).to;
      if (graph.node(to).kind == NodeKind::lot && met_nodes.first_time(to)) lots.push_back(to);
    }
  }
}

// The lot itself first.
std::vector<Index> lots_with(const Graph& graph, Index lot, std::size_t most) {
  met_nodes.begin(graph.nodes());
  met_nodes.first_time(lot);
  std::vector<Index> out{lot};
  add_descendants(graph, out, most);
  return out;
}

// Something said of a thing and another one by the name of both: a child and a parent.
struct Statement {
  Index other = kNone;
  std::int64_t at = 0;
  LinkAction action = LinkAction::added;
};

bool before(const Statement& a, const Statement& b) {
  const auto order = [](const Statement& s) {
    return std::tuple(s.other, s.at, s.action == LinkAction::removed ? 0 : 1);
  };
  return order(a) < order(b);
}

// `said`: of one child and one parent, sorted. `clears`: when everything was taken out of the parent, ascending.
std::vector<Span> spans_of(std::span<const Statement> said, const std::vector<std::int64_t>& clears) {
  std::vector<Span> out;
  bool inside = false;
  const auto clear_until = [&](std::int64_t moment) {
    if (!inside) return;
    const auto first = std::upper_bound(clears.begin(), clears.end(), out.back().from);
    if (first == clears.end() || *first > moment) return;
    out.back().until = *first;
    inside = false;
  };
  for (const auto& statement : said) {
    clear_until(statement.at);
    if (statement.action != LinkAction::removed) {
      if (!inside) out.push_back({statement.at, kEver});
      inside = true;
    } else if (inside) {
      out.back().until = statement.at;
      inside = false;
    } else if (&statement == &said.front()) {
      out.push_back({kAlways, statement.at});
    }
  }
  clear_until(kEver);
  return out;
}

// Calls `take` with the statements of each other thing.
template <class Take>
void for_each_other(const std::vector<Statement>& said, Take take) {
  for (auto begin = said.begin(); begin != said.end();) {
    const auto end = std::find_if(begin, said.end(), [&](const Statement& s) { return s.other != begin->other; });
    take(begin->other, std::span<const Statement>(begin, end));
    begin = end;
  }
}

// What both directions share: the things found, the lots that they are, what is said of them, and how far a walk goes.
// Whatever looks at edges counts them; once it is enough, what was read of a thing may be a part, and nothing follows
// from it.
class Finder {
 public:
  // `lots` outlives it.
  Finder(const Graph& graph, const Numbers& lots) : graph_(graph), own_(lots) {
    if (graph.left_out() == 0) return;
    for_each_number(lots, [&](Index number) {
      out_.cut = out_.cut || graph.leaves_out(graph.lot(graph.lot_numbers().node(number)).supplier);
    });
  }

 protected:
  void found(Index item, Relation relation, Span span) {
    const auto same = graph_.item(item).lot;
    if (same != kNone && is_own(same)) return;
    if (found_.emplace(item).second) out_.items.push_back({item, relation, span.from, span.until});
  }
  // Lots that a captured thing is, or leads to by our own record; empty: met before, and then these were, too.
  std::vector<Index> new_lots(Index item, bool forwards) {
    std::vector<Index> out;
    add_new_lot(graph_.item(item).lot, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto& node = graph_.node(out[i]);
      for (auto at = forwards ? node.first_out : node.first_in; at != kNone && !is_enough();) {
        const auto& edge = graph_.edge(at);
        at = forwards ? edge.next_out : edge.next_in;
        const auto other = forwards ? edge.to : edge.from;
        if (graph_.node(other).kind == NodeKind::lot) add_new_lot(other, out);
      }
    }
    out_.lots.insert(out_.lots.end(), out.begin(), out.end());
    return out;
  }
  // What is said of one thing by where it was, or of what was in it; by the other thing and in order.
  std::vector<Statement> statements_of(Index item, bool as_child) {
    std::vector<Statement> out;
    const auto& node = graph_.node(item);
    for (auto at = as_child ? node.first_out : node.first_in; at != kNone && !is_enough();) {
      const auto& edge = graph_.edge(at);
      at = as_child ? edge.next_out : edge.next_in;
      const auto other = as_child ? edge.to : edge.from;
      if (graph_.node(other).kind != NodeKind::item) continue;
      const auto& event = graph_.captured(edge);
      if (!event.is_void) out.push_back({other, event.at, event.action});
    }
    std::sort(out.begin(), out.end(), before);
    return out;
  }
  // Read once in a walk, however many things are said to be in the parent.
  const std::vector<std::int64_t>& clears_of(Index parent) {
    const auto [found, is_new] = clears_.try_emplace(parent);
    auto& out = found->second;
    if (!is_new) return out;
    for (auto at = graph_.item(parent).first_clear; at != kNone && !is_enough(); at = graph_.clear(at).next) {
      const auto& event = graph_.captured(graph_.clear(at).event);
      if (!event.is_void) out.push_back(event.at);
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  // What follows from a transformation is the same by whichever of its members a walk comes.
  bool is_first_use(Index transformation) { return used_.insert(transformation).second; }
  bool is_enough() {
    is_stopped_ = is_stopped_ || ++looks_ > kCapturedMax;
    return is_stopped_;
  }
  bool is_stopped() const { return is_stopped_; }
  CapturedThings take() {
    out_.cut = out_.cut || is_stopped_;
    return std::move(out_);
  }

  // Calls `take` with each of the lots that was captured under a name.
  template <class Take>
  void for_each_captured(Take take) {
    for_each_number(own_ & graph_.captured_lots(), [&](Index number) { take(graph_.lot_numbers().node(number)); });
  }

  const Graph& graph_;

 private:
  bool is_own(Index lot) const { return own_.contains(graph_.node(lot).facts); }
  void add_new_lot(Index lot, std::vector<Index>& out) {
    if (lot != kNone && !is_own(lot) && added_.insert(lot).second) out.push_back(lot);
  }

  const Numbers& own_;
  CapturedThings out_;
  std::set<Index> found_, added_, used_;
  std::unordered_map<Index, std::vector<std::int64_t>> clears_;  // by parent
  std::size_t looks_ = 0;
  bool is_stopped_ = false;
};

class Forwards : Finder {
 public:
  using Finder::Finder;

  CapturedThings walk() {
    for_each_captured([this](Index lot) { visit_lot(lot); });
    while (!waiting_.empty() && !is_enough()) {
      const auto [item, span] = waiting_.front();
      waiting_.pop_front();
      for (const auto lot : new_lots(item, true)) visit_lot(lot);
      follow_containers(item, span);
      use(item, span);
    }
    return take();
  }

 private:
  void visit_lot(Index lot) {
    if (const auto item = graph_.lot(lot).item; item != kNone) visit(item, {}, Relation::product);
  }

  void follow_containers(Index item, Span span) {
    const auto said = statements_of(item, true);
    if (is_stopped()) return;
    for_each_other(said, [&](Index parent, std::span<const Statement> of_parent) {
      const auto& clears = clears_of(parent);
      if (is_stopped()) return;
      for (const auto& in : spans_of(of_parent, clears))
        visit(parent, {std::max(in.from, span.from), std::min(in.until, span.until)}, Relation::container);
    });
  }

  void use(Index item, Span span) {
    for (auto at = graph_.node(item).first_out; at != kNone && !is_enough(); at = graph_.edge(at).next_out) {
      const auto& input = graph_.edge(at);
      if (graph_.node(input.to).kind != NodeKind::transformation) continue;
      const auto& used = graph_.captured(input);
      if (used.is_void || !span.holds(used.at) || !is_first_use(input.to)) continue;
      for (auto out = graph_.node(input.to).first_out; out != kNone && !is_enough(); out = graph_.edge(out).next_out) {
        const auto& made = graph_.captured(graph_.edge(out));
        if (!made.is_void) visit(graph_.edge(out).to, {made.at, kEver}, Relation::product);
      }
    }
  }

  void visit(Index item, Span span, Relation relation) {
    if (span.from >= span.until) return;
    auto& covered = covered_[item];
    auto at = covered.upper_bound(span.from);
    if (at != covered.begin() && std::prev(at)->second >= span.from) --at;
    if (at != covered.end() && at->first <= span.from && span.until <= at->second) return;
    Span whole = span;
    while (at != covered.end() && at->first <= whole.until) {
      whole = {std::min(at->first, whole.from), std::max(at->second, whole.until)};
      at = covered.erase(at);
    }
    covered.emplace(whole.from, whole.until);
    found(item, relation, span);
    waiting_.emplace_back(item, whole);
  }

  std::unordered_map<Index, std::map<std::int64_t, std::int64_t>> covered_;  // from, until; disjoint, not adjacent
  std::deque<std::pair<Index, Span>> waiting_;
};

class Backwards : Finder {
 public:
  using Finder::Finder;

  CapturedThings walk() {
    for_each_captured([this](Index lot) { visit_lot(lot); });
    while (!waiting_.empty() && !is_enough()) {
      const auto [item, moment] = waiting_.front();
      waiting_.pop_front();
      for (const auto lot : new_lots(item, false)) visit_lot(lot);
      if (moment != kEver) open(item, moment);
      take_apart(item, moment);
    }
    return take();
  }

 private:
  void visit_lot(Index lot) {
    if (const auto item = graph_.lot(lot).item; item != kNone) visit(item, kEver, Relation::ingredient);
  }

  void open(Index item, std::int64_t moment) {
    const auto said = statements_of(item, false);
    const auto& clears = clears_of(item);
    if (is_stopped()) return;
    for_each_other(said, [&](Index child, std::span<const Statement> of_child) {
      const auto spans = spans_of(of_child, clears);
      const bool inside = std::any_of(spans.begin(), spans.end(), [&](const Span& in) { return in.holds(moment); });
      if (inside) visit(child, moment, Relation::content);
    });
  }

  void take_apart(Index item, std::int64_t moment) {
    for (auto at = graph_.node(item).first_in; at != kNone && !is_enough(); at = graph_.edge(at).next_in) {
      const auto& output = graph_.edge(at);
      if (graph_.node(output.from).kind != NodeKind::transformation) continue;
      const auto& made = graph_.captured(output);
      if (made.is_void || made.at > moment || !is_first_use(output.from)) continue;
      for (auto in = graph_.node(output.from).first_in; in != kNone && !is_enough(); in = graph_.edge(in).next_in) {
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

Destinations destinations_of(const Graph& graph, Index lot) {
  Destinations out;
  const auto lots = lots_with(graph, lot, std::numeric_limits<std::size_t>::max());
  met_orders.begin(graph.orders());
  met_parcels.begin(graph.parcels());
  for (const auto one : lots) {
    out.lots.add(graph.node(one).facts);
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

bool are_few(const Graph& graph, Index lot, std::size_t most) {
  const auto lots = lots_with(graph, lot, most);
  auto found = lots.size();
  for (std::size_t i = 0; i < lots.size() && found <= most; ++i) {
    for (auto at = graph.lot(lots[i]).first_line; at != kNone && found <= most; at = graph.line(at).next) ++found;
  }
  return found <= most;
}

CapturedThings captured_origins(const Graph& graph, const Numbers& lots) { return Backwards(graph, lots).walk(); }

CapturedThings captured_destinations(const Graph& graph, const Numbers& lots) { return Forwards(graph, lots).walk(); }

}  // namespace shanhai::traceability::graph
