#include "services/orders/settlement/payouts/accounts.hpp"

#include <algorithm>

#include "common/events/event.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/scope.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/settlement/payouts/store.hpp"
#include "services/orders/settlement/service.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kShownDigits = 4;

std::string seal_context(PayoutAccountId id) { return "orders.payout_account:" + id.str(); }

Result<void> check_body(const PayoutAccountBody& body) {
  std::vector<FieldError> wrong;
  if (!is_plain_name(body.holder.str())) wrong.push_back({"/holder", "not_a_plain_name", {}});
  if (!is_plain_name(body.bank.str())) wrong.push_back({"/bank", "not_a_plain_name", {}});
  if (body.branch && !is_plain_name(body.branch->str())) wrong.push_back({"/branch", "not_a_plain_name", {}});
  if (!is_account_number(body.account_number.str())) wrong.push_back({"/account_number", "expected_digits", {}});
  if (body.bank_code && !is_bank_code(body.bank_code->str())) wrong.push_back({"/bank_code", "expected_digits", {}});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

void tell(db::Tx& tx, Context& context, std::string_view type, const PayoutAccountRow& account, const By& by) {
  events::append(tx, context.random,
                 {type, "payout_account", account.id.str(), account.version, by.actor, by.reason, by.trace_id,
                  json::write(PayoutAccountFacts{account.id, account.supplier}).as_object()});
  // Whoever did it, all administrators hear of it: that is how a stolen password shows.
  tell_supplier(tx, context, type, account.supplier, {{"digits", account.last_digits}});
}

void end_account(db::Tx& tx, Context& context, PayoutAccountRow& account, PayoutAccountEnd end, const By& by) {
  account.ended_at = tx.now();
  account.ended_as = end;
  ++account.version;
  store::update_account(tx, account);
  // What people write may name a person, and events are never erased: their words stay in the row.
  tell(tx, context, kPayoutAccountEnded, account, {by.actor, by.trace_id, name_of(end)});
}

// Whether it is the newest of those that have held: `accounts` are the supplier's, the newest first.
bool is_newest(const PayoutAccountRow& account, const std::vector<PayoutAccountRow>& accounts, Instant now) {
  const auto found = std::find_if(accounts.begin(), accounts.end(),
                                  [&](const PayoutAccountRow& one) { return has_held(one.standing(), now); });
  return found != accounts.end() && found->id == account.id;
}

PayoutAccountView view_of(const Context& context, const PayoutAccountRow& account, bool newest, Instant now,
                          bool with_holder) {
  PayoutAccountView out;
  out.payout_account_id = account.id;
  out.supplier_id = account.supplier;
  out.state = state_of(account.standing(), newest, now);
  out.bank = account.bank;
  out.masked_number = masked_number(account.last_digits);
  if (with_holder) out.holder = open_account(context.vault, account).holder;
  out.holder_matches = account.holder_matches;
  out.registered_at = account.registered_at;
  out.effective_at = account.effective_at;
  out.ended_at = account.ended_at;
  if (!account.decision_reason.empty()) out.decision_reason = account.decision_reason;
  return out;
}

bool sees_holder(const auth::Principal& caller) {
  return caller.role == auth::Role::platform_operator || caller.administrator;
}

Result<PayoutAccountView> read_view(db::Tx& tx, const Context& context, PayoutAccountId id,
                                    const auth::Principal& caller) {
  SH_TRY(const auto row, store::get_account(tx, id, scope_of(caller).supplier));
  const auto all = store::list_accounts(tx, row.supplier, last_id<PayoutAccountId>(), 1000);
  return view_of(context, row, is_newest(row, all, tx.now()), tx.now(), sees_holder(caller));
}

PayoutAccountRef add_account(db::Tx& tx, Context& context, OrganisationId supplier, const PayoutAccountBody& body,
                             const Command& command) {
  store::lock_payables(tx, supplier);  // registering at once is one after the other
  for (auto& other : store::lock_accounts(tx, supplier)) {
    if (state_of(other.standing(), false, tx.now()) != PayoutAccountState::pending) continue;
    end_account(tx, context, other, PayoutAccountEnd::superseded, by_of(command));
  }
  const auto& number = body.account_number.str();
  const BankAccount account{body.holder.str(), number, body.branch ? body.branch->str() : std::string(),
                            body.bank_code ? body.bank_code->str() : std::string()};
  PayoutAccountRow row;
  row.id = PayoutAccountId(make_uuid_v7(tx.now(), context.random));
  row.supplier = supplier;
  row.sealed = context.vault.seal_directly(json::print(account), seal_context(row.id));
  row.bank = body.bank.str();
  row.last_digits = number.substr(number.size() - kShownDigits);
  row.holder_matches = account.holder == store::supplier_name(tx, supplier);
  row.registered_by = command.caller.account;
  row.registered_at = tx.now();
  if (row.holder_matches) {
    row.effective_at = tx.now() + std::chrono::hours(24) * context.policy.payout_account_days;
  }
  store::insert_account(tx, row);
  tell(tx, context, kPayoutAccountRegistered, row, by_of(command, row.holder_matches ? "" : "another holder"));
  return {row.id};
}

Result<PayoutAccountPage> read_page(db::Tx& tx, const Context& context, const auth::Principal& caller,
                                    const PayoutAccountQuery& query) {
  std::optional<OrganisationId> supplier = query.supplier_id;
  if (caller.role == auth::Role::supplier) {
    SH_TRY(supplier, supplier_of(caller, query.supplier_id));
  }
  SH_TRY(const auto before, before_of<PayoutAccountId>(query.cursor));
  auto rows = store::list_accounts(tx, supplier, before, query.size() + 1);
  PayoutAccountPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const PayoutAccountRow& row) { return row.id; });
  for (const auto& row : rows) {
    const auto all = store::list_accounts(tx, row.supplier, last_id<PayoutAccountId>(), 1000);
    page.items.push_back(view_of(context, row, is_newest(row, all, tx.now()), tx.now(), sees_holder(caller)));
  }
  return page;
}

}  // namespace

