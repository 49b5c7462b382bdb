#include "services/traceability/subscription/sockets.hpp"

#include "services/traceability/scope.hpp"
#include "services/traceability/subscription/batch.hpp"
#include "services/traceability/subscription/schedule.hpp"

namespace shanhai::traceability {
namespace {

using namespace std::chrono_literals;

constexpr auto kDatabaseRetry = 1s;
constexpr auto kSeatRetry = 10s;
constexpr std::int64_t kBytesMax = 256 * 1024;  // of a message; a single event may be larger

// nullopt: a stream.
Result<std::optional<Schedule>> read_schedule(const SocketQuery& query) {
  const ScheduleFields fields{query.second, query.minute, query.hour, query.dayOfMonth, query.month, query.dayOfWeek};
  const bool scheduled =
      fields.second || fields.minute || fields.hour || fields.dayOfMonth || fields.month || fields.dayOfWeek;
  const bool streams = query.stream.value_or(false);
  if (streams == scheduled)
    return Error::invalid_field("query/stream", streams ? "exclusive" : "required", "either stream=true or a schedule");
  if (streams) return std::optional<Schedule>();
  SH_TRY(auto schedule, Schedule::parse(fields, "query/"));
  return std::optional<Schedule>(schedule);
}

std::string bearer_token(const http::Request& request) {
  const std::string header(request.header("Authorization"));
  const auto blank = header.find(' ');
  return blank == header.npos ? std::string() : header.substr(header.find_first_not_of(' ', blank));
}

}  // namespace

class Sockets::Seat {
 public:
  // nullptr: the organisation has as many as it may.
  static std::unique_ptr<Seat> take(Sockets& sockets, OrganisationId organisation) {
    const std::lock_guard lock(sockets.mutex_);
    auto& open = sockets.open_[organisation];
    if (open >= sockets.policy_.sockets_max) return nullptr;
    ++open;
    return std::unique_ptr<Seat>(new Seat(sockets, organisation));
  }
  ~Seat() {
    const std::lock_guard lock(sockets_.mutex_);
    if (--sockets_.open_[organisation_] == 0) sockets_.open_.erase(organisation_);
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

 private:
  Seat(Sockets& sockets, OrganisationId organisation) : sockets_(sockets), organisation_(organisation) {}
  Sockets& sockets_;
  const OrganisationId organisation_;
};

class Sockets::Talk final : public http::WebSocketTalk {
 public:
  struct Start {
    OrganisationId organisation;
    std::string token, query_name, epc_format;
    NamedQueryId query;
    std::optional<Schedule> schedule;
    bool report_if_empty = false;
    Instant since{};
    std::uint64_t place = 0;
    SubscriptionId id;
  };
  Talk(Sockets& sockets, std::unique_ptr<Seat> seat, Start start)
      : sockets_(sockets), seat_(std::move(seat)), start_(std::move(start)), place_(start_.place) {
    caught_up_at_ = std::min(start_.since, now());
    if (start_.schedule) run_at_ = start_.schedule->next(now());
  }

  Task<> run(http::WebSocket& socket) override {
    const Feed::Listening listening(sockets_.feed_, start_.organisation, socket.waiter());
    while (socket.is_open()) {
      if (sockets_.tokens_.verify(start_.token).has_error())
        socket.close(http::WebSocketClose::policy_violation, "the token has expired");
      const std::chrono::milliseconds pause = co_await step(socket);
      if (pause > 0ms) co_await socket.waiter()->wait_until(std::chrono::steady_clock::now() + pause);
    }
  }

 private:
  struct Found {
    bool query_is_gone = false;
    Batch batch;                          // its events are in the document
    std::optional<std::string> document;  // printed where it was read: it may have megabytes
  };

  Instant now() const { return sockets_.database_.clock().now(); }

  // Of a stream 0.
  std::chrono::milliseconds left_until_run() const {
    if (!start_.schedule) return 0ms;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(run_at_ - now());
    return std::clamp(left, std::chrono::milliseconds(0), sockets_.policy_.socket_look);
  }

