// How long each side of a return has. All are settings; but for the days to refund they are assumed, not prescribed.
#pragma once

#include <chrono>

namespace shanhai::orders {

struct ReturnPolicy {
  std::chrono::hours fresh_quality_time{48};  // quality claims on perishable goods, from receipt (assumed)
  std::chrono::hours answer_time{72};         // the supplier answers, else it is approved
  int send_days = 7;                          // the buyer sends the goods, else the case lapses
  int transit_days = 15;                      // nobody says that they arrived: taken as arrived
  // The supplier inspects, else it is paid: the price goes back within seven days of receiving the goods (Measures for
  // the Administration of Online Trading, SAIC order 60, article 16).
  int inspection_days = 7;
  int replacement_days = 7;  // the supplier sends the replacement, else it is paid
  int escalation_days = 7;   // after a refusal the buyer may turn to the platform
};

}  // namespace shanhai::orders
