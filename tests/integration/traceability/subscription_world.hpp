// Subscriptions beside the log that orders events and the capture that brings them, with an endpoint to deliver to.
#pragma once

#include "common/http/client.hpp"
#include "services/traceability/capture/service.hpp"
#include "services/traceability/log/integrator.hpp"
#include "services/traceability/query/service.hpp"
#include "services/traceability/subscription/routes.hpp"
#include "services/traceability/subscription/sockets.hpp"
#include "tests/integration/traceability/subscription_receiver.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {

class SubscriptionWorld : public World {
 protected:
  SubscriptionWorld() {
    queries.on_removed([](db::Tx& tx, OrganisationId organisation, const query::NamedQuery& named) {
      store::delete_subscriptions_of(tx, organisation, named.id);
    });
    must(queries.create(caller, kPacked, {}));
  }

  static SubscriptionPolicy policy_for_tests() {
    SubscriptionPolicy out;
    out.subscriptions_max = 3;
    out.sockets_max = 2;
    out.events_max = 4;
    out.timeout = std::chrono::seconds(5);
    out.socket_look = std::chrono::milliseconds(300);
    out.plain_http = out.private_addresses = true;
    return out;
  }

  void done(Task<Result<void>> task) {
    const auto result = run(std::move(task));
    if (result.has_error()) throw std::runtime_error(describe(result.error()));
  }

  // Events are told apart by their number; every third one was not packing.
  static std::string event_id(int number) { return "urn:sample:" + std::to_string(number); }
  static std::string event(int number) {
    return R"({"type":"ObjectEvent","eventID":")" + event_id(number) +
           R"(","eventTime":"2026-11-23T08:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":")" +
           (number % 3 == 0 ? "shipping" : "packing") + R"(","epcList":["urn:epc:id:sgtin:4012345.011111.)" +
           std::to_string(number) + "\"]}";
  }
  void capture(int first, int last, const auth::Principal& by) {
    for (int number = first; number <= last; ++number) must(captures.capture(by, event(number), {}));
  }
  void capture(int first, int last) { capture(first, last, caller); }
  // The events that have come and match.
  static std::vector<std::string> packed(int first, int last) {
    std::vector<std::string> out;
    for (int number = first; number <= last; ++number) {
      if (number % 3 != 0) out.push_back(event_id(number));
    }
    return out;
  }
  // Gives events their places, then all that is due is sent; how many deliveries were taken.
  std::int64_t deliver() {
    run(integrator.run_once());
    return run(deliveries.run_once());
  }

  SubscriptionEntry stream() {
    SubscriptionEntry out;
    out.dest = receiver.url();
    out.signatureToken = kToken;
    out.stream = true;
    return out;
  }
  SubscriptionEntry scheduled(ScheduleFields fields, bool report_if_empty = false) {
    auto out = stream();
    out.stream.reset();
    out.schedule = std::move(fields);
    out.reportIfEmpty = report_if_empty;
    return out;
  }
  SubscriptionView subscribe(SubscriptionEntry entry) {
    return must(subscriptions.subscribe(caller, "packed", std::move(entry), kFormat, std::nullopt, {})).value;
  }
  SubscriptionView look(const SubscriptionView& subscription) {
    return must(subscriptions.get(caller, "packed", subscription.subscriptionID));
  }
  // In the order in which they came.
  std::vector<std::string> delivered() {
    std::vector<std::string> out;
    for (const auto& delivery : receiver.received()) {
      for (auto& id : delivery.event_ids()) out.push_back(std::move(id));
    }
    return out;
  }

  static constexpr auto kPacked = R"({"name":"packed","query":{"eventType":["ObjectEvent"],"EQ_bizStep":["packing"]}})";
  static constexpr auto kToken = "13df38d8275b13f05704629e5f1cf3d45d6132d5";
  static constexpr auto kFormat = "Never_Translates";

  Receiver receiver;
  tlog::LogKeys log_keys{vault, random, tlog::origin_below(kPublicUrl)};
  tlog::Integrator integrator{service.database, log_keys, random, std::chrono::seconds(5)};
  CaptureJobs jobs{service.database, sequencer, random, workers};
  CaptureService captures{service.database, sequencer, jobs, workers, random, {}};
  QueryService queries{service.database, sequencer, random, names, {2000, {"4012345"}, "0.1"}};
  const SubscriptionPolicy policy = policy_for_tests();
  Feed feed{service.database};
  Deliveries deliveries{service.database, vault, random, names, feed, policy};
  SubscriptionService subscriptions{service.database, sequencer, vault, random, deliveries, policy};
  auth::Principal caller = cooperative();
};

}  // namespace shanhai::traceability
