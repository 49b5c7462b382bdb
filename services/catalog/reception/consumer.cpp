#include "services/catalog/reception/consumer.hpp"

#include <algorithm>

#include "services/catalog/reception/store.hpp"
#include "services/orders/api.hpp"

namespace shanhai::catalog {
namespace {

using store::AcceptedLine;

const AcceptedLine* find_line(const std::vector<AcceptedLine>& lines, OrderLineId line) {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.line == line; });
  return found == lines.end() ? nullptr : &*found;
}

// Sales of products on days, and that they changed.
void add_sold(db::Tx& tx, std::int64_t sequence, const std::vector<store::Sales>& sales) {
  std::map<ProductId, store::Reception> touched;
  for (const auto& one : sales) touched[one.product];
  if (touched.empty()) return;
  store::add_sales(tx, sales);
  store::add_reception(tx, sequence, touched);
}

Result<void> accept(db::Tx& tx, const events::Event& event) {
  SH_TRY(const auto order, json::read<orders::OrderFacts>(event.payload));
  const auto day = china_date(event.occurred_at);
  const auto before = store::list_lines(tx, order.order);  // what was refunded already
  std::vector<AcceptedLine> lines;
  std::vector<store::Sales> sales;
  for (const auto& line : order.lines) {
    lines.push_back({line.line, line.product, line.quantity, day});
    const auto* refunded = find_line(before, line.line);
    sales.push_back({line.product, day, line.quantity + (refunded ? refunded->units : 0)});
  }
  if (lines.empty()) return {};
  store::add_lines(tx, order.order, lines);
  add_sold(tx, event.sequence, sales);
  return {};
}

Result<void> refund(db::Tx& tx, const events::Event& event) {
  SH_TRY(const auto refunded, json::read<orders::OrderRefunded>(event.payload));
  const auto before = store::list_lines(tx, refunded.facts.order);
  std::vector<AcceptedLine> lines;
  std::vector<store::Sales> sales;
  for (const auto& line : refunded.lines) {
    const auto& of_order = refunded.facts.lines;
    const auto facts =
        std::find_if(of_order.begin(), of_order.end(), [&](const auto& one) { return one.line == line.line; });
    if (line.quantity == 0 || facts == of_order.end()) continue;  // money only, or the freight
    lines.push_back({line.line, facts->product, -line.quantity, std::nullopt});
    const auto* accepted = find_line(before, line.line);
    if (accepted && accepted->accepted_on) sales.push_back({facts->product, *accepted->accepted_on, -line.quantity});
  }
  if (lines.empty()) return {};
  store::add_lines(tx, refunded.facts.order, lines);
  add_sold(tx, event.sequence, sales);
  return {};
}

Result<void> rate(db::Tx& tx, const events::Event& event) {
  SH_TRY(const auto rated, json::read<orders::OrderRated>(event.payload));
  std::map<ProductId, store::Reception> added;
  for (const auto& line : store::list_lines(tx, rated.order)) {
    if (line.accepted_on) added[line.product] = {1, rated.stars, 0};
  }
  if (!added.empty()) store::add_reception(tx, event.sequence, added);
  return {};
}

}  // namespace

Result<void> apply_order_event(db::Tx& tx, const events::Event& event) {
  if (event.type == orders::kOrderAccepted) return accept(tx, event);
  if (event.type == orders::kOrderRefunded) return refund(tx, event);
  if (event.type == orders::kOrderRated) return rate(tx, event);
  return {};
}

}  // namespace shanhai::catalog
