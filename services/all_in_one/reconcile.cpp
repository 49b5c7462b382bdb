#include "services/all_in_one/reconcile.hpp"

#include <iterator>

namespace shanhai {

Result<std::vector<runtime::AuditFinding>> reconcile(const std::vector<std::unique_ptr<runtime::Module>>& modules) {
    std::vector<runtime::AuditFinding> out;
    for (const auto& module : modules) {
        SH_TRY(auto findings, module->audit());
        std::move(findings.begin(), findings.end(), std::back_inserter(out));
    }
    return out;
}

}  // namespace shanhai
