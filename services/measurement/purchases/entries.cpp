#include "services/measurement/purchases/entries.hpp"

#include <map>

#include "services/orders/api.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;
using orders::Measure;

// Freight is counted like a line of its own, under the order's id, so that totals equal what was paid.
constexpr std::string_view kFreight = "freight";

enum class EntryKind { sale, refund, cancellation, prior_refund };
BOOST_DESCRIBE_ENUM(EntryKind, sale, refund, cancellation, prior_refund)

struct Entry {
  Measure measure = Measure::ordered;
  EntryKind kind = EntryKind::sale;
  RefundId source;  // nil but for refunds
  Instant occurred_at{};
  Date sale_on{}, attributed_on{};
  Money amount;
  std::int64_t quantity = 0;
};

// The entry's columns that come from the order and line.
db::Params dimensions(const orders::OrderFacts& order, const orders::LineFacts& line, bool freight) {
  return {{"buyer_kind", order.buyer_kind},
          {"buyer_organisation", order.buyer_organisation.value_or(OrganisationId())},
          {"buyer_division", order.buyer_division},
          {"delivery_division", line.delivery_division},
          {"supplier", order.supplier},
          {"category", freight ? db::Value(kFreight) : db::Value(line.category)},
          {"certified", line.certified},
          {"production_county", line.production_county},
          {"raw_material_county", line.raw_material_county},
          {"registration_county", line.registration_county},
          {"channel", order.channel}};
}

class Writer {
 public:
  Writer(const orders::OrderFacts& order, std::int64_t sequence) : order_(order), sequence_(sequence) {}

  void add(const orders::LineFacts& line, const Entry& entry, bool freight = false) {
    const auto common = dimensions(order_, line, freight);
    const Date day = china_date(entry.occurred_at);
    db::Params row = common;
    row.insert(row.end(),
               {{"measure", entry.measure},
                {"line", line.line},
                {"kind", entry.kind},
                {"source", entry.source},
                {"order", order_.order},
                {"occurred_at", entry.occurred_at},
                {"occurred_on", day},
                {"sale_on", entry.sale_on},
                {"attributed_on", entry.attributed_on},
                {"amount", entry.amount},
                {"quantity", entry.quantity},
                {"buyer_account", order_.buyer_organisation ? AccountId() : order_.buyer_account.value_or(AccountId())},
                {"product", line.product},
                {"sequence", sequence_}});
    entries_.push_back(std::move(row));
    const bool sale = entry.kind == EntryKind::sale;
    const Money none;
    add_rollup(common, entry, day, sale ? entry.amount : none, sale ? none : entry.amount, none, sale ? 1 : 0);
    if (!sale) add_rollup(common, entry, entry.sale_on, none, none, entry.amount, 0);
  }

  void write(db::Tx& tx) {
    tx.execute_rows(q::insert_entry, entries_);
    tx.execute_rows(q::add_to_rollup, rollups_);
  }

 private:
  void add_rollup(const db::Params& common, const Entry& entry, Date day, Money gross, Money refunded, Money by_sale,
                  int lines) {
    db::Params row = common;
    row.insert(row.end(), {{"measure", entry.measure},
                           {"day", day},
                           {"attributed_on", entry.attributed_on},
                           {"gross", gross},
                           {"refunded", refunded},
                           {"refunded_by_sale", by_sale},
                           {"lines", lines}});
    rollups_.push_back(std::move(row));
  }

  const orders::OrderFacts& order_;
  std::int64_t sequence_;
  std::vector<db::Params> entries_, rollups_;
};

// The order's lines, and its freight as one more where there is any.
std::vector<std::pair<orders::LineFacts, bool>> countable_lines(const orders::OrderFacts& order) {
  std::vector<std::pair<orders::LineFacts, bool>> out;
  for (const auto& line : order.lines) out.emplace_back(line, false);
  if (order.freight.fen() != 0 && !order.lines.empty()) {
    orders::LineFacts freight = order.lines.front();
    freight.line = OrderLineId(order.order.bytes());
    freight.product = ProductId();
    freight.amount = order.freight;
    freight.refunded = Money();
    freight.quantity = 0;
    out.emplace_back(freight, true);
  }
  return out;
}

