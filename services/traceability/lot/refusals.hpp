// Refusals that name the wrong field.
#pragma once

#include "common/base/error.hpp"
#include "common/json/json.hpp"
#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

inline Error at_field(Error error, std::string pointer) {
  error.fields.push_back({std::move(pointer), error.code, error.detail});
  return error;
}

// conflict insufficient_lot_balance.
inline Error insufficient_balance(LotId lot, std::string pointer, std::int64_t requested, std::int64_t available) {
  auto error = Error::conflict("insufficient_lot_balance", "the lot holds less than that")
                   .with("lot", json::Value(lot.str()))
                   .with("requested", requested)
                   .with("available", available);
  return at_field(std::move(error), std::move(pointer));
}

}  // namespace shanhai::traceability
