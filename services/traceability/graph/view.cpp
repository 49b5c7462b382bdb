#include "services/traceability/graph/view.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/traceability/lot/view.hpp"
#include "services/traceability/paging.hpp"

namespace shanhai::traceability::graph {
namespace {

constexpr std::size_t kCapturedShown = 200;
constexpr std::size_t kLineKeyBytes = 64;

std::string digits(std::uint64_t number, std::size_t length) {
  auto text = std::to_string(number);
  return text.size() < length ? std::string(length - text.size(), '0') + text : text;
}

// Lots of a set behind the cursor; one more than a page holds where there are more.
TracedLotPage page_of(const Graph& graph, const Numbers& lots, Direction direction, LotId cursor, std::int64_t limit) {
  const auto at = graph.find_lot(cursor);
  auto nodes = graph.lot_numbers().first_of(lots, direction, cursor.bytes(), at == kNone ? kNone : graph.node(at).facts,
                                            static_cast<std::size_t>(limit) + 1,
                                            [&](Index node) -> const IdBytes& { return graph.node(node).key; });
  TracedLotPage out;
  out.next_cursor = cut_page(nodes, limit, [&](Index node) { return graph.lot_id(node); });
  Showing showing;
  out.items.reserve(nodes.size());
  for (const auto node : nodes) out.items.push_back(view_of_lot(graph, node, showing));
  return out;
}

void add_inputs(const Graph& graph, Index lot, Showing& showing, TracedLot& out) {
  std::size_t inputs = 0;
  for (auto at = graph.node(lot).first_in; at != kNone; at = graph.edge(at).next_in)
    inputs += graph.node(graph.edge(at).from).kind == NodeKind::lot ? 1 : 0;
  out.inputs.reserve(inputs);
  for (auto at = graph.node(lot).first_in; at != kNone; at = graph.edge(at).next_in) {
    const auto& edge = graph.edge(at);
    const auto& from = graph.node(edge.from);
    if (from.kind == NodeKind::lot) {
      out.inputs.push_back({LotId(from.key), static_cast<std::int64_t>(edge.value)});
    } else if (from.kind == NodeKind::household) {
      ++out.deliveries_total;
      if (showing.deliveries_left-- > 0)
        out.deliveries.push_back({HouseholdId(from.key), Graph::quantity_of(edge), Graph::day_of(edge)});
    }
  }
  std::reverse(out.inputs.begin(), out.inputs.end());  // as they were recorded
  std::reverse(out.deliveries.begin(), out.deliveries.end());
}

using LineKey = std::array<std::uint8_t, kLineKeyBytes>;  // order, line, parcel, lot

LineKey key_of(const Graph& graph, const ParcelLine& line) {
  const auto& parcel = graph.parcel(line.parcel);
  const IdBytes* parts[] = {&graph.order(parcel.order), &line.line, &parcel.id, &graph.node(line.lot).key};
  LineKey out;
  for (std::size_t i = 0; i < std::size(parts); ++i) std::copy(parts[i]->begin(), parts[i]->end(), &out[16 * i]);
  return out;
}

// The first `count` by key behind `after`; nullptr: from the beginning. Of most lines only the order is looked at.
std::vector<std::pair<LineKey, Index>> first_lines(const Graph& graph, const std::vector<Index>& lines,
                                                   const LineKey* after, std::size_t count) {
  std::vector<std::pair<LineKey, Index>> out;  // a heap, the last on top
  for (const auto at : lines) {
    const auto& line = graph.line(at);
    const auto& order = graph.order(graph.parcel(line.parcel).order);
    const bool is_full = out.size() == count;
    if (is_full && std::memcmp(order.data(), out.front().first.data(), order.size()) > 0) continue;
    const auto key = key_of(graph, line);
    if ((after && key <= *after) || (is_full && key >= out.front().first)) continue;
    if (is_full) {
      std::pop_heap(out.begin(), out.end());
      out.pop_back();
    }
    out.emplace_back(key, at);
    std::push_heap(out.begin(), out.end());
  }
  std::sort_heap(out.begin(), out.end());
  return out;
}

std::optional<Instant> instant_of(std::int64_t microseconds) {
  if (microseconds == kAlways || microseconds == kEver) return std::nullopt;
  return Instant(std::chrono::microseconds(microseconds));
}

std::vector<TracedThing> things_of(const Graph& graph, const CapturedThings& things) {
  std::vector<TracedThing> out;
  for (std::size_t i = 0; i < std::min(things.items.size(), kCapturedShown); ++i) {
    const auto& thing = things.items[i];
    TracedThing view;
    view.name = graph.name_of(thing.item);
    if (const auto same = graph.item(thing.item).lot; same != kNone) view.lot_id = graph.lot_id(same);
    view.relation = thing.relation;
    view.from = instant_of(thing.from);
    view.until = instant_of(thing.until);
    out.push_back(std::move(view));
  }
  return out;
}

}  // namespace

TracedLot view_of_lot(const Graph& graph, Index lot, Showing& showing) {
  const auto& facts = graph.lot(lot);
  TracedLot out;
  out.lot_id = graph.lot_id(lot);
  out.kind = facts.kind;
  out.product_name = graph.word(facts.product);
  const auto end = std::find(facts.number.begin(), facts.number.end(), '\0');
  out.lot_number.assign(facts.number.begin(), end);
  if (facts.gtin != 0) out.gtin = digits(facts.gtin, 14);
  out.county = digits(facts.county, 6);
  if (out.county != showing.county) {
    showing.county = out.county;
    showing.county_name = place_name(out.county);
  }
  out.county_name = showing.county_name;
  out.made_on = Date(std::chrono::sys_days(std::chrono::days(facts.made_on)));
  out.unit = facts.unit;
  out.quantity = facts.quantity;
  out.recalled = facts.recalled;
  add_inputs(graph, lot, showing, out);
  return out;
}

TracedLotPage page_of_origins(const Graph& graph, const Numbers& lots, LotId before, std::int64_t limit) {
  return page_of(graph, lots, Direction::descending, before, limit);
}

TracedLotPage page_of_products(const Graph& graph, const Numbers& lots, LotId after, std::int64_t limit) {
  return page_of(graph, lots, Direction::ascending, after, limit);
}

TracedHouseholdPage page_of_households(const Graph& graph, const Numbers& households, HouseholdId after,
                                       std::int64_t limit) {
  const auto at = graph.find_household(after);
  const auto nodes = graph.household_numbers().first_of(
      households, Direction::ascending, after.bytes(), at == kNone ? kNone : graph.node(at).facts,
      static_cast<std::size_t>(limit) + 1, [&](Index node) -> const IdBytes& { return graph.node(node).key; });
  TracedHouseholdPage out;
  for (const auto node : nodes) out.items.emplace_back(graph.node(node).key);
  out.next_cursor = cut_page(out.items, limit, [](const HouseholdId& id) { return id; });
  return out;
}

TracedLinePage page_of_lines(const Graph& graph, const std::vector<Index>& lines, const std::string& after,
                             std::int64_t limit) {
  LineKey begin{};
  std::copy_n(after.begin(), std::min(after.size(), begin.size()), begin.begin());
  const auto found = first_lines(graph, lines, after.empty() ? nullptr : &begin, static_cast<std::size_t>(limit) + 1);
  TracedLinePage out;
  for (const auto& [key, at] : found) {
    if (static_cast<std::int64_t>(out.items.size()) == limit) {
      const auto& last = found[static_cast<std::size_t>(limit) - 1].first;
      out.next_cursor = to_base64url({reinterpret_cast<const char*>(last.data()), last.size()});
      break;
    }
    const auto& line = graph.line(at);
    const auto& parcel = graph.parcel(line.parcel);
    out.items.push_back({OrderId(graph.order(parcel.order)), OrderLineId(line.line), ParcelId(parcel.id),
                         graph.lot_id(line.lot), line.quantity, parcel.shipped});
  }
  return out;
}

Result<std::string> line_key(const std::optional<Text<1, 512>>& cursor) {
  if (!cursor) return std::string();
  auto raw = from_base64url(cursor->str());
  if (!raw || raw->size() != kLineKeyBytes)
    return Error::invalid_field("query/cursor", "invalid_cursor", "as a list gave it");
  return std::move(*raw);
}

CapturedTrace view_of_captured(const Graph& graph, const CapturedThings& origins, const CapturedThings& destinations) {
  CapturedTrace out;
  out.origins_total = static_cast<std::int64_t>(origins.items.size());
  out.destinations_total = static_cast<std::int64_t>(destinations.items.size());
  out.origins = things_of(graph, origins);
  out.destinations = things_of(graph, destinations);
  for (const auto* lots : {&origins.lots, &destinations.lots}) {
    for (const auto lot : *lots) out.lots.push_back(graph.lot_id(lot));
  }
  std::sort(out.lots.begin(), out.lots.end());
  out.lots.erase(std::unique(out.lots.begin(), out.lots.end()), out.lots.end());
  out.lots_total = static_cast<std::int64_t>(out.lots.size());
  if (out.lots.size() > kCapturedShown) out.lots.resize(kCapturedShown);
  out.cut = origins.cut || destinations.cut;
  return out;
}

}  // namespace shanhai::traceability::graph
