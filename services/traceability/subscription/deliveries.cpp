#include "services/traceability/subscription/deliveries.hpp"

#include <algorithm>
#include <boost/asio/detached.hpp>
#include <charconv>

#include "common/base/failpoint.hpp"
#include "common/events/event.hpp"
#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"
#include "services/traceability/scope.hpp"
#include "services/traceability/subscription/schedule.hpp"

namespace shanhai::traceability {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenLooks = 500ms;
constexpr std::size_t kUnderWayMax = 16;
constexpr int kUnderWayOfOneMax = 4;  // who does not answer does not hold up the others
constexpr std::int64_t kDueAtOnce = 200, kWhoseAtOnce = 1000;
constexpr auto kLeaseSpare = 20s;                   // of a lease, beside the time that the destination has
constexpr std::size_t kAnswerBytesMax = 16 * 1024;  // nobody reads it
constexpr auto kBrokenOffPause = 1min;              // longer than a lease
constexpr std::string_view kNoAnswer = "no answer", kNotCalled = "the destination cannot be called";
const Instant kWhenSomethingArrives = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);

http::Caller::Options options_of(const SubscriptionPolicy& policy) {
  http::Caller::Options out;
  out.ca_file = policy.ca_file;
  out.public_only = !policy.private_addresses;
  out.answer_bytes_max = kAnswerBytesMax;
  out.cuts_answers = true;
  return out;
}

std::chrono::seconds retry_after(const http::ClientResponse& answer) {
  const auto header = answer.headers.find("Retry-After");
  if (header == answer.headers.end()) return 0s;
  const auto& text = header->second;
  std::int64_t out = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failure != std::errc() || out < 0) return 0s;  // a date, or nothing at all
  return std::chrono::seconds(std::min<std::int64_t>(out, 3600));
}

telemetry::Counter& counted(Outcome outcome) {
  const auto count = [](const char* name) -> telemetry::Counter& {
    return telemetry::counter("subscription_deliveries_total", "Webhooks called", {{"outcome", name}});
  };
  static auto &taken = count("taken"), &failed = count("failed");
  return outcome == Outcome::taken ? taken : failed;
}

// The schedule is over with this run.
void end_run(store::Subscription& row, Instant now) {
  row.next_at = row.streams ? kWhenSomethingArrives : Schedule::parse(row.schedule, "").value().next(now);
  row.run_reported = false;
}

using UnderWay = std::map<OrganisationId, int>;

// Who has few under way comes before who has many, and of each one's the first before the second.
void take_turns(std::vector<store::DueSubscription>& due, UnderWay turns) {
  std::vector<std::pair<int, store::DueSubscription>> sorted;
  for (const auto& one : due) sorted.emplace_back(turns[one.organisation]++, one);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < due.size(); ++i) due[i] = sorted[i].second;
}

// Where more are due than one look lists, they may all be one organisation's: then some of each.
std::vector<store::DueSubscription> list_some_of_each(db::Tx& tx, const UnderWay& under_way) {
  std::vector<store::DueSubscription> out;
  for (const auto organisation : store::list_due_organisations(tx, kWhoseAtOnce)) {
    const auto own = under_way.find(organisation);
    const auto left = kUnderWayOfOneMax - (own == under_way.end() ? 0 : own->second);
    if (left <= 0) continue;
    const auto due = store::list_due_subscriptions(tx, organisation, kUnderWayOfOneMax);
    out.insert(out.end(), due.begin(), due.end());
    if (static_cast<std::int64_t>(out.size()) >= kDueAtOnce) break;
  }
  return out;
}

}  // namespace

std::string token_context(SubscriptionId id) { return "event_subscription.secret " + id.str(); }

Deliveries::Deliveries(db::Database& database, const auth::Vault& vault, Random& random, const epcis::Names& names,
                       Feed& feed, SubscriptionPolicy policy)
    : database_(database),
      vault_(vault),
      random_(random),
      names_(names),
      feed_(feed),
      policy_(std::move(policy)),
      caller_(options_of(policy_)) {}

void Deliveries::wake() {
  if (auto* loop = loop_.load()) loop->wake();
}

Task<> Deliveries::run(Loop& loop) {
  const auto executor = co_await asio::this_coro::executor;
  loop_ = &loop;
  while (!loop.stopping()) {
    co_await feed_.look();
    const auto due = co_await list_due();
    for (const auto& one : due) start(one, executor);
    co_await loop.pause(kBetweenLooks);
  }
}

Task<std::int64_t> Deliveries::run_once() {
  co_await feed_.look();
  std::int64_t taken = 0;
  for (;;) {
    const auto due = co_await list_due();
    if (due.empty()) co_return taken;
    for (const auto& one : due) {
      const bool took = co_await attempt(one.id);
      taken += took ? 1 : 0;
    }
  }
}

