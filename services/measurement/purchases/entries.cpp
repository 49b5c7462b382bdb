#include "services/measurement/purchases/entries.hpp"

#include <map>
#include <set>
#include <variant>

#include "services/orders/api.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;
using orders::Measure;

// Freight is counted like a line of its own, under the order's id, so that totals equal what was paid.
constexpr std::string_view kFreight = "freight";
// With more values in its lists MySQL gives up on ranges (range_optimizer_max_mem_size) and reads the whole table.
constexpr std::size_t kLinesInOneRead = 500;

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

// The columns of both tables that come from the order and line, in the order of the rollup's key.
struct Dimensions {
  std::string_view buyer_kind;
  OrganisationId buyer_organisation;
  std::string buyer_division, delivery_division;
  OrganisationId supplier;
  std::string_view category;
  bool certified = false;
  std::string production_county, raw_material_county, registration_county;
  std::string_view channel;
  auto operator<=>(const Dimensions&) const = default;
};

struct RollupKey {
  std::string_view measure;
  Date day{}, attributed_on{};
  Dimensions dimensions;
  auto operator<=>(const RollupKey&) const = default;
};

struct RollupSums {
  Money gross, refunded, refunded_by_sale;
  std::int64_t lines = 0;
};

template <class E>
std::string_view name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

Dimensions dimensions_of(const orders::OrderFacts& order, const orders::LineFacts& line, bool freight) {
  return {name_of(order.buyer_kind),
          order.buyer_organisation.value_or(OrganisationId()),
          order.buyer_division,
          line.delivery_division,
          order.supplier,
          freight ? kFreight : name_of(line.category),
          line.certified,
          line.production_county,
          line.raw_material_county,
          line.registration_county,
          name_of(order.channel)};
}

// With room for what a table has beside them.
db::Params params_of(const Dimensions& d) {
  db::Params out;
  out.reserve(25);
  out.insert(out.end(), {{"buyer_kind", d.buyer_kind},
                         {"buyer_organisation", d.buyer_organisation},
                         {"buyer_division", d.buyer_division},
                         {"delivery_division", d.delivery_division},
                         {"supplier", d.supplier},
                         {"category", d.category},
                         {"certified", d.certified},
                         {"production_county", d.production_county},
                         {"raw_material_county", d.raw_material_county},
                         {"registration_county", d.registration_county},
                         {"channel", d.channel}});
  return out;
}

struct SaleDay {
  Date sale_on, attributed_on;
};
using SaleDays = std::map<std::pair<Measure, OrderLineId>, SaleDay>;

// What many events add to both tables, in two statements. Rows of the rollup are added up before, and written in the
// order of their key.
class Ledger {
 public:
  // `counted`: of sales that are in the table and that the events refer to.
  explicit Ledger(SaleDays counted) : sale_days_(std::move(counted)) {}

  // Also of a sale that was added since.
  const SaleDay* find_sale(Measure measure, OrderLineId line) const {
    const auto found = sale_days_.find({measure, line});
    return found == sale_days_.end() ? nullptr : &found->second;
  }

  void add(const orders::OrderFacts& order, const orders::LineFacts& line, const Entry& entry, std::int64_t sequence,
           bool freight) {
    const auto dimensions = dimensions_of(order, line, freight);
    const Date day = china_date(entry.occurred_at);
    auto row = params_of(dimensions);
    row.insert(row.end(),
               {{"measure", entry.measure},
                {"line", line.line},
                {"kind", entry.kind},
                {"source", entry.source},
                {"order", order.order},
                {"occurred_at", entry.occurred_at},
                {"occurred_on", day},
                {"sale_on", entry.sale_on},
                {"attributed_on", entry.attributed_on},
                {"amount", entry.amount},
                {"quantity", entry.quantity},
                {"buyer_account", order.buyer_organisation ? AccountId() : order.buyer_account.value_or(AccountId())},
                {"product", line.product},
                {"sequence", sequence}});
    entries_.push_back(std::move(row));
    auto& sums = rollup_[{name_of(entry.measure), day, entry.attributed_on, dimensions}];
    if (entry.kind == EntryKind::sale) {
      sale_days_.emplace(std::pair(entry.measure, line.line), SaleDay{entry.sale_on, entry.attributed_on});
      sums.gross += entry.amount;
      ++sums.lines;
      return;
    }
    sums.refunded += entry.amount;
    rollup_[{name_of(entry.measure), entry.sale_on, entry.attributed_on, dimensions}].refunded_by_sale += entry.amount;
  }

