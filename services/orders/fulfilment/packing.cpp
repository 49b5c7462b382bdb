#include "services/orders/fulfilment/packing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/base/failpoint.hpp"
#include "services/orders/fulfilment/store.hpp"
#include "services/orders/presale/settling.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostParcels = 100, kMostLines = 200;

// What is to go into one parcel.
struct Wanted {
  std::int64_t delivery = 0;
  std::string division;
  std::vector<std::pair<OrderLineId, std::int64_t>> units;
};

using HeldBack = std::map<OrderLineId, Date>;

// But what was sold in a presale and may not leave yet.
std::vector<Wanted> all_that_is_left(const std::vector<LineRow>& lines, const HeldBack& held) {
  std::map<std::int64_t, Wanted> out;
  for (const auto& line : lines) {
    if (line.left() == 0 || held.contains(line.id)) continue;
    auto& parcel = out[line.delivery];
    parcel.delivery = line.delivery;
    parcel.division = line.delivery_division;
    parcel.units.emplace_back(line.id, line.left());
  }
  std::vector<Wanted> parcels;
  for (auto& [delivery, parcel] : out) parcels.push_back(std::move(parcel));
  return parcels;
}

std::string place_of(std::size_t parcel, std::size_t line, const char* member) {
  return "/parcels/" + std::to_string(parcel) + "/lines/" + std::to_string(line) + '/' + member;
}

// What the caller asks for, line by line against what is left of the order.
class Choice {
 public:
  Choice(OrderChange& change, const HeldBack& held) : change_(change), held_(held) {
    for (const auto& line : change.lines()) left_[line.id] = line.left();
  }

  Result<std::vector<Wanted>> read(const std::vector<PackParcel>& parcels) {
    std::vector<Wanted> out;
    for (std::size_t i = 0; i < parcels.size(); ++i) out.push_back(read(i, parcels[i]));
    if (wrong_.empty()) return out;
    auto refusal = Error::unprocessable(wrong_.front().code);
    refusal.fields = std::move(wrong_);
    return refusal;
  }

 private:
  Wanted read(std::size_t at, const PackParcel& parcel) {
    Wanted out;
    std::set<OrderLineId> seen;
    for (std::size_t i = 0; i < parcel.lines.size(); ++i) {
      const auto& wanted = parcel.lines[i];
      const auto* line = change_.find_line(wanted.line_id);
      if (!line) {
        fail(at, i, "line_id", "line_not_found");
        continue;
      }
      if (!seen.insert(line->id).second) fail(at, i, "line_id", "repeated");
      if (held_.contains(line->id)) fail(at, i, "line_id", "presale_not_shippable");
      if (out.units.empty()) {
        out.delivery = line->delivery;
        out.division = line->delivery_division;
      } else if (out.delivery != line->delivery) {
        fail(at, i, "line_id", "another_address");
      }
      const auto quantity = wanted.quantity.value();
      if ((left_[line->id] -= quantity) < 0) fail(at, i, "quantity", "more_than_left");
      out.units.emplace_back(line->id, quantity);
    }
    return out;
  }

  void fail(std::size_t parcel, std::size_t line, const char* member, const char* code) {
    wrong_.push_back({place_of(parcel, line, member), code, {}});
  }

  OrderChange& change_;
  const HeldBack& held_;
  std::map<OrderLineId, std::int64_t> left_;
  std::vector<FieldError> wrong_;
};

Error not_shippable(const HeldBack& held) {
  auto from = held.begin()->second;
  for (const auto& [line, day] : held) {
    if (std::chrono::sys_days(day) < std::chrono::sys_days(from)) from = day;
  }
  return Error::conflict("presale_not_shippable", "sold in a presale: not to be packed yet")
      .with("ships_from", json::Value(to_string(from)));
}

