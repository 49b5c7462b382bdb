#include "services/measurement/registrations/audit.hpp"

#include "services/measurement/ledger/ledger.hpp"
#include "services/measurement/registrations/api.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

constexpr Instant kNever{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};

std::int64_t distance(std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; }

}  // namespace

Result<runtime::AuditFinding> audit_registrations(db::Tx& tx) {
  const auto next = Ledger(tx, Origin::registrations).sequence() + 1;
  const auto waiting = tx.query(q::find_uncounted_event, {{"next", next}});
  const auto before = waiting.front().find<Instant>("occurred_at").value_or(kNever);
  runtime::AuditFinding out{"measurement.offline_sales", 0, 0, ""};
  for (const auto row : tx.query(q::audit_registrations, {{"no_source", RefundId()}, {"before", before}})) {
    const auto amount = row.get<std::int64_t>("amount_fen");
    const bool reversed = row.get<RegistrationState>("state") == RegistrationState::reversed;
    const auto differs = distance(row.get<std::int64_t>("counted_fen"), amount) +
                         distance(row.get<std::int64_t>("taken_back_fen"), reversed ? amount : 0);
    ++out.compared;
    out.difference += differs;
    if (differs != 0 && out.detail.empty()) out.detail = row.get<RegistrationId>("id").str();
  }
  return out;
}

}  // namespace shanhai::measurement
