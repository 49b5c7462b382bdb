#include "tests/crash/traceability/installation.hpp"

#include <gtest/gtest.h>

namespace shanhai::traceability {

Installation::Installation(const db::Endpoint& traceability, const db::Endpoint& orders, Instant now)
    : clock(now),
      database("traceability", traceability, 2, clock, random),
      orders_database("orders", orders, 2, clock, random),
      background([](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }) {
  sales.connect(stock);
  recalls.connect(stock);
}

}  // namespace shanhai::traceability