Task<std::vector<store::DueSubscription>> Deliveries::list_due() {
  auto find = [under_way = under_way_of_](db::Tx& tx) -> Result<std::vector<store::DueSubscription>> {
    auto due = store::list_due_subscriptions(tx, kDueAtOnce);
    if (static_cast<std::int64_t>(due.size()) == kDueAtOnce) due = list_some_of_each(tx, under_way);
    take_turns(due, under_way);
    return due;
  };
  auto due = co_await database_.snapshot(find);
  if (due.has_error()) throw std::runtime_error("subscriptions that are due cannot be read");
  co_return std::move(*due);
}

void Deliveries::start(const store::DueSubscription& due, Executor executor) {
  const auto own = under_way_of_.find(due.organisation);
  if (under_way_.size() >= kUnderWayMax || (own != under_way_of_.end() && own->second >= kUnderWayOfOneMax)) return;
  if (!under_way_.insert(due.id).second) return;
  ++under_way_of_[due.organisation];
  asio::co_spawn(executor, deliver(due), asio::detached);
}

Task<> Deliveries::deliver(store::DueSubscription due) {
  try {
    co_await attempt(due.id);
    wake();
  } catch (const std::exception& failure) {  // its lease runs out, and it is tried again
    telemetry::log_warn("traceability.delivery_broken_off",
                        {{"subscription", due.id.str()}, {"reason", failure.what()}});
  }
  under_way_.erase(due.id);
  if (--under_way_of_[due.organisation] == 0) under_way_of_.erase(due.organisation);
}

// Who broke off before there was a lease would be the first again at once, and many of them keep others from their
// turn.
Task<bool> Deliveries::attempt(SubscriptionId id) {
  std::string reason;
  try {
    const bool taken = co_await carry_out(id);
    co_return taken;
  } catch (const Unavailable&) {  // the database is away, for everybody
    throw;
  } catch (const std::exception& failure) {
    reason = failure.what();
  }
  telemetry::log_warn("traceability.delivery_broken_off", {{"subscription", id.str()}, {"reason", reason}});
  auto later = [id](db::Tx& tx) -> Result<void> {
    store::put_off_subscription(tx, id, tx.now() + kBrokenOffPause);
    return {};
  };
  const auto put_off = co_await database_.transaction(later);
  if (put_off.has_error()) throw std::runtime_error("a delivery cannot be put off: " + put_off.error().code);
  co_return false;
}

Task<bool> Deliveries::carry_out(SubscriptionId id) {
  auto begin = [this, id](db::Tx& tx) { return prepare(tx, id); };
  auto prepared = co_await database_.transaction(begin);
  if (prepared.has_error()) throw std::runtime_error("a delivery cannot be prepared: " + prepared.error().code);
  if (!*prepared) co_return false;
  SHANHAI_FAILPOINT("traceability.subscription.prepared");
  Prepared& delivery = **prepared;
  const Answer answer = co_await send(delivery);
  SHANHAI_FAILPOINT("traceability.subscription.sent");
  auto end = [this, &delivery, &answer](db::Tx& tx) { return conclude(tx, delivery, answer); };
  const auto ended = co_await database_.transaction(end);
  if (ended.has_error()) throw std::runtime_error("a delivery cannot be concluded: " + ended.error().code);
  counted(answer.outcome).add();
  co_return answer.outcome == Outcome::taken&&* ended;
}

// nullopt: there is nothing to send, or somebody else sends it.
Result<std::optional<Deliveries::Prepared>> Deliveries::prepare(db::Tx& tx, SubscriptionId id) {
  Prepared out;
  out.send_before = std::chrono::steady_clock::now() + kLeaseSpare / 2;
  auto row = store::lock_subscription(tx, id);
  const auto now = tx.now();
  if (!row || row->state != SubscriptionState::active || row->next_at > now || row->leased_until > now)
    return std::optional<Prepared>();
  const auto named = query::find_named(tx, row->organisation, row->query_name);
  if (!named || named->id != row->query) {  // it was subscribed to in the moment in which the query was deleted
    store::delete_subscription(tx, row->organisation, id);
    return std::optional<Prepared>();
  }
  out.subscription = std::move(*row);
  auto& subscription = out.subscription;
  const auto view = subscribed_view(tx, subscription.organisation, names_, *named, subscription.initial_record_time);
  if (view.has_error()) {
    const Answer answer{Outcome::failed, "the query cannot be run: " + view.error().code, 0s};
    conclude_failed(tx, subscription, answer);
    return std::optional<Prepared>();
  }
  auto events = subscription.delivery ? read_places(tx, *view, subscription.place, subscription.delivery_next)
                                      : prepare_new(tx, subscription, *view);
  if (!subscription.delivery) return std::optional<Prepared>();
  store::lease_subscription(tx, subscription, now + policy_.timeout + kLeaseSpare);
  ++subscription.fence;
  make_request(out, std::move(events));
  return std::optional(std::move(out));
}

