// How a request becomes a WebSocket.
#include "common/http/problem.hpp"
#include "common/http/session.hpp"
#include "common/http/standard_contract.hpp"
#include "common/http/websocket_connection.hpp"

namespace shanhai::http {
namespace {

// The row's opening as a handler, so that errors and exceptions become what they become everywhere.
struct OpeningHandler {
  const WebSocketOpening& open;
  OpenedWebSocket& opened;

  Task<Result<Response>> operator()(Request& request) const {
    auto pending = open(request);
    Result<OpenedWebSocket> outcome = co_await std::move(pending);
    if (outcome.has_error()) co_return std::move(outcome).error();
    opened = std::move(*outcome);
    co_return Response::empty(101);
  }
};

Response handshake_refusal(const Error& error, const Request& request) {
  if (error.code != "websocket_version") return to_problem(error, request.language, request.trace.trace_id);
  return to_problem(426, error, request.language, request.trace.trace_id)
      .with("Sec-WebSocket-Version", "13")
      .with("Upgrade", "websocket");
}

}  // namespace

const WebSocketOpening* Session::opening_of(const Admission& admission, const Request& request) const {
  if (admission.refusal || method_ != "GET" || head_.http_1_0 || head_.has_body()) return nullptr;
  const auto* handler = admission.row->handler.target<UpgradableHandler>();
  return handler && handler->open && wants_websocket(request) ? &handler->open : nullptr;
}

// False: the connection has ended. True: it was refused.
Task<bool> Session::upgrade(Request& request, Admission& admission, const WebSocketOpening& open) {
  auto accept = accept_websocket(request);
  OpenedWebSocket opened;
  Response response;
  if (accept.has_error()) {
    response = as_standard(handshake_refusal(accept.error(), request), admission.row->path);
  } else {
    phase_ = Phase::handling;
    admission.handler = OpeningHandler{open, opened};
    response = co_await thread_.server.dispatcher.answer(request, admission);
  }
  if (!opened.talk) {
    const bool sent = co_await send(std::move(response), request, admission.label);
    co_return sent;
  }
  if (abandoned_) co_return false;
  response.headers = std::move(opened.headers);
  response.headers.insert(response.headers.end(),
                          {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Accept", *accept}});
  phase_ = Phase::writing;
  const auto head = print_head(response, 0, thread_.date.at(std::time(nullptr)), Persistence::keep_alive);
  const bool written = co_await write(head, {});
  record(request, admission.label, response.status, written ? head.size() : 0);
  if (!written) co_return false;
  const auto& options = thread_.server.options;
  WebSocketConnection connection(socket_, input_, {options.websocket_ping, options.websocket_write});
  websocket_ = &connection;
  co_await connection.run(*opened.talk);
  websocket_ = nullptr;
  abandoned_ = true;
  co_return false;
}

}  // namespace shanhai::http