  // Reads what there is and sends it; gives how long there is nothing to do.
  Task<std::chrono::milliseconds> step(http::WebSocket& socket) {
    std::optional<Found> found;
    const auto left = left_until_run();
    try {
      auto look = [this, left](db::Tx& tx) { return this->look(tx, left <= 0ms); };
      auto read = co_await sockets_.database_.snapshot(look);
      if (read.has_error()) throw std::runtime_error("a subscribed query cannot be run: " + read.error().code);
      found = std::move(*read);
    } catch (const Unavailable&) {  // the connection outlives a database that is away for a moment
    }
    if (!found) co_return kDatabaseRetry;
    if (found->query_is_gone) {
      socket.close(http::WebSocketClose::normal, "the query was deleted");
      co_return 0ms;
    }
    if (left > 0ms) co_return left;
    const auto& batch = found->batch;
    const bool over = !batch.more;
    if (found->document) {
      auto text = std::move(*found->document);
      const bool sent = co_await socket.send(std::move(text));
      if (!sent) co_return 0ms;
      reported_ = true;
    }
    place_ = batch.next;
    if (!over) co_return 0ms;
    caught_up_at_ = batch.seen_until;
    if (!start_.schedule) co_return sockets_.policy_.socket_look;
    reported_ = false;
    run_at_ = start_.schedule->next(now());
    co_return 0ms;
  }

  Result<Found> look(db::Tx& tx, bool is_due) const {
    Found out;
    const auto named = query::find_named(tx, start_.organisation, start_.query_name);
    out.query_is_gone = !named || named->id != start_.query;
    if (out.query_is_gone || !is_due) return out;
    SH_TRY(const auto view, subscribed_view(tx, start_.organisation, sockets_.names_, *named, start_.since));
    const auto from = place_to_look_at(tx, start_.organisation, place_, caught_up_at_);
    out.batch = read_batch(tx, view, from, sockets_.policy_.events_max, kBytesMax);
    const bool tells_nothing = !out.batch.more && start_.schedule && start_.report_if_empty && !reported_;
    if (out.batch.events.empty() && !tells_nothing) return out;
    const SubscriberDocument document{start_.query_name, start_.id.str(), start_.epc_format, tx.now()};
    out.document = print_document(document, std::move(out.batch.events), sockets_.policy_.company_prefixes);
    return out;
  }

  Sockets& sockets_;
  const std::unique_ptr<Seat> seat_;
  const Start start_;
  std::uint64_t place_;
  Instant caught_up_at_{}, run_at_{};
  bool reported_ = false;  // in the run that is under way
};

Task<Result<http::OpenedWebSocket>> Sockets::open(http::Request& request) {
  SH_CO_TRY(const auto organisation, supplier_of(request.caller()));
  SH_CO_TRY(const auto query, request.read_query<SocketQuery>());
  SH_CO_TRY(auto schedule, read_schedule(query));
  auto seat = Seat::take(*this, organisation);
  if (!seat) co_return Error::too_many_requests(kSeatRetry, "websocket_limit");
  Talk::Start start;
  start.organisation = organisation;
  start.token = bearer_token(request);
  start.query_name = request.path_value("query");
  start.schedule = std::move(schedule);
  start.report_if_empty = query.reportIfEmpty.value_or(false);
  start.since = query.initialRecordTime.value_or(database_.clock().now());
  start.epc_format = std::string(request.header("GS1-EPC-Format"));
  if (!query::epc_format(start.epc_format))
    co_return Error::invalid_field("header/GS1-EPC-Format", "unknown_value", "a format that EPCIS 2.0 names");
  start.id = SubscriptionId::make(database_.clock(), random_);
  auto look = [&start](db::Tx& tx) -> Result<void> {
    const auto named = query::find_named(tx, start.organisation, start.query_name);
    if (!named) return Error::not_found("named_query");
    start.query = named->id;
    start.place = place_to_look_at(tx, start.organisation, 0, std::min(start.since, tx.now()));
    return {};
  };
  auto found = co_await database_.snapshot(look);
  if (found.has_error()) co_return std::move(found).error();
  http::OpenedWebSocket out;
  out.headers = {{"GS1-EPCIS-Version", "2.0.0"},
                 {"GS1-CBV-Version", "2.0.0"},
                 {"GS1-Extensions", "shanhai=" + names_.extensions()},
                 {"GS1-Query-Min-Record-Time", to_rfc3339(start.since)}};
  out.talk = std::make_unique<Talk>(*this, std::move(seat), std::move(start));
  co_return out;
}

}  // namespace shanhai::traceability
