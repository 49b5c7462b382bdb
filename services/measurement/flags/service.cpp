#include "services/measurement/flags/service.hpp"

#include "services/measurement/audited_reading.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::int64_t kScanned = 5000;  // flags that one page looks at

Result<store::FlagScope> scope_of(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator) return store::FlagScope{};
  SH_TRY(auto seen, visibility_of(caller.region));
  return store::FlagScope{std::move(seen.buyers), std::move(seen.origins)};
}

Result<FlagId> before_of(const FlagQuery& query) {
  if (!query.cursor) {
    IdBytes last;
    last.fill(0xff);
    return FlagId(last);
  }
  const auto id = FlagId::parse(query.cursor->str());
  if (id.has_error()) return Error::invalid_field("query/cursor", "invalid_cursor");
  return *id;
}

FlagAction action_of(FlagDecision decision) {
  switch (decision) {
    case FlagDecision::explain:
      return FlagAction::explain;
    case FlagDecision::confirm:
      return FlagAction::confirm;
    case FlagDecision::dismiss:
      return FlagAction::dismiss;
    case FlagDecision::reopen:
      return FlagAction::reopen;
  }
  throw std::logic_error("a decision without an action");
}

// What one person buys is told to nobody: a price stands by itself.
void hide_person(FlagView& flag) {
  if (flag.rule != FlagRule::price_deviation || flag.buyer_id) return;
  flag.amount = Money();
  flag.evidence.orders.clear();
  flag.evidence.lines.clear();
  flag.evidence.returned_lines.reset();
}

Result<FlagView> find_explained(db::Tx& tx, FlagId id, const store::FlagScope& scope) {
  auto flag = store::find_flag(tx, id, scope);
  if (!flag) return Error::not_found("flag");
  hide_person(*flag);
  flag->lines = store::list_flag_lines(tx, flag->evidence, scope);
  return std::move(*flag);
}

}  // namespace

Task<Result<FlagPage>> Flags::list(auth::Principal caller, FlagQuery query) {
  SH_CO_TRY(const auto scope, scope_of(caller));
  SH_CO_TRY(const auto before, before_of(query));
  auto read = [query, scope, before](db::Tx& tx) -> Result<FlagPage> {
    auto found = store::list_flags(tx, query, scope, before, query.size() + 1, kScanned);
    FlagPage out{std::move(found.items), std::nullopt};
    if (out.items.size() > static_cast<std::size_t>(query.size())) {
      out.items.pop_back();
      out.next_cursor = out.items.back().flag_id.str();
    } else if (!found.reached.is_nil()) {
      out.next_cursor = found.reached.str();
    }
    for (auto& flag : out.items) hide_person(flag);
    return out;
  };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.flags.read", std::move(details),
                              std::move(read));
  auto out = co_await std::move(audited);
  co_return out;
}

Task<Result<FlagView>> Flags::get(auth::Principal caller, FlagId id) {
  SH_CO_TRY(const auto scope, scope_of(caller));
  auto read = [id, scope](db::Tx& tx) { return find_explained(tx, id, scope); };
  json::Object details{{"flag", id.str()}};
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.flag.read", std::move(details),
                              std::move(read));
  auto out = co_await std::move(audited);
  co_return out;
}

Task<Result<FlagView>> Flags::review(Command command, FlagId id, FlagReview review) {
  SH_CO_TRY(const auto scope, scope_of(command.caller));
  auto work = [this, command, id, review, scope](db::Tx& tx) -> Result<FlagView> {
    store::lock_flag(tx, id);
    auto flag = store::find_flag(tx, id, scope);
    if (!flag) return Error::not_found("flag");
    // Who sees the goods only would decide on sellers of its own.
    if (!scope.origins.everything) return Error::forbidden("not_your_buyers");
    const store::FlagActor by{command.caller.actor(), command.caller.organisation, command.trace_id};
    SH_CHECK(store::step_flag(tx, context_.random, *flag, action_of(review.action), by, review.reason));
    return find_explained(tx, id, scope);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

}  // namespace shanhai::measurement
