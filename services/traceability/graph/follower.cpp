#include "services/traceability/graph/follower.hpp"

#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"
#include "services/traceability/graph/origins.hpp"
#include "services/traceability/graph/store.hpp"

namespace shanhai::traceability::graph {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kSettledAtOnce = 2'000'000;  // nanoseconds for which nobody else looks at the graph
constexpr auto kBetweenLooks = 500ms;               // a wake-up may be lost between processes
constexpr auto kPatience = 2s;
constexpr auto kWaitStep = 2ms;     // looks at memory only
constexpr auto kNumberStep = 20ms;  // looks at the database

[[noreturn]] void is_behind() { throw Unavailable("the trace graph is behind"); }

void set_gauges(const Graph& graph, std::int64_t lag) {
  static auto& nodes = telemetry::gauge("trace_graph_nodes", "Nodes of the trace graph");
  static auto& edges = telemetry::gauge("trace_graph_edges", "Edges of the trace graph");
  static auto& bytes = telemetry::gauge("trace_graph_bytes", "Memory that the trace graph takes");
  static auto& kept = telemetry::gauge("trace_graph_kept_bytes", "Of these, sets of what is behind lots");
  static auto& behind = telemetry::gauge("trace_graph_lag", "Numbered events that the trace graph has not followed");
  const auto size = graph.size();
  nodes.set(static_cast<double>(size.nodes));
  edges.set(static_cast<double>(size.edges));
  bytes.set(static_cast<double>(size.bytes));
  kept.set(static_cast<double>(size.kept_bytes));
  behind.set(static_cast<double>(lag));
}

}  // namespace

std::weak_ptr<Loop> Follower::start(Background& background) {
  // The loop may begin at once, on this thread, and then asks for the graph: not under the lock.
  const auto loop = background.spawn("traceability.graph", [this](Loop& own) { return run(own); });
  const std::lock_guard lock(mutex_);
  loop_ = loop;
  return loop_;
}

void Follower::wake() {
  const std::lock_guard lock(mutex_);
  if (const auto loop = loop_.lock()) loop->wake();
}

Task<> Follower::run(Loop& loop) {
  while (!loop.stopping()) {
    if (!current()) co_await load();
    const bool any = co_await follow();
    if (!any) co_await loop.pause(kBetweenLooks);
  }
}

void Follower::report(const Graph& graph, std::int64_t lag) {
  set_gauges(graph, lag);
  if (graph.left_out() > left_out_)
    telemetry::log_warn("traceability.graph_full", {{"organisations", graph.left_out()}});
  left_out_ = graph.left_out();
}

Task<> Follower::load() {
  const auto begun = Clock::now();
  auto read = [this](db::Tx& tx) -> Result<GraphPtr> {
    auto graph = std::make_shared<Graph>(class_prefix_, CapturedLimits{}, keeping_);
    graph::load(tx, *graph);
    return graph;
  };
  auto graph = co_await database_.snapshot(read);
  if (graph.has_error()) throw std::runtime_error("the trace graph cannot be read");
  const auto size = (*graph)->size();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
  telemetry::log_info("traceability.graph_loaded", {{"nodes", size.nodes},
                                                    {"edges", size.edges},
                                                    {"bytes", size.bytes},
                                                    {"kept", size.kept},
                                                    {"kept_bytes", size.kept_bytes},
                                                    {"milliseconds", took},
                                                    {"sequence", (*graph)->sequence}});
  report(**graph, 0);
  set(std::move(*graph));
}

Task<bool> Follower::follow() {
  const auto graph = current();
  const auto before = positions_of(*graph);
  auto read = [&graph](db::Tx& tx) -> Result<News> { return read_news(tx, *graph); };
  try {
    auto news = co_await database_.snapshot(read);
    if (news.has_error()) throw std::runtime_error("the trace graph's streams cannot be read");
    if (news->sequence == before.sequence && news->orders_sequence == before.orders_sequence) co_return false;
    {
      const std::unique_lock lock(graph->mutex);
      apply(*graph, *news);
    }
    for (bool more = true; more;) {
      const std::unique_lock lock(graph->mutex);
      more = settle(*graph, kSettledAtOnce);
    }
    report(*graph, news->last_sequence - news->sequence);
    co_return true;
  } catch (const Unavailable&) {  // nothing was read, so nothing was done
    throw;
  } catch (...) {  // half of it may have been done, or the streams are not those that it followed
    set(nullptr);
    throw;
  }
}

void Follower::set(GraphPtr graph) {
  const std::lock_guard lock(mutex_);
  graph_ = std::move(graph);
}

GraphPtr Follower::current() const {
  const std::lock_guard lock(mutex_);
  return graph_;
}

Follower::Positions Follower::positions_of(const Graph& graph) {
  const std::shared_lock lock(graph.mutex);
  return {graph.sequence, graph.orders_sequence};
}

// Where the streams stand once all that was committed before has a number.
Task<Follower::Positions> Follower::number_all(HeadWatch::AskerPtr asker, Clock::time_point deadline) {
  auto head = co_await heads_.await(std::move(asker), deadline);
  if (const auto newest = head.newest) {
    co_await sequencer_.run_once();
    auto look_again = [newest](db::Tx& tx) -> Result<std::optional<Head>> {
      if (any_to_number(tx, *newest)) return std::optional<Head>();
      return std::optional(find_head(tx));
    };
    for (bool told = false;; told = true) {
      auto done = co_await database_.snapshot(look_again);
      if (*done) {
        head = **done;
        break;
      }
      if (Clock::now() > deadline) is_behind();
      if (!told) sequencer_.committed();  // another process has the lease: it is told through our own loop
      co_await sleep_for(kNumberStep);
    }
  }
  co_return Positions{head.sequence, head.orders_sequence};
}

Clock::time_point Follower::deadline_from_now() { return Clock::now() + kPatience; }

Task<GraphPtr> Follower::reach(Positions target, Clock::time_point deadline) {
  for (bool woken = false;; woken = true) {
    const auto graph = current();
    const auto now = graph ? positions_of(*graph) : Positions{-1, -1};
    if (now.holds(target)) co_return graph;
    if (Clock::now() > deadline && !graph) throw Unavailable("the trace graph is being built");
    if (Clock::now() > deadline) is_behind();
    if (!woken) wake();
    co_await sleep_for(kWaitStep);
  }
}

}  // namespace shanhai::traceability::graph
