#include "common/http/session.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "common/http/problem.hpp"
#include "common/http/standard_contract.hpp"
#include "common/http/websocket_connection.hpp"

namespace shanhai::http {
namespace {

constexpr std::size_t kDiscardBytes = 64 * 1024;  // a refused request's body up to here is read, to keep the connection
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// A refusal of the protocol, as a problem.
Error error_of(const HeadRefusal& refusal) {
  Error error;
  error.code = refusal.code;
  error.detail = refusal.detail;
  if (!refusal.field.empty()) error.fields.push_back({std::string(refusal.field), std::string(refusal.code), {}});
  return error;
}

Response body_refusal(BodyReader::State state, const Request& request, std::size_t limit_bytes) {
  Error error;
  if (state == BodyReader::State::too_large) {
    error.kind = ErrorKind::too_large;
    error.code = "body_too_large";
    error.detail = "at most " + std::to_string(limit_bytes) + " bytes";
  } else {
    error.kind = ErrorKind::invalid;
    error.code = "malformed_request";
    error.detail = "the body's framing is broken";
  }
  return to_problem(error, request.language, request.trace.trace_id);
}

}  // namespace

Session::Session(IoThread& thread, Socket socket) : thread_(thread), socket_(std::move(socket)) {
  boost::system::error_code gone;  // a peer that has left already shows at the first read
  peer_ = socket_.remote_endpoint(gone).address();
  socket_.set_option(asio::ip::tcp::no_delay(true), gone);
  socket_.non_blocking(true, gone);
  place_ = thread_.sessions.insert(thread_.sessions.end(), this);
  deadline_ = std::chrono::steady_clock::now() +
              thread_.server.options.request_deadline;  // whoever connects has something to say
}

Session::~Session() { thread_.sessions.erase(place_); }

void Session::await_request() {
  if (!input_.empty()) return begin_request();  // pipelined
  phase_ = Phase::idle;
  deadline_ = std::chrono::steady_clock::now() + thread_.server.options.idle_timeout;
}

void Session::begin_request() {
  phase_ = Phase::reading;
  method_.clear();
  began_ = std::chrono::steady_clock::now();
  deadline_ = began_ + thread_.server.options.request_deadline;
}

Persistence Session::persistence() const {
  if (closing_ || thread_.server.draining.load(std::memory_order_relaxed)) return Persistence::close;
  return head_.http_1_0 ? Persistence::keep_alive_1_0 : Persistence::keep_alive;
}

Session::Head Session::next_head() {
  while (searched_ == 0 && input_.view().starts_with("\r\n")) input_.consume(2);  // RFC 9112, 2.2
  auto end = find_head_end(input_.view(), searched_);
  refusal_ = end.refusal;
  if (!refusal_ && end.length == 0) {
    searched_ = input_.view().size();
    return Head::incomplete;
  }
  searched_ = 0;
  head_length_ = end.length;
  if (!refusal_) refusal_ = scan_head(input_.view().substr(0, end.length), head_);
  return refusal_ ? Head::refused : Head::ready;
}

Task<> Session::run() {
  while (!abandoned_) {
    const Head head = closing_ ? Head::incomplete : next_head();
    if (head == Head::ready && answer_from_memory()) continue;
    if (!prepared_.empty()) {
      if (!flush_now()) {
        const bool flushed = co_await flush();
        if (!flushed) break;
      }
      await_request();
      continue;
    }
    if (closing_) break;
    if (head == Head::refused) {
      co_await refuse();
    } else if (head == Head::ready) {
      const bool answered = co_await answer_request();
      if (!answered) break;
      if (prepared_.empty()) await_request();
    } else {
      boost::system::error_code failure;
      const std::size_t bytes =
          co_await socket_.async_read_some(input_.space(), asio::redirect_error(use_task, failure));
      if (failure) break;
      input_.commit(bytes);
      if (phase_ == Phase::idle) begin_request();
    }
  }
  if (lingers_ && !abandoned_) co_await linger();
}

Task<> Session::refuse() {
  Request request;
  request.language = preferred_language(head_.accept_language);
  request.trace = telemetry::TraceContext::from_header(head_.traceparent, thread_.random);
  method_ = head_.method;
  closing_ = lingers_ = true;  // where the next request would begin is anybody's guess
  const auto& dispatcher = thread_.server.dispatcher;
  auto response = to_problem(refusal_->status, error_of(*refusal_), request.language, request.trace.trace_id);
  if (refusal_->status == 414) response = dispatcher.as_governed(std::move(response), head_);
  co_await send(std::move(response), request, dispatcher.malformed_label());
}

Task<bool> Session::answer_request() {
  Request request;
  request.deadline = deadline_;
  method_ = head_.method;
  closing_ = !head_.keep_alive;
  auto admission = thread_.server.dispatcher.admit(head_, peer_, thread_.random, request);
  BodyReader body(input_.view().substr(0, head_length_));
  input_.consume(head_length_);
  current_ = &request;
  current_label_ = admission.label;
  if (body.state() == BodyReader::State::malformed) {
    closing_ = lingers_ = true;
    admission.refusal = body_refusal(body.state(), request, 0);
  } else if (head_.has_body()) {
    const bool connected = co_await receive_body(body, request, admission);
    if (!connected) {
      current_ = nullptr;
      co_return false;
    }
  }
  if (const auto* opening = opening_of(admission, request)) {
    const bool refused = co_await upgrade(request, admission, *opening);
    current_ = nullptr;
    co_return refused;
  }
  Response response;
  if (admission.refusal) {
    response = std::move(*admission.refusal);
  } else {
    phase_ = Phase::handling;
    response = co_await thread_.server.dispatcher.answer(request, admission);
  }
  const bool sent = co_await send(std::move(response), request, admission.label);
  current_ = nullptr;
  co_return sent;
}

// False: the peer is gone. What is wrong with the body becomes the refusal.
Task<bool> Session::receive_body(BodyReader& body, Request& request, Admission& admission) {
  const bool short_enough = head_.content_length.value_or(kDiscardBytes + 1) <= kDiscardBytes;
  if (admission.refusal && (head_.expects_continue || !short_enough)) {
    closing_ = lingers_ = true;
    co_return true;
  }
  const std::size_t limit = admission.refusal ? kDiscardBytes : admission.body_limit_bytes;
  body.limit(limit);
  if (head_.expects_continue && input_.empty()) {
    const bool written = co_await write(kContinue, {});
    if (!written) co_return false;
  }
  const auto state = co_await read_body(body);
  if (state == BodyReader::State::needs_more) co_return false;
  if (state == BodyReader::State::complete) {
    request.body = body.take();
    co_return true;
  }
  closing_ = lingers_ = true;
  if (!admission.refusal) {
    auto refusal = body_refusal(state, request, limit);
    admission.refusal = as_standard(std::move(refusal), admission.row->path);
  }
  co_return true;
}

// Until complete or refused; needs_more: the peer is gone.
Task<BodyReader::State> Session::read_body(BodyReader& body) {
  for (;;) {
    if (!input_.empty()) input_.consume(body.put(input_.view()));
    if (body.state() != BodyReader::State::needs_more) co_return body.state();
    if (input_.full()) co_return BodyReader::State::malformed;  // a chunk's head or a trailer without end
    boost::system::error_code failure;
    const std::size_t bytes = co_await socket_.async_read_some(input_.space(), asio::redirect_error(use_task, failure));
    if (failure) co_return BodyReader::State::needs_more;
    input_.commit(bytes);
  }
}

void Session::sweep(TimePoint now) {
  if (websocket_) return websocket_->sweep(now);
  if (now < deadline_ || abandoned_) return;
  switch (phase_) {
    case Phase::reading:
      return give_up(408, "request_timeout");
    case Phase::handling:
      return give_up(503, "deadline_exceeded");
    case Phase::idle:
    case Phase::writing:
    case Phase::lingering:
      return close();
  }
}

// Nothing of an answer was written yet, so a whole one can be, if the socket takes it at once.
void Session::give_up(int status, std::string_view code) {
  Request unknown;
  if (!current_) unknown.trace = telemetry::TraceContext::begin(thread_.random);
  const Request& request = current_ ? *current_ : unknown;
  Error error;
  error.code = code;
  if (status == 503) error.retry_after = std::chrono::seconds(1);
  const auto response = to_problem(status, error, request.language, request.trace.trace_id);
  closing_ = true;
  auto bytes = print_head(response, response.body.size(), thread_.date.at(std::time(nullptr)), Persistence::close);
  if (method_ != "HEAD") bytes += response.body;
  boost::system::error_code failure;
  const auto sent = socket_.write_some(asio::buffer(bytes), failure);
  record(request, current_ ? current_label_ : thread_.server.dispatcher.malformed_label(), status, failure ? 0 : sent);
  socket_.shutdown(asio::ip::tcp::socket::shutdown_both, failure);
  close();
}

void Session::close() {
  abandoned_ = true;
  boost::system::error_code already;
  socket_.close(already);
}

void Session::close_if_idle() {
  if (websocket_) websocket_->close(WebSocketClose::going_away, "the server is going down");
  if (phase_ == Phase::idle) close();
}

}  // namespace shanhai::http
