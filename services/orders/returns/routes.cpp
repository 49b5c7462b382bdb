#include "services/orders/returns/routes.hpp"

#include "common/http/attachment.hpp"
#include "services/orders/commands.hpp"

namespace shanhai::orders {
namespace {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

// A JSON body with files in base64 is larger than others.
Contract with_files(Contract contract) {
  contract.body_limit_bytes = kEvidenceBodyBytesMax;
  return contract;
}

// Carriers' numbers are ASCII.
Result<Waybill> read_waybill(const Request& request) {
  SH_TRY(const auto body, request.read_body<WaybillBody>());
  for (const unsigned char c : body.tracking_number.str()) {
    if (c <= ' ' || c >= 0x7f) return Error::invalid_field("/tracking_number", "expected_ascii");
  }
  return Waybill{body.carrier.str(), body.tracking_number.str()};
}

}  // namespace

void ReturnRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  const auto suppliers = Access::only({Role::supplier});
  const auto sides = Access::only({Role::consumer, Role::buyer_unit, Role::supplier});
  const auto parties = Access::only({Role::consumer, Role::buyer_unit, Role::supplier, Role::platform_operator});
  table.mount<ReturnRoutes>(
      *this,
      {{Method::post, "/v1/returns", buyers, &ReturnRoutes::request,
        with_files(Contract("Ask to return or exchange units of an order, or complain of them; without a reason it is "
                            "approved at once")
                       .body<ReturnBody>()
                       .reply<ReturnView>(201)
                       .idempotent())},
       {Method::get, "/v1/returns", parties, &ReturnRoutes::list,
        Contract("The caller's returns, newest first").query<ReturnQuery>().reply<ReturnPage>(200)},
       {Method::get, "/v1/returns/{return}", parties, &ReturnRoutes::get,
        Contract("One return, with its parcels, evidence and refund").reply<ReturnView>(200)},
       {Method::post, "/v1/returns/{return}/approve", suppliers, &ReturnRoutes::approve,
        Contract("Agree to a complaint or an exchange").body<DecisionBody>().reply<ReturnView>(200)},
       {Method::post, "/v1/returns/{return}/refuse", suppliers, &ReturnRoutes::refuse,
        Contract("Refuse a complaint or an exchange").body<DecisionBody>().reply<ReturnView>(200)},
       {Method::post, "/v1/returns/{return}/refund", suppliers, &ReturnRoutes::refund,
        Contract("Give the money back, the goods stay").body<DecisionBody>().reply<ReturnView>(200).idempotent()},
       {Method::post, "/v1/returns/{return}/withdraw", buyers, &ReturnRoutes::withdraw,
        Contract("Keep the goods after all").body<DecisionBody>().reply<ReturnView>(200)},
       {Method::post, "/v1/returns/{return}/send", buyers, &ReturnRoutes::send,
        Contract("Say with whom the goods are on their way back").body<WaybillBody>().reply<ReturnView>(200)},
       {Method::post, "/v1/returns/{return}/arrive", suppliers, &ReturnRoutes::arrive,
        Contract("Say that the goods have arrived, to be inspected").body<ArriveBody>().reply<ReturnView>(200)},
       {Method::post, "/v1/returns/{return}/receive", suppliers, &ReturnRoutes::receive,
        Contract("The goods are inspected: refund or replace them; put them on sale again or scrap them")
            .body<ReceiveBody>()
            .reply<ReturnView>(200)
            .idempotent()},
       {Method::post, "/v1/returns/{return}/sort", suppliers, &ReturnRoutes::sort,
        Contract("Put goods on sale again, or scrap them, that were paid without an inspection")
            .body<ReceiveBody>()
            .reply<ReturnView>(200)
            .idempotent()},
       {Method::post, "/v1/returns/{return}/ship", suppliers, &ReturnRoutes::ship,
        Contract("Send the replacement, or the goods of a refused case, to the buyer")
            .body<WaybillBody>()
            .reply<ReturnView>(200)
            .idempotent()},
       {Method::post, "/v1/returns/{return}/dispute", sides, &ReturnRoutes::dispute,
        with_files(Contract("Ask the platform to decide").body<DisputeBody>().reply<ReturnView>(200))},
       {Method::post, "/v1/returns/{return}/decide", Access::only({Role::platform_operator}), &ReturnRoutes::rule,
        Contract("Decide a disputed case; final").body<RulingBody>().reply<ReturnView>(200).idempotent()},
       {Method::post, "/v1/returns/{return}/evidence", sides, &ReturnRoutes::add_evidence,
        with_files(Contract("Add photographs or documents").body<EvidenceBody>().reply<ReturnView>(200))},
       {Method::get, "/v1/returns/{return}/evidence/{file}", parties, &ReturnRoutes::evidence,
        Contract("A file of the case").reply_media(200, "*/*")},
       {Method::get, "/v1/return-addresses", suppliers, &ReturnRoutes::address,
        Contract("Where the caller takes goods back").reply<identity::DeliveryAddress>(200)},
       {Method::put, "/v1/return-addresses", suppliers, &ReturnRoutes::put_address,
        Contract("Say where goods are to be sent back to; buyers see it once a return is approved")
            .body<identity::DeliveryAddress>()
            .reply<identity::DeliveryAddress>(200)}});
}

