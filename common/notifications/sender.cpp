#include <algorithm>
#include <array>
#include <stdexcept>

#include "common/base/encoding.hpp"
#include "common/notifications/notifications.hpp"
#include "common/notifications/sealed.hpp"
#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"
#include "sql/common_queries.hpp"

namespace shanhai::notifications {
namespace {

using namespace std::chrono_literals;

constexpr int kBatch = 50;
constexpr std::chrono::seconds kLease =
    60s;  // how long a sender may take before another tries; at least as long as a channel's own limit
constexpr auto kIdlePause = 2s;
// After the first attempt, the second, ...: an hour in all. One-time codes need the early ones.
constexpr std::array<std::chrono::seconds, 7> kPauses{5s, 15s, 60s, 240s, 600s, 1200s, 1500s};
constexpr std::size_t kFailureLength = 200;

struct Due {
  NotificationId id;
  std::string recipient, template_name, parameters;  // sealed, plain, sealed
  std::int64_t attempts = 0;                         // with this one
};

struct Outcome {
  bool sent = false;
  bool hopeless = false;  // no attempt can succeed
  std::string failure;
};

Outcome hopeless(std::string failure) { return {false, true, std::move(failure)}; }

Result<std::vector<Due>> claim_due(db::Tx& tx) {
  std::vector<Due> found, claimed;
  for (const auto& row : tx.query(sql::common::notification_list_due, {{"now", tx.now()}, {"limit", kBatch}})) {
    found.push_back({row.get<NotificationId>("id"), row.get<std::string>("recipient"), row.get<std::string>("template"),
                     row.get<std::string>("parameters"), row.get<std::int64_t>("attempts")});
  }
  std::sort(found.begin(), found.end(),
            [](const Due& a, const Due& b) { return a.id < b.id; });  // rows are locked in key order
  for (auto& due : found) {
    const auto matched = tx.execute(sql::common::notification_claim,
                                    {{"id", due.id}, {"attempts", due.attempts}, {"leased_until", tx.now() + kLease}});
    if (matched == 0) continue;  // another process was faster
    ++due.attempts;
    claimed.push_back(std::move(due));
  }
  return claimed;
}

void record(db::Tx& tx, const Due& due, const Outcome& outcome) {
  if (outcome.sent) {
    tx.execute(sql::common::notification_mark_sent, {{"id", due.id}, {"now", tx.now()}});
  } else if (outcome.hopeless) {
    tx.execute(sql::common::notification_give_up, {{"id", due.id}, {"failure", outcome.failure}});
  } else {
    const auto pause = kPauses[static_cast<std::size_t>(due.attempts - 1)];
    tx.execute(sql::common::notification_postpone, {{"id", due.id},
                                                    {"attempts", due.attempts},
                                                    {"next_attempt_at", tx.now() + pause},
                                                    {"failure", outcome.failure}});
  }
}

// Any library's words, fit for the column.
std::string failure_text(const char* what) {
  std::string out(what, std::min(std::string_view(what).size(), kFailureLength));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
  }
  return out;
}

// Each phone of one notification is a message of its own, with an id that every attempt finds again.
NotificationId message_id(NotificationId id, const std::string& phone, std::size_t phones) {
  return phones == 1 ? id : NotificationId::from_raw(sha256(std::string(id.raw()) + phone).substr(0, 16));
}

}  // namespace

struct Sender::Impl {
  Impl(db::Database& database, const auth::Vault& vault, ContactBook& contacts, Channel& channel, Workers& workers,
       std::span<const Template> templates, Background& background)
      : database(database),
        vault(vault),
        contacts(contacts),
        channel(channel),
        workers(workers),
        templates(templates),
        background(background) {}

  Task<> run(Loop& loop);
  Task<std::int64_t> run_once();
  Task<Outcome> deliver(const Due& due);
  Task<Result<std::vector<std::string>>> phones_of(const Recipient& recipient);
  const Template* find_template(std::string_view name) const;
  void report(const Due& due, const Outcome& outcome);
  telemetry::Counter& count(const std::string& outcome);

  db::Database& database;
  const auth::Vault& vault;
  ContactBook& contacts;
  Channel& channel;
  Workers& workers;
  std::span<const Template> templates;
  Background& background;
  std::shared_ptr<Loop> loop;
};

