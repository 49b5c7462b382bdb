// A cooperative that packs, ships and declines.
#pragma once

#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {

using Units = std::vector<PackedUnits>;

class ParcelsTest : public World {
 protected:
  OrderId paid(std::vector<Wanted> lines) {
    const auto receipt = placed(who, std::move(lines));
    pay(who, receipt.order_group_id);
    return receipt.orders[0].order_id;
  }
  Result<PackingList> pack(OrderId id, std::optional<std::vector<Units>> parcels = {}) {
    PackBody body;
    if (parcels) {
      body.parcels.emplace();
      for (auto& units : *parcels) body.parcels->push_back({units});
    }
    const auto command = by(coop);
    auto packed = run(parts.fulfilment.pack(command, id, body, key()));
    if (packed.has_error()) return packed.error();
    return packed->value;
  }
  Result<OrderView> ship(OrderId id, ParcelId parcel, const char* number = "SF1") {
    ShipBody body;
    body.parcels.push_back({parcel, "顺丰速运", number});
    const auto command = by(coop);
    auto shipped = run(parts.fulfilment.ship(command, id, body, key()));
    if (shipped.has_error()) return shipped.error();
    return shipped->value;
  }
  Result<PackingList> unpack(OrderId id, ParcelId parcel) {
    const auto command = by(coop);
    return run(parts.fulfilment.unpack(command, id, parcel, "装错"));
  }
  Result<OrderView> decline(OrderId id, std::vector<DeclinedLine> lines = {}) {
    const auto command = by(coop);
    auto declined = run(parts.refunds.decline(command, id, "雨季无货", key(), std::move(lines)));
    if (declined.has_error()) return declined.error();
    return declined->value;
  }
  OrderLineId line(OrderId id, std::size_t at = 0) { return order(who, id).lines.at(at).line_id; }
  ToShipPage queue() { return run(parts.fulfilment.to_ship(coop, {})).value(); }

  Product tea = publish({});
  Product honey = publish({{}, tea.supplier, {}, 1, Money(9900), "岩蜂蜜"});
  auth::Principal who = consumer();
  auth::Principal coop = seller(tea.supplier);
};

}  // namespace shanhai::orders
