#include "services/measurement/purchases/entries.hpp"

#include <map>
#include <set>
#include <variant>

#include "services/measurement/ledger/ledger.hpp"

namespace shanhai::measurement {
namespace {

using orders::Measure;

Dimensions dimensions_of(const orders::OrderFacts& order, const orders::LineFacts& line, bool freight) {
  Dimensions out;
  out.buyer_kind = order.buyer_kind;
  out.buyer_organisation = order.buyer_organisation.value_or(OrganisationId());
  if (!order.buyer_organisation) out.buyer_account = order.buyer_account.value_or(AccountId());
  out.buyer_division = order.buyer_division;
  out.delivery_division = line.delivery_division;
  out.supplier = order.supplier;
  out.product = line.product;
  out.goods = freight ? Goods::freight : goods_of(line.category);
  out.certified = line.certified;
  out.production_county = line.production_county;
  out.raw_material_county = line.raw_material_county;
  out.registration_county = line.registration_county;
  out.channel = order.channel;
  return out;
}

// The order's lines, and its freight as one more where there is any.
std::vector<std::pair<orders::LineFacts, bool>> countable_lines(const orders::OrderFacts& order) {
  std::vector<std::pair<orders::LineFacts, bool>> out;
  for (const auto& line : order.lines) out.emplace_back(line, false);
  if (order.freight.fen() != 0 && !order.lines.empty()) {
    orders::LineFacts freight = order.lines.front();
    freight.line = orders::freight_line(order.order);
    freight.product = ProductId();
    freight.certified = false;  // products are
    freight.amount = order.freight;
    freight.refunded = order.freight_refunded.value_or(Money());
    freight.quantity = 0;
    out.emplace_back(freight, true);
  }
  return out;
}

struct Counted {
  Measure measure = Measure::ordered;
  orders::OrderFacts order;
};
struct Cancelled {
  orders::OrderFacts order;
};
// What an event says; nothing where it does not concern the ledger.
using Told = std::variant<std::monostate, Counted, Cancelled, orders::OrderRefunded>;

std::optional<Measure> measure_of(std::string_view type) {
  if (type == orders::kOrderPlaced) return Measure::ordered;
  if (type == orders::kOrderPaid) return Measure::paid;
  if (type == orders::kOrderAccepted) return Measure::accepted;
  if (type == orders::kOrderPurchaseCompleted) return Measure::completed;
  return std::nullopt;
}

Result<Told> read_told(const events::Event& event) {
  if (const auto measure = measure_of(event.type)) {
    SH_TRY(auto order, json::read<orders::OrderFacts>(event.payload));
    return Told(Counted{*measure, std::move(order)});
  }
  if (event.type == orders::kOrderCancelled) {
    SH_TRY(auto order, json::read<orders::OrderFacts>(event.payload));
    return Told(Cancelled{std::move(order)});
  }
  if (event.type == orders::kOrderRefunded) {
    SH_TRY(auto refunded, json::read<orders::OrderRefunded>(event.payload));
    return Told(std::move(refunded));
  }
  return Told();
}

// The sales that are taken back.
void load_sales(Ledger& ledger, const std::vector<Told>& told) {
  std::set<Measure> measures;
  std::set<OrderLineId> lines;
  for (const auto& one : told) {
    if (const auto* cancelled = std::get_if<Cancelled>(&one)) {
      measures.insert(Measure::ordered);
      for (const auto& line : countable_lines(cancelled->order)) lines.insert(line.first.line);
    }
    const auto* refunded = std::get_if<orders::OrderRefunded>(&one);
    if (!refunded) continue;
    measures.insert(refunded->counted.begin(), refunded->counted.end());
    for (const auto& part : refunded->lines) lines.insert(part.line);
  }
  ledger.load_sales({measures.begin(), measures.end()}, {lines.begin(), lines.end()});
}

// Adds what one event says.
struct Adder {
  Ledger& ledger;
  const events::Event& event;

  Result<void> operator()(std::monostate) const { return {}; }

  Result<void> operator()(const Counted& counted) const {
    const auto& order = counted.order;
    const Instant decides =
        counted.measure == Measure::ordered ? order.placed_at : order.paid_at.value_or(event.occurred_at);
    for (const auto& [line, freight] : countable_lines(order)) {
      auto entry = entry_of(counted.measure, EntryKind::sale, order, line, freight);
      entry.sale_on = china_date(event.occurred_at);
      entry.attributed_on = china_date(decides);
      ledger.add(entry);
      if (line.refunded.fen() == 0) continue;
      entry.kind = EntryKind::prior_refund;  // money that went back before this measure was reached
      entry.amount = line.refunded;
      entry.quantity = 0;
      ledger.add(entry);
    }
    return {};
  }

  // An order that was never paid leaves `ordered` as if its money had gone back.
  Result<void> operator()(const Cancelled& cancelled) const {
    const auto& order = cancelled.order;
    for (const auto& [line, freight] : countable_lines(order)) {
      auto entry = entry_of(Measure::ordered, EntryKind::cancellation, order, line, freight);
      entry.sale_on = entry.attributed_on = china_date(order.placed_at);
      entry.amount = line.amount - line.refunded;
      ledger.add(entry);
    }
    return {};
  }

  Result<void> operator()(const orders::OrderRefunded& refunded) const {
    std::map<OrderLineId, std::pair<orders::LineFacts, bool>> lines;
    for (auto& line : countable_lines(refunded.facts)) lines.emplace(line.first.line, std::move(line));
    for (const auto& part : refunded.lines) {
      const auto line = lines.find(part.line);
      if (line == lines.end()) return not_counted();
      for (const auto measure : refunded.counted) {
        const auto* sale = ledger.find_sale(measure, part.line);
        if (!sale) return not_counted();
        auto entry = entry_of(measure, EntryKind::refund, refunded.facts, line->second.first, line->second.second);
        entry.source = refunded.refund;
        entry.sale_on = sale->sale_on;
        entry.attributed_on = sale->attributed_on;
        entry.amount = part.amount;
        entry.quantity = part.quantity;
        ledger.add(entry);
      }
    }
    return {};
  }

  Entry entry_of(Measure measure, EntryKind kind, const orders::OrderFacts& order, const orders::LineFacts& line,
                 bool freight) const {
    Entry out;
    out.measure = measure;
    out.kind = kind;
    out.order = order.order;
    out.line = line.line;
    out.occurred_at = event.occurred_at;
    out.amount = line.amount;
    out.quantity = line.quantity;
    out.of = dimensions_of(order, line, freight);
    return out;
  }

  static Error not_counted() { return Error::internal("a refund refers to a sale that was not counted"); }
};

}  // namespace

Result<void> apply_orders_events(db::Tx& tx, std::span<const events::Event> events) {
  std::vector<Told> told;
  told.reserve(events.size());
  for (const auto& event : events) {
    SH_TRY(auto one, read_told(event));
    told.push_back(std::move(one));
  }
  Ledger ledger(tx, Origin::orders);
  load_sales(ledger, told);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!ledger.reach(events[i].sequence, events[i].occurred_at)) continue;
    SH_CHECK(std::visit(Adder{ledger, events[i]}, told[i]));
  }
  ledger.write();
  return {};
}

}  // namespace shanhai::measurement
