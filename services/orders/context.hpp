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

namespace shanhai::orders {

struct Policy {
  std::chrono::minutes payment_time{30};                     // an unpaid order of WeChat Pay holds its stock so long
  int transfer_days = 30;                                    // the same for bank transfers
  int return_days = 7;                                       // without reason, from the day after receipt
  int quality_days = 30;                                     // quality claims, counted alike
  std::int64_t fee_basis_points = 0;                         // the platform's fee, of a line's amount
  std::set<BuyerKind> credit_kinds{BuyerKind::budget_unit};  // who may be shipped to before paying (bank transfer)
};

// References outlive every part of the service.
struct Context {
  db::Database& database;
  const Clock& clock;
  Random& random;
  const auth::Vault& vault;
  events::Sequencer& sequencer;  // committed() after each transaction that wrote events
  Policy policy;
};

// A request that changes something: who, why it may be traced, and the key under which it happens once.
struct Command {
  auth::Principal caller;
  std::string trace_id;
};

// From the program itself: loops, callbacks.
inline constexpr std::string_view kSystemActor = "system";

}  // namespace shanhai::orders