Result<std::vector<Wanted>> choose(OrderChange& change, const PackBody& body, const HeldBack& held) {
  if (!body.parcels) {
    auto left = all_that_is_left(change.lines(), held);
    if (left.empty() && !held.empty()) return not_shippable(held);
    return left;
  }
  if (body.parcels->empty() || body.parcels->size() > kMostParcels) {
    return Error::invalid_field("/parcels", "out_of_range", "1 to 100");
  }
  for (std::size_t i = 0; i < body.parcels->size(); ++i) {
    const auto count = (*body.parcels)[i].lines.size();
    if (count == 0 || count > kMostLines) {
      return Error::invalid_field("/parcels/" + std::to_string(i) + "/lines", "out_of_range", "1 to 200");
    }
  }
  return Choice(change, held).read(*body.parcels);
}

using Lots = std::map<SkuId, std::vector<LotOnHand>>;

Lots lock_lots(db::Tx& tx, const std::set<SkuId>& skus) {
  const std::vector<SkuId> sorted(skus.begin(), skus.end());
  store::lock_stock(tx, sorted);
  Lots out;
  for (const auto& lot : store::lock_lots(tx, sorted)) {
    out[lot.sku].push_back({lot.lot, lot.lot_number, lot.best_before, lot.on_hand});
  }
  return out;
}

struct Packed {
  std::vector<ParcelRow> parcels;
  std::vector<ParcelLotRow> lots;
  std::vector<StockMove> moves;
};

class Packing {
 public:
  Packing(db::Tx& tx, Random& random, OrderChange& change) : tx_(tx), random_(random), change_(change) {}

  Result<Packed> run(const std::vector<Wanted>& parcels) {
    std::map<SkuId, std::int64_t> needed;
    std::set<SkuId> skus;
    for (const auto& parcel : parcels) {
      for (const auto& [line, quantity] : parcel.units) {
        needed[sku_of(line)] += quantity;
        skus.insert(sku_of(line));
      }
    }
    lots_ = lock_lots(tx_, skus);
    SH_CHECK(check_lots(needed));
    for (const auto& parcel : parcels) SH_CHECK(fill(parcel));
    return std::move(out_);
  }

 private:
  SkuId sku_of(OrderLineId line) { return change_.find_line(line)->sku; }

  // Every SKU that falls short is named, not only the first.
  Result<void> check_lots(const std::map<SkuId, std::int64_t>& needed) {
    json::Array items;
    for (const auto& [sku, quantity] : needed) {
      const auto available = packable(lots_[sku], china_date(tx_.now()));
      if (available >= quantity) continue;
      items.push_back(json::Object{{"sku_id", sku.str()}, {"requested", quantity}, {"available", available}});
    }
    if (items.empty()) return {};
    return Error::conflict("insufficient_lot_stock", "lots that may be sold do not suffice")
        .with("items", std::move(items));
  }

  Result<void> fill(const Wanted& wanted) {
    const auto order = change_.order().id;
    const ParcelId id(make_uuid_v7(tx_.now(), random_));
    out_.parcels.push_back({id, order, wanted.delivery, wanted.division, {}, {}, tx_.now(), {}});
    for (const auto& [line, quantity] : wanted.units) {
      const auto sku = sku_of(line);
      SH_TRY(const auto shares, bind_lots(lots_[sku], quantity, china_date(tx_.now())));
      for (const auto& share : shares) {
        out_.lots.push_back({order, id, line, share.lot, sku, share.lot_number, share.quantity, 0});
        out_.moves.push_back({sku, StockEntryKind::packed, share.lot, -share.quantity, -share.quantity, order});
      }
      store::add_packed(tx_, order, line, quantity);
      change_.find_line(line)->packed += quantity;
    }
    return {};
  }

  db::Tx& tx_;
  Random& random_;
  OrderChange& change_;
  Lots lots_;
  Packed out_;
};

