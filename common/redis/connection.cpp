#include "common/redis/connection.hpp"

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>

namespace shanhai::redis {

namespace {

Reply convert(const redisReply& from) {
  Reply out;
  switch (from.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      out.type = Reply::Type::text;
      break;
    case REDIS_REPLY_ERROR:
      out.type = Reply::Type::error;
      break;
    case REDIS_REPLY_INTEGER:
      out.type = Reply::Type::integer;
      break;
    case REDIS_REPLY_ARRAY:
      out.type = Reply::Type::array;
      break;
    default:
      out.type = Reply::Type::nil;
      break;
  }
  out.integer = from.integer;
  if (from.str) out.text.assign(from.str, from.len);
  for (std::size_t i = 0; i < from.elements; ++i) out.elements.push_back(convert(*from.element[i]));
  return out;
}

}  // namespace

Address Address::parse(const std::string& text) {
  constexpr std::string_view kUnix = "unix://", kTcp = "tcp://";
  Address out;
  if (text.starts_with(kUnix) && text.size() > kUnix.size()) {
    out.path = text.substr(kUnix.size());
    return out;
  }
  const auto colon = text.rfind(':');
  if (!text.starts_with(kTcp) || colon <= kTcp.size() || colon + 1 >= text.size()) {
    throw std::invalid_argument("a Redis address is unix:///path or tcp://host:port");
  }
  out.host = text.substr(kTcp.size(), colon - kTcp.size());
  out.port = text.substr(colon + 1);
  if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
  return out;
}

// The socket of a hiredis context, waited on for it. Lives until the last wait has ended, hiredis' context may go
// before.
struct Connection::Socket : std::enable_shared_from_this<Socket> {
  Socket(asio::io_context& context, redisAsyncContext* opened) : descriptor(context.get_executor()), redis(opened) {
    descriptor.assign(opened->c.fd);
  }

  void wait_read() {
    if (!want_read || waiting_read) return;
    waiting_read = true;
    descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                          [self = shared_from_this()](boost::system::error_code ended) {
                            self->waiting_read = false;
                            if (ended || !self->redis || !self->want_read) return;
                            redisAsyncHandleRead(self->redis);
                            if (self->redis) self->wait_read();
                          });
  }
  void wait_write() {
    if (!want_write || waiting_write) return;
    waiting_write = true;
    descriptor.async_wait(asio::posix::descriptor_base::wait_write,
                          [self = shared_from_this()](boost::system::error_code ended) {
                            self->waiting_write = false;
                            if (ended || !self->redis || !self->want_write) return;
                            redisAsyncHandleWrite(self->redis);
                            if (self->redis) self->wait_write();
                          });
  }
  void detach() {
    redis = nullptr;
    want_read = want_write = false;
    descriptor.release();  // hiredis closes it
  }

  asio::posix::basic_stream_descriptor<Executor> descriptor;
  redisAsyncContext* redis;
  bool want_read = false, want_write = false, waiting_read = false, waiting_write = false;
};

// What hiredis calls. Its pointers lead to the Connection, which outlives the context.
struct Hooks {
  static Connection& connection(const redisAsyncContext* redis) { return *static_cast<Connection*>(redis->data); }
  static Connection::Socket& socket(void* connection) { return *static_cast<Connection*>(connection)->socket_; }

  static void add_read(void* c) {
    socket(c).want_read = true;
    socket(c).wait_read();
  }
  static void delete_read(void* c) { socket(c).want_read = false; }
  static void add_write(void* c) {
    socket(c).want_write = true;
    socket(c).wait_write();
  }
  static void delete_write(void* c) { socket(c).want_write = false; }
  static void cleanup(void* c) { static_cast<Connection*>(c)->gone(); }
  static void connected(const redisAsyncContext* redis, int status) {
    if (status == REDIS_OK) connection(redis).opened();
  }
  static void answered(redisAsyncContext* redis, void* reply, void*) {
    connection(redis).answer(static_cast<const redisReply*>(reply));
  }
  static void heard(redisAsyncContext* redis, void* reply, void*) {
    if (reply) connection(redis).hear(static_cast<const redisReply*>(reply));
  }
};

Connection::Connection(asio::io_context& context, Address address, std::chrono::milliseconds timeout, Events events)
    : context_(context),
      address_(std::move(address)),
      timeout_(timeout),
      events_(std::move(events)),
      resolver_(context.get_executor()),
      probe_(context.get_executor()),
      timer_(context.get_executor()) {}

Connection::~Connection() { close(); }

void Connection::close() {
  closed_ = true;
  timer_.cancel();
  drop();
}

void Connection::drop() {
  opening_ = false;
  resolver_.cancel();
  boost::system::error_code closed;  // a probe that is open or not: either way it is gone
  probe_.close(closed);
  if (socket_ && socket_->redis) redisAsyncFree(socket_->redis);  // fails sent_, then gone()
  fail(std::exchange(unsent_, {}));
}

void Connection::fail(std::deque<Pending> unsent) {
  for (auto& pending : unsent) pending.done(std::nullopt);
}

