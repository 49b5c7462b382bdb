#include "services/orders/fulfilment/waybills.hpp"

#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {
namespace {

class WaybillsTest : public OverHttp {
 protected:
  OrderId packed(std::int64_t quantity = 1) {
    const auto receipt = placed(who, {{&tea, quantity}});
    pay(who, receipt.order_group_id);
    const auto id = receipt.orders[0].order_id;
    const auto command = by(coop);
    run(parts.fulfilment.pack(command, id, {}, key())).value();
    return id;
  }
  Result<db::Replayable<WaybillReceipt>> import(std::string file, std::optional<db::IdempotencyKey> with = {}) {
    const auto command = by(coop);
    return run(parts.waybills.import(command, std::move(file), with ? *with : key()));
  }
  static std::vector<std::string> places(const Error& error) {
    std::vector<std::string> out;
    for (const auto& field : error.fields) out.push_back(field.pointer + ' ' + field.code);
    return out;
  }

  Product tea = publish({});
  auth::Principal who = consumer();
  auth::Principal coop = seller(tea.supplier);
};

using Places = std::vector<std::string>;

TEST_F(WaybillsTest, ManyParcelsLeaveAtOnceAndTheSameRowTwiceIsHarmless) {
  stock(tea, 20);
  const auto first = packed(), second = packed(2);
  const auto parcel = order(who, second).parcels.at(0).parcel_id;
  const auto file = "运单号,订单号,包裹号,快递公司\nSF100," + first.str() + ",,顺丰速运\nSF200,," + parcel.str() +
                    ",中通快递\nSF200,," + parcel.str() + ",中通快递\n";
  const auto same = key("waybills");
  const auto receipt = import(file, same).value();
  EXPECT_EQ(receipt.value.shipped, 2);
  EXPECT_EQ(receipt.value.unchanged, 1);
  EXPECT_EQ(receipt.value.orders.size(), 2U);
  EXPECT_EQ(order(who, first).state, OrderState::shipped);
  EXPECT_EQ(order(who, second).parcels.at(0).carrier, "中通快递");
  EXPECT_EQ(order(who, second).parcels.at(0).tracking_number, "SF200");
  EXPECT_TRUE(import(file, same)->replayed);
  const auto again = import(file).value();
  EXPECT_EQ(again.value.shipped, 0);
  EXPECT_EQ(again.value.unchanged, 3);
  EXPECT_EQ(events(kParcelShipped).size(), 2U);
}

TEST_F(WaybillsTest, AllRowsOrNoneAndEveryWrongCellIsNamed) {
  stock(tea, 20);
  const auto good = packed(), gone = packed();
  const auto command = by(coop);
  ShipBody left;
  left.parcels.push_back({order(who, gone).parcels.at(0).parcel_id, "顺丰速运", "SF1"});
  run(parts.fulfilment.ship(command, gone, left, key())).value();
  const auto receipt = placed(who, {{&tea, 1}});
  pay(who, receipt.order_group_id);
  const auto unpacked = receipt.orders[0].order_id;
  const auto head = std::string("order_id,parcel_id,carrier,tracking_number\n");
  const auto refused = import(head + good.str() + ",,a,N1\n" + gone.str() + ",,a,N2\n" + unpacked.str() + ",,a,N3\n" +
                              OrderId::make(db.clock, db.random).str() + ",,a,N4\n," +
                              ParcelId::make(db.clock, db.random).str() + ",a,N5\n");
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, "waybills_refused");
  auto found = places(refused.error());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (Places{"/2/order_id nothing_to_ship", "/3/order_id nothing_to_ship", "/4/order_id order_not_found",
                           "/5/parcel_id parcel_not_found"}));
  EXPECT_EQ(order(who, good).state, OrderState::paid);
  coop = seller(OrganisationId::make(db.clock, db.random));
  EXPECT_EQ(places(import(head + good.str() + ",,a,N1\n").error()), Places{"/1/order_id order_not_found"});
}

TEST_F(WaybillsTest, CellsAreCheckedBeforeAnythingIsLookedUp) {
  const auto refused = import("parcel_id,carrier,tracking_number\nxyz,,运单\n,a,N1\n");
  EXPECT_EQ(places(refused.error()), (Places{"/1/parcel_id invalid_id", "/1/carrier required",
                                             "/1/tracking_number out_of_range", "/2/parcel_id required"}));
  EXPECT_EQ(places(import("carrier\nx\n").error()),
            (Places{"/0/parcel_id column_missing", "/0/tracking_number column_missing"}));
  EXPECT_EQ(places(import("").error()), Places{" required"});
  EXPECT_EQ(places(import("order_id,carrier,tracking_number\n").error()), Places{" out_of_range"});
  std::string many = "order_id,carrier,tracking_number\n";
  for (std::size_t i = 0; i <= kMostWaybills; ++i) many += "x,y,z\n";
  EXPECT_EQ(places(import(many).error()), Places{" too_many_rows"});
}

TEST_F(WaybillsTest, AnOrderWithSeveralParcelsNamesThem) {
  stock(tea, 20);
  const auto receipt = placed(who, {{&tea, 2}});
  pay(who, receipt.order_group_id);
  const auto id = receipt.orders[0].order_id;
  const auto line = order(who, id).lines.at(0).line_id;
  PackBody body;
  body.parcels.emplace(2, PackParcel{{{line, 1}}});
  const auto command = by(coop);
  run(parts.fulfilment.pack(command, id, body, key())).value();
  const auto head = std::string("order_id,parcel_id,carrier,tracking_number\n");
  EXPECT_EQ(places(import(head + id.str() + ",,a,N1\n").error()), Places{"/1/parcel_id parcel_required"});
  const auto parcels = order(who, id).parcels;
  EXPECT_EQ(places(import(head + "," + parcels[0].parcel_id.str() + ",a,N1\n," + parcels[0].parcel_id.str() + ",a,N2\n")
                       .error()),
            Places{"/2/parcel_id repeated"});
  import(head + "," + parcels[0].parcel_id.str() + ",a,N1\n").value();
  EXPECT_EQ(order(who, id).state, OrderState::partly_shipped);
  EXPECT_EQ(places(import(head + "," + parcels[0].parcel_id.str() + ",a,N9\n").error()),
            Places{"/1/parcel_id parcel_shipped"});
}

TEST_F(WaybillsTest, OverHttpWithListsAsCsv) {
  stock(tea, 20);
  const auto id = packed();
  auto headers = as(coop, "w1");
  const auto answer = send(http::Method::post, "/v1/waybills", headers,
                           "order_id,carrier,tracking_number\n" + id.str() + ",顺丰速运,SF1\n", "text/csv");
  EXPECT_EQ(answer.status, 201) << answer.text;
  EXPECT_EQ(answer.body.at("shipped").to_number<int>(), 1);
  const auto list = get("/v1/orders/" + id.str() + "/packing-list?format=csv", coop);
  EXPECT_EQ(list.status, 200);
  EXPECT_NE(list.header("Content-Type").find("text/csv"), std::string::npos);
  EXPECT_NE(list.text.find("SF1"), std::string::npos);
  EXPECT_EQ(get("/v1/orders/to-ship", coop).body.at("items").as_array().size(), 0U);
  EXPECT_EQ(get("/v1/orders/pick-list?order_id=" + id.str(), coop).code(), "order_state");
  EXPECT_EQ(get("/v1/orders/to-ship", who).status, 403);
}

}  // namespace
}  // namespace shanhai::orders
