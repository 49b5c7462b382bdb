// Rules of deliveries: what is sent, how it is signed, what an answer means, when it is tried again. Pure.
#pragma once

#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "services/traceability/subscription/api.hpp"

namespace shanhai::traceability {

struct SubscriptionPolicy {
  std::int64_t subscriptions_max = 50;            // of an organisation
  std::int64_t sockets_max = 20;                  // WebSockets of an organisation, in one process
  std::chrono::milliseconds socket_look{10'000};  // how often an idle one sees whether query and token are there
  std::int64_t events_max = 100;                  // of one document
  std::int64_t bytes_max = 1'000'000;             // of one; a single event may be larger
  std::chrono::milliseconds timeout{10'000};
  std::chrono::hours failing_max{72};         // failing for so long, a subscription is paused
  bool plain_http = false;                    // for development and tests, as is the next
  bool private_addresses = false;             // of this machine and private networks
  std::string ca_file;                        // instead of the system's authorities
  std::vector<std::string> company_prefixes;  // GS1\'s, of those whose Digital Links can be told as URNs
};

// The value of GS1-Signature: a JSON Web Signature with detached content (RFC 7515, appendix F), HS256 under the
// subscriber's token. Its header says when it was signed (`iat`, seconds) and what for (`jti`: the delivery).
std::string sign_delivery(std::string_view token, std::string_view body, DeliveryId delivery, Instant now);

enum class Outcome {
  taken,      // 2xx
  too_large,  // 413: the same events again in smaller documents
  gone,       // 410: nobody wants them any more
  failed,
};
Outcome outcome_of(int status);

// Before the attempt after `failures` of them: 5 s, three times as long each time, an hour at most.
std::chrono::seconds pause_after(std::int64_t failures);

}  // namespace shanhai::traceability
