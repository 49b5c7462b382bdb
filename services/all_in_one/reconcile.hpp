// The audit of a whole installation: each service's own books, and what one service's books say of another's.
#pragma once

#include <memory>
#include <vector>

#include "common/runtime/module.hpp"

namespace shanhai {

// Blocking. `service`: only what concerns it, such as "measurement"; empty: everything. The modules are connected, not
// started. Where services differ only because events are still under way, it looks again for up to 5 s. An error: a
// service could not be audited at all.
Result<std::vector<runtime::AuditFinding>> reconcile(const std::vector<std::unique_ptr<runtime::Module>>& modules,
                                                     runtime::Peers& peers, const std::string& service, Instant now);

}  // namespace shanhai
