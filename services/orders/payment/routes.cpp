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

// Alipay's: anything but the seven letters of "success" is sent again.
Response refuse_alipay(const Error& error) {
  return Response::of(http::status_of(error.kind), "text/plain; charset=utf-8", "fail " + error.code);
}

}  // namespace

void PaymentRoutes::mount(http::RouteTable& table) {
  mount_statements(table);
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
       {Method::post, "/v1/payments/wechat-pay/notifications", Access::anyone(), &PaymentRoutes::notify_wechat_pay,
        Contract("What WeChat Pay tells of payments and refunds; signed and encrypted as its API v3 says")
            .raw_body("application/json", kNoticeLimit)
            .reply_empty(204)},
       {Method::post, "/v1/payments/alipay/notifications", Access::anyone(), &PaymentRoutes::notify_alipay,
        Contract("What Alipay tells of payments; signed as its open platform says, answered by the word success")
            .raw_body("application/x-www-form-urlencoded", kNoticeLimit)
            .reply_media(200, "text/plain")},
       {Method::get, "/v1/payments/refunds", operators, &PaymentRoutes::list_refunds,
        Contract("Refunds by channel and state, such as those to be paid out by hand")
            .query<RefundQuery>()
            .reply<RefundPage>(200)},
       {Method::post, "/v1/payments/refunds/{refund}/confirm", operators, &PaymentRoutes::confirm_refund,
        Contract(
            "A refund was paid out by bank, as an imported entry shows: one of a transfer, or one its channel refuses")
            .body<ConfirmRefundBody>()
            .reply<RefundView>(200)
            .idempotent()},
       {Method::post, "/v1/payments/refunds/{refund}/retry", operators, &PaymentRoutes::retry_refund,
        Contract("Send a refund that its channel refused once more")
            .body<RetryRefundBody>()
            .reply<RefundView>(200)
            .idempotent()},
       {Method::post, "/v1/payments/{payment}/give-back", operators, &PaymentRoutes::give_back,
        Contract("Give back what no order took of a payment").body<GiveBackBody>().reply<RefundView>(201).idempotent()},
       {Method::post, "/v1/orders/{order}/decline", Access::only({Role::supplier}), &PaymentRoutes::decline,
        Contract("Say what of a paid order can't be delivered (all that is not packed, unless lines are named): its "
                 "money goes "
                 "back")
            .body<DeclineBody>()
            .reply<OrderView>(200)
            .idempotent()}});
}

void PaymentRoutes::mount_statements(http::RouteTable& table) {
  const auto operators = Access::only({Role::platform_operator});
  table.mount<PaymentRoutes>(
      *this, {{Method::post, "/v1/bank-statements", operators, &PaymentRoutes::import,
               Contract("Import a bank statement: entries pay what their reference names")
                   .raw_body("text/csv", kStatementLimit)
                   .reply<StatementReceipt>(201)
                   .idempotent()},
              {Method::get, "/v1/bank-statements/unapplied", operators, &PaymentRoutes::unapplied,
               Contract("Money received that no order took").query<http::PageQuery>().reply<UnappliedPage>(200)},
              {Method::get, "/v1/bank-statements/entries", operators, &PaymentRoutes::list_entries,
               Contract("Entries by state, such as those that matched nothing")
                   .query<BankEntryQuery>()
                   .reply<BankEntryPage>(200)},
              {Method::post, "/v1/bank-statements/entries/match", operators, &PaymentRoutes::match_entry,
               Contract("Say which payment an entry is for that named none, or a wrong one")
                   .body<MatchEntryBody>()
                   .reply<MatchedEntry>(200)
                   .idempotent()},
              {Method::post, "/v1/bank-statements/entries/dismiss", operators, &PaymentRoutes::dismiss_entry,
               Contract("Put an entry aside that is none of ours")
                   .body<DismissEntryBody>()
                   .reply<BankEntryView>(200)
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

Task<Result<Response>> PaymentRoutes::notify_wechat_pay(Request& request) {
  if (!wechat_pay_) co_return refuse_notice(Error::not_found("channel"));
  const wechat_pay::Seal seal{request.header("Wechatpay-Timestamp"), request.header("Wechatpay-Nonce"),
                              request.header("Wechatpay-Signature"), request.header("Wechatpay-Serial")};
  auto taken = co_await wechat_pay_->take(seal, request.body);
  if (taken.has_error()) co_return refuse_notice(taken.error());
  co_return Response::empty(204);
}

Task<Result<Response>> PaymentRoutes::notify_alipay(Request& request) {
  if (!alipay_) co_return refuse_alipay(Error::not_found("channel"));
  const auto taken = co_await alipay_->take(request.body);
  if (taken.has_error()) co_return refuse_alipay(taken.error());
  co_return Response::of(200, "text/plain; charset=utf-8", "success");
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

Task<Result<Response>> PaymentRoutes::list_entries(Request& request) {
  SH_CO_TRY(auto query, request.read_query<BankEntryQuery>());
  SH_CO_TRY(auto page, co_await statements_.entries(std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> PaymentRoutes::match_entry(Request& request) {
  SH_CO_TRY(auto body, request.read_body<MatchEntryBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto matched, co_await statements_.match(command, std::move(body), *request.idempotency));
  co_return Response::json(200, matched.value).replayed(matched.replayed);
}

Task<Result<Response>> PaymentRoutes::dismiss_entry(Request& request) {
  SH_CO_TRY(auto body, request.read_body<DismissEntryBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto entry, co_await statements_.dismiss(command, std::move(body), *request.idempotency));
  co_return Response::json(200, entry.value).replayed(entry.replayed);
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

Task<Result<Response>> PaymentRoutes::retry_refund(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<RefundId>("refund"));
  SH_CO_TRY(auto body, request.read_body<RetryRefundBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto refund, co_await refunds_.retry(command, id, body.reason.str(), *request.idempotency));
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
  auto reason = body.reason.str();
  auto lines = body.lines.value_or(std::vector<DeclinedLine>());
  SH_CO_TRY(auto order,
            co_await refunds_.decline(command, id, std::move(reason), *request.idempotency, std::move(lines)));
  co_return Response::json(200, order.value).replayed(order.replayed);
}

}  // namespace shanhai::orders