Result<void> count(db::Tx& tx, const events::Event& event, Measure measure) {
  SH_TRY(auto order, json::read<orders::OrderFacts>(event.payload));
  const Date day = china_date(event.occurred_at);
  const Instant decides = measure == Measure::ordered ? order.placed_at : order.paid_at.value_or(event.occurred_at);
  Writer writer(order, event.sequence);
  for (const auto& [line, freight] : countable_lines(order)) {
    Entry entry{measure, EntryKind::sale,     RefundId(),  event.occurred_at,
                day,     china_date(decides), line.amount, line.quantity};
    writer.add(line, entry, freight);
    if (line.refunded.fen() == 0) continue;
    entry.kind = EntryKind::prior_refund;  // money that went back before this measure was reached
    entry.amount = line.refunded;
    entry.quantity = 0;
    writer.add(line, entry, freight);
  }
  writer.write(tx);
  return {};
}

struct SaleDay {
  Date sale_on, attributed_on;
};
using SaleDays = std::map<std::pair<Measure, OrderLineId>, SaleDay>;

SaleDays find_sale_days(db::Tx& tx, const std::vector<Measure>& measures, const std::vector<OrderLineId>& lines) {
  SaleDays out;
  if (measures.empty() || lines.empty()) return out;
  const auto rows = tx.query(
      q::find_sale_day,
      {{"measures", db::Value::list_of(measures)}, {"lines", db::Value::list_of(lines)}, {"no_source", RefundId()}});
  for (const auto row : rows) {
    out[{row.get<Measure>("measure"), row.get<OrderLineId>("line_id")}] = {row.get<Date>("sale_on"),
                                                                           row.get<Date>("attributed_on")};
  }
  return out;
}

Error not_counted(std::string_view what) {
  return Error::internal("a " + std::string(what) + " refers to a sale that was not counted");
}

Result<void> refund(db::Tx& tx, const events::Event& event) {
  SH_TRY(auto refunded, json::read<orders::OrderRefunded>(event.payload));
  std::map<OrderLineId, const orders::LineFacts*> lines;
  for (const auto& line : refunded.facts.lines) lines[line.line] = &line;
  std::vector<OrderLineId> ids;
  for (const auto& part : refunded.lines) ids.push_back(part.line);
  const auto days = find_sale_days(tx, refunded.counted, ids);
  Writer writer(refunded.facts, event.sequence);
  for (const auto& part : refunded.lines) {
    const auto line = lines.find(part.line);
    if (line == lines.end()) return not_counted("refund");
    for (const auto measure : refunded.counted) {
      const auto day = days.find({measure, part.line});
      if (day == days.end()) return not_counted("refund");
      writer.add(*line->second, {measure, EntryKind::refund, refunded.refund, event.occurred_at, day->second.sale_on,
                                 day->second.attributed_on, part.amount, part.quantity});
    }
  }
  writer.write(tx);
  return {};
}

// An order that was never paid leaves `ordered` as if its money had gone back.
Result<void> cancel(db::Tx& tx, const events::Event& event) {
  SH_TRY(auto order, json::read<orders::OrderFacts>(event.payload));
  const Date placed_on = china_date(order.placed_at);
  Writer writer(order, event.sequence);
  for (const auto& [line, freight] : countable_lines(order)) {
    writer.add(line,
               {Measure::ordered, EntryKind::cancellation, RefundId(), event.occurred_at, placed_on, placed_on,
                line.amount - line.refunded, line.quantity},
               freight);
  }
  writer.write(tx);
  return {};
}

}  // namespace

Result<void> apply_orders_event(db::Tx& tx, const events::Event& event) {
  if (event.type == orders::kOrderPlaced) return count(tx, event, Measure::ordered);
  if (event.type == orders::kOrderPaid) return count(tx, event, Measure::paid);
  if (event.type == orders::kOrderAccepted) return count(tx, event, Measure::accepted);
  if (event.type == orders::kOrderPurchaseCompleted) return count(tx, event, Measure::completed);
  if (event.type == orders::kOrderRefunded) return refund(tx, event);
  if (event.type == orders::kOrderCancelled) return cancel(tx, event);
  return {};
}

}  // namespace shanhai::measurement
