#include "services/measurement/flags/service.hpp"

namespace shanhai::measurement {
namespace {

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

}  // namespace

Task<Result<FlagPage>> Flags::list(auth::Principal caller, FlagQuery query) {
  SH_CO_TRY(const auto scope, scope_of(caller));
  SH_CO_TRY(const auto before, before_of(query));
  auto work = [this, caller, query, scope, before](db::Tx& tx) -> Result<FlagPage> {
    FlagPage out;
    out.items = store::list_flags(tx, query, scope, before, query.size() + 1);
    if (out.items.size() > static_cast<std::size_t>(query.size())) {
      out.items.pop_back();
      out.next_cursor = out.items.back().flag_id.str();
    }
    audit_read(tx, context_.random, caller, "measurement.flags.read", json::write(query).as_object());
    return out;
  };
  auto out = co_await context_.database.transaction(std::move(work));
  co_return out;
}

Task<Result<FlagView>> Flags::get(auth::Principal caller, FlagId id) {
  SH_CO_TRY(const auto scope, scope_of(caller));
  auto work = [this, caller, id, scope](db::Tx& tx) -> Result<FlagView> {
    auto flag = store::find_flag(tx, id, scope);
    if (!flag) return Error::not_found("flag");
    audit_read(tx, context_.random, caller, "measurement.flag.read", {{"flag", id.str()}});
    return std::move(*flag);
  };
  auto out = co_await context_.database.transaction(std::move(work));
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
    SH_TRY(flag->state, move_flag(flag->state, review.action));
    store::review_flag(tx, context_.random, *flag, review.action, command.caller.actor(), command.caller.organisation,
                       review.reason, command.trace_id);
    return std::move(*flag);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

}  // namespace shanhai::measurement
