// What the parts of orders share: the schema, time, keys, and the policies that are settings.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/auth/principal.hpp"
#include "common/auth/sealing.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "services/orders/api.hpp"
#include "services/orders/returns/domain_policy.hpp"

namespace shanhai {
class Workers;
namespace files {
class FileArchive;
}
namespace redis {
class Client;
}
}  // namespace shanhai

namespace shanhai::orders {

struct Policy {
  std::chrono::minutes payment_time{30};                     // an unpaid order of WeChat Pay holds its stock so long
  int transfer_days = 30;                                    // the same for bank transfers
  int refund_attempts = 40;                                  // refused so often, a refund waits for an operator
  int return_days = 7;                                       // without reason, from the day after receipt
  int quality_days = 30;                                     // quality claims, counted alike
  ReturnPolicy returns;                                      // who has how long once goods are to come back
  std::int64_t fee_basis_points = 0;                         // the platform's fee, of a line's amount
  std::set<BuyerKind> credit_kinds{BuyerKind::budget_unit};  // who may be shipped to before paying (bank transfer)
  std::chrono::hours dispatch_time{48};  // from payment (on credit: from placing) until everything should have left
  int auto_deliver_days = 10;            // after shipping an order counts as delivered
  int auto_accept_days = 15;             // after delivery it counts as accepted
  int accept_notice_days = 2;            // so long before that its buyer is told
  int retention_days = 1096;             // after its end the key of an order's recipients is destroyed
  int invoice_days = 7;                  // within which a supplier issues a fapiao that was asked for (assumed)
  std::set<BuyerKind> inspection_kinds{BuyerKind::budget_unit};  // who accepts only with an inspection record
  Money payout_minimum{10'000};                                  // a supplier is paid out from so much on
  int payout_account_days = 3;          // a bank account that nobody approves or refuses holds after so long
  int sellable_days = 0;                // a lot is sold while so many days are left before its best-before day ends
  std::chrono::seconds terms_lead{60};  // how long before they hold freight terms and promotions are announced
  std::int64_t rush_places = 500'000;   // buyers in the line of one rush; who comes then is turned away (assumed)
};

// References outlive every part of the service.
struct Context {
  db::Database& database;
  const Clock& clock;
  Random& random;
  const auth::Vault& vault;
  events::Sequencer& sequencer;  // committed() after each transaction that wrote events
  Policy policy;
  files::FileArchive* archive = nullptr;  // of evidence
  Workers* workers = nullptr;             // for what takes a while and needs no database
  redis::Client* redis = nullptr;         // may be away, or not configured
};

// A request that changes something: who, why it may be traced, and the key under which it happens once.
struct Command {
  auth::Principal caller;
  std::string trace_id;
};

// From the program itself: loops, callbacks.
inline constexpr std::string_view kSystemActor = "system";

}  // namespace shanhai::orders
