#include "services/measurement/registrations/service.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"
#include "services/measurement/flags/store.hpp"
#include "services/measurement/registrations/change.hpp"
#include "services/measurement/registrations/views.hpp"

namespace shanhai::measurement {
namespace {

bool is_official(const auth::Principal& caller) {
  return caller.role == auth::Role::agency || caller.role == auth::Role::platform_operator;
}

// The region's own finances: seeing goods of one's counties is not enough.
bool oversees(const auth::Principal& caller, const RegistrationRow& row) {
  return caller.region == "*" || is_within(row.buyer_division, caller.region);
}

Result<void> check_side(const Acting& acting, const RegistrationRow& row, RegistrationAction action) {
  const bool own = acting.side == row.registered_by;
  if (own != (action == RegistrationAction::withdraw)) return Error::forbidden("not_your_step");
  return {};
}

Result<void> check_doubts(db::Tx& tx, const RegistrationRow& row, const ReviewBody& body) {
  if (body.decision != ReviewDecision::approve || row.kind == RegistrationKind::reversal) return {};
  const auto cleared = body.despite.value_or(std::vector<Doubt>{});
  json::Array open;
  for (const auto doubt : doubts_of(row, !store::list_invoice_uses(tx, row).empty())) {
    if (std::find(cleared.begin(), cleared.end(), doubt) == cleared.end()) open.push_back(json::write(doubt));
  }
  if (open.empty()) return {};
  return Error::conflict("doubts_open", "say that each was cleared up").with("doubts", std::move(open));
}

RegistrationAction action_of(ReviewDecision decision) {
  if (decision == ReviewDecision::approve) return RegistrationAction::approve;
  return decision == ReviewDecision::refuse ? RegistrationAction::refuse : RegistrationAction::send_back;
}

std::int64_t days_max(db::Tx& tx) {
  return store::find_limit(tx, LimitName::offline_days, "", china_date(tx.now())).value_or(0);
}

// About the registration behind which the file stands; who showed it again is a figure, as it names nobody.
NewFlag flag_of_reuse(const RegistrationRow& first, const std::string& sha256, const Acting& acting, Date today) {
  NewFlag flag;
  flag.rule = FlagRule::voucher_reuse;
  flag.evidence_key = sha256 + ':' + acting.organisation.str();
  flag.supplier = first.supplier.id;
  flag.buyer = first.buyer.id;
  flag.buyer_division = first.buyer_division;
  if (!first.lines.empty()) flag.county = first.lines.front().production_county;
  flag.occurred_on = today;
  flag.amount = first.amount;
  const bool same = acting.organisation == first.supplier.id || acting.organisation == first.buyer.id;
  flag.evidence.figures = {{"by_a_side_of_the_first", same ? 1 : 0},
                           {"by_a_supplier", acting.side == TradeSide::supplier ? 1 : 0}};
  flag.evidence.orders = {OrderId(first.id.bytes())};
  return flag;
}

// Takes the files out of the body.
std::vector<files::Upload> take_uploads(RegistrationBody& body) {
  std::vector<files::Upload> out;
  for (std::size_t i = 0; i < body.vouchers.size(); ++i)
    out.push_back({std::exchange(body.vouchers[i].file, {}), "/vouchers/" + std::to_string(i) + "/file"});
  return out;
}

}  // namespace

Result<RegistrationScope> registration_scope(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator) return RegistrationScope{};
  if (caller.role == auth::Role::agency) {
    SH_TRY(auto seen, visibility_of(caller.region));
    return RegistrationScope{std::nullopt, std::move(seen.buyers), std::move(seen.origins)};
  }
  if (!caller.organisation) return Error::forbidden();
  return RegistrationScope{*caller.organisation, {}, {}};
}

Result<RegistrationRef> Registrations::write(db::Tx& tx, const Command& command, const Acting& acting,
                                             RegistrationRow row, const std::string& reason) {
  const auto id = row.id;
  RegistrationChange change(tx, context_.random, command, std::move(row));
  SH_CHECK(change.insert(reason));
  SH_CHECK(claim_vouchers(tx, change.row(), {acting.organisation, {}, {}}));
  return RegistrationRef{id};
}

