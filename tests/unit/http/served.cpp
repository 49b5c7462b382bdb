#include "tests/unit/http/served.hpp"

namespace shanhai::http {

void Gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  ++arrivals_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
}

void Gate::await_arrivals(int n) {
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(10), [&] { return arrivals_ >= n; }));
}

Task<Result<Response>> SampleRoutes::echo(Request& request) {
  ++handled;
  SH_CO_TRY(const auto note, request.read_body<Note>());
  co_return Response::json(201, note);
}

Task<Result<Response>> SampleRoutes::list(Request& request) {
  SH_CO_TRY(const auto query, request.read_query<NoteQuery>());
  json::Object out;
  out["query"] = json::write(query);
  out["caller"] = request.principal ? request.principal->account.str() : "";
  out["address"] = request.remote_address;
  out["language"] = request.language == Language::zh ? "zh" : "en";
  out["trace_id"] = request.trace.trace_id;
  co_return Response::json(200, out).next_page(request, std::string("a b"));
}

Task<Result<Response>> SampleRoutes::segment(Request& request) {
  json::Object out;
  for (const auto& [name, value] : request.path_values) out[name] = value;
  co_return Response::json(200, out);
}

Task<Result<Response>> SampleRoutes::wait(Request& request) {
  ++handled;
  auto work = [this](std::size_t) { gate.pass(); };
  left_ms = std::chrono::duration_cast<std::chrono::milliseconds>(request.deadline - std::chrono::steady_clock::now())
                .count();
  co_await workers.run(std::move(work));
  co_return Response::json(200, json::Object{{"waited", true}});
}

Task<Result<Response>> SampleRoutes::fail(Request& request) {
  const auto& how = request.path_value("how");
  if (how == "unavailable") throw Unavailable("the database at 10.0.0.1 is away");
  if (how == "throw") throw std::runtime_error("secret detail");
  if (how == "conflict") co_return Error::conflict("insufficient_stock", "2 left").with("available", 2);
  if (how == "split") co_return Response::empty(204).with("X-Split", "a\r\nb: c");
  co_return Error::internal("secret detail");
}

Task<Result<Response>> SampleRoutes::large(Request&) {
  co_return Response::of(200, "text/plain; charset=utf-8", large_body);
}

Task<Result<Response>> SampleRoutes::tagged(Request& request) {
  if (request.method == Method::get) co_return Response::json(200, json::Object{{"version", 3}}).etag(3);
  SH_CO_TRY(const auto version, request.if_match());
  if (version != 3) co_return Error::precondition_failed();
  co_return Response::json(200, json::Object{{"version", 4}}).etag(4);
}

Task<Result<Response>> SampleRoutes::raw(Request& request) {
  co_return Response::of(200, "text/plain", std::to_string(request.body.size()));
}

