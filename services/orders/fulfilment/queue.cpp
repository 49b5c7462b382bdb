#include "services/orders/fulfilment/queue.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/sheets/sheets.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/ordering/store.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/presale/settling.hpp"
#include "services/orders/stock/store.hpp"

namespace shanhai::orders {
namespace {

template <class Row>
std::vector<Row> of_order(const std::vector<Row>& rows, OrderId order) {
  std::vector<Row> out;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(out), [&](const Row& row) { return row.order == order; });
  return out;
}

std::vector<OrderId> ids_of(const std::vector<OrderRow>& orders) {
  std::vector<OrderId> out;
  for (const auto& order : orders) out.push_back(order.id);
  return out;
}

// What was sold in a presale has until the promised day is over.
Instant dispatch_due(const LineRow& line, Instant otherwise) {
  if (!line.ships_by) return otherwise;
  return std::max(otherwise, start_of_china_day(add_days(*line.ships_by, 1)));
}

ToShipOrder view_of(const OrderRow& order, const std::vector<LineRow>& lines, const std::vector<ParcelLotRow>& waiting,
                    const Policy& policy, Instant now) {
  ToShipOrder out{order.id, order.state, order.buyer_kind, order.on_credit, order.placed_at, order.paid_at, {}, {},
                  {},       {}};
  const auto begun = order.dispatch_since();
  std::optional<Instant> due;
  for (const auto& lot : waiting) {
    if (std::find(out.parcels.begin(), out.parcels.end(), lot.parcel) == out.parcels.end()) {
      out.parcels.push_back(lot.parcel);
    }
  }
  for (const auto& line : lines) {
    ToShipLine view{line.id,     line.sku, line.name, line.label, line.unit, line.delivery, line.delivery_division,
                    line.left(), 0};
    for (const auto& lot : waiting) view.to_ship += lot.line == line.id ? lot.quantity : 0;
    if (view.to_pack + view.to_ship == 0) continue;
    due = std::min(due.value_or(Instant::max()), dispatch_due(line, begun + policy.dispatch_time));
    out.lines.push_back(std::move(view));
  }
  out.dispatch_due_at = due.value_or(begun + policy.dispatch_time);
  out.overdue = out.dispatch_due_at < now;
  return out;
}

// Sums what is to be fetched, by SKU and lot.
class Picking {
 public:
  Picking(const std::vector<LineRow>& lines, const std::vector<ParcelLotRow>& waiting) : waiting_(waiting) {
    for (const auto& line : lines) {
      lines_.emplace(line.sku, line);
      left_[line.sku] += line.left();
    }
  }

  PickList run(db::Tx& tx) {
    PickList out;
    std::vector<SkuId> skus;
    for (const auto& [sku, line] : lines_) skus.push_back(sku);
    const auto stock = store::list_lots(tx, skus);
    std::map<std::pair<SkuId, LotId>, std::int64_t> packed;
    for (const auto& lot : waiting_) packed[{lot.sku, lot.lot}] += lot.quantity;
    for (const auto& lot : stock) {
      const auto found = packed.find({lot.sku, lot.lot});
      if (found != packed.end()) out.items.push_back(item(lot, found->second, true));
    }
    for (const auto& [sku, quantity] : left_) plan(out, sku, quantity, stock, china_date(tx.now()));
    std::stable_sort(out.items.begin(), out.items.end(),
                     [](const PickItem& a, const PickItem& b) { return a.sku_id < b.sku_id; });
    return out;
  }

 private:
  PickItem item(const LotStock& lot, std::int64_t quantity, bool packed) const {
    const auto& line = lines_.at(lot.sku);
    return {lot.sku, line.name, line.label, line.unit, lot.lot, lot.lot_number, lot.best_before, quantity, packed};
  }

  // As packing would choose now; nothing is bound.
  void plan(PickList& out, SkuId sku, std::int64_t quantity, const std::vector<LotStock>& stock, Date today) const {
    if (quantity == 0) return;
    std::vector<LotOnHand> lots;
    for (const auto& lot : stock) {
      if (lot.sku == sku) lots.push_back({lot.lot, lot.lot_number, lot.best_before, lot.on_hand});
    }
    const auto there = std::min(quantity, packable(lots, today));
    const auto shares = bind_lots(lots, there, today);
    for (const auto& share : shares.value()) {
      const auto lot = std::find_if(stock.begin(), stock.end(),
                                    [&](const LotStock& row) { return row.sku == sku && row.lot == share.lot; });
      out.items.push_back(item(*lot, share.quantity, false));
    }
    const auto& line = lines_.at(sku);
    if (there < quantity) out.missing.push_back({sku, line.name, line.label, line.unit, quantity - there});
  }

