#include "services/orders/payment/routes.hpp"

#include "common/http/problem.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/fulfilment/views.hpp"

namespace shanhai::orders {
namespace {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t kStatementLimit = 4 << 20;
constexpr std::size_t kNoticeLimit = 64 << 10;

// WeChat Pay's own contract: anything but 2xx is sent again; the body says why.
Response refuse_notice(const Error& error) {
  json::Object body{{"code", "FAIL"}, {"message", error.code}};
  return Response::of(http::status_of(error.kind), "application/json", json::to_text(body));
}

}  // namespace

void PaymentRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::consumer, Role::buyer_unit});
  const auto operators = Access::only({Role::platform_operator});
  table.mount<PaymentRoutes>(
      *this,
      {{Method::post, "/v1/payments", buyers, &PaymentRoutes::open,
        Contract("Ask for what a checkout still costs through a channel")
            .body<PaymentBody>()
            .reply<PaymentView>(201)
            .idempotent()},
       {Method::get, "/v1/payments/{payment}",
        Access::only({Role::consumer, Role::buyer_unit, Role::platform_operator}), &PaymentRoutes::get,
        Contract("One payment").reply<PaymentView>(200)},
       {Method::post, "/v1/payments/wechat-pay/notifications", Access::anyone(), &PaymentRoutes::notify,
        Contract("What WeChat Pay tells of payments and refunds; signed and encrypted as its API v3 says")
            .raw_body("application/json", kNoticeLimit)
            .reply_empty(204)},
       {Method::get, "/v1/payments/refunds", operators, &PaymentRoutes::list_refunds,
        Contract("Refunds by channel and state, such as those to be paid out by hand")
            .query<RefundQuery>()
            .reply<RefundPage>(200)},
       {Method::post, "/v1/payments/refunds/{refund}/confirm", operators, &PaymentRoutes::confirm_refund,
        Contract("A refund was paid out by bank").body<ConfirmRefundBody>().reply<RefundView>(200).idempotent()},
       {Method::post, "/v1/payments/{payment}/give-back", operators, &PaymentRoutes::give_back,
        Contract("Give back what no order took of a payment").body<GiveBackBody>().reply<RefundView>(201).idempotent()},
       {Method::post, "/v1/bank-statements", operators, &PaymentRoutes::import,
        Contract("Import a bank statement: entries pay what their reference names")
            .raw_body("text/csv", kStatementLimit)
            .reply<StatementReceipt>(201)
            .idempotent()},
       {Method::get, "/v1/bank-statements/unapplied", operators, &PaymentRoutes::unapplied,
        Contract("Money received that no order took").query<http::PageQuery>().reply<UnappliedPage>(200)},
       {Method::post, "/v1/orders/{order}/decline", Access::only({Role::supplier}), &PaymentRoutes::decline,
        Contract("Say that a paid order can't be delivered: its buyer gets everything back")
            .body<DeclineBody>()
            .reply<OrderView>(200)
            .idempotent()}});
}

Task<Result<Response>> PaymentRoutes::open(Request& request) {
  SH_CO_TRY(auto body, request.read_body<PaymentBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto payment, co_await payments_.open(command, body, *request.idempotency));
  co_return Response::json(201, payment.value).replayed(payment.replayed);
}

Task<Result<Response>> PaymentRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PaymentId>("payment"));
  SH_CO_TRY(auto payment, co_await payments_.payment(request.caller(), id));
  co_return Response::json(200, payment);
}

Task<Result<Response>> PaymentRoutes::notify(Request& request) {
  if (!callbacks_) co_return refuse_notice(Error::not_found("channel"));
  const wechat_pay::Seal seal{request.header("Wechatpay-Timestamp"), request.header("Wechatpay-Nonce"),
                              request.header("Wechatpay-Signature"), request.header("Wechatpay-Serial")};
  auto taken = co_await callbacks_->take(seal, request.body);
  if (taken.has_error()) co_return refuse_notice(taken.error());
  co_return Response::empty(204);
}

Task<Result<Response>> PaymentRoutes::import(Request& request) {
  const auto command = command_of(request);
  SH_CO_TRY(auto receipt, co_await statements_.import(command, request.body, *request.idempotency));
  co_return Response::json(201, receipt.value).replayed(receipt.replayed);
}

Task<Result<Response>> PaymentRoutes::unapplied(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await statements_.unapplied(std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> PaymentRoutes::list_refunds(Request& request) {
  SH_CO_TRY(auto query, request.read_query<RefundQuery>());
  SH_CO_TRY(auto page, co_await refunds_.refunds(std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> PaymentRoutes::confirm_refund(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RefundId>("refund"));
  SH_CO_TRY(auto body, request.read_body<ConfirmRefundBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto refund, co_await refunds_.confirm(command, id, body.entry_number.str(), *request.idempotency));
  co_return Response::json(200, refund.value).replayed(refund.replayed);
}

Task<Result<Response>> PaymentRoutes::give_back(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<PaymentId>("payment"));
  SH_CO_TRY(auto body, request.read_body<GiveBackBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto refund, co_await refunds_.give_back(command, id, body.reason.str(), *request.idempotency));
  co_return Response::json(201, refund.value).replayed(refund.replayed);
}

Task<Result<Response>> PaymentRoutes::decline(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrderId>("order"));
  SH_CO_TRY(auto body, request.read_body<DeclineBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto order, co_await refunds_.decline(command, id, body.reason.str(), *request.idempotency));
  co_return Response::json(200, order.value).replayed(order.replayed);
}

}  // namespace shanhai::orders