  void write(db::Tx& tx) const {
    tx.execute_rows(q::insert_entry, entries_);
    std::vector<db::Params> rows;
    rows.reserve(rollup_.size());
    for (const auto& [key, sums] : rollup_) {
      auto row = params_of(key.dimensions);
      row.insert(row.end(), {{"measure", key.measure},
                             {"day", key.day},
                             {"attributed_on", key.attributed_on},
                             {"gross", sums.gross},
                             {"refunded", sums.refunded},
                             {"refunded_by_sale", sums.refunded_by_sale},
                             {"lines", sums.lines}});
      rows.push_back(std::move(row));
    }
    tx.execute_rows(q::add_to_rollup, rows);
  }

 private:
  SaleDays sale_days_;
  std::vector<db::Params> entries_;
  std::map<RollupKey, RollupSums> rollup_;
};

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

// Of the sales that are taken back, those that are in the table.
SaleDays find_sale_days(db::Tx& tx, const std::vector<Told>& told) {
  std::set<Measure> measures;
  std::set<OrderLineId> lines;
  for (const auto& one : told) {
    const auto* refunded = std::get_if<orders::OrderRefunded>(&one);
    if (!refunded) continue;
    measures.insert(refunded->counted.begin(), refunded->counted.end());
    for (const auto& part : refunded->lines) lines.insert(part.line);
  }
  SaleDays out;
  if (measures.empty()) return out;
  const auto measure_list = db::Value::list_of(std::vector(measures.begin(), measures.end()));
  for (auto from = lines.begin(); from != lines.end();) {
    std::vector<OrderLineId> some;
    while (from != lines.end() && some.size() < kLinesInOneRead) some.push_back(*from++);
    const auto rows = tx.query(
        q::find_sale_day, {{"measures", measure_list}, {"lines", db::Value::list_of(some)}, {"no_source", RefundId()}});
    for (const auto row : rows) {
      out[{row.get<Measure>("measure"), row.get<OrderLineId>("line_id")}] = {row.get<Date>("sale_on"),
                                                                             row.get<Date>("attributed_on")};
    }
  }
  return out;
}

// Adds what one event says.
struct Adder {
  Ledger& ledger;
  const events::Event& event;

  Result<void> operator()(std::monostate) const { return {}; }

  Result<void> operator()(const Counted& counted) const {
    const auto& order = counted.order;
    const Date day = china_date(event.occurred_at);
    const Instant decides =
        counted.measure == Measure::ordered ? order.placed_at : order.paid_at.value_or(event.occurred_at);
    for (const auto& [line, freight] : countable_lines(order)) {
      Entry entry{counted.measure,     EntryKind::sale, RefundId(),   event.occurred_at, day,
                  china_date(decides), line.amount,     line.quantity};
      ledger.add(order, line, entry, event.sequence, freight);
      if (line.refunded.fen() == 0) continue;
      entry.kind = EntryKind::prior_refund;  // money that went back before this measure was reached
      entry.amount = line.refunded;
      entry.quantity = 0;
      ledger.add(order, line, entry, event.sequence, freight);
    }
    return {};
  }

  // An order that was never paid leaves `ordered` as if its money had gone back.
  Result<void> operator()(const Cancelled& cancelled) const {
    const auto& order = cancelled.order;
    const Date placed_on = china_date(order.placed_at);
    for (const auto& [line, freight] : countable_lines(order)) {
      const Entry entry{Measure::ordered, EntryKind::cancellation,     RefundId(),   event.occurred_at, placed_on,
                        placed_on,        line.amount - line.refunded, line.quantity};
      ledger.add(order, line, entry, event.sequence, freight);
    }
    return {};
  }

  Result<void> operator()(const orders::OrderRefunded& refunded) const {
    std::map<OrderLineId, std::pair<orders::LineFacts, bool>> lines;
    for (auto& line : countable_lines(refunded.facts)) lines.emplace(line.first.line, std::move(line));
    for (const auto& part : refunded.lines) {
      const auto line = lines.find(part.line);
      if (line == lines.end()) return not_counted();
      const auto& [facts, freight] = line->second;
      for (const auto measure : refunded.counted) {
        const auto* sale = ledger.find_sale(measure, part.line);
        if (!sale) return not_counted();
        const Entry entry{measure,       EntryKind::refund,   refunded.refund, event.occurred_at,
                          sale->sale_on, sale->attributed_on, part.amount,     part.quantity};
        ledger.add(refunded.facts, facts, entry, event.sequence, freight);
      }
    }
    return {};
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
  Ledger ledger(find_sale_days(tx, told));
  for (std::size_t i = 0; i < events.size(); ++i) SH_CHECK(std::visit(Adder{ledger, events[i]}, told[i]));
  ledger.write(tx);
  return {};
}

}  // namespace shanhai::measurement
