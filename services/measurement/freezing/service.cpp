#include "services/measurement/freezing/service.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "services/measurement/answered_before.hpp"
#include "services/measurement/audited_reading.hpp"
#include "services/measurement/freezing/domain.hpp"
#include "services/measurement/freezing/keys.hpp"
#include "services/measurement/registrations/entries.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

std::int64_t registrations_counted(db::Tx& tx) {
  const auto rows = tx.query(sql::measurement::freeze_find_counted, {{"consumer", kRegistrationsConsumer}});
  return rows.empty() ? 0 : rows.front().get<std::int64_t>("sequence");
}

std::vector<AdjustmentSum> sums_of(const std::vector<store::Adjustment>& adjustments) {
  std::vector<AdjustmentSum> out;
  for (const auto& one : adjustments)
    out.push_back({one.measure, one.kind, one.kind == "sale" ? one.amount : -one.amount, one.entries});
  return out;
}

// A file that has a name only as long as it takes to open it.
class NamelessFile {
 public:
  NamelessFile() {
    const int descriptor = ::mkstemp(path_.data());
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "make a file for figures");
    ::close(descriptor);
    out_.open(path_, std::ios::binary);
  }
  ~NamelessFile() { ::unlink(path_.c_str()); }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  void append(std::string_view text) { out_.write(text.data(), static_cast<std::streamsize>(text.size())); }
  std::shared_ptr<const http::OpenFile> open() {
    out_.close();
    auto file = out_ ? http::OpenFile::open(path_) : nullptr;
    if (!file) throw std::runtime_error("a file for figures cannot be written");
    return file;
  }

 private:
  std::string path_ = (std::filesystem::temp_directory_path() / "shanhai-figures-XXXXXX").string();
  std::ofstream out_;
};

}  // namespace

bool sees_everything(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator || caller.region == "*") return true;
  const auto* division = find_division(caller.region);
  return division && division->level == DivisionLevel::province;
}

FreezeView Freezes::view_of(const store::FrozenPeriod& frozen, const std::vector<std::string>& keys) const {
  return {
      frozen.period,         frozen.days.from, frozen.days.to, frozen.as_of,
      to_hex(frozen.digest), frozen.note,      keys,           "/v1/measurement/freezes/" + frozen.period + "/figures",
      frozen.reason,         frozen.frozen_at};
}

Result<store::FrozenPeriod> Freezes::cut_in(db::Tx& tx, const Command& command, const FreezeBody& body) {
  const auto& name = body.period.str();
  SH_TRY(const auto days, parse_freezable(name));
  SH_CHECK(check_over(days, china_date(tx.now()), freeze_policy_.days_after));
  store::lock_sources(tx);
  if (auto there = store::lock_cut(tx, name)) {
    if (!there->digest.empty()) return Error::conflict("period_already_frozen");
    return std::move(*there);
  }
  // Its figures are frozen with the other's, and as of that one's state.
  if (const auto around = store::find_cut_around(tx, name, days))
    return Error::conflict("period_already_frozen", "its days are frozen with " + *around);
  const auto as_of = current_as_of(tx);
  // Whatever is booked later is booked under a later day, then.
  if (as_of.orders.booked_on <= days.to ||
      store::waits_to_be_counted(tx, registrations_counted(tx), start_of_china_day(add_days(days.to, 1))))
    return Error::conflict("period_not_counted", "events of the period may still have to be counted");
  const store::FrozenPeriod cut{name, days, as_of.str(), {}, {}, body.reason, tx.now()};
  store::insert_cut(tx, cut, as_of, command.caller.actor());
  return cut;
}

