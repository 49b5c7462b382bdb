#include "services/traceability/audit.hpp"

#include "services/traceability/epcis/recorder.hpp"
#include "services/traceability/tally.hpp"
#include "services/traceability/trace/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kPage = 500;

struct LotTallies {
  Tally balance, inputs, transfers, deliveries, households, write_offs;
};

std::int64_t distance(std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; }

void compare(Tally& tally, const std::string& lot, std::int64_t stated, std::int64_t counted) {
  ++tally.compared;
  if (stated != counted)
    tally.differs(lot + " states " + std::to_string(stated) + ", counted " + std::to_string(counted),
                  distance(stated, counted));
}

void compare_lot(LotTallies& tallies, const db::Row& row) {
  const auto lot = row.get<LotId>("id").str();
  const auto at = [&](std::string_view column) { return row.get<std::int64_t>(column); };
  compare(tallies.balance, lot, at("quantity"),
          at("available") + at("consumed") + at("reserved") + at("transferred") + at("written_off"));
  compare(tallies.write_offs, lot, at("written_off"), at("written_off_sum"));
  compare(tallies.inputs, lot, at("consumed"), at("input_sum"));
  compare(tallies.transfers, lot, at("reserved"), at("reserved_sum"));
  compare(tallies.transfers, lot, at("transferred"), at("confirmed_sum"));
  compare(tallies.households, lot, at("households"), at("household_count"));
  if (row.get<LotKind>("kind") == LotKind::raw) compare(tallies.deliveries, lot, at("quantity"), at("delivered_sum"));
}

// Runs `read_page` on pages of rows until one is empty; it gives the last id it saw.
template <class IdType, class ReadPage>
Result<void> for_each_page(db::Database& database, ReadPage read_page) {
  IdType after;
  for (;;) {
    SH_TRY(const std::optional<IdType> last,
           database.transaction_blocking(
               [&](db::Tx& tx) -> Result<std::optional<IdType>> { return read_page(tx, after); }));
    if (!last) return {};
    after = *last;
  }
}

}  // namespace

Result<std::vector<runtime::AuditFinding>> audit(db::Database& database) {
  LotTallies lots;
  SH_CHECK(for_each_page<LotId>(database, [&](db::Tx& tx, LotId after) {
    const auto rows = tx.query(sql::traceability::audit_lots, {{"after", after}, {"limit", kPage}});
    std::optional<LotId> last;
    for (const auto row : rows) {
      compare_lot(lots, row);
      last = row.get<LotId>("id");
    }
    return last;
  }));
  Tally events;
  SH_CHECK(for_each_page<EpcisEventId>(database, [&](db::Tx& tx, EpcisEventId after) {
    std::optional<EpcisEventId> last;
    for (const auto& event : store::list_events_after(tx, after, kPage)) {
      ++events.compared;
      if (const auto wrong = epcis::tampering(event); !wrong.empty()) events.differs(event.id.str() + ": " + wrong, 1);
      last = event.id;
    }
    return last;
  }));
  std::vector<runtime::AuditFinding> out;
  out.push_back(std::move(lots.balance).finding("traceability.lot_balance"));
  out.push_back(std::move(lots.deliveries).finding("traceability.raw_lots_are_deliveries"));
  out.push_back(std::move(lots.inputs).finding("traceability.consumed_is_input"));
  out.push_back(std::move(lots.transfers).finding("traceability.transfers"));
  out.push_back(std::move(lots.households).finding("traceability.households"));
  out.push_back(std::move(lots.write_offs).finding("traceability.write_offs"));
  out.push_back(std::move(events).finding("traceability.event_hashes"));
  return out;
}

}  // namespace shanhai::traceability
