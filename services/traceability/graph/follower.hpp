// Keeps the trace graph up with the service's own numbered stream and with the movements that come from orders. It is
// built anew at each start, and whenever following it fails.
#pragma once

#include <functional>
#include <mutex>

#include "common/async/background.hpp"
#include "common/async/workers.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "services/traceability/graph/graph.hpp"
#include "services/traceability/graph/head_watch.hpp"

namespace shanhai::traceability::graph {

using GraphPtr = std::shared_ptr<Graph>;

class Follower {
 public:
  // All references must outlive `background`'s loops.
  Follower(db::Database& database, events::Sequencer& sequencer, Workers& workers, std::string class_prefix,
           Keeping keeping = {})
      : database_(database),
        sequencer_(sequencer),
        workers_(workers),
        class_prefix_(std::move(class_prefix)),
        keeping_(keeping),
        heads_(database.endpoint(), database.clock()) {}

  std::weak_ptr<Loop> start(Background& background);  // the loop, to be woken when there may be more
  void wake();                                        // the same; from any thread

  // Builds the graph from the tables.
  Task<> load();
  // Follows what there is; gives whether there was anything. The graph must have been loaded; one caller at a time.
  Task<bool> follow();

  // nullptr: it is being built.
  GraphPtr current() const;
  // What `view(graph)` gives of a graph that holds whatever was committed before the call, looked at under the graph's
  // mutex: on this thread where that is free and `is_small(graph)`, else on a worker, as a walk may take milliseconds.
  // What is small is looked at while the database is asked how far the streams have come: most times the graph turns
  // out to have been there already. Unavailable: it is being built, or so far behind that this would take longer than
  // two seconds; all workers are busy.
  template <class IsSmall, class View>
  Task<std::invoke_result_t<View&, const Graph&>> look(IsSmall is_small, View view) {
    using Answer = std::invoke_result_t<View&, const Graph&>;
    const auto deadline = deadline_from_now();
    const auto asker = heads_.ask();
    std::optional<Answer> early;
    Positions of_early;
    if (const auto graph = current()) {
      const std::shared_lock lock(graph->mutex, std::try_to_lock);
      if (lock && is_small(std::as_const(*graph))) {
        early.emplace(view(std::as_const(*graph)));
        of_early = {graph->sequence, graph->orders_sequence};
      }
    }
    const auto target = co_await number_all(asker, deadline);
    if (early && of_early.holds(target)) co_return std::move(*early);
    auto graph = co_await reach(target, deadline);
    auto locked = [graph, view](std::size_t) mutable {
      const std::shared_lock lock(graph->mutex);
      return view(std::as_const(*graph));
    };
    auto out = co_await workers_.run(locked);
    co_return out;
  }

 private:
  struct Positions {
    std::int64_t sequence = 0, orders_sequence = 0;
    bool holds(const Positions& other) const {
      return sequence >= other.sequence && orders_sequence >= other.orders_sequence;
    }
  };
  Task<> run(Loop& loop);
  static std::chrono::steady_clock::time_point deadline_from_now();
  Task<Positions> number_all(HeadWatch::AskerPtr asker, std::chrono::steady_clock::time_point deadline);
  Task<GraphPtr> reach(Positions target, std::chrono::steady_clock::time_point deadline);
  void set(GraphPtr graph);
  void report(const Graph& graph, std::int64_t lag);
  static Positions positions_of(const Graph& graph);

  db::Database& database_;
  events::Sequencer& sequencer_;
  Workers& workers_;
  const std::string class_prefix_;
  const Keeping keeping_;
  mutable std::mutex mutex_;
  GraphPtr graph_;
  std::weak_ptr<Loop> loop_;
  HeadWatch heads_;
  std::int64_t left_out_ = 0;  // organisations, as was logged
};

}  // namespace shanhai::traceability::graph