Task<Result<store::FrozenPeriod>> Freezes::cut(Command command, FreezeBody body) {
  auto work = [this, command, body](db::Tx& tx) { return cut_in(tx, command, body); };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Result<FreezeView> Freezes::sign_in(db::Tx& tx, const Command& command, const std::string& period,
                                    const CanonicalFigures& figures) {
  store::lock_sources(tx);  // whoever makes the keys does so alone
  auto frozen = store::lock_cut(tx, period);
  if (!frozen || !frozen->digest.empty()) return Error::conflict("period_already_frozen");
  const auto digest = to_hex(figures.digest);
  const auto keys = load_keys(tx, context_, origin_, command.caller.actor());
  frozen->digest = figures.digest;
  frozen->note = keys.sign(text_of({keys.origin(), period, frozen->as_of, figures.rows, digest}));
  store::sign_cut(tx, *frozen);
  events::append(tx, context_.random,
                 {kPeriodFrozen, "period_freeze", period, 1, command.caller.actor(), frozen->reason, command.trace_id,
                  json::write(PeriodFrozen{period, frozen->as_of, digest}).as_object()});
  return view_of(*frozen, list_verifier_keys(tx));
}

Task<Result<db::Replayable<FreezeView>>> Freezes::freeze(Command command, db::IdempotencyKey key, FreezeBody body) {
  if (command.caller.role != auth::Role::agency || !sees_everything(command.caller))
    co_return Error::forbidden("freeze_without_authority");
  auto find = [key](db::Tx& tx) { return answered_before<FreezeView>(tx, key); };
  SH_CO_TRY(auto before, co_await context_.database.snapshot(find));
  if (before) co_return std::move(*before);
  SH_CO_TRY(const auto cut_at, co_await cut(command, body));
  SHANHAI_FAILPOINT("measurement.freeze.cut");
  auto read = [this, cut_at](db::Tx& tx) -> Result<CanonicalFigures> {
    SH_TRY(const auto as_of, read_as_of(tx, cut_at.as_of));
    return canonical_figures(tx, policy_, cut_at.period, as_of);
  };
  SH_CO_TRY(const auto figures, co_await context_.database.snapshot(read));
  auto work = [this, command, key, cut_at, figures](db::Tx& tx) {
    return db::idempotent(tx, key, [&] { return sign_in(tx, command, cut_at.period, figures); });
  };
  auto done = co_await context_.database.transaction(work);
  if (done.has_value()) context_.sequencer.committed();
  co_return done;
}

Task<Result<FreezeList>> Freezes::list(auth::Principal caller) {
  auto work = [this, caller](db::Tx& tx) -> Result<FreezeList> {
    FreezeList out;
    const auto keys = list_verifier_keys(tx);
    for (const auto& frozen : store::list_frozen(tx)) out.items.push_back(view_of(frozen, keys));
    audit_read(tx, context_.random, caller, "measurement.freezes.read", {});
    return out;
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<FreezeView>> Freezes::find(auth::Principal caller, std::string period) {
  auto work = [this, caller, period](db::Tx& tx) -> Result<FreezeView> {
    const auto frozen = store::find_frozen(tx, period);
    if (!frozen) return Error::not_found("freeze");
    audit_read(tx, context_.random, caller, "measurement.freezes.read", {{"period", period}});
    return view_of(*frozen, list_verifier_keys(tx));
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<FreezeAdjustments>> Freezes::adjustments(auth::Principal caller, std::string period) {
  if (!sees_everything(caller)) co_return Error::forbidden("figures_of_all_regions");
  auto work = [this, caller, period](db::Tx& tx) -> Result<FreezeAdjustments> {
    if (!store::find_frozen(tx, period)) return Error::not_found("freeze");
    audit_read(tx, context_.random, caller, "measurement.adjustments.read", {{"period", period}});
    return FreezeAdjustments{period, sums_of(store::list_adjustments(tx, period, RefundView::posting)),
                             sums_of(store::list_adjustments(tx, period, RefundView::sale))};
  };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<Freezes::FiguresFile>> Freezes::figures(auth::Principal caller, std::string period) {
  if (!sees_everything(caller)) co_return Error::forbidden("figures_of_all_regions");
  auto read = [this, period](db::Tx& tx) -> Result<FiguresFile> {
    const auto frozen = store::find_frozen(tx, period);
    if (!frozen) return Error::not_found("freeze");
    SH_TRY(const auto as_of, read_as_of(tx, frozen->as_of));
    NamelessFile file;
    auto take = [&file](std::string_view text) { file.append(text); };
    SH_TRY(const auto figures, canonical_figures(tx, policy_, period, as_of, take));
    if (figures.digest != frozen->digest)
      return Error::internal("the figures of the frozen period " + period + " are no longer what was signed");
    return FiguresFile{file.open(), to_hex(frozen->digest)};
  };
  json::Object details{{"period", period}};
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.frozen_figures.read",
                              std::move(details), std::move(read));
  auto out = co_await std::move(audited);
  co_return out;
}

}  // namespace shanhai::measurement
