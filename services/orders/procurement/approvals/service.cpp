#include "services/orders/procurement/approvals/service.hpp"

#include <set>

#include "services/orders/commands.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/procurement/approvals/decisions.hpp"
#include "services/orders/procurement/approvals/store.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/purchases/store.hpp"

namespace shanhai::orders {
namespace {

constexpr auto kDefaultPrefix = "CG";  // 采购

Result<void> check_policy(const PolicyBody& body, Instant now) {
  std::vector<FieldError> wrong;
  if (body.valid_from <= china_date(now)) wrong.push_back({"/valid_from", "out_of_range", "tomorrow or later"});
  if (body.single_approval < Money()) wrong.push_back({"/single_approval", "out_of_range", "not below zero"});
  if (body.contract_prefix && !is_contract_number(body.contract_prefix->str())) {
    wrong.push_back({"/contract_prefix", "invalid_text", {}});
  }
  const auto approvers = body.approvers.value_or(std::vector<AccountId>());
  if (approvers.size() > kMaxApprovers) wrong.push_back({"/approvers", "out_of_range", "at most 50"});
  if (std::set<AccountId>(approvers.begin(), approvers.end()).size() != approvers.size()) {
    wrong.push_back({"/approvers", "repeated", {}});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

PolicyView view_of(const PolicyRow& row, const std::optional<PolicyRow>& in_force) {
  return {row.id,
          row.valid_from,
          row.single_approval,
          row.contract_prefix,
          row.approvers,
          row.reason,
          row.entered_by,
          row.entered_at,
          in_force && in_force->id == row.id};
}

std::vector<ProposalView> views_of(db::Tx& tx, const std::vector<ProposalRow>& rows) {
  std::vector<ProposalId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  const auto lines = store::list_proposal_lines(tx, ids);
  const auto steps = store::list_proposal_steps(tx, ids);
  const auto purchases = store::list_purchases_of(tx, ids);
  std::vector<ProposalView> out;
  for (const auto& row : rows) {
    ProposalView view{row.id,       row.rfq,  row.quotation, row.revision, organisation_of(row.buyer),
                      row.supplier, row.state};
    for (const auto& [proposal, position] : lines) {
      if (proposal == row.id) view.lines.push_back(position);
    }
    view.total = row.total;
    view.proposed_by = row.proposed_by;
    view.proposed_at = row.proposed_at;
    view.decided_by = row.decided_by;
    view.decided_at = row.decided_at;
    for (const auto& purchase : purchases) {
      if (purchase.proposal != row.id) continue;
      view.order_id = purchase.order;
      view.contract_number = purchase.contract_number;
    }
    for (const auto& step : steps) {
      if (step.proposal == row.id) view.steps.push_back({step.action, step.actor, step.reason, step.taken_at});
    }
    out.push_back(std::move(view));
  }
  return out;
}

Result<ProposalView> read_proposal(db::Tx& tx, ProposalId id, std::optional<BuyerId> buyer) {
  SH_TRY(const auto row, store::get_proposal(tx, id, buyer));
  return std::move(views_of(tx, {row}).front());
}

Result<ProposalPage> read_page(db::Tx& tx, std::optional<BuyerId> buyer, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<ProposalId>(query.cursor));
  auto rows = store::list_proposals(tx, buyer, before, query.size() + 1);
  ProposalPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const ProposalRow& row) { return row.id; });
  page.items = views_of(tx, rows);
  return page;
}

Result<PolicyPage> read_policies(db::Tx& tx, OrganisationId organisation, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<PolicyId>(query.cursor));
  auto rows = store::list_policies(tx, organisation, before, query.size() + 1);
  const auto in_force = store::find_policy(tx, organisation, china_date(tx.now()));
  PolicyPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const PolicyRow& row) { return row.id; });
  for (const auto& row : rows) page.items.push_back(view_of(row, in_force));
  return page;
}

PolicyView enter_policy(db::Tx& tx, Context& context, const Command& command, const PolicyBody& body) {
  PolicyRow row;
  row.id = PolicyId(make_uuid_v7(tx.now(), context.random));
  row.organisation = command.caller.organisation.value_or(OrganisationId());
  row.valid_from = body.valid_from;
  row.single_approval = body.single_approval;
  row.contract_prefix = body.contract_prefix ? body.contract_prefix->str() : std::string(kDefaultPrefix);
  row.reason = body.reason.str();
  row.entered_by = command.caller.account;
  row.entered_at = tx.now();
  row.approvers = body.approvers.value_or(std::vector<AccountId>());
  store::insert_policy(tx, row);
  tell(tx, context.random, kProcurementPolicySet, "procurement_policy", row.id.str(), 1, by_of(command, "entered"),
       PolicyRef{row.id});
  // Whoever entered it, all administrators hear of it before it holds.
  tell_organisation(tx, context, kProcurementPolicySet, Party::approver, row.organisation,
                    {{"day", to_string(row.valid_from)}});
  return view_of(row, std::nullopt);
}

}  // namespace

Task<Result<db::Replayable<PolicyView>>> Approvals::set_policy(const Command& command, PolicyBody body,
                                                               db::IdempotencyKey key) {
  if (!command.caller.administrator) co_return Error::forbidden("administrator_required");
  SH_CO_CHECK(check_policy(body, context_.clock.now()));
  auto work = [this, command, body, key](db::Tx& tx) {
    return db::idempotent(tx, key, [&]() -> Result<PolicyView> { return enter_policy(tx, context_, command, body); });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PolicyPage>> Approvals::policies(const auth::Principal& caller, http::PageQuery query) {
  auto read = [organisation = caller.organisation.value_or(OrganisationId()), query](db::Tx& tx) {
    return read_policies(tx, organisation, query);
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<db::Replayable<ProposalView>>> Approvals::propose(const Command& command, ProposalBody body,
                                                              db::IdempotencyKey key) {
  auto work = [this, command, body, key](db::Tx& tx) -> Result<db::Replayable<ProposalView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&] { return make_proposal(tx, context_, command, body); }));
    SH_TRY(auto view, read_proposal(tx, done.value.proposal_id, buyer_of(command.caller)));
    return db::Replayable<ProposalView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<ProposalPage>> Approvals::proposals(const auth::Principal& caller, http::PageQuery query) {
  auto read = [buyer = scope_of(caller).buyer, query](db::Tx& tx) { return read_page(tx, buyer, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<ProposalView>> Approvals::proposal(const auth::Principal& caller, ProposalId id) {
  auto read = [buyer = scope_of(caller).buyer, id](db::Tx& tx) { return read_proposal(tx, id, buyer); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<ProposalView>> Approvals::approve(const Command& command, ProposalId id, std::string reason) {
  auto out = co_await act(command, id, ProposalAction::approve, std::move(reason));
  co_return out;
}

Task<Result<ProposalView>> Approvals::send_back(const Command& command, ProposalId id, std::string reason) {
  auto out = co_await act(command, id, ProposalAction::send_back, std::move(reason));
  co_return out;
}

Task<Result<ProposalView>> Approvals::withdraw(const Command& command, ProposalId id, std::string reason) {
  auto out = co_await act(command, id, ProposalAction::withdraw, std::move(reason));
  co_return out;
}

Task<Result<ProposalView>> Approvals::act(const Command& command, ProposalId id, ProposalAction action,
                                          std::string reason) {
  auto work = [this, command, id, action, reason](db::Tx& tx) -> Result<ProposalView> {
    SH_CHECK(decide_proposal(tx, context_, command, id, action, reason));
    return read_proposal(tx, id, buyer_of(command.caller));
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

}  // namespace shanhai::orders