void Connection::open() {
  if (closed_ || opening_ || socket_) return;
  open_by_ = std::chrono::steady_clock::now() + timeout_;
  opening_ = true;
  watch();
  if (!address_.path.empty()) return connect({});
  resolver_.async_resolve(address_.host, address_.port, [this](boost::system::error_code failed, Found found) {
    if (failed == asio::error::operation_aborted || !opening_) return;
    if (!failed) return choose(std::move(found));
    drop();
    events_.lost();
  });
}

// A name may stand for several addresses (localhost: ::1 and 127.0.0.1) of which the server listens on one, and hiredis
// takes only one: where there is a choice, it is made by connecting first.
void Connection::choose(Found found) {
  if (found.size() == 1) return connect(found.begin()->endpoint().address().to_string());
  asio::async_connect(probe_, found, [this](boost::system::error_code failed, const asio::ip::tcp::endpoint& chosen) {
    if (failed == asio::error::operation_aborted || !opening_) return;
    boost::system::error_code closed;
    probe_.close(closed);
    if (!failed) return connect(chosen.address().to_string());
    drop();
    events_.lost();
  });
}

void Connection::connect(const std::string& host) {
  opening_ = false;
  auto* redis = address_.path.empty() ? redisAsyncConnect(host.c_str(), std::atoi(address_.port.c_str()))
                                      : redisAsyncConnectUnix(address_.path.c_str());
  if (redis && redis->err) {
    redisAsyncFree(redis);
    redis = nullptr;
  }
  if (redis) return adopt(redis);
  fail(std::exchange(unsent_, {}));
  asio::post(context_, events_.lost);
}

void Connection::adopt(redisAsyncContext* redis) {
  socket_ = std::make_shared<Socket>(context_, redis);
  redis->data = redis->ev.data = this;
  redis->ev.addRead = Hooks::add_read;
  redis->ev.delRead = Hooks::delete_read;
  redis->ev.addWrite = Hooks::add_write;
  redis->ev.delWrite = Hooks::delete_write;
  redis->ev.cleanup = Hooks::cleanup;
  redisAsyncSetConnectCallback(redis, Hooks::connected);
  for (auto& pending : std::exchange(unsent_, {})) send(std::move(pending));
}

void Connection::opened() {
  up_ = true;
  if (address_.path.empty()) redisEnableKeepAlive(&socket_->redis->c);
  events_.up();
}

void Connection::gone() {
  socket_->detach();
  socket_.reset();
  up_ = false;
  if (!closed_) asio::post(context_, events_.lost);  // not from within hiredis: the listener may open again
}

bool Connection::write(const std::vector<std::string>& words, bool subscription) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const auto& word : words) {
    texts.push_back(word.data());
    lengths.push_back(word.size());
  }
  auto* call = subscription ? Hooks::heard : Hooks::answered;
  return redisAsyncCommandArgv(socket_->redis, call, nullptr, static_cast<int>(words.size()), texts.data(),
                               lengths.data()) == REDIS_OK;
}

void Connection::command(std::vector<std::string> words, Done done) {
  Pending pending{std::move(words), std::move(done), std::chrono::steady_clock::now() + timeout_};
  if (!socket_) {
    if (closed_) return pending.done(std::nullopt);
    unsent_.push_back(std::move(pending));
    open();
  } else {
    send(std::move(pending));
  }
  watch();
}

void Connection::send(Pending pending) {
  // Refused while hiredis frees the context: this is then called from the failure of another command.
  if (!write(pending.words, false)) return pending.done(std::nullopt);
  pending.words.clear();
  sent_.push_back(std::move(pending));
}

void Connection::subscribe(const std::string& channel) {
  if (socket_) write({"SUBSCRIBE", channel}, true);
}

void Connection::answer(const redisReply* reply) {
  auto pending = std::move(sent_.front());
  sent_.pop_front();
  pending.done(reply ? std::optional(convert(*reply)) : std::nullopt);
}

void Connection::hear(const redisReply* reply) {
  const auto push = convert(*reply);
  if (push.elements.size() == 3 && push.elements[0].text == "message") {
    events_.message(push.elements[1].text, push.elements[2].text);
  }
}

bool Connection::overdue(std::chrono::steady_clock::time_point now) const {
  const auto late = [now](const std::deque<Pending>& queue) { return !queue.empty() && queue.front().deadline <= now; };
  return late(sent_) || late(unsent_) || ((opening_ || (socket_ && !up_)) && open_by_ <= now);
}

// One timer for everything that is pending: looks again every quarter of the timeout while there is something.
void Connection::watch() {
  if (watching_ || closed_) return;
  watching_ = true;
  timer_.expires_after(timeout_ / 4);
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    watching_ = false;
    if (overdue(std::chrono::steady_clock::now())) {
      const bool was_opening = opening_;
      drop();
      if (was_opening) events_.lost();
    }
    if (opening_ || (socket_ && !up_) || !sent_.empty() || !unsent_.empty()) watch();
  });
}

}  // namespace shanhai::redis
