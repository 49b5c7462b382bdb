#include "services/orders/procurement/purchases/service.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/placement/assembly.hpp"
#include "services/orders/placement/store.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/purchases/store.hpp"

namespace shanhai::orders {
namespace {

Result<void> check_shape(const PurchaseBody& body, BuyerKind kind) {
  std::vector<FieldError> wrong;
  if (body.deliveries.empty() || body.deliveries.size() > kMaxDeliveries) {
    wrong.push_back({"/deliveries", "out_of_range", "1 to " + std::to_string(kMaxDeliveries)});
  }
  std::size_t lines = 0;
  for (std::size_t i = 0; i < body.deliveries.size(); ++i) {
    const auto& delivery = body.deliveries[i];
    const auto place = "/deliveries/" + std::to_string(i);
    if (delivery.address_id.has_value() == delivery.recipient.has_value()) {
      wrong.push_back({place, "address_or_recipient", "exactly one of address_id and recipient"});
    }
    if (delivery.lines.empty() || delivery.lines.size() > kMaxLinesPerDelivery) {
      wrong.push_back({place + "/lines", "out_of_range", "1 to " + std::to_string(kMaxLinesPerDelivery)});
    }
    lines += delivery.lines.size();
  }
  if (lines > kMaxLines) wrong.push_back({"/deliveries", "too_many_lines", "at most " + std::to_string(kMaxLines)});
  if (kind == BuyerKind::trade_union && !body.heads) {
    wrong.push_back({"/heads", "required", "of a union: among how many members it is shared out"});
  }
  if (kind != BuyerKind::trade_union && body.heads) wrong.push_back({"/heads", "not_allowed", "only of a union"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

// The lines that a refusal's `items` name by their SKUs.
Error name_lines(Error refusal, const PurchasePlan& plan, const PurchaseBody& body) {
  const auto* items = refusal.extensions.if_contains("items");
  if (!items) return refusal;
  for (const auto& item : items->as_array()) {
    for (const auto& line : plan.lines) {
      if (item.at("sku_id").as_string() != line.sku.str()) continue;
      for (std::size_t d = 0; d < body.deliveries.size(); ++d) {
        for (std::size_t l = 0; l < body.deliveries[d].lines.size(); ++l) {
          if (body.deliveries[d].lines[l].line.value() != line.position) continue;
          refusal.fields.push_back({line_pointer(d, l) + "/line", refusal.code, {}});
        }
      }
    }
  }
  return refusal;
}

PurchaseView view_of(const store::PlacedPurchase& row) {
  const auto& purchase = row.purchase;
  const auto& order = row.order;
  PurchaseView out{purchase.order, purchase.group, purchase.proposal, purchase.rfq, purchase.quotation};
  out.buyer_id = organisation_of(purchase.buyer);
  out.supplier_id = purchase.supplier;
  out.contract_number = purchase.contract_number;
  out.heads = purchase.heads;
  out.state = order.state;
  out.total = order.total;
  out.paid = order.paid;
  out.refunded = order.refunded - order.forgone;
  out.forgone = order.forgone;
  out.placed_at = order.placed_at;
  out.payment_due_at = row.payment_due_at;
  out.paid_at = order.paid_at;
  out.shipped_at = order.shipped_at;
  out.delivered_at = order.delivered_at;
  out.accepted_at = order.accepted_at;
  out.inspected = row.inspected;
  const bool counts = order.accepted_at || order.paid_at;
  out.invoiced = row.invoiced;
  out.invoiceable = invoiceable({counts, order.kept(), row.invoiced_or_asked});
  out.to_correct = overinvoiced({counts, order.kept(), row.invoiced});
  return out;
}

Result<PurchaseView> read_purchase(db::Tx& tx, OrderId order, const OrderScope& scope) {
  SH_TRY(const auto row, store::get_placed_purchase(tx, order, scope));
  return view_of(row);
}

Result<PurchasePage> read_page(db::Tx& tx, const OrderScope& scope, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<OrderId>(query.cursor));
  auto rows = store::list_placed_purchases(tx, scope, before, query.size() + 1);
  PurchasePage page;
  page.next_cursor = cut_page(rows, query.size(), [](const auto& row) { return row.purchase.order; });
  for (const auto& row : rows) page.items.push_back(view_of(row));
  return page;
}

// One order per quotation, ever: the writer's key does not come from the request.
db::IdempotencyKey key_of(const QuotationRow& quotation) {
  return {sha256("orders.purchase:" + quotation.id.str()),
          sha256(quotation.id.str() + ':' + std::to_string(quotation.revision))};
}

}  // namespace

Task<Result<db::Replayable<PurchaseView>>> Purchases::order(const Command& command, ProposalId proposal,
                                                            PurchaseBody body, db::IdempotencyKey key) {
  const auto scope = scope_of(command.caller);
  SH_CO_TRY(const auto earlier, co_await find_earlier(key));
  if (earlier) {
    SH_CO_TRY(auto view, co_await purchase(command.caller, earlier->order_id));
    co_return db::Replayable<PurchaseView>{std::move(view), true};
  }
  SH_CO_TRY(const auto buyer, co_await find_buying_organisation(organisations_, command.caller));
  auto read = [proposal, id = buyer.id](db::Tx& tx) { return read_plan(tx, proposal, id); };
  SH_CO_TRY(const auto plan, co_await context_.database.snapshot(read));
  if (plan.placed) {
    auto find = [order = *plan.placed, scope](db::Tx& tx) { return store::get_placed_purchase(tx, order, scope); };
    SH_CO_TRY(const auto standing, co_await context_.database.snapshot(find));
    const std::pair placed(standing.purchase.order, standing.purchase.group);
    auto out = co_await finish(command, proposal, placed, key);
    co_return out;
  }
  SH_CO_CHECK(check_shape(body, buyer.kind));
  SH_CO_TRY(auto addresses, co_await resolve(command, body));
  SH_CO_CHECK(check_purchase(body, plan, addresses));
  SH_CO_TRY(auto placement, co_await assemble_placement(command, plan, body, buyer, std::move(addresses)));
  SH_CO_TRY(const auto placed, co_await place(command, plan, body, buyer, std::move(placement)));
  auto out = co_await finish(command, proposal, placed, key);
  co_return out;
}

Task<Result<std::vector<identity::DeliveryAddress>>> Purchases::resolve(const Command& command,
                                                                        const PurchaseBody& body) {
  std::vector<identity::DeliveryAddress> out;
  for (std::size_t i = 0; i < body.deliveries.size(); ++i) {
    const auto& delivery = body.deliveries[i];
    if (delivery.recipient) {
      out.push_back(*delivery.recipient);
    } else {
      const identity::AddressRequest wanted{command.caller.account, command.caller.organisation, *delivery.address_id};
      auto address = co_await identity_.delivery_address(wanted);
      if (address.has_error()) {
        auto refusal = address.error();
        refusal.fields.push_back({"/deliveries/" + std::to_string(i) + "/address_id", refusal.code, {}});
        co_return refusal;
      }
      out.push_back(std::move(*address));
    }
    SH_CO_CHECK(check_address(out.back(), i, delivery.address_id.has_value()));
  }
  co_return out;
}

Task<Result<Placement>> Purchases::assemble_placement(const Command& command, const PurchasePlan& plan,
                                                      const PurchaseBody& body, const BuyingOrganisation& buyer,
                                                      std::vector<identity::DeliveryAddress> addresses) {
  std::vector<QuotedSku> wanted;
  for (const auto& line : plan.lines) wanted.push_back({line.sku, line.product_version});
  const auto versions = co_await quotes_.find(wanted);
  PricedOrder priced;
  priced.supplier = plan.quotation.supplier;
  priced.freight = plan.quotation.freight;
  for (std::size_t d = 0; d < body.deliveries.size(); ++d) {
    for (std::size_t l = 0; l < body.deliveries[d].lines.size(); ++l) {
      const auto& taken = body.deliveries[d].lines[l];
      const auto quoted = std::find_if(plan.lines.begin(), plan.lines.end(), [&](const QuotationLineRow& line) {
        return line.position == taken.line.value();
      });
      PricedLine line;
      line.delivery = d;
      line.line = l;
      line.sku = versions.at({quoted->sku, quoted->product_version});
      line.quantity = taken.quantity.value();
      line.unit_price = quoted->unit_price;
      line.amount = quoted->unit_price * line.quantity;
      priced.goods += line.amount;
      priced.lines.push_back(std::move(line));
    }
  }
  CheckoutBody checkout;
  checkout.payment_channel = body.payment_channel.value_or(PaymentChannel::bank_transfer);
  checkout.confirmed_no_return = body.confirmed_no_return;
  checkout.note = body.note;
  const CheckoutBuyer who{buyer.id, command.caller.account, buyer.kind, buyer.region};
  const std::vector<PricedOrder> orders{priced};
  const std::vector<SkuVersionPtr> bundles;
  auto placement = assemble(context_, who, checkout, addresses, orders, bundles);
  for (auto& demand : placement.demand) demand.price_frozen = true;
  placement.key = key_of(plan.quotation);
  placement.by = by_of(command, "purchase order");
  co_return placement;
}

Task<Result<std::pair<OrderId, OrderGroupId>>> Purchases::place(const Command& command, const PurchasePlan& plan,
                                                                const PurchaseBody& body,
                                                                const BuyingOrganisation& buyer, Placement placement) {
  auto begin = [this, command, plan, body, buyer, placement](db::Tx& tx) {
    return begin_purchase(tx, context_.random, command, plan, body, buyer, placement);
  };
  SH_CO_TRY(const auto attempt, co_await context_.database.transaction(begin));
  context_.sequencer.committed();
  auto placed = co_await writer_.place(std::move(placement));
  if (placed.has_error()) {
    auto refusal = name_lines(placed.error(), plan, body);
    auto give_up = [this, command, id = plan.proposal.id, attempt, code = refusal.code](db::Tx& tx) {
      return give_up_purchase(tx, context_.random, command, id, attempt, code);
    };
    const auto given_up = co_await context_.database.transaction(give_up);
    if (given_up.has_error()) co_return given_up.error();
    context_.sequencer.committed();
    co_return refusal;
  }
  // Of the attempt that succeeded, which may have been an earlier one.
  SH_CO_TRY(const auto receipt, json::parse<CheckoutReceipt>(placed->answer));
  co_return std::pair(receipt.orders.front().order_id, receipt.order_group_id);
}

Task<Result<db::Replayable<PurchaseView>>> Purchases::finish(const Command& command, ProposalId proposal,
                                                             std::pair<OrderId, OrderGroupId> placed,
                                                             db::IdempotencyKey key) {
  auto work = [this, command, proposal, placed, key](db::Tx& tx) -> Result<db::Replayable<PurchaseView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&] {
             return finish_purchase(tx, context_, command, proposal, placed.first, placed.second);
           }));
    SH_TRY(auto view, read_purchase(tx, done.value.order_id, scope_of(command.caller)));
    return db::Replayable<PurchaseView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<std::optional<PurchaseRef>>> Purchases::find_earlier(db::IdempotencyKey key) {
  auto read = [key](db::Tx& tx) -> Result<std::optional<PurchaseRef>> {
    const auto answers = store::find_answers(tx, {key.scope});
    if (answers.empty()) return std::optional<PurchaseRef>();
    const auto& stored = answers.begin()->second;
    if (stored.payload != key.payload) return Error::unprocessable("idempotency_key_reused");
    SH_TRY(const auto ref, json::parse<PurchaseRef>(stored.answer));
    return std::optional(ref);
  };
  auto found = co_await context_.database.snapshot(read);
  co_return found;
}

Task<Result<PurchasePage>> Purchases::purchases(const auth::Principal& caller, http::PageQuery query) {
  auto read = [scope = scope_of(caller), query](db::Tx& tx) { return read_page(tx, scope, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<PurchaseView>> Purchases::purchase(const auth::Principal& caller, OrderId order) {
  auto read = [scope = scope_of(caller), order](db::Tx& tx) { return read_purchase(tx, order, scope); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

}  // namespace shanhai::orders