Task<Result<db::Replayable<RegistrationRef>>> Registrations::submit(Command command, RegistrationBody body,
                                                                    db::IdempotencyKey key) {
  SH_CO_TRY(const auto acting, acting_of(command.caller));
  auto uploads = take_uploads(body);
  // Before anything is written to disk.
  auto look = [body](db::Tx& tx) -> Result<void> { return check_body(body, china_date(tx.now()), days_max(tx)); };
  auto looked = co_await context_.database.transaction(std::move(look));
  if (looked.has_error()) {
    // What was taken before is answered as it was, even if it would be too old by now.
    const Error error = std::move(looked).error();
    auto answer = [error, key](db::Tx& tx) -> Result<db::Replayable<RegistrationRef>> {
      return db::idempotent(tx, key, [&]() -> Result<RegistrationRef> { return error; });
    };
    auto out = co_await context_.database.transaction(std::move(answer));
    co_return out;
  }
  SH_CO_TRY(const auto kept, co_await archive_.keep(std::move(uploads)));
  auto work = [this, command, acting, body, kept, key](db::Tx& tx) -> Result<db::Replayable<RegistrationRef>> {
    return db::idempotent(tx, key, [&]() -> Result<RegistrationRef> {
      SH_TRY(auto row, build_registration(tx, context_.random, acting, body, kept));
      return write(tx, command, acting, std::move(row), "");
    });
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  if (out.has_error() && out.error().code == "voucher_used") co_await flag_reuse(acting, kept);
  co_return out;
}

// What was refused left nothing behind; that it was tried does.
Task<> Registrations::flag_reuse(Acting acting, std::vector<files::KeptFile> kept) {
  auto work = [this, acting, kept](db::Tx& tx) -> Result<void> {
    for (const auto& file : kept) {
      const auto holder = store::lock_voucher_claim(tx, file.sha256);
      const auto first = holder ? store::find_registration(tx, *holder, {}) : std::nullopt;
      if (first && !has_ended(first->state))
        store::raise_flag(tx, context_.random, flag_of_reuse(*first, file.sha256, acting, china_date(tx.now())),
                          tx.now());
    }
    return {};
  };
  auto done = co_await context_.database.transaction(std::move(work));
  done.value();
  context_.sequencer.committed();
}

Task<Result<db::Replayable<RegistrationRef>>> Registrations::reverse(Command command, RegistrationId id,
                                                                     RegistrationReason body, db::IdempotencyKey key) {
  SH_CO_TRY(const auto acting, acting_of(command.caller));
  auto work = [this, command, acting, id, body, key](db::Tx& tx) -> Result<db::Replayable<RegistrationRef>> {
    return db::idempotent(tx, key, [&]() -> Result<RegistrationRef> {
      const auto old = store::find_registration(tx, id, {acting.organisation, {}, {}});
      if (!old) return Error::not_found("registration");
      return write(tx, command, acting, build_reversal(tx, context_.random, acting, *old), body.reason);
    });
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<RegistrationView>> Registrations::step(Command command, RegistrationId id, RegistrationAction action,
                                                   std::string reason) {
  SH_CO_TRY(const auto acting, acting_of(command.caller));
  auto work = [this, command, acting, id, action, reason](db::Tx& tx) -> Result<RegistrationView> {
    const RegistrationScope scope{acting.organisation, {}, {}};
    SH_TRY(auto change, RegistrationChange::lock(tx, context_.random, command, id, scope));
    SH_CHECK(check_side(acting, change.row(), action));
    SH_CHECK(change.move(action, reason));
    return view_registration(tx, change.row(), scope);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<RegistrationView>> Registrations::review(Command command, RegistrationId id, ReviewBody body) {
  SH_CO_TRY(const auto scope, registration_scope(command.caller));
  auto work = [this, command, scope, id, body](db::Tx& tx) -> Result<RegistrationView> {
    SH_TRY(auto change, RegistrationChange::lock(tx, context_.random, command, id, scope));
    if (!oversees(command.caller, change.row())) return Error::forbidden("not_your_buyers");
    SH_CHECK(move_registration(change.row().state, action_of(body.decision)));
    SH_CHECK(check_doubts(tx, change.row(), body));
    SH_CHECK(change.move(action_of(body.decision), body.reason));
    return view_registration(tx, change.row(), scope);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<RegistrationView>> Registrations::get(auth::Principal caller, RegistrationId id) {
  SH_CO_TRY(const auto scope, registration_scope(caller));
  auto work = [this, caller, scope, id](db::Tx& tx) -> Result<RegistrationView> {
    const auto row = store::find_registration(tx, id, scope);
    if (!row) return Error::not_found("registration");
    if (is_official(caller))
      audit_read(tx, context_.random, caller, "measurement.registration.read", {{"registration", id.str()}});
    return view_registration(tx, *row, scope);
  };
  auto out = co_await context_.database.transaction(std::move(work));
  co_return out;
}

Task<Result<RegistrationPage>> Registrations::list(auth::Principal caller, RegistrationQuery query) {
  SH_CO_TRY(const auto scope, registration_scope(caller));
  SH_CO_TRY(const auto before, before_of(query));
  auto work = [this, caller, scope, query, before](db::Tx& tx) -> Result<RegistrationPage> {
    auto rows = store::list_registrations(tx, scope, query.state, before, query.size() + 1);
    if (is_official(caller))
      audit_read(tx, context_.random, caller, "measurement.registrations.read", json::write(query).as_object());
    return page_of(std::move(rows), query.size());
  };
  auto out = co_await context_.database.transaction(std::move(work));
  co_return out;
}

Task<Result<VoucherContent>> Registrations::voucher(auth::Principal caller, RegistrationId id, FileId file) {
  SH_CO_TRY(const auto scope, registration_scope(caller));
  auto find = [this, caller, scope, id, file](db::Tx& tx) -> Result<files::KeptFile> {
    const auto row = store::find_registration(tx, id, scope);
    if (!row) return Error::not_found("registration");
    for (const auto& voucher : row->vouchers) {
      if (voucher.file != file) continue;
      if (is_official(caller))
        audit_read(tx, context_.random, caller, "measurement.voucher.read",
                   {{"registration", id.str()}, {"file", file.str()}});
      return voucher.kept;
    }
    return Error::not_found("file");
  };
  SH_CO_TRY(auto kept, co_await context_.database.transaction(std::move(find)));
  VoucherContent out{kept, {}};
  auto bytes = co_await archive_.read(std::move(kept));
  out.bytes = std::move(bytes);
  co_return out;
}

}  // namespace shanhai::measurement