void SampleRoutes::mount(RouteTable& table) {
  using R = SampleRoutes;
  const auto supplier = Access::only({auth::Role::supplier});
  table.mount(
      *this,
      {
          {Method::post, "/v1/notes", Access::anyone(), &R::echo,
           Contract("Write a note").body<Note>().reply<Note>(201)},
          {Method::get, "/v1/notes", Access::optional(), &R::list,
           Contract("List notes").query<NoteQuery>().reply<json::Object>(200)},
          {Method::get, "/v1/notes/{note}", Access::anyone(), &R::segment,
           Contract("One note").reply<json::Object>(200)},
          {Method::get, "/v1/notes/latest", Access::anyone(), &R::large,
           Contract("A long one").reply_media(200, "text/plain")},
          {Method::post, "/v1/notes/{note}/pin", supplier, &R::echo,
           Contract("Pin").body<Note>().reply<Note>(201).idempotent()},
          {Method::get, "/v1/mine", Access::signed_in(), &R::list,
           Contract("My notes").query<NoteQuery>().reply<json::Object>(200)},
          {Method::post, "/v1/waits", Access::anyone(), &R::wait,
           Contract("Wait").reply<json::Object>(200).idempotent()},
          {Method::post, "/v1/drafts", Access::signed_in(), &R::wait,
           Contract("Wait").reply<json::Object>(200).idempotent()},
          {Method::get, "/v1/waits", Access::anyone(), &R::wait, Contract("Wait").reply<json::Object>(200)},
          {Method::get, "/v1/failures/{how}", Access::anyone(), &R::fail, Contract("Fail").reply_empty(204)},
          {Method::get, "/v1/large", Access::anyone(), &R::large, Contract("Large").reply_media(200, "text/plain")},
          {Method::get, "/v1/tagged", Access::anyone(), &R::tagged, Contract("Read").reply<json::Object>(200)},
          {Method::put, "/v1/tagged", Access::anyone(), &R::tagged,
           Contract("Edit").reply<json::Object>(200).conditional()},
          {Method::post, "/v1/files", Access::anyone(), &R::raw,
           Contract("Upload").raw_body("text/csv, text/plain", 200'000).reply_media(200, "text/plain")},
          {Method::get, "/v1/scarce", Access::optional(), &R::list,
           Contract("Limited").query<NoteQuery>().reply<json::Object>(200).limit("scarce", 4)},
          {Method::get, "/fast/{note}", Access::anyone(), &R::segment,
           Contract("From memory").reply<json::Object>(200)},
          {Method::get, "/internal/v1/waits", Access::internal(), &R::wait, Contract("Wait").reply<json::Object>(200)},
          {Method::get, "/internal/v1/notes", Access::internal(), &R::list,
           Contract("For services").query<NoteQuery>()},
          {Method::get, "/01/{gtin}/10/{lot}", Access::anyone(), &R::segment,
           Contract("A lot").reply<json::Object>(200)},
      });
}

Served::Served() {
  tokens.set_keys({{signing_key.id, signing_key.public_key}});
  routes.mount(table);
  table.mount_fast("/fast/", [this](std::string_view target, std::string_view if_none_match, bool gzip) {
    return fast ? fast(target, if_none_match, gzip) : nullptr;
  });
  options.listen = "127.0.0.1:0";
  options.access_log = false;
  limiter = std::make_unique<RateLimiter>(nullptr, clock);
  start();
}

Served::~Served() { routes.gate.open(); }

void Served::start() {
  server = std::make_unique<Server>(options, table, tokens, *limiter, random, [this] { return readiness(); });
  server->start();
}

void Served::restart() {
  server.reset();
  start();
}

RawAnswer Served::ask(std::string_view bytes) {
  RawConnection connection(server->port());
  return connection.ask(bytes);
}

RawAnswer Served::get(const std::string& target, const std::string& more_headers) {
  return ask("GET " + target + " HTTP/1.1\r\nHost: t\r\n" + more_headers + "\r\n");
}

RawAnswer Served::post(const std::string& target, const std::string& body, const std::string& more_headers) {
  return ask("POST " + target + " HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n" + more_headers + "\r\n" + body);
}

std::string Served::token(auth::Role role) {
  auth::Principal principal;
  principal.account = AccountId::make(clock, random);
  principal.role = role;
  if (role != auth::Role::consumer) principal.organisation = OrganisationId::make(clock, random);
  return auth::sign_token(signing_key, "https://test.invalid", principal, "t1", clock.now(), std::chrono::minutes(5));
}

bool Served::metric_appears(const std::string& line) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < deadline) {
    if (get("/metrics").body.find(line) != std::string::npos) return true;
  }
  return false;
}

std::string Served::code_of(const RawAnswer& answer) {
  EXPECT_EQ(answer.header("content-type"), "application/problem+json") << answer.status_line << ' ' << answer.body;
  const auto document = json::parse_value(answer.body);
  if (!document || !document->is_object()) return "no document: " + answer.body;
  const auto* code = document->get_object().if_contains("code");
  return code && code->is_string() ? std::string(code->get_string()) : std::string();
}

std::string Served::pointer_of(const RawAnswer& answer) {
  const auto document = json::parse_value(answer.body);
  if (!document || !document->is_object()) return {};
  const auto* errors = document->get_object().if_contains("errors");
  if (!errors) return {};
  return std::string(errors->at(0).at("pointer").as_string());
}

}  // namespace shanhai::http
