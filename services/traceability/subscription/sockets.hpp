// Subscribers that listen on a WebSocket of their own: GET /queries/{query}/events with an upgrade.
//
// Such a subscription lives as long as its connection. Its place is in memory: who comes back says by initialRecordTime
// from when on. The bearer token is looked at again and again; when it has expired, the connection ends (1008).
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "common/auth/tokens.hpp"
#include "common/db/database.hpp"
#include "common/http/websocket.hpp"
#include "services/traceability/epcis/names.hpp"
#include "services/traceability/subscription/feed.hpp"
#include "services/traceability/subscription/webhook.hpp"

namespace shanhai::traceability {

// Beside these a WebSocket takes no parameters.
struct SocketQuery {
  std::optional<Text<1, 256>> second, minute, hour, dayOfMonth, month, dayOfWeek;
  std::optional<bool> stream, reportIfEmpty;
  std::optional<Instant> initialRecordTime;
};
BOOST_DESCRIBE_STRUCT(SocketQuery, (),
                      (second, minute, hour, dayOfMonth, month, dayOfWeek, stream, reportIfEmpty, initialRecordTime))

class Sockets {
 public:
  Sockets(db::Database& database, const auth::TokenVerifier& tokens, Random& random, const epcis::Names& names,
          Feed& feed, SubscriptionPolicy policy)
      : database_(database), tokens_(tokens), random_(random), names_(names), feed_(feed), policy_(std::move(policy)) {}

  // not_found named_query; invalid as SubscriptionService::subscribe; too_many_requests websocket_limit.
  Task<Result<http::OpenedWebSocket>> open(http::Request& request);
  http::WebSocketOpening opening() {
    return [this](http::Request& request) { return open(request); };
  }

 private:
  class Talk;
  class Seat;  // one of those that an organisation may have

  db::Database& database_;
  const auth::TokenVerifier& tokens_;
  Random& random_;
  const epcis::Names& names_;
  Feed& feed_;
  const SubscriptionPolicy policy_;
  std::mutex mutex_;
  std::map<OrganisationId, std::int64_t> open_;
};

}  // namespace shanhai::traceability
