#include "tests/integration/traceability/resolver_world.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace shanhai::traceability {

ResolverWorld::Process::Process(ResolverWorld& world, const ChangedLots& changed, TraceAnswers::Limits limits)
    : answers(
          world.service.database, changed,
          [](const TraceFacts& facts, Form form, Instant now) { return render_trace(facts, form, now, kPublicUrl); },
          limits),
      routes(world.resolver, answers, kPublicUrl),
      traces(world.traces) {
  routes.mount(table);
  traces.mount(table);
}

ResolverWorld::ResolverWorld(TraceAnswers::Limits limits)
    : here(*this, changed, limits), there(*this, nothing, TraceAnswers::Limits()) {
  listen(here);
  listen(there);
}

ResolverWorld::~ResolverWorld() {
  for (auto* process : {&here, &there}) process->server->drain(std::chrono::seconds(1));
}

void ResolverWorld::listen(Process& process, int requests_per_minute) {
  http::ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.access_log = false;
  options.requests_per_minute = requests_per_minute;
  process.server.reset();
  process.server = std::make_unique<http::Server>(options, process.table, tokens, limiter, random, ready);
  process.server->start();
}

http::ClientResponse ResolverWorld::get(Process& process, const std::string& target, Headers headers) {
  http::ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(process.server->port()) + target;
  request.timeout = std::chrono::seconds(30);
  request.headers = std::move(headers);
  return run(client.send(std::move(request)));
}

std::string ResolverWorld::exchange(const std::string& method, const std::string& target, const std::string& headers) {
  namespace asio = boost::asio;
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  socket.connect({asio::ip::make_address("127.0.0.1"), here.server->port()});
  asio::write(socket,
              asio::buffer(method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n"));
  std::string out;
  boost::system::error_code end;
  asio::read(socket, asio::dynamic_buffer(out), end);
  return out;
}

std::string ResolverWorld::header(const http::ClientResponse& answer, std::string_view name) {
  const auto found = answer.headers.find(name);
  return found == answer.headers.end() ? "" : found->second;
}

}  // namespace shanhai::traceability
