#include "services/orders/procurement/purchases/preparing.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/waits.hpp"
#include "services/orders/procurement/approvals/decisions.hpp"
#include "services/orders/procurement/approvals/store.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/purchases/caps.hpp"
#include "services/orders/procurement/purchases/store.hpp"
#include "services/orders/procurement/quotations/store.hpp"
#include "services/orders/procurement/rfqs/store.hpp"

namespace shanhai::orders {
namespace {

constexpr auto kDefaultPrefix = "CG";  // 采购

std::string line_place(std::size_t delivery, std::size_t line) {
  return "/deliveries/" + std::to_string(delivery) + "/lines/" + std::to_string(line);
}

// The number that was named, that of an earlier attempt, or the unit's next one of the year.
Result<std::string> take_contract_number(db::Tx& tx, const PurchasePlan& plan, const PurchaseBody& body,
                                         const std::optional<PurchaseRow>& earlier, std::int64_t last, int year) {
  const auto& proposal = plan.proposal;
  if (body.contract_number) {
    const auto& number = body.contract_number->str();
    if (!is_contract_number(number)) return Error::invalid_field("/contract_number", "invalid_text");
    if (store::is_contract_number_free(tx, proposal.buyer, number, proposal.id)) return number;
    auto refusal = Error::conflict("contract_number_taken", "another order of the unit has this contract number");
    refusal.fields.push_back({"/contract_number", refusal.code, {}});
    return refusal;
  }
  if (earlier) return earlier->contract_number;
  const auto organisation = organisation_of(proposal.buyer);
  const auto policy = store::find_policy(tx, organisation, china_date(tx.now()));
  const auto prefix = policy ? policy->contract_prefix : std::string(kDefaultPrefix);
  for (;;) {  // numbers that somebody entered by hand are passed over
    auto number = make_contract_number(prefix, year, ++last);
    if (!store::is_contract_number_free(tx, proposal.buyer, number, proposal.id)) continue;
    store::set_contract_counter(tx, organisation, year, last);
    return number;
  }
}

Result<void> put_purchase(db::Tx& tx, const PurchasePlan& plan, const PurchaseBody& body,
                          const BuyingOrganisation& buyer, const Placement& placement) {
  const auto year = int(china_date(tx.now()).year());
  store::lock_contract_counter(tx, organisation_of(buyer.id), store::kEveryYear);
  const auto last = store::lock_contract_counter(tx, organisation_of(buyer.id), year);
  PurchaseRow row;
  row.order = placement.orders.front().row.id;
  row.group = placement.group.id;
  row.proposal = plan.proposal.id;
  row.rfq = plan.proposal.rfq;
  row.quotation = plan.proposal.quotation;
  row.buyer = buyer.id;
  row.supplier = plan.proposal.supplier;
  row.total = plan.proposal.total;
  if (buyer.kind == BuyerKind::trade_union) {
    row.heads = body.heads->value();
    row.cap_year = year;
    SH_CHECK(check_gift_cap(tx, buyer, row.total, *row.heads, row.proposal));
  }
  const auto earlier = store::find_purchase(tx, row.proposal);
  SH_TRY(row.contract_number, take_contract_number(tx, plan, body, earlier, last, year));
  row.held_until = tx.now() + store::kAttempt;
  row.prepared_at = tx.now();
  if (!store::put_purchase(tx, row)) throw std::logic_error("a contract number was taken under its lock");
  return {};
}

}  // namespace

Result<PurchasePlan> read_plan(db::Tx& tx, ProposalId id, BuyerId buyer) {
  PurchasePlan out;
  SH_TRY(out.proposal, store::get_proposal(tx, id, buyer));
  if (out.proposal.state != ProposalState::approved && out.proposal.state != ProposalState::ordering) {
    return Error::conflict("proposal_state", "only what is approved and not ordered yet is ordered");
  }
  SH_TRY(out.quotation, store::get_quotation(tx, out.proposal.quotation, {buyer, std::nullopt}));
  std::set<std::int64_t> taken;
  for (const auto& [proposal, position] : store::list_proposal_lines(tx, {id})) taken.insert(position);
  for (auto& line : store::list_quotation_lines(tx, out.proposal.quotation, out.proposal.revision)) {
    if (taken.count(line.position)) out.lines.push_back(std::move(line));
  }
  for (const auto& line : store::list_rfq_lines(tx, {out.proposal.rfq})) {
    out.divisions[line.position] = line.delivery_division;
  }
  const auto standing = store::list_purchases_of(tx, {id});
  if (!standing.empty()) out.placed = standing.front().order;
  return out;
}

Result<void> check_purchase(const PurchaseBody& body, const PurchasePlan& plan,
                            const std::vector<identity::DeliveryAddress>& addresses) {
  std::vector<FieldError> wrong;
  std::map<std::int64_t, std::int64_t> left;
  for (const auto& line : plan.lines) left[line.position] = line.quantity;
  for (std::size_t d = 0; d < body.deliveries.size(); ++d) {
    std::set<std::int64_t> seen;
    for (std::size_t l = 0; l < body.deliveries[d].lines.size(); ++l) {
      const auto& line = body.deliveries[d].lines[l];
      const auto position = line.line.value();
      if (!left.count(position)) {
        wrong.push_back({line_place(d, l) + "/line", "line_not_found", "not approved"});
        continue;
      }
      if (!seen.insert(position).second) wrong.push_back({line_place(d, l) + "/line", "repeated", {}});
      left[position] -= line.quantity.value();
      if (!is_within(addresses[d].division.str(), plan.divisions.at(position))) {
        wrong.push_back({line_place(d, l) + "/line", "other_division", "the request names where it goes"});
      }
    }
  }
  for (const auto& [position, quantity] : left) {
    if (quantity == 0) continue;
    wrong.push_back({"/deliveries", "quantity_mismatch",
                     "line " + std::to_string(position) + (quantity > 0 ? ": less" : ": more") + " than approved"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

Result<std::int64_t> begin_purchase(db::Tx& tx, Random& random, const Command& command, const PurchasePlan& plan,
                                    const PurchaseBody& body, const BuyingOrganisation& buyer,
                                    const Placement& placement) {
  SH_TRY(auto row, lock_proposal(tx, plan.proposal.id, buyer.id));
  if (row.state == ProposalState::ordering && row.ordering_until > tx.now()) {
    return Error::conflict("order_in_progress", "somebody is placing this order");
  }
  SH_TRY(row.state, move_proposal(row.state, ProposalAction::begin_order));
  if (tx.now() >= plan.quotation.valid_until) return Error::conflict("quotation_lapsed");
  SH_CHECK(put_purchase(tx, plan, body, buyer, placement));
  row.ordering_until = tx.now() + store::kAttempt;
  ++row.version;
  store::update_proposal(tx, row);
  tell(tx, random, kProposalOrdering, row, by_of(command, "ordering"));
  store::begin_waits(tx, WaitKind::credit_notice, on_credit(placement), tx.now() + store::kAttempt);
  return row.version;
}

Result<void> give_up_purchase(db::Tx& tx, Random& random, const Command& command, ProposalId id, std::int64_t attempt,
                              const std::string& code) {
  SH_TRY(auto row, lock_proposal(tx, id, buyer_of(command.caller)));
  if (row.version != attempt) return {};
  SH_TRY(row.state, move_proposal(row.state, ProposalAction::give_up));
  row.ordering_until.reset();
  take_step(tx, random, row, ProposalStep::refused, command, code, kProposalOrderRefused);
  if (auto purchase = store::find_purchase(tx, id)) {
    purchase->held_until = tx.now();
    store::put_purchase(tx, *purchase);
  }
  return {};
}

Result<PurchaseRef> finish_purchase(db::Tx& tx, Context& context, const Command& command, ProposalId id, OrderId order,
                                    OrderGroupId group) {
  SH_TRY(auto row, lock_proposal(tx, id, buyer_of(command.caller)));
  if (row.state == ProposalState::ordered) return PurchaseRef{order};
  SH_TRY(row.state, move_proposal(row.state, ProposalAction::order));
  store::set_purchase_order(tx, id, order, group);
  row.ordering_until.reset();
  take_step(tx, context.random, row, ProposalStep::order, command, {}, kProposalOrdered, order);
  SH_TRY(auto quotation, store::get_quotation(tx, row.quotation, {row.buyer, std::nullopt}));
  SH_TRY(quotation.state, move_quotation(quotation.state, QuotationAction::order));
  ++quotation.version;
  store::update_quotation(tx, quotation);
  tell(tx, context.random, kQuotationOrdered, quotation, by_of(command, "ordered"));
  const auto purchase = store::find_purchase(tx, id);
  const json::Object details{
      {"order", order.str()}, {"contract", purchase->contract_number}, {"rfq", row.rfq.str()}, {"proposal", id.str()}};
  tell_account(tx, context, kProposalOrdered, Party::buyer, row.proposed_by, details);
  tell_supplier(tx, context, kQuotationOrdered, row.supplier, details);
  return PurchaseRef{order};
}

}  // namespace shanhai::orders
