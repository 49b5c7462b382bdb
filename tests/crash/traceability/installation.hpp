// Traceability and orders as one process runs them, on two schemas of a database that outlives the process.
#pragma once

#include "services/orders/audit.hpp"
#include "services/orders/stock/service.hpp"
#include "services/traceability/audit.hpp"
#include "services/traceability/household/service.hpp"
#include "services/traceability/lot/service.hpp"
#include "services/traceability/recall/service.hpp"
#include "services/traceability/sale/service.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::traceability {

struct Installation {
  // `now`: the moment at which the process believes to be, so that no test waits for a retry.
  Installation(const db::Endpoint& traceability, const db::Endpoint& orders, Instant now);
  ~Installation() { background.stop(); }

  ManualClock clock;
  SecureRandom random;
  auth::Vault vault{std::string(32, 'm'), std::string(32, 'l'), random};
  db::Database database, orders_database;
  Background background;
  events::Wakeup wakeup{"traceability", nullptr}, orders_wakeup{"orders", nullptr};
  events::Sequencer sequencer{database, wakeup, random, background};
  events::Sequencer orders_sequencer{orders_database, orders_wakeup, random, background};
  orders::Context context{orders_database, clock, random, vault, orders_sequencer, {}};
  std::shared_ptr<orders::Stock> stock = std::make_shared<orders::Stock>(context);
  const epcis::Names names{"https://shanhai.example"};
  const epcis::Recorder recorder{names, random};
  HouseholdService households{database, vault, random};
  LotService lots{database, sequencer, recorder, random};
  SaleService sales{database, sequencer, recorder, random};
  RecallService recalls{database, sequencer, recorder, random};
};

}  // namespace shanhai::traceability
