// Who looks or acts, as the statements see it.
#pragma once

#include <optional>
#include <string>

#include "common/base/ids.hpp"

namespace shanhai::catalog {

// What a caller may see: everything (operator), what belongs to one supplier, or what one county answers for. What lies
// outside is not found. The default sees nothing.
struct Scope {
  bool everything = false;
  std::optional<OrganisationId> own_supplier;
  std::optional<std::string> own_county;

  static Scope all() { return {true, std::nullopt, std::nullopt}; }
  static Scope of_supplier(OrganisationId id) { return {false, id, std::nullopt}; }
};

// Who changed something and why: goes into the history, the event and the audit.
struct Change {
  std::string actor;  // account id as text, or "system"
  std::string reason;
  std::string trace_id;
};

inline constexpr std::string_view kSystemActor = "system";

}  // namespace shanhai::catalog
