#include "common/events/stream.hpp"
#include "sql/common_queries.hpp"

namespace shanhai::events {
namespace {

using namespace std::chrono_literals;

// A wake-up may be lost between processes: look again at least this often.
constexpr auto kLookAgain = 500ms;
// Below the server's deadline for a request.
constexpr std::chrono::milliseconds kMaxWait = 10s;
// What a remote answer may take beyond the time it was told to wait.
constexpr auto kAnswerTime = 5s;

struct ReadBatch {
  std::int64_t after, limit;

  Result<EventBatch> operator()(db::Tx& tx) const {
    EventBatch batch;
    batch.events = list_after(tx, after, limit);
    batch.last_sequence = tx.query(sql::common::sequencer_find_last).front().get<std::int64_t>("last");
    return batch;
  }
};

struct EventQuery {
  Bounded<0, std::numeric_limits<std::int64_t>::max()> after;
  Bounded<1, 1000> limit;
  Bounded<0, kMaxWait.count()> wait_ms;
};
BOOST_DESCRIBE_STRUCT(EventQuery, (), (after, limit, wait_ms))

}  // namespace

Task<Result<EventBatch>> LocalEventSource::after(std::int64_t sequence, std::int64_t limit,
                                                 std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  const ReadBatch read{sequence, limit};
  for (;;) {
    const auto seen = wakeup_.count();
    auto batch = co_await database_.transaction(read);
    const auto now = std::chrono::steady_clock::now();
    if (batch.has_error() || !batch->events.empty() || now >= deadline) co_return batch;
    co_await wakeup_.wait_beyond(seen, std::min(deadline, now + kLookAgain));
  }
}

bool LocalEventSource::on_more(std::function<void()> call) {
  wakeup_.on_notify(std::move(call));
  return true;
}

Task<Result<EventBatch>> RemoteEventSource::after(std::int64_t sequence, std::int64_t limit,
                                                  std::chrono::milliseconds wait) {
  wait = std::min(wait, kMaxWait);
  auto path = "/internal/v1/events/" + service_ + "?after=" + std::to_string(sequence) +
              "&limit=" + std::to_string(limit) + "&wait_ms=" + std::to_string(wait.count());
  auto batch = co_await client_.get<EventBatch>(std::move(path), wait + kAnswerTime);
  co_return batch;
}

void EventRoutes::mount(http::RouteTable& table, const std::string& service) {
  const auto path = "/internal/v1/events/" + service;
  table.mount(*this, {{http::Method::get, path, http::Access::internal(), &EventRoutes::list,
                       http::Contract("Numbered events after a sequence number; waits for the first")
                           .query<EventQuery>()
                           .reply<EventBatch>(200)}});
}

Task<Result<http::Response>> EventRoutes::list(http::Request& request) {
  SH_CO_TRY(const EventQuery query, request.read_query<EventQuery>());
  const auto wait = std::chrono::milliseconds(query.wait_ms.value());
  auto batch = co_await source_.after(query.after, query.limit, wait);
  if (batch.has_error()) co_return std::move(batch).error();
  co_return http::Response::json(200, *batch);
}

}  // namespace shanhai::events