std::optional<PayoutAccountRow> account_in_use(const std::vector<PayoutAccountRow>& accounts, Instant now) {
  for (const auto& account : accounts) {
    if (!has_held(account.standing(), now)) continue;
    if (account.ended_as) return std::nullopt;  // suspended: the one before it is not used in its place
    return account;
  }
  return std::nullopt;
}

BankAccount open_account(const auth::Vault& vault, const PayoutAccountRow& account) {
  const auto plain = vault.open_directly(account.sealed, seal_context(account.id));
  if (!plain) throw std::runtime_error("a payout account does not unseal");
  auto out = json::parse<BankAccount>(*plain);
  if (out.has_error()) throw std::runtime_error("a sealed payout account is none");
  return std::move(*out);
}

void suspend_account(db::Tx& tx, Context& context, PayoutAccountRow account, const std::string& actor) {
  if (account.ended_as) return;
  end_account(tx, context, account, PayoutAccountEnd::suspended, {actor, {}, {}});
}

Task<Result<db::Replayable<PayoutAccountView>>> PayoutAccounts::add(const Command& command, PayoutAccountBody body,
                                                                    db::IdempotencyKey key) {
  if (!command.caller.administrator) co_return Error::forbidden("administrator_required");
  SH_CO_CHECK(check_body(body));
  SH_CO_TRY(const auto supplier, supplier_of(command.caller, std::nullopt));
  auto work = [this, command, supplier, body, key](db::Tx& tx) -> Result<db::Replayable<PayoutAccountView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<PayoutAccountRef> {
             return add_account(tx, context_, supplier, body, command);
           }));
    SH_TRY(auto view, read_view(tx, context_, done.value.payout_account_id, command.caller));
    return db::Replayable<PayoutAccountView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PayoutAccountPage>> PayoutAccounts::list(const auth::Principal& caller, PayoutAccountQuery query) {
  auto read = [this, caller, query](db::Tx& tx) { return read_page(tx, context_, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

// Locks the supplier's accounts, lets `f(tx, account)` change the one that is named while it waits.
template <class F>
Task<Result<PayoutAccountView>> PayoutAccounts::change(Command command, PayoutAccountId id, F f) {
  auto work = [this, command, id, f](db::Tx& tx) -> Result<PayoutAccountView> {
    SH_TRY(const auto seen, store::get_account(tx, id, scope_of(command.caller).supplier));
    if (!sees_holder(command.caller)) return Error::forbidden("administrator_required");
    store::lock_payables(tx, seen.supplier);
    for (auto& account : store::lock_accounts(tx, seen.supplier)) {
      if (account.id != id) continue;
      if (state_of(account.standing(), false, tx.now()) != PayoutAccountState::pending) {
        return Error::conflict("payout_account_state", "it is decided, or its time to wait is over");
      }
      f(tx, account);
    }
    return read_view(tx, context_, id, command.caller);
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PayoutAccountView>> PayoutAccounts::approve(const Command& command, PayoutAccountId id,
                                                        std::string reason) {
  auto work = [this, command, reason](db::Tx& tx, PayoutAccountRow& account) {
    account.effective_at = tx.now();
    account.decision_reason = reason;
    ++account.version;
    store::update_account(tx, account);
    tell(tx, context_, kPayoutAccountApproved, account, by_of(command, "approved"));
  };
  auto out = co_await change(command, id, work);
  co_return out;
}

Task<Result<PayoutAccountView>> PayoutAccounts::refuse(const Command& command, PayoutAccountId id, std::string reason) {
  const bool own = command.caller.role == auth::Role::supplier;
  auto work = [this, command, reason, own](db::Tx& tx, PayoutAccountRow& account) {
    account.decision_reason = reason;
    end_account(tx, context_, account, own ? PayoutAccountEnd::withdrawn : PayoutAccountEnd::refused, by_of(command));
  };
  auto out = co_await change(command, id, work);
  co_return out;
}

}  // namespace shanhai::orders
