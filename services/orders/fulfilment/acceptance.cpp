#include "services/orders/fulfilment/acceptance.hpp"

#include <algorithm>
#include <set>

#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/returns/evidence.hpp"
#include "services/orders/returns/requesting.hpp"
#include "services/orders/settlement/store.hpp"

namespace shanhai::orders {
namespace {

constexpr const char* kRejected = "验收不合格";  // where the inspection remarks nothing

std::string sealed_as(InspectionId id) { return "orders.inspection:" + id.str(); }

std::int64_t delivered(const LineRow& line) { return line.quantity - line.declined; }

bool rejects(const InspectionBody& inspection) {
  return std::any_of(inspection.lines.begin(), inspection.lines.end(),
                     [](const InspectedUnits& line) { return line.rejected.value() > 0; });
}

bool accepts(const InspectionBody& inspection) {
  return std::any_of(inspection.lines.begin(), inspection.lines.end(),
                     [](const InspectedUnits& line) { return line.accepted.value() > 0; });
}

// Each line that was delivered, once, with all its units.
Result<void> check_inspection(OrderChange& change, const InspectionBody& inspection, Instant now) {
  std::vector<FieldError> wrong;
  std::set<OrderLineId> seen;
  const auto from = change->shipped_at.value_or(change->placed_at);
  if (inspection.inspected_at > now || inspection.inspected_at < from) {
    wrong.push_back({"/inspection/inspected_at", "out_of_range", "from shipping until now"});
  }
  for (std::size_t i = 0; i < inspection.lines.size(); ++i) {
    const auto place = "/inspection/lines/" + std::to_string(i);
    const auto& found = inspection.lines[i];
    const auto* line = change.find_line(found.line_id);
    if (!line) {
      wrong.push_back({place + "/line_id", "line_not_found", {}});
    } else if (!seen.insert(line->id).second) {
      wrong.push_back({place + "/line_id", "repeated", {}});
    } else if (found.accepted.value() + found.rejected.value() != delivered(*line)) {
      wrong.push_back(
          {place + "/accepted", "not_all_units", "accepted and rejected come to " + std::to_string(delivered(*line))});
    }
  }
  for (const auto& line : change.lines()) {
    if (delivered(line) > 0 && !seen.contains(line.id)) {
      wrong.push_back({"/inspection/lines", "line_missing", line.id.str()});
    }
  }
  if (wrong.empty()) return {};
  return Error::invalid(std::move(wrong));
}

void record(db::Tx& tx, Context& context, const OrderRow& order, const InspectionBody& inspection,
            const Command& command) {
  InspectionRow row;
  row.id = InspectionId(make_uuid_v7(tx.now(), context.random));
  row.order = order.id;
  row.inspector = context.vault.seal_directly(inspection.inspector.str(), sealed_as(row.id));
  row.inspected_at = inspection.inspected_at;
  row.recorded_at = tx.now();
  row.recorded_by = command.caller.account;
  std::vector<InspectionLineRow> lines;
  for (const auto& line : inspection.lines) {
    lines.push_back(
        {line.line_id, line.accepted.value(), line.rejected.value(), line.remark ? line.remark->str() : std::string()});
  }
  store::insert_inspection(tx, row, lines);
}

}  // namespace

Result<void> deliver_order(const Policy& policy, OrderChange& change, Instant at, Instant now, const By& by) {
  if (at > now || (change->shipped_at && at < *change->shipped_at)) {
    return Error::invalid_field("/delivered_at", "out_of_range", "from shipping until now");
  }
  SH_CHECK(change.act(OrderAction::deliver));
  change->delivered_at = at;
  change->return_until = end_of_window(at, policy.return_days);
  change.tell(kOrderDelivered, by);
  return {};
}

Result<void> accept_order(db::Tx& tx, Context& context, OrderChange& change, const By& by) {
  SH_CHECK(change.act(OrderAction::accept));
  change->accepted_at = tx.now();
  if (!change->return_until) change->return_until = end_of_window(tx.now(), context.policy.return_days);
  const auto& order = change.order();
  const auto fee = fee_on(order.kept_goods(), order.goods(), fee_of(change.lines()));
  store::post(tx, context.random, {LedgerKind::acceptance, order.id.bytes(), order.id},
              post_acceptance(order.supplier, order.kept(), fee, order.paid_at.has_value()));
  change.tell(kOrderAccepted, by);
  change.count_if_complete(by);
  return {};
}

Result<void> inspect_order(db::Tx& tx, Context& context, OrderChange& change, const InspectionBody& inspection,
                           const Command& command) {
  if (change->state != OrderState::shipped && change->state != OrderState::delivered) {
    return Error::conflict("order_state", "only what has been shipped in full is inspected");
  }
  if (store::find_inspection(tx, change.order().id)) return Error::conflict("already_inspected");
  SH_CHECK(check_inspection(change, inspection, tx.now()));
  record(tx, context, change.order(), inspection, command);
  OrderInspected told{change.order().id, change->supplier, {}};
  for (const auto& line : inspection.lines) {
    told.lines.push_back({line.line_id, line.accepted.value(), line.rejected.value()});
  }
  const auto by = by_of(command, "inspection");
  change.tell(kOrderInspected, by, json::write(told).as_object());
  if (accepts(inspection)) return accept_order(tx, context, change, by);
  if (change->state == OrderState::delivered) return {};
  return deliver_order(context.policy, change, inspection.inspected_at, tx.now(), by);
}

Result<void> claim_rejected(db::Tx& tx, Context& context, OrderId order, const InspectionBody& inspection,
                            const std::vector<files::KeptFile>& evidence, const Command& command) {
  if (!rejects(inspection)) return {};
  ReturnBody claim;
  claim.order_id = order;
  claim.kind = ReturnKind::quality;
  std::string remarks;
  for (const auto& line : inspection.lines) {
    if (line.rejected.value() == 0) continue;
    claim.lines.push_back({line.line_id, line.rejected.value()});
    if (!line.remark || line.remark->empty() || code_points(remarks) + code_points(line.remark->str()) > 490) continue;
    remarks += (remarks.empty() ? "" : "；") + line.remark->str();
  }
  claim.reason = remarks.empty() ? kRejected : remarks;
  SH_TRY(const auto opened, request_return(tx, context, scope_of(command.caller), claim, by_of(command, "quality")));
  if (evidence.empty()) return {};
  return add_evidence(tx, context, opened.return_id, evidence, ReturnParty::buyer, command.caller.actor());
}

Result<InspectionView> read_inspection(db::Tx& tx, const Context& context, const OrderRow& order,
                                       const auth::Principal& caller) {
  const auto row = store::find_inspection(tx, order.id);
  if (!row) return Error::not_found("inspection");
  InspectionView out{row->id, row->order, {}, row->inspected_at, row->recorded_at, {}};
  if (caller.role != auth::Role::supplier) {
    const auto name = context.vault.open_directly(row->inspector, sealed_as(row->id));
    if (!name) throw std::runtime_error("an inspector's name does not unseal");
    out.inspector = *name;
  }
  for (const auto& line : store::list_inspection_lines(tx, row->id)) {
    out.lines.push_back({line.line, line.accepted, line.rejected, line.remark});
  }
  return out;
}

}  // namespace shanhai::orders
