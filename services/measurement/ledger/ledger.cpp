#include "services/measurement/ledger/ledger.hpp"

#include <algorithm>

#include "services/measurement/lists.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

db::Params params_of(const Entry& entry, const Posting& posting) {
  const auto& of = entry.of;
  db::Params out;
  out.reserve(32);
  out.insert(out.end(), {{"measure", entry.measure},
                         {"line", entry.line},
                         {"kind", entry.kind},
                         {"source", entry.source},
                         {"order", entry.order},
                         {"occurred_at", entry.occurred_at},
                         {"occurred_on", china_date(entry.occurred_at)},
                         {"posted_on", posting.posted_on},
                         {"sale_on", entry.sale_on},
                         {"sale_posted_on", posting.sale_posted_on},
                         {"attributed_on", entry.attributed_on},
                         {"frozen_for", posting.frozen_for},
                         {"amount", entry.amount},
                         {"quantity", entry.quantity},
                         {"buyer_kind", of.buyer_kind},
                         {"buyer_organisation", of.buyer_organisation},
                         {"buyer_account", of.buyer_account},
                         {"buyer_division", of.buyer_division},
                         {"delivery_division", of.delivery_division},
                         {"supplier", of.supplier},
                         {"product", of.product},
                         {"category", of.goods},
                         {"certified", of.certified},
                         {"production_county", of.production_county},
                         {"raw_material_county", of.raw_material_county},
                         {"registration_county", of.registration_county},
                         {"channel", of.channel}});
  return out;
}

}  // namespace

Goods goods_of(catalog::Category category) {
  switch (category) {
    case catalog::Category::agricultural:
      return Goods::agricultural;
    case catalog::Category::herbal_medicine:
      return Goods::herbal_medicine;
    case catalog::Category::handicraft:
      return Goods::handicraft;
  }
  throw std::logic_error("a category that volume does not know");
}

Ledger::Ledger(db::Tx& tx, Origin origin) : tx_(tx), origin_(origin) {
  db::Script script("measurement.open_ledger");
  script.add(q::lock_source, {{"origin", origin}}).add(q::list_freezes);
  const auto rows = tx.query(script);
  sequence_ = rows[0].front().get<std::int64_t>("sequence");
  booked_on_ = rows[0].front().get<Date>("booked_on");
  const auto* column = origin == Origin::orders ? "orders_sequence" : "registrations_sequence";
  for (const auto row : rows[1]) {
    freezes_.push_back({row.get<std::string>("period"), row.get<Date>("from_day"), row.get<Date>("to_day"),
                        row.get<std::int64_t>(column)});
  }
}

bool Ledger::reach(std::int64_t sequence, Instant occurred_at) {
  if (sequence <= sequence_) return false;
  sequence_ = sequence;
  const auto day = china_date(occurred_at);
  if (day > booked_on_) {
    booked_on_ = day;
    days_.push_back({{"booked_on", day}, {"first_sequence", sequence}});
  }
  return true;
}

void Ledger::load_sales(const std::vector<orders::Measure>& measures, const std::vector<OrderLineId>& lines) {
  if (measures.empty()) return;
  const auto measure_list = db::Value::list_of(measures);
  const auto read = [&](const std::vector<OrderLineId>& some) {
    const auto rows = tx_.query(
        q::find_sale_day, {{"measures", measure_list}, {"lines", db::Value::list_of(some)}, {"no_source", RefundId()}});
    for (const auto row : rows) {
      sales_[{row.get<orders::Measure>("measure"), row.get<OrderLineId>("line_id")}] = {
          row.get<Date>("sale_on"), row.get<Date>("attributed_on"), row.get<Date>("sale_posted_on"),
          row.get<std::int64_t>("sequence")};
    }
  };
  store::in_parts(lines, read);
}

const SaleDay* Ledger::find_sale(orders::Measure measure, OrderLineId line) const {
  const auto found = sales_.find({measure, line});
  return found == sales_.end() ? nullptr : &found->second;
}

void Ledger::add(Entry entry) {
  const auto* sale = entry.kind == EntryKind::sale ? nullptr : find_sale(entry.measure, entry.line);
  const SaleDays days{entry.sale_on, sale ? sale->counted_on : entry.sale_on, sale ? sale->sequence : sequence_};
  const auto posting = entry.kind == EntryKind::reversal
                           ? post_reversal(days, booked_on_, sequence_, freezes_)
                           : post(china_date(entry.occurred_at), days, booked_on_, sequence_, freezes_);
  // What a frozen period tells as sold stays sold there, and goes back afterwards.
  if (posting.keeps_sale) entry.kind = EntryKind::cancellation;
  entries_.push_back(params_of(entry, posting));
  entries_.back().insert(entries_.back().end(),
                         {{"origin", origin_}, {"sequence", sequence_}, {"booked_on", booked_on_}});
  for (const auto& [period, view] : posting.adjusts) {
    adjustments_.push_back({{"period", period},
                            {"refund_view", view},
                            {"measure", entry.measure},
                            {"line", entry.line},
                            {"kind", entry.kind},
                            {"source", entry.source},
                            {"origin", origin_},
                            {"sequence", sequence_},
                            {"booked_on", booked_on_}});
  }
  if (entry.kind == EntryKind::sale)
    sales_.emplace(std::pair(entry.measure, entry.line),
                   SaleDay{entry.sale_on, entry.attributed_on, posting.sale_posted_on, sequence_});
}

void Ledger::write() {
  db::Script script("measurement.write_ledger");
  script.add_rows(q::insert_entry, entries_);
  script.add_rows(q::insert_booked_day, days_, {{"origin", origin_}});
  script.add_rows(q::insert_adjustment, adjustments_);
  script.add(q::advance_source, {{"origin", origin_}, {"sequence", sequence_}, {"booked_on", booked_on_}});
  tx_.execute(script);
}

}  // namespace shanhai::measurement
