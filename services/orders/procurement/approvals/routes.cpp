#include "services/orders/procurement/approvals/routes.hpp"

#include "services/orders/commands.hpp"

namespace shanhai::orders {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

void ApprovalRoutes::mount(http::RouteTable& table) {
  const auto buyers = Access::only({Role::buyer_unit});
  const auto readers = Access::only({Role::buyer_unit, Role::platform_operator});
  table.mount<ApprovalRoutes>(
      *this,
      {{Method::post, "/v1/procurement/policies", buyers, &ApprovalRoutes::set_policy,
        Contract("How the unit decides from a day on: what one person may approve alone, and who else approves")
            .body<PolicyBody>()
            .reply<PolicyView>(201)
            .idempotent()},
       {Method::get, "/v1/procurement/policies", buyers, &ApprovalRoutes::list_policies,
        Contract("The unit's policies, newest first").query<http::PageQuery>().reply<PolicyPage>(200)},
       {Method::post, "/v1/procurement/proposals", buyers, &ApprovalRoutes::propose,
        Contract("Propose to buy what a quotation offers, or some of its lines")
            .body<ProposalBody>()
            .reply<ProposalView>(201)
            .idempotent()},
       {Method::get, "/v1/procurement/proposals", readers, &ApprovalRoutes::list,
        Contract("The unit's proposals, newest first").query<http::PageQuery>().reply<ProposalPage>(200)},
       {Method::get, "/v1/procurement/proposals/{proposal}", readers, &ApprovalRoutes::get,
        Contract("One proposal with the steps taken on it").reply<ProposalView>(200)},
       {Method::post, "/v1/procurement/proposals/{proposal}/approve", buyers, &ApprovalRoutes::approve,
        Contract("Approve somebody else's proposal").body<ProposalReasonBody>().reply<ProposalView>(200)},
       {Method::post, "/v1/procurement/proposals/{proposal}/send-back", buyers, &ApprovalRoutes::send_back,
        Contract("Send somebody else's proposal back").body<ProposalReasonBody>().reply<ProposalView>(200)},
       {Method::post, "/v1/procurement/proposals/{proposal}/withdraw", buyers, &ApprovalRoutes::withdraw,
        Contract("Take a proposal back that was not ordered").body<ProposalReasonBody>().reply<ProposalView>(200)}});
}

Task<Result<Response>> ApprovalRoutes::set_policy(Request& request) {
  SH_CO_TRY(auto body, request.read_body<PolicyBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await approvals_.set_policy(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> ApprovalRoutes::list_policies(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await approvals_.policies(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ApprovalRoutes::propose(Request& request) {
  SH_CO_TRY(auto body, request.read_body<ProposalBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await approvals_.propose(command, std::move(body), *request.idempotency));
  co_return Response::json(201, view.value).replayed(view.replayed);
}

Task<Result<Response>> ApprovalRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  SH_CO_TRY(auto page, co_await approvals_.proposals(request.caller(), std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> ApprovalRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProposalId>("proposal"));
  SH_CO_TRY(auto view, co_await approvals_.proposal(request.caller(), id));
  co_return Response::json(200, view);
}

Task<Result<Response>> ApprovalRoutes::approve(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProposalId>("proposal"));
  SH_CO_TRY(auto body, request.read_body<ProposalReasonBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await approvals_.approve(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> ApprovalRoutes::send_back(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProposalId>("proposal"));
  SH_CO_TRY(auto body, request.read_body<ProposalReasonBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await approvals_.send_back(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

Task<Result<Response>> ApprovalRoutes::withdraw(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProposalId>("proposal"));
  SH_CO_TRY(auto body, request.read_body<ProposalReasonBody>());
  const auto command = command_of(request);
  SH_CO_TRY(auto view, co_await approvals_.withdraw(command, id, body.reason.str()));
  co_return Response::json(200, view);
}

}  // namespace shanhai::orders
