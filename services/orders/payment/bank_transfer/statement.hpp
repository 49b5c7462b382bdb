// A bank's statement as the operator brings it: CSV as common/sheets reads it, with a head line
// booked_on,amount_fen,reference,payer_name,entry_number.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/money.hpp"
#include "common/base/result.hpp"

namespace shanhai::orders {

inline constexpr std::size_t kMaxStatementEntries = 5000;

struct StatementEntry {
  Date booked_on{};
  Money amount;              // what came in; an outgoing entry is negative
  std::string reference;     // free text of the payer
  std::string payer_name;    // may be a person's
  std::string entry_number;  // the bank's own, once in its books
};

// invalid: every wrong cell is named as "/<line>/<column>", lines counted from 1 behind the head line; further
// errors as of sheets::read_csv.
Result<std::vector<StatementEntry>> parse_statement(std::string_view csv);

}  // namespace shanhai::orders