// A lot that was recalled in the meantime stays off sale.
void give_lots_back(db::Tx& tx, Random& random, OrderChange& change, const std::vector<ParcelLotRow>& lots) {
  std::map<LotId, bool> blocked;
  std::set<SkuId> skus;
  for (const auto& lot : lots) {
    blocked.emplace(lot.lot, false);
    skus.insert(lot.sku);
  }
  for (auto& [lot, is_blocked] : blocked) is_blocked = store::lock_gate(tx, lot).blocked;
  store::lock_stock(tx, {skus.begin(), skus.end()});
  std::vector<StockMove> moves;
  for (const auto& lot : lots) {
    const bool is_blocked = blocked.at(lot.lot);
    store::restock_parcel_lot(tx, lot, lot.quantity);
    const auto matched = tx.execute(sql::orders::lot_stock_restock, {{"on_hand", is_blocked ? 0 : lot.quantity},
                                                                     {"blocked", is_blocked ? lot.quantity : 0},
                                                                     {"sku", lot.sku},
                                                                     {"lot", lot.lot}});
    if (matched != 1) throw std::logic_error("a lot would hold less than nothing");
    store::add_packed(tx, lot.order, lot.line, -lot.quantity);
    change.find_line(lot.line)->packed -= lot.quantity;
    moves.push_back(
        {lot.sku, StockEntryKind::unpacked, lot.lot, is_blocked ? 0 : lot.quantity, lot.quantity, change.order().id});
  }
  store::move_stock(tx, random, moves);
}

}  // namespace

ParcelFacts parcel_facts(const OrderRow& order, const ParcelRow& parcel, const std::vector<ParcelLotRow>& lots) {
  ParcelFacts out{parcel.id, order.id, order.supplier, parcel.division, {}};
  for (const auto& lot : lots) {
    if (lot.parcel == parcel.id) out.lots.push_back({lot.line, lot.sku, lot.lot, lot.quantity});
  }
  return out;
}

Result<void> pack_order(db::Tx& tx, Context& context, OrderChange& change, const PackBody& body, const By& by) {
  if (!may_pack(change->state, change->on_credit)) {
    return Error::conflict("order_state", "only what is paid or bought on credit can be packed");
  }
  const auto held = held_back(tx, change.lines(), china_date(tx.now()));
  SH_TRY(const auto wanted, choose(change, body, held));
  if (wanted.empty()) return Error::conflict("order_state", "nothing is left to be packed");
  SH_CHECK(change.act(OrderAction::pack));
  SH_TRY(const auto packed, Packing(tx, context.random, change).run(wanted));
  for (const auto& lot : packed.lots) {
    if (SHANHAI_PLANTED_BUG("orders.lot_bound_twice")) break;  // what is bound stays on hand
    const auto matched =
        tx.execute(sql::orders::lot_stock_bind, {{"sku", lot.sku}, {"lot", lot.lot}, {"quantity", lot.quantity}});
    if (matched != 1) throw std::logic_error("a lot changed under its SKU's lock");
  }
  SHANHAI_FAILPOINT("orders.packing.lots_bound");
  store::insert_parcels(tx, packed.parcels, packed.lots);
  store::move_stock(tx, context.random, packed.moves);
  if (!change->packed_at) change->packed_at = tx.now();
  for (const auto& parcel : packed.parcels) {
    change.tell(kParcelPacked, by, json::write(parcel_facts(change.order(), parcel, packed.lots)).as_object());
  }
  change.save(context);
  return {};
}

Result<void> unpack_parcel(db::Tx& tx, Context& context, OrderChange& change, ParcelId parcel, const By& by) {
  const auto order = change.order().id;
  const auto known = store::list_parcels(tx, order);
  const auto found = std::find_if(known.begin(), known.end(), [&](const ParcelRow& row) { return row.id == parcel; });
  if (found == known.end()) return Error::not_found("parcel");
  if (!store::unpack_parcel(tx, order, parcel)) return Error::conflict("parcel_shipped");
  auto lots = store::list_parcel_lots(tx, order);
  const auto facts = parcel_facts(change.order(), *found, lots);
  std::erase_if(lots, [&](const ParcelLotRow& lot) { return lot.parcel != parcel; });
  give_lots_back(tx, context.random, change, lots);
  const bool empty =
      std::all_of(change.lines().begin(), change.lines().end(), [](const LineRow& line) { return line.packed == 0; });
  // Unpaid goods on credit stay as if packed: the group's time may be over, and nothing else would end the order.
  if (empty && change->paid_at) change->packed_at.reset();
  change.tell(kParcelUnpacked, by, json::write(facts).as_object());
  change.save(context);
  return {};
}

}  // namespace shanhai::orders
