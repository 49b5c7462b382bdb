// What the operator's commands do. Each writes lines for people to `out` and gives the exit code; throws SettingsError
// and what the database throws (kExitUnavailable where it is away).
#pragma once

#include <ostream>
#include <string>

#include "common/runtime/settings.hpp"

namespace shanhai {

inline constexpr int kExitUnavailable = 3;  // the database is away: nothing was found out, a later try may succeed

// Schema by schema: common's migrations, then the service's own. `bootstrap` makes schemas and users first.
int migrate_all(const runtime::Settings& settings, bool bootstrap, std::ostream& out);
int seed_all(const runtime::Settings& settings, std::ostream& out);
// `check compared difference [detail]` per finding; 1 where something differs. `service`: only what concerns it; empty:
// everything.
int audit_all(const runtime::Settings& settings, const std::string& service, std::ostream& out);
// OpenAPI 3.1 as JSON, of all services together. Needs neither settings nor a database.
std::string openapi_document();

}  // namespace shanhai
