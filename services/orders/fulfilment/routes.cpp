#include "services/orders/fulfilment/routes.hpp"

#include "common/http/attachment.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/returns/evidence.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr const char* kCsv = "text/csv; charset=utf-8";
constexpr std::string_view kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// Recipients may stand in it: nothing on the way keeps it.
template <class List>
Response answer(const List& list, std::optional<ListFormat> format, std::string_view file_name) {
  if (format != ListFormat::csv) return Response::json(200, list).with("Cache-Control", "no-store");
  return http::attachment("text/csv", file_name, csv_of(list));
}

}  // namespace

void FulfilmentRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  const auto suppliers = Access::only({Role::supplier});
  const auto parties = Access::only({Role::consumer, Role::buyer_unit, Role::supplier, Role::platform_operator});
  auto acceptance =
      Contract("Accept what arrived; institutions record their inspection, what they reject becomes a quality claim")
          .body<AcceptBody>()
          .reply<OrderView>(200);
  acceptance.body_limit_bytes = kEvidenceBodyBytesMax;
  table.mount<FulfilmentRoutes>(
      *this,
      {{Method::get, "/v1/orders/to-ship", suppliers, &FulfilmentRoutes::to_ship,
        Contract(
            "Orders that wait to be shipped, by when their time to dispatch began: when they were paid, or placed on "
            "credit. dispatch_due_at may be in another order, for what is sold in a presale has until its own day")
            .query<http::PageQuery>()
            .reply<ToShipPage>(200)},
       {Method::get, "/v1/orders/pick-list", suppliers, &FulfilmentRoutes::pick_list,
        Contract("What to fetch from the store for many orders, by SKU and lot, as JSON or CSV")
            .query<PickQuery>()
            .reply<PickList>(200)
            .reply_media(200, kCsv)},
       {Method::post, "/v1/orders/{order}/pack", suppliers, &FulfilmentRoutes::pack,
        Contract("Bind lots to parcels, first expired first out; all that is left, unless parcels are named")
            .body<PackBody>()
            .reply<PackingList>(200)
            .idempotent()},
       {Method::post, "/v1/orders/{order}/parcels/{parcel}/unpack", suppliers, &FulfilmentRoutes::unpack,
        Contract("Open a parcel that has not left: its lots go back").body<UnpackBody>().reply<PackingList>(200)},
       {Method::get, "/v1/orders/{order}/packing-list", suppliers, &FulfilmentRoutes::packing_list,
        Contract("An order's parcels with recipients and lots, and what is left to pack, as JSON or CSV")
            .query<ListQuery>()
            .reply<PackingList>(200)
            .reply_media(200, kCsv)},
       {Method::post, "/v1/orders/{order}/ship", suppliers, &FulfilmentRoutes::ship,
        Contract("Say which parcels left, with carrier and tracking number")
            .body<ShipBody>()
            .reply<OrderView>(200)
            .idempotent()},
       {Method::post, "/v1/waybills", suppliers, &FulfilmentRoutes::import_waybills,
        Contract(
            "Say of many parcels that they left, by CSV or XLSX with order_id, parcel_id, carrier, tracking_number")
            .raw_body("text/csv," + std::string(kXlsx), kWaybillFileBytes)
            .reply<WaybillReceipt>(201)
            .idempotent()},
       {Method::post, "/v1/orders/{order}/deliver", parties, &FulfilmentRoutes::deliver,
        Contract("Say that everything was delivered; an operator says why").body<DeliverBody>().reply<OrderView>(200)},
       {Method::post, "/v1/orders/{order}/accept", buyers, &FulfilmentRoutes::accept, std::move(acceptance)},
       {Method::get, "/v1/orders/{order}/inspection",
        Access::only({Role::buyer_unit, Role::supplier, Role::platform_operator}), &FulfilmentRoutes::inspection,
        Contract("What an institution's inspection found").reply<InspectionView>(200)},
       {Method::post, "/v1/orders/{order}/ratings", buyers, &FulfilmentRoutes::rate,
        Contract("Rate an accepted order, once").body<RatingBody>().reply<RatingView>(201).idempotent()}});
}

Task<Result<Response>> FulfilmentRoutes::to_ship(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await fulfilment_.to_ship(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> FulfilmentRoutes::pick_list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<PickQuery>());
  auto orders = query.order_id.value_or(std::vector<OrderId>());
  SH_CO_TRY(auto list, co_await fulfilment_.pick_list(request.caller(), std::move(orders)));
  co_return answer(list, query.format, "pick-list.csv");
}

Task<Result<Response>> FulfilmentRoutes::unpack(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(const auto parcel, request.path_id<ParcelId>("parcel"));
  SH_CO_TRY(auto body, request.read_body<UnpackBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto list, co_await fulfilment_.unpack(command, id, parcel, body.reason.str()));
  co_return Response::json(200, list);
}

Task<Result<Response>> FulfilmentRoutes::packing_list(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto query, request.read_query<ListQuery>());
  SH_CO_TRY(auto list, co_await fulfilment_.packing_list(request.caller(), id));
  co_return answer(list, query.format, "packing-list.csv");
}

Task<Result<Response>> FulfilmentRoutes::import_waybills(Request& request) {
  const auto command = command_of(request);
  SH_CO_TRY(auto receipt, co_await waybills_.import(command, request.body, *request.idempotency));
  co_return Response::json(201, receipt.value).replayed(receipt.replayed);
}

Task<Result<Response>> FulfilmentRoutes::inspection(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto found, co_await fulfilment_.inspection(request.caller(), id));
  co_return Response::json(200, found);
}

Task<Result<Response>> FulfilmentRoutes::pack(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<PackBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto packed, co_await fulfilment_.pack(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, packed.value).replayed(packed.replayed);
}

Task<Result<Response>> FulfilmentRoutes::ship(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<ShipBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto shipped, co_await fulfilment_.ship(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, shipped.value).replayed(shipped.replayed);
}

Task<Result<Response>> FulfilmentRoutes::deliver(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<DeliverBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto order, co_await fulfilment_.deliver(command, id, std::move(body)));
  co_return Response::json(200, order);
}

Task<Result<Response>> FulfilmentRoutes::accept(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<AcceptBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto order, co_await fulfilment_.accept(command, id, std::move(body)));
  co_return Response::json(200, order);
}

Task<Result<Response>> FulfilmentRoutes::rate(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<RatingBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto rating, co_await fulfilment_.rate(command, id, std::move(body), *request.idempotency));
  co_return Response::json(201, rating.value).replayed(rating.replayed);
}

}  // namespace shanhai::orders