// The events of a delivery that the row now has under way; if it has none, nothing is to be sent.
std::vector<std::string> Deliveries::prepare_new(db::Tx& tx, store::Subscription& row, const SubscribedView& view) {
  const auto now = tx.now();
  const auto from = place_to_look_at(tx, row.organisation, row.place, row.caught_up_at);
  auto batch = read_batch(tx, view, from, std::min(row.batch_max, policy_.events_max), policy_.bytes_max);
  const bool tells_nothing = !batch.more && !row.streams && row.report_if_empty && !row.run_reported;
  if (!batch.events.empty() || tells_nothing) {
    row.delivery = DeliveryId(make_uuid_v7(now, random_));
    row.delivery_next = batch.next;
    row.delivery_last = !batch.more;
    row.delivery_at = now;
    return std::move(batch.events);
  }
  row.place = batch.next;
  row.min_record_time = now;
  if (!batch.more) {
    row.caught_up_at = batch.seen_until;
    end_run(row, now);
  }
  store::advance_subscription(tx, row);
  return {};
}

// On the database's thread: a document may have megabytes. That it cannot be made is a failure like any other, which
// is counted and shown.
void Deliveries::make_request(Prepared& prepared, std::vector<std::string> events) const {
  prepared.events = static_cast<std::int64_t>(events.size());
  try {
    prepared.request = request_of(prepared.subscription, std::move(events));
  } catch (const std::exception& failure) {
    prepared.failure = failure.what();
  }
}

http::ClientRequest Deliveries::request_of(const store::Subscription& row, std::vector<std::string> events) const {
  http::ClientRequest request;
  request.method = http::Method::post;
  request.url = row.dest;
  request.timeout = policy_.timeout;
  const SubscriberDocument document{row.query_name, row.id.str(), row.epc_format, *row.delivery_at};
  request.body = print_document(document, std::move(events), policy_.company_prefixes);
  request.headers = {{"Content-Type", "application/json"},
                     {"Idempotency-Key", row.delivery->str()},
                     {"GS1-EPCIS-Version", "2.0.0"},
                     {"GS1-CBV-Version", "2.0.0"}};
  if (row.secret.empty()) return request;
  const auto token = vault_.open_directly(row.secret, token_context(row.id));
  if (!token) throw std::runtime_error("the signature token cannot be opened");
  request.headers.emplace_back("GS1-Signature",
                               sign_delivery(*token, request.body, *row.delivery, database_.clock().now()));
  return request;
}

Task<Deliveries::Answer> Deliveries::send(Prepared& prepared) {
  Answer out;
  out.failure = prepared.failure;
  if (!out.failure.empty()) co_return out;
  if (std::chrono::steady_clock::now() > prepared.send_before)
    throw std::runtime_error("it took too long to send within the lease");
  auto request = std::move(prepared.request);
  try {
    const http::ClientResponse answer = co_await caller_.send(std::move(request));
    out.outcome = outcome_of(answer.status);
    out.failure = "status " + std::to_string(answer.status);
    out.retry_after = retry_after(answer);
  } catch (const Unavailable& failure) {
    out.failure = failure.what();
  } catch (const std::exception& failure) {  // what it says is for us
    telemetry::log_warn("traceability.delivery_not_called",
                        {{"subscription", prepared.subscription.id.str()}, {"reason", failure.what()}});
    out.failure = kNotCalled;
  }
  if (out.failure.empty()) out.failure = kNoAnswer;
  co_return out;
}

// False: another process has taken over, or it was unsubscribed.
Result<bool> Deliveries::conclude(db::Tx& tx, const Prepared& prepared, const Answer& answer) {
  const auto& row = prepared.subscription;
  if (answer.outcome == Outcome::taken) return conclude_taken(tx, row);
  if (answer.outcome == Outcome::too_large && prepared.events > 1)
    return store::split_delivery(tx, row, prepared.events / 2);
  return conclude_failed(tx, row, answer);
}

bool Deliveries::conclude_taken(db::Tx& tx, const store::Subscription& row) {
  auto after = row;
  after.next_at = tx.now();  // a stream looks whether more has come; a schedule goes on with its run
  after.run_reported = !row.streams;
  if (!row.streams && row.delivery_last) end_run(after, tx.now());
  return store::take_delivery(tx, row, after.next_at, after.run_reported);
}

bool Deliveries::conclude_failed(db::Tx& tx, const store::Subscription& row, const Answer& answer) {
  const auto now = tx.now();
  const auto pause = std::max(pause_after(row.attempts + 1), answer.retry_after);
  const auto spread = std::chrono::milliseconds(random_.below(static_cast<std::uint64_t>(pause.count()) * 100 + 1));
  const bool pauses = answer.outcome == Outcome::gone || now - row.failing_since.value_or(now) >= policy_.failing_max;
  const auto state = pauses ? SubscriptionState::paused : SubscriptionState::active;
  if (!store::fail_delivery(tx, row, answer.failure, now + pause + spread, state)) return false;
  if (!pauses) return true;
  events::NewEvent told;
  told.type = kSubscriptionPaused;
  told.aggregate_type = "subscription";
  told.aggregate_id = row.id.str();
  told.version = row.version + 1;
  told.actor = kSystemActor;
  told.reason = answer.failure.substr(0, store::kFailureBytes);
  told.payload = json::write(SubscriptionTold{row.organisation, row.query}).as_object();
  events::append(tx, random_, told);
  return true;
}

}  // namespace shanhai::traceability