  const std::vector<ParcelLotRow>& waiting_;
  std::map<SkuId, LineRow> lines_;  // one for the words
  std::map<SkuId, std::int64_t> left_;
};

using QueuePlace = TimedPlace<OrderId>;  // by since when its time runs

bool waits(const OrderRow& order) {
  const bool begun = order.paid_at || order.on_credit;
  return begun && may_pack(order.state, order.on_credit) && order.kept() > Money();
}

}  // namespace

Result<ToShipPage> read_to_ship(db::Tx& tx, const Policy& policy, const auth::Principal& caller,
                                const http::PageQuery& query) {
  SH_TRY(const auto cursor, cursor_of<QueuePlace>(query.cursor));
  const auto after = cursor.value_or(QueuePlace{});
  const auto supplier = caller.organisation.value_or(OrganisationId());
  auto orders = store::list_to_ship(tx, supplier, after.at, after.id, query.size() + 1);
  ToShipPage page;
  page.next_cursor = cut_page(orders, query.size(), [](const OrderRow& order) {
    return QueuePlace{order.dispatch_since(), order.id};
  });
  const auto ids = ids_of(orders);
  const auto lines = store::list_lines(tx, ids);
  const auto waiting = store::list_waiting_lots(tx, ids);
  for (const auto& order : orders) {
    page.items.push_back(view_of(order, of_order(lines, order.id), of_order(waiting, order.id), policy, tx.now()));
  }
  return page;
}

Result<PickList> read_pick_list(db::Tx& tx, const auth::Principal& caller, const std::vector<OrderId>& named) {
  if (named.size() > kMostPicked) return Error::invalid_field("query/order_id", "out_of_range", "at most 200");
  std::vector<OrderId> ids;
  if (named.empty()) {
    ids = ids_of(store::list_to_ship(tx, caller.organisation.value_or(OrganisationId()), {}, {}, kMostPicked));
  } else {
    for (const auto& id : std::set<OrderId>(named.begin(), named.end())) {
      SH_TRY(const auto order, store::get_order(tx, id, scope_of(caller)));
      if (!waits(order)) return Error::conflict("order_state", "an order does not wait to be shipped");
      ids.push_back(id);
    }
  }
  auto lines = store::list_lines(tx, ids);
  const auto held = held_back(tx, lines, china_date(tx.now()));
  std::erase_if(lines, [&](const LineRow& line) { return held.contains(line.id) && line.packed == 0; });
  const auto waiting = store::list_waiting_lots(tx, ids);
  auto out = Picking(lines, waiting).run(tx);
  out.orders = std::move(ids);
  return out;
}

std::string csv_of(const PickList& list) {
  std::vector<sheets::Cells> rows = {
      {"sku_id", "name", "label", "unit", "lot_number", "best_before", "quantity", "packed"}};
  for (const auto& item : list.items) {
    rows.push_back({item.sku_id.str(), item.name, item.label, item.unit, item.lot_number,
                    item.best_before ? to_string(*item.best_before) : "", std::to_string(item.quantity),
                    item.packed ? "yes" : "no"});
  }
  for (const auto& item : list.missing) {
    rows.push_back(
        {item.sku_id.str(), item.name, item.label, item.unit, "missing", "", std::to_string(item.missing), "no"});
  }
  return sheets::write_csv(rows);
}

std::string csv_of(const PackingList& list) {
  std::vector<sheets::Cells> rows = {{"order_id", "parcel_id", "recipient", "phone", "division", "address", "name",
                                      "label", "unit", "lot_number", "quantity", "carrier", "tracking_number"}};
  for (const auto& parcel : list.parcels) {
    const auto& to = parcel.recipient;
    for (const auto& line : parcel.lines) {
      for (const auto& lot : line.lots) {
        rows.push_back({list.order_id.str(), parcel.parcel_id.str(), to ? to->recipient.str() : "",
                        to ? to->phone.str() : "", parcel.delivery_division, to ? to->detail.str() : "", line.name,
                        line.label, line.unit, lot.lot_number, std::to_string(lot.quantity),
                        parcel.carrier.value_or(""), parcel.tracking_number.value_or("")});
      }
    }
  }
  return sheets::write_csv(rows);
}

}  // namespace shanhai::orders
