#include "services/measurement/reserved_share/reminders.hpp"

#include "common/base/failpoint.hpp"
#include "services/measurement/reserved_share/notices.hpp"
#include "services/measurement/reserved_share/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::int64_t kBatch = 200;
constexpr std::chrono::milliseconds kPause(600'000);
constexpr int kMonths = 12;
constexpr std::string_view kDeclare = "declare", kBuy = "buy";

// Of each year the newest version.
std::map<int, DeadlineView> deadlines_in_force(db::Tx& tx) {
  std::map<int, DeadlineView> out;
  for (auto& deadline : store::list_deadlines(tx)) out[deadline.year] = std::move(deadline);
  return out;
}

struct Told {
  std::int64_t count = 0;
  std::optional<DeclarationId> next;  // behind which there may be more
  bool more = false;
};

Told remind_to_declare(db::Tx& tx, Context& context, const DeadlineView& deadline) {
  Told out;
  const auto today = china_date(tx.now());
  const auto units = store::list_undeclared(tx, deadline.year, kDeclare, deadline.declare_by, today, kBatch);
  for (const auto unit : units) {
    if (!store::insert_reminder(tx, deadline.year, kDeclare, deadline.declare_by, unit)) continue;
    remind(tx, context, unit, deadline.year, deadline.declare_by, std::nullopt);
    ++out.count;
  }
  SHANHAI_FAILPOINT("measurement.reserved_share.reminded");
  out.more = units.size() == static_cast<std::size_t>(kBatch);
  return out;
}

Result<Told> remind_to_buy(db::Tx& tx, Context& context, const SharePolicy& policy, const DeadlineView& deadline,
                           DeclarationId after) {
  Told out;
  const store::DeclarationFilter filter{deadline.year, DeclarationState::confirmed, std::nullopt};
  const auto rows = store::list_declarations(tx, filter, {}, after, kBatch);
  SH_TRY(const auto state, state_of(tx, std::nullopt));
  SH_TRY(const auto bought, bought_for(tx, policy, rows, deadline.year, kMonths, state));
  for (const auto& row : rows) {
    const auto missing = row.reserved - bought.at(row.id);
    if (missing <= Money()) continue;
    if (!store::insert_reminder(tx, deadline.year, kBuy, deadline.buy_by, row.unit)) continue;
    remind(tx, context, row.unit, deadline.year, deadline.buy_by, missing);
    ++out.count;
  }
  out.more = rows.size() == static_cast<std::size_t>(kBatch);
  if (out.more) out.next = rows.back().id;
  return out;
}

}  // namespace

Task<std::int64_t> Reminders::run_once() {
  auto read = [](db::Tx& tx) -> Result<std::pair<std::map<int, DeadlineView>, Date>> {
    return std::pair(deadlines_in_force(tx), china_date(tx.now()));
  };
  auto found = co_await context_.database.snapshot(std::move(read));
  const auto [deadlines, today] = std::move(found).value();
  std::int64_t told = 0;
  for (const auto& [year, deadline] : deadlines) {
    const int days = static_cast<int>(deadline.remind_days);
    const bool declaring = is_reminder_day(today, deadline.declare_by, days);
    for (bool more = declaring; more;) {
      auto work = [this, deadline = deadline](db::Tx& tx) -> Result<Told> {
        return remind_to_declare(tx, context_, deadline);
      };
      auto some = co_await context_.database.transaction(std::move(work));
      told += some.value().count;
      more = some.value().more;
    }
    DeclarationId after;
    for (bool more = is_reminder_day(today, deadline.buy_by, days); more;) {
      auto work = [this, deadline = deadline, after](db::Tx& tx) {
        return remind_to_buy(tx, context_, policy_, deadline, after);
      };
      auto some = co_await context_.database.transaction(std::move(work));
      told += some.value().count;
      more = some.value().more;
      if (more) after = *some.value().next;
    }
  }
  co_return told;
}

Task<> Reminders::loop(Loop& own, std::function<void()> told) {
  while (!own.stopping()) {
    const auto count = co_await run_once();
    if (count > 0) told();
    co_await own.pause(kPause);
  }
}

}  // namespace shanhai::measurement
