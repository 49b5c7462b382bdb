#include "services/traceability/records/inspection.hpp"

#include <algorithm>

#include "common/db/audit.hpp"
#include "services/traceability/records/sheets.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kLotsAtOnce = 200, kDaysMax = 366;

// The first id that could have been made at that moment: ids begin with the milliseconds since 1970 (UUIDv7).
LotId first_id_of(Instant moment) {
  auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
  IdBytes bytes{};
  for (int i = 5; i >= 0; --i, rest >>= 8) bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(rest & 0xFF);
  return LotId(bytes);
}

struct Period {
  Date from{}, to{};
};

Result<Period> period_of(const SheetQuery& query, Date today) {
  Period out;
  out.to = query.to.value_or(today);
  out.from = query.from.value_or(Date(out.to.year(), out.to.month(), std::chrono::day(1)));
  const auto days = std::chrono::sys_days(out.to) - std::chrono::sys_days(out.from);
  if (days.count() < 0) return Error::invalid_field("query/to", "before_from", "");
  if (days.count() >= kDaysMax) return Error::invalid_field("query/to", "period_too_long", "at most 366 days");
  return out;
}

Error too_many(std::int64_t rows) {
  Error out;
  out.kind = ErrorKind::too_large;
  out.code = "sheet_limit";
  out.detail = "more than " + std::to_string(rows) + " rows or lots: ask for a shorter period";
  return out;
}

}  // namespace

Task<Result<SheetFile>> InspectionService::sheet(auth::Principal caller, SheetKind kind, SheetQuery query,
                                                 http::Language language) {
  SH_CO_TRY(const auto period, period_of(query, china_date(database_.clock().now())));
  SH_CO_TRY(auto whole, lot_scope_of(caller));
  std::optional<std::string> county;
  if (query.county) county = query.county->str();
  SH_CO_TRY(auto scope, narrowed(std::move(whole), county));
  std::optional<LotScope> asked = scope;
  if (query.supplier) asked = narrowed(std::move(scope), *query.supplier);
  auto read = [&](db::Tx& tx) -> Result<sheets::Table> {
    auto table = empty_sheet(kind, language);
    table.created = start_of_china_day(add_days(period.to, 1));
    const auto before = first_id_of(table.created);
    auto after = first_id_of(start_of_china_day(period.from));
    std::int64_t seen = 0;
    for (std::int64_t found = asked ? kLotsAtOnce : 0; found == kLotsAtOnce;) {
      auto lots = store::list_sheet_lots(tx, *asked, after, before, kLotsAtOnce);
      found = static_cast<std::int64_t>(lots.size());
      if (found > 0) after = lots.back().id;
      append_rows(table, kind, read_sheet_page(tx, kind, std::move(lots)));
      // Also lots that no row tells of: one snapshot does not read without end.
      seen = std::max(seen + found, static_cast<std::int64_t>(table.rows.size()));
      if (seen > rows_max_) return too_many(rows_max_);
    }
    return table;
  };
  auto table = co_await database_.snapshot(read);
  if (table.has_error()) co_return std::move(table).error();
  auto audit = [&](db::Tx& tx) -> Result<void> {
    audit_read(tx, caller, "traceability.lot_sheet.read", name_of(kind));
    return {};
  };
  auto audited = co_await database_.transaction(audit);
  if (audited.has_error()) co_return std::move(audited).error();
  // A lot of work, and XLSX goes through files: no snapshot and no database worker waits for it.
  const auto format = query.format.value_or(SheetFormat::csv);
  const auto name = name_of(kind) + "-" + to_string(period.from) + "-" + to_string(period.to) + "." + name_of(format);
  auto make = [name, format, rows = std::move(*table)](std::size_t) -> SheetFile {
    if (format == SheetFormat::csv) return {name, "text/csv", sheets::to_csv(rows)};
    return {name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets::to_xlsx(rows)};
  };
  auto file = co_await workers_.run(std::move(make));
  co_return file;
}

void InspectionService::audit_read(db::Tx& tx, const auth::Principal& caller, std::string action, std::string subject) {
  if (caller.role == auth::Role::supplier) return;  // its own
  db::append_audit(tx, random_,
                   {caller.actor(),
                    std::move(action),
                    std::move(subject),
                    {{"region", caller.region.empty() ? "*" : caller.region}}});
}

Task<Result<SheetFile>> InspectionService::report(auth::Principal caller, LotId lot, TestId test) {
  SH_CO_TRY(const auto scope, lot_scope_of(caller));
  auto find = [&](db::Tx& tx) -> Result<files::KeptFile> {
    auto found = store::find_report(tx, scope, lot, test);
    if (!found) return Error::not_found("test");
    audit_read(tx, caller, "traceability.report.read", test.str());
    return std::move(*found);
  };
  auto kept = co_await database_.transaction(find);
  if (kept.has_error()) co_return std::move(kept).error();
  const auto file = *kept;
  auto bytes = co_await archive_.read(file);
  co_return SheetFile{file.document_name, file.media_type, std::move(bytes)};
}

}  // namespace shanhai::traceability
