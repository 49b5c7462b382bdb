// Subscriptions to named queries (EPCIS 2.0, section 12.7.4). Members are spelt as the standard's OpenAPI does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/json/json.hpp"
#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

SHANHAI_ID(SubscriptionId, "sub");
SHANHAI_ID(DeliveryId, "dlv");

// Each a list of numbers and [from-to] ranges, as QuerySchedule has it (section 8.2.5.3).
struct ScheduleFields {
  std::optional<Text<1, 256>> second, minute, hour, dayOfMonth, month, dayOfWeek;
};
BOOST_DESCRIBE_STRUCT(ScheduleFields, (), (second, minute, hour, dayOfMonth, month, dayOfWeek))

struct SubscriptionEntry {
  Text<1, 2048> dest;
  std::optional<Text<16, 256>> signatureToken;  // 16: whoever guesses it can speak in our name
  std::optional<bool> reportIfEmpty;
  std::optional<Instant> initialRecordTime;
  std::optional<bool> stream;
  std::optional<ScheduleFields> schedule;
};
BOOST_DESCRIBE_STRUCT(SubscriptionEntry, (), (dest, signatureToken, reportIfEmpty, initialRecordTime, stream, schedule))

enum class SubscriptionState {
  active,
  paused,  // its destination failed for too long, or is gone; goes on when it is resumed
};
BOOST_DESCRIBE_ENUM(SubscriptionState, active, paused)

// Beyond the standard: how a destination that fails is getting on.
struct SubscriptionFailure {
  std::string reason;  // "status 503", "https://client.example.com: Connection refused"
  std::int64_t attempts = 0;
  Instant since{};
  Instant lastAt{};
  std::optional<Instant> nextAt;  // of the next attempt; none while it is paused
};
BOOST_DESCRIBE_STRUCT(SubscriptionFailure, (), (reason, attempts, since, lastAt, nextAt))

struct SubscriptionView {
  SubscriptionId subscriptionID;
  std::string queryName;
  std::string dest;
  Instant createdAt{};
  std::optional<Instant> lastNotifiedAt;
  Instant initialRecordTime{};
  Instant minRecordTime{};
  bool reportIfEmpty = false;
  std::optional<bool> stream;              // true, or there is
  std::optional<ScheduleFields> schedule;  // a schedule
  std::string epcFormat;                   // GS1-EPC-Format
  SubscriptionState state = SubscriptionState::active;
  std::optional<SubscriptionFailure> failure;  // since the last delivery that was taken
};
BOOST_DESCRIBE_STRUCT(SubscriptionView, (),
                      (subscriptionID, queryName, dest, createdAt, lastNotifiedAt, initialRecordTime, minRecordTime,
                       reportIfEmpty, stream, schedule, epcFormat, state, failure))

struct SubscriptionQuery {
  std::optional<Bounded<1, 200>> perPage;
  std::optional<Text<1, 512>> nextPageToken;
  std::int64_t size() const { return perPage ? perPage->value() : 30; }
};
BOOST_DESCRIBE_STRUCT(SubscriptionQuery, (), (perPage, nextPageToken))

struct SubscriptionPage {
  std::vector<SubscriptionView> items;
  std::optional<std::string> next;
};

struct ResumeSubscription {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(ResumeSubscription, (), (reason))

}  // namespace shanhai::traceability
