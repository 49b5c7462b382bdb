#include "services/identity/accounts/person.hpp"
#include "services/identity/domain_phone.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/paging.hpp"
#include "services/identity/throttle/store.hpp"

namespace shanhai::identity {
namespace {

constexpr ThrottleRule kMembersPerAccount{50, std::chrono::minutes(10), std::chrono::minutes(1), std::chrono::hours(1)};

Result<Membership> require_member(db::Tx& tx, OrganisationId organisation, AccountId account) {
  const auto membership = store::find_membership(tx, organisation, account);
  if (!membership) return Error::not_found("organisation");
  return *membership;
}

Result<void> require_administrator(db::Tx& tx, OrganisationId organisation, AccountId account) {
  SH_TRY(const auto membership, require_member(tx, organisation, account));
  if (!membership.administrator) return Error::forbidden("administrator_required");
  return {};
}

// After a change under the organisation's lock.
Result<void> keep_an_administrator(db::Tx& tx, OrganisationId organisation) {
  if (store::count_members(tx, organisation).administrators == 0) return Error::conflict("last_administrator");
  return {};
}

MemberView view_of(const Membership& membership, std::string masked) {
  return {membership.account, membership.administrator, membership.granted_at, std::move(masked)};
}

}  // namespace

Result<MemberView> Organisations::grant(db::Tx& tx, const auth::Principal& caller, OrganisationId id,
                                        const NewMember& request, const Call& call) {
  // The organisation's row is the lock under which its members are counted.
  if (!store::lock_organisation(tx, id)) return Error::not_found("organisation");
  SH_CHECK(require_administrator(tx, id, caller.account));
  const auto phone = request.phone.str();
  const auto account =
      claim_account(tx, environment_, phone, AccountStatus::invited, {caller.actor(), "member added", call.trace_id});
  auto membership = store::lock_membership(tx, id, account.id);
  if (!membership) {
    membership.emplace();
    membership->id = MembershipId(make_uuid_v7(tx.now(), environment_.random));
    membership->organisation = id;
    membership->account = account.id;
    membership->administrator = request.administrator;
    membership->granted_at = tx.now();
    store::insert_membership(tx, *membership, caller.account);
  } else if (membership->ended_at || membership->administrator != request.administrator) {
    if (membership->ended_at) membership->granted_at = tx.now();
    membership->ended_at.reset();
    membership->administrator = request.administrator;
    membership->version = store::update_membership(tx, *membership, caller.account);
    SH_CHECK(keep_an_administrator(tx, id));
  } else {
    return view_of(*membership, masked_number(phone));  // said again: nothing changes
  }
  append_membership_event(tx, environment_.random, *membership, caller.actor(), "member added", call.trace_id);
  return view_of(*membership, masked_number(phone));
}

Task<Result<MemberView>> Organisations::add_member(auth::Principal caller, OrganisationId id, NewMember request,
                                                   Call call) {
  if (!is_mobile_number(request.phone.str())) co_return Error::invalid_field("/phone", "invalid_phone");
  using Outcome = std::variant<MemberView, std::chrono::seconds>;
  auto work = [this, caller, id, request, call](db::Tx& tx) -> Result<Outcome> {
    const store::Throttled counts[] = {
        {environment_.vault.lookup_hash("throttle|members|" + caller.account.str()), kMembersPerAccount}};
    if (const auto wait = store::charge(tx, counts)) return Outcome(*wait);
    SH_TRY(auto view, grant(tx, caller, id, request, call));
    return Outcome(std::move(view));
  };
  auto outcome = co_await environment_.database.transaction(std::move(work));
  if (outcome.has_error()) co_return std::move(outcome).error();
  if (const auto* wait = std::get_if<std::chrono::seconds>(&*outcome)) {
    co_return Error::too_many_requests(*wait, "member_requests_paused");
  }
  environment_.events_written();
  co_return std::get<MemberView>(*outcome);
}

Task<Result<MemberPage>> Organisations::list_members(auth::Principal caller, OrganisationId id, PageRequest request) {
  SH_CO_TRY(const auto after, after_cursor<AccountId>(request.cursor));
  const auto size = page_size(request.limit);
  auto read = [this, caller, id, after, size](db::Tx& tx) -> Result<MemberPage> {
    SH_CHECK(require_administrator(tx, id, caller.account));
    auto members = store::list_members(tx, id, after, size + 1);
    MemberPage page;
    page.next_cursor = cut_page(members, size, [](const Member& one) { return one.membership.account; });
    for (const auto& one : members) {
      Account account;
      account.id = one.membership.account;
      account.data_key = one.data_key;
      account.phone = one.phone;
      page.items.push_back(
          view_of(one.membership, masked_number(open_phone(environment_.vault, account).value_or(""))));
    }
    return page;
  };
  auto page = co_await environment_.database.transaction(std::move(read));
  co_return page;
}

Task<Result<void>> Organisations::remove_member(auth::Principal caller, OrganisationId id, AccountId account,
                                                Call call) {
  auto work = [this, caller, id, account, call](db::Tx& tx) -> Result<void> {
    if (!store::lock_organisation(tx, id)) return Error::not_found("organisation");
    if (caller.account == account) {
      SH_CHECK(require_member(tx, id, caller.account));
    } else {
      SH_CHECK(require_administrator(tx, id, caller.account));
    }
    const auto membership = store::lock_membership(tx, id, account);
    if (!membership || membership->ended_at) return Error::not_found("member");
    end_membership(tx, environment_.random, *membership, caller.account,
                   caller.account == account ? "left" : "member removed", call.trace_id);
    return keep_an_administrator(tx, id);
  };
  auto done = co_await environment_.database.transaction(std::move(work));
  if (done.has_value()) environment_.events_written();
  co_return done;
}

}  // namespace shanhai::identity