telemetry::Counter& Sender::Impl::count(const std::string& outcome) {
  return telemetry::counter("notifications_total", "Attempts to send a message",
                            {{"service", database.service()}, {"outcome", outcome}});
}

Task<> Sender::Impl::run(Loop& own) {
  while (!own.stopping()) {
    const auto sent = co_await run_once();
    if (sent == 0) co_await own.pause(kIdlePause);
  }
}

Task<std::int64_t> Sender::Impl::run_once() {
  auto claimed = co_await database.transaction(claim_due);
  std::int64_t sent = 0;
  for (const auto& due : claimed.value()) {
    auto outcome = co_await deliver(due);
    if (!outcome.sent && due.attempts > static_cast<std::int64_t>(kPauses.size())) outcome.hopeless = true;
    auto write = [&due, &outcome](db::Tx& tx) -> Result<void> {
      record(tx, due, outcome);
      return {};
    };
    auto recorded = co_await database.transaction(write);
    recorded.value();
    report(due, outcome);
    if (outcome.sent) ++sent;
  }
  co_return sent;
}

void Sender::Impl::report(const Due& due, const Outcome& outcome) {
  count(outcome.sent ? "sent" : outcome.hopeless ? "given_up" : "postponed").add();
  if (outcome.sent) return;
  telemetry::log(
      outcome.hopeless ? telemetry::Level::error : telemetry::Level::warn,
      outcome.hopeless ? "notification.given_up" : "notification.postponed",
      {{"id", due.id.str()}, {"template", due.template_name}, {"attempt", due.attempts}, {"failure", outcome.failure}});
}

const Template* Sender::Impl::find_template(std::string_view name) const {
  const auto found =
      std::find_if(templates.begin(), templates.end(), [name](const Template& t) { return t.name == name; });
  return found == templates.end() ? nullptr : &*found;
}

Task<Result<std::vector<std::string>>> Sender::Impl::phones_of(const Recipient& recipient) {
  if (recipient.phone) co_return std::vector<std::string>{*recipient.phone};
  auto found = co_await contacts.phones_of(recipient);
  co_return found;
}

Task<Outcome> Sender::Impl::deliver(const Due& due) {
  const auto* text = find_template(due.template_name);
  if (!text) co_return hopeless("unknown template");
  const auto recipient_text = vault.open_directly(due.recipient, recipient_context(due.id));
  const auto parameters_text = vault.open_directly(due.parameters, parameters_context(due.id));
  if (!recipient_text || !parameters_text) co_return hopeless("cannot be unsealed");
  const auto recipient = json::parse<Recipient>(*recipient_text);
  const auto parameters = json::parse<json::Object>(*parameters_text);
  if (recipient.has_error() || parameters.has_error()) co_return hopeless("cannot be read");
  Outcome outcome;
  try {
    const auto rendered = render(recipient->language == Language::en ? text->en : text->zh, *parameters);
    const auto phones = co_await phones_of(*recipient);
    if (phones.has_error()) co_return Outcome{false, false, phones.error().code};
    if (phones->empty()) co_return hopeless("nobody to tell");
    std::vector<Message> messages;
    for (const auto& phone : *phones) messages.push_back({message_id(due.id, phone, phones->size()), phone, rendered});
    auto job = [this, &messages](std::size_t) {
      for (const auto& message : messages) channel.send(message);
    };
    co_await workers.run(job);
    outcome.sent = true;
  } catch (const std::logic_error& wrong) {  // the template and its parameters do not fit
    outcome = hopeless(failure_text(wrong.what()));
  } catch (const std::exception& failed) {
    outcome.failure = failure_text(failed.what());
  }
  co_return outcome;
}

Sender::Sender(db::Database& database, const auth::Vault& vault, ContactBook& contacts, Channel& channel,
               Workers& workers, std::span<const Template> templates, Background& background)
    : impl_(std::make_shared<Impl>(database, vault, contacts, channel, workers, templates, background)) {}

void Sender::wake() {
  if (impl_->loop) impl_->loop->wake();
}

Task<std::int64_t> Sender::run_once() { return impl_->run_once(); }

void Sender::start() {
  auto impl = impl_;
  impl_->loop = impl_->background.spawn("notifications." + impl_->database.service(),
                                        [impl](Loop& loop) { return impl->run(loop); });
}

}  // namespace shanhai::notifications
