#include "services/all_in_one/reconcile.hpp"

#include <cstdlib>
#include <iterator>
#include <map>
#include <thread>

#include "services/all_in_one/wait_for.hpp"
#include "services/measurement/ledger/against_orders.hpp"
#include "services/orders/api.hpp"
#include "services/traceability/api.hpp"

namespace shanhai {
namespace {

using Findings = std::vector<runtime::AuditFinding>;
using Modules = std::vector<std::unique_ptr<runtime::Module>>;

constexpr int kLooks = 20;
constexpr std::chrono::milliseconds kBetweenLooks{250};

// Figures that two services name alike must be equal.
Result<Findings> compare_figures(const Modules& modules) {
  std::map<std::string, std::vector<std::pair<std::string, std::int64_t>>> by_name;
  for (const auto& module : modules) {
    SH_TRY(const auto figures, module->figures());
    for (const auto& [name, value] : figures) by_name[name].emplace_back(module->name(), value);
  }
  Findings out;
  for (const auto& [name, figures] : by_name) {
    runtime::AuditFinding finding{"figures." + name, static_cast<std::int64_t>(figures.size()), 0, {}};
    for (const auto& [service, value] : figures) {
      finding.difference += std::llabs(value - figures.front().second);
      finding.detail += (finding.detail.empty() ? "" : ", ") + service + " says " + std::to_string(value);
    }
    out.push_back(std::move(finding));
  }
  return out;
}

// What traceability gave up of each lot is what orders took over.
Result<runtime::AuditFinding> compare_lots(orders::Api& orders, traceability::Api& traceability) {
  runtime::AuditFinding out{"lots.on_sale", 0, 0, {}};
  traceability::LotSoldQuery query;
  do {
    SH_TRY(const auto page, wait_for(traceability.lots_sold(query)));
    if (page.items.empty()) break;
    orders::LotAccountQuery wanted;
    for (const auto& lot : page.items) wanted.lots.push_back(lot.lot);
    SH_TRY(const auto accounts, wait_for(orders.lot_accounts(wanted)));
    std::map<LotId, std::int64_t> received;
    for (const auto& account : accounts.items) received[account.lot] = account.received;
    for (const auto& lot : page.items) {
      const auto difference = std::llabs(lot.transferred - received[lot.lot]);
      ++out.compared;
      out.difference += difference;
      if (difference != 0) out.detail = "such as of " + lot.lot.str();
    }
    query.after = page.next;
  } while (query.after);
  return out;
}

bool differs(const Findings& findings) {
  for (const auto& finding : findings) {
    if (finding.difference != 0) return true;
  }
  return false;
}

}  // namespace

Result<Findings> reconcile(const Modules& modules, runtime::Peers& peers, const std::string& service, Instant now) {
  Findings out;
  const auto concerns = [&](std::string_view name) { return service.empty() || service == name; };
  for (const auto& module : modules) {
    if (!concerns(module->name())) continue;
    SH_TRY(auto findings, module->audit());
    std::move(findings.begin(), findings.end(), std::back_inserter(out));
  }
  const auto orders = peers.get<orders::Api>();
  const auto traceability = peers.get<traceability::Api>();
  const auto books = peers.get<orders::BooksApi>();
  const auto measured = peers.get<measurement::Api>();
  Findings between;
  for (int look = 0; look < kLooks; ++look) {
    if (look > 0) std::this_thread::sleep_for(kBetweenLooks);  // events are on their way
    between.clear();
    if (concerns("orders") || concerns("measurement")) {
      SH_TRY(between, compare_figures(modules));
    }
    if (concerns("orders") || concerns("traceability")) {
      SH_TRY(auto lots, compare_lots(*orders, *traceability));
      between.push_back(std::move(lots));
    }
    if (differs(between)) continue;
    if (!concerns("measurement")) break;
    SH_TRY(auto volume, wait_for(measurement::compare_with_orders(*books, *measured, now)));
    std::move(volume.begin(), volume.end(), std::back_inserter(between));
    if (!differs(between)) break;
  }
  std::move(between.begin(), between.end(), std::back_inserter(out));
  return out;
}

}  // namespace shanhai