Task<Result<Response>> ReturnRoutes::request(Request& request) {
  SH_CO_TRY(auto body, request.read_body<ReturnBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.request(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> ReturnRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<ReturnQuery>());
  SH_CO_TRY(auto page, co_await returns_.returns(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ReturnRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto view, co_await returns_.get(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReturnRoutes::step(Request& request, Returns::Step step) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<DecisionBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.step(command, id, body.reason.str(), step));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReturnRoutes::approve(Request& request) {
  auto out = co_await step(request, approve_return);
  co_return out;
}

Task<Result<Response>> ReturnRoutes::refuse(Request& request) {
  auto out = co_await step(request, refuse_return);
  co_return out;
}

Task<Result<Response>> ReturnRoutes::withdraw(Request& request) {
  auto out = co_await step(request, withdraw_return);
  co_return out;
}

Task<Result<Response>> ReturnRoutes::arrive(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_CHECK(request.read_body<ArriveBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.step(command, id, {}, note_arrival));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReturnRoutes::refund(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<DecisionBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.refund(command, id, body.reason.str(), *request.idempotency));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

Task<Result<Response>> ReturnRoutes::send(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto waybill, read_waybill(request));
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.send(command, id, std::move(waybill)));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReturnRoutes::receive(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<ReceiveBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.receive(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

Task<Result<Response>> ReturnRoutes::sort(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<ReceiveBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.sort(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

Task<Result<Response>> ReturnRoutes::ship(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto waybill, read_waybill(request));
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.ship(command, id, std::move(waybill), *request.idempotency));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

Task<Result<Response>> ReturnRoutes::dispute(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<DisputeBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.dispute(command, id, std::move(body)));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReturnRoutes::rule(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<RulingBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.rule(command, id, std::move(body), *request.idempotency));
  co_return Response::json(200, view.value).replayed(view.replayed);
}

Task<Result<Response>> ReturnRoutes::add_evidence(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(auto body, request.read_body<EvidenceBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await returns_.add_evidence(command, id, std::move(body)));
  co_return Response::json(200, view);
}

Task<Result<Response>> ReturnRoutes::address(Request& request) {
  SH_CO_TRY(auto address, co_await returns_.address(request.caller()));
  co_return Response::json(200, address);
}

Task<Result<Response>> ReturnRoutes::put_address(Request& request) {
  SH_CO_TRY(auto body, request.read_body<identity::DeliveryAddress>());
  const auto command = command_of(request);
  SH_CO_TRY(auto address, co_await returns_.put_address(command, std::move(body)));
  co_return Response::json(200, address);
}

Task<Result<Response>> ReturnRoutes::evidence(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ReturnId>("return"));
  SH_CO_TRY(const auto file, request.path_id<FileId>("file"));
  SH_CO_TRY(auto content, co_await returns_.evidence(request.caller(), id, file));
  auto answer = http::attachment(content.file.media_type, content.file.document_name, std::move(content.bytes));
  co_return std::move(answer).with("ETag", "\"" + content.file.sha256 + "\"");
}

}  // namespace shanhai::orders
