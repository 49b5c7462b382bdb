#include "services/orders/procurement/approvals/decisions.hpp"

#include <algorithm>
#include <set>

#include "services/orders/commands.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/procurement/approvals/store.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/purchases/store.hpp"
#include "services/orders/procurement/quotations/store.hpp"
#include "services/orders/procurement/rfqs/store.hpp"

namespace shanhai::orders {
namespace {

bool is_living(ProposalState state) { return state != ProposalState::sent_back && state != ProposalState::withdrawn; }

// Which lines are taken: those named, or all that are quoted.
Result<std::vector<std::int64_t>> choose_lines(const ProposalBody& body, const QuotationRow& quotation,
                                               const std::vector<QuotationLineRow>& quoted) {
  std::set<std::int64_t> all;
  for (const auto& line : quoted) all.insert(line.position);
  if (!body.lines) return std::vector<std::int64_t>(all.begin(), all.end());
  std::vector<FieldError> wrong;
  std::set<std::int64_t> chosen;
  if (body.lines->empty()) wrong.push_back({"/lines", "out_of_range", "at least one, or left out"});
  for (std::size_t i = 0; i < body.lines->size(); ++i) {
    const auto position = (*body.lines)[i].value();
    const auto place = "/lines/" + std::to_string(i);
    if (!all.count(position)) wrong.push_back({place, "line_not_found", "the quotation has no such line"});
    if (!chosen.insert(position).second) wrong.push_back({place, "repeated", {}});
  }
  if (wrong.empty() && chosen != all && !quotation.divisible) {
    wrong.push_back({"/lines", "not_divisible", "the quotation holds for all of its lines"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return std::vector<std::int64_t>(chosen.begin(), chosen.end());
}

Result<void> check_free(db::Tx& tx, RfqId rfq, QuotationId quotation, const std::vector<std::int64_t>& positions) {
  for (const auto& line : store::list_rfq_lines(tx, {rfq})) {
    const bool wanted = std::find(positions.begin(), positions.end(), line.position) != positions.end();
    if (wanted && line.awarded_to) return Error::conflict("rfq_line_awarded", "a line was bought already");
  }
  for (const auto& other : store::list_proposals_of_rfq(tx, rfq)) {
    if (other.quotation == quotation && is_living(other.state)) return Error::conflict("proposal_exists");
  }
  return {};
}

Result<void> check_decider(db::Tx& tx, const ProposalRow& row, const auth::Principal& caller) {
  const auto policy = store::find_policy(tx, organisation_of(row.buyer), china_date(tx.now()));
  ApprovalCase wanted;
  wanted.by_proposer = caller.account == row.proposed_by;
  wanted.by_approver = caller.administrator;
  if (policy) {
    // A limit that the proposer set is no second pair of eyes.
    if (policy->entered_by != row.proposed_by) wanted.single_limit = policy->single_approval;
    const auto& named = policy->approvers;
    wanted.by_approver = wanted.by_approver || std::find(named.begin(), named.end(), caller.account) != named.end();
  }
  for (const auto& other : store::list_proposals_of_rfq(tx, row.rfq)) {
    if (is_living(other.state)) wanted.request_total += other.total;
  }
  return check_approval(wanted);
}

json::Object details_of(const ProposalRow& row) { return {{"proposal", row.id.str()}, {"amount", to_yuan(row.total)}}; }

// Who may decide: the administrators and those that the policy in force names, but not who proposed.
void tell_approvers(db::Tx& tx, Context& context, std::string_view what, const ProposalRow& row) {
  const auto organisation = organisation_of(row.buyer);
  std::vector<AccountId> named;
  if (const auto policy = store::find_policy(tx, organisation, china_date(tx.now()))) named = policy->approvers;
  std::erase(named, row.proposed_by);
  tell_organisation(tx, context, what, Party::approver, organisation, details_of(row), named);
}

void write_step(db::Tx& tx, Random& random, ProposalRow& row, ProposalStepRow step, std::string_view event,
                const By& by, std::optional<OrderId> order = {}) {
  step.proposal = row.id;
  step.number = ++row.version;
  step.taken_at = tx.now();
  store::update_proposal(tx, row);
  store::insert_step(tx, step);
  tell(tx, random, event, row, by, order);
}

std::vector<std::int64_t> positions_of(db::Tx& tx, ProposalId id) {
  std::vector<std::int64_t> out;
  for (const auto& [proposal, position] : store::list_proposal_lines(tx, {id})) out.push_back(position);
  return out;
}

// The quotation is accepted, and the lines are its.
Result<void> award(db::Tx& tx, Context& context, const ProposalRow& row, const By& by) {
  SH_TRY(auto rfq, store::lock_rfq(tx, row.rfq, row.buyer));
  SH_TRY(auto quotation, store::get_quotation(tx, row.quotation, {row.buyer, std::nullopt}));
  SH_CHECK(check_offer(quotation, row.revision, tx.now()));
  SH_TRY(quotation.state, move_quotation(quotation.state, QuotationAction::accept));
  SH_TRY(rfq.state, move_rfq(state_at(rfq.state, rfq.quote_until, tx.now()), RfqAction::award));
  if (!store::award_lines(tx, row.rfq, positions_of(tx, row.id), row.quotation)) {
    return Error::conflict("rfq_line_awarded", "a line was bought already");
  }
  ++quotation.version;
  store::update_quotation(tx, quotation);
  tell(tx, context.random, kQuotationAccepted, quotation, by);
  tell_supplier(tx, context, kQuotationAccepted, row.supplier, {{"rfq", row.rfq.str()}});
  ++rfq.version;
  store::update_rfq(tx, rfq);
  tell(tx, context.random, kRfqAwarded, rfq, {}, by);
  return {};
}

// What an approved proposal took is free again.
Result<void> release(db::Tx& tx, Context& context, const ProposalRow& row, const By& by) {
  SH_TRY(auto rfq, store::lock_rfq(tx, row.rfq, row.buyer));
  SH_TRY(auto quotation, store::get_quotation(tx, row.quotation, {row.buyer, std::nullopt}));
  SH_TRY(quotation.state, move_quotation(quotation.state, QuotationAction::release));
  store::release_lines(tx, row.rfq, row.quotation);
  ++quotation.version;
  store::update_quotation(tx, quotation);
  tell(tx, context.random, kQuotationReleased, quotation, by);
  tell_supplier(tx, context, kQuotationReleased, row.supplier, {{"rfq", row.rfq.str()}});
  const auto lines = store::list_rfq_lines(tx, {row.rfq});
  if (std::any_of(lines.begin(), lines.end(), [](const RfqLineRow& line) { return line.awarded_to.has_value(); })) {
    return {};
  }
  SH_TRY(rfq.state, move_rfq(rfq.state, RfqAction::release));
  ++rfq.version;
  store::update_rfq(tx, rfq);
  tell(tx, context.random, kRfqReleased, rfq, {}, by);
  return {};
}

// An attempt to order that was lost leaves the proposal where it was: once its time is over and no order of it stands,
// it is approved as before.
Result<void> end_lost_attempt(db::Tx& tx, ProposalRow& row) {
  if (row.state != ProposalState::ordering) return {};
  if (row.ordering_until > tx.now()) return Error::conflict("order_in_progress", "somebody is placing this order");
  if (!store::list_purchases_of(tx, {row.id}).empty()) return Error::conflict("proposal_state", "its order stands");
  SH_TRY(row.state, move_proposal(row.state, ProposalAction::give_up));
  row.ordering_until.reset();
  return {};
}

}  // namespace

Result<void> check_offer(const QuotationRow& quotation, std::int64_t revision, Instant now) {
  if (quotation.revision != revision) return Error::conflict("quotation_changed", "there is a newer revision");
  if (now >= quotation.valid_until) return Error::conflict("quotation_lapsed", "the quotation held until then only");
  return {};
}

Result<ProposalRow> lock_proposal(db::Tx& tx, ProposalId id, BuyerId buyer) {
  SH_TRY(const auto seen, store::get_proposal(tx, id, buyer));
  SH_CHECK(store::lock_rfq(tx, seen.rfq, buyer));
  return store::get_proposal(tx, id, buyer);
}

void take_step(db::Tx& tx, Random& random, ProposalRow& row, ProposalStep action, const Command& command,
               const std::string& reason, std::string_view event, std::optional<OrderId> order) {
  // What people write may name a person, and events are never erased: their words stay with the step.
  const auto by = by_of(command, name_of(action));
  write_step(tx, random, row, {{}, 0, action, command.caller.account, reason, {}}, event, by, order);
}

void end_proposals(db::Tx& tx, Context& context, RfqId rfq, std::optional<QuotationId> quotation,
                   std::optional<AccountId> actor, const By& by) {
  for (auto& row : store::list_proposals_of_rfq(tx, rfq)) {
    if (row.state != ProposalState::proposed || (quotation && row.quotation != *quotation)) continue;
    row.state = move_proposal(row.state, ProposalAction::withdraw).value();
    write_step(tx, context.random, row, {{}, 0, ProposalStep::withdraw, actor, by.reason, {}}, kProposalWithdrawn, by);
    tell_account(tx, context, kProposalWithdrawn, Party::buyer, row.proposed_by, details_of(row));
    tell_approvers(tx, context, kProposalWithdrawn, row);
  }
}

Result<ProposalRef> make_proposal(db::Tx& tx, Context& context, const Command& command, const ProposalBody& body) {
  const auto buyer = buyer_of(command.caller);
  const OrderScope scope{buyer, std::nullopt};
  const auto seen = store::get_quotation(tx, body.quotation_id, scope);
  if (seen.has_error()) {
    auto refusal = seen.error();
    refusal.fields.push_back({"/quotation_id", refusal.code, {}});
    return refusal;
  }
  SH_TRY(const auto rfq, store::lock_rfq(tx, seen->rfq, buyer));
  SH_TRY(const auto quotation, store::get_quotation(tx, body.quotation_id, scope));
  const auto state = state_at(rfq.state, rfq.quote_until, tx.now());
  if (state != RfqState::closed && state != RfqState::awarded) {
    return Error::conflict("rfq_state", "quotations are still taken, or the request was withdrawn");
  }
  if (quotation.state != QuotationState::submitted) return Error::conflict("quotation_state");
  SH_CHECK(check_offer(quotation, body.revision.value(), tx.now()));
  const auto quoted = store::list_quotation_lines(tx, {quotation.id});
  SH_TRY(const auto positions, choose_lines(body, quotation, quoted));
  SH_CHECK(check_free(tx, rfq.id, quotation.id, positions));
  ProposalRow row;
  row.id = ProposalId(make_uuid_v7(tx.now(), context.random));
  row.rfq = rfq.id;
  row.buyer = buyer;
  row.supplier = quotation.supplier;
  row.quotation = quotation.id;
  row.revision = quotation.revision;
  row.total = quotation.freight;
  for (const auto& line : quoted) {
    if (std::find(positions.begin(), positions.end(), line.position) != positions.end()) row.total += line.amount;
  }
  row.proposed_by = command.caller.account;
  row.proposed_at = tx.now();
  store::insert_proposal(tx, row, positions, body.reason.str());
  tell(tx, context.random, kProposalMade, row, by_of(command, name_of(ProposalStep::propose)));
  tell_approvers(tx, context, kProposalMade, row);
  return ProposalRef{row.id};
}

Result<void> decide_proposal(db::Tx& tx, Context& context, const Command& command, ProposalId id, ProposalAction action,
                             const std::string& reason) {
  SH_TRY(auto row, lock_proposal(tx, id, buyer_of(command.caller)));
  if (action == ProposalAction::withdraw) SH_CHECK(end_lost_attempt(tx, row));
  const auto before = row.state;
  SH_TRY(row.state, move_proposal(row.state, action));
  if (action == ProposalAction::withdraw) {
    if (before == ProposalState::approved) SH_CHECK(release(tx, context, row, by_of(command, "withdrawn")));
    take_step(tx, context.random, row, ProposalStep::withdraw, command, reason, kProposalWithdrawn);
    tell_account(tx, context, kProposalWithdrawn, Party::buyer, row.proposed_by, details_of(row));
    if (before == ProposalState::proposed) tell_approvers(tx, context, kProposalWithdrawn, row);
    return {};
  }
  SH_CHECK(check_decider(tx, row, command.caller));
  row.decided_by = command.caller.account;
  row.decided_at = tx.now();
  if (action == ProposalAction::approve) {
    SH_CHECK(award(tx, context, row, by_of(command, "approved")));
    take_step(tx, context.random, row, ProposalStep::approve, command, reason, kProposalApproved);
  } else {
    take_step(tx, context.random, row, ProposalStep::send_back, command, reason, kProposalSentBack);
  }
  const auto told = action == ProposalAction::approve ? kProposalApproved : kProposalSentBack;
  tell_account(tx, context, told, Party::buyer, row.proposed_by, details_of(row));
  return {};
}

}  // namespace shanhai::orders
