#include "tests/integration/traceability/capture_world.hpp"

namespace shanhai::traceability {

CaptureWorld::CaptureWorld(std::int64_t at_once) : policy{50, 200'000, at_once} {
  tokens.set_keys({{signing_key.id, signing_key.public_key}});
  token = token_of(caller);
  routes.mount(table);
  query_routes.mount(table);
  http::ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.access_log = false;
  options.requests_per_minute = 1'000'000;
  server = std::make_unique<http::Server>(options, table, tokens, limiter, random, ready);
  server->start();
}

CaptureWorld::~CaptureWorld() { server->drain(std::chrono::seconds(1)); }

std::string CaptureWorld::token_of(const auth::Principal& who) {
  return auth::sign_token(signing_key, "https://shanhai.example", who, random.token(9), clock.now(),
                          std::chrono::hours(24));
}

http::ClientResponse CaptureWorld::send(http::Method method, const std::string& target, const std::string& bearer,
                                        const std::string& body, Headers headers) {
  http::ClientRequest request;
  request.method = method;
  request.url = "http://127.0.0.1:" + std::to_string(server->port()) + target;
  request.timeout = std::chrono::seconds(30);
  request.headers = std::move(headers);
  if (!bearer.empty()) request.headers.emplace_back("Authorization", "Bearer " + bearer);
  const auto is_type = [](const auto& header) { return header.first == "Content-Type"; };
  if (!body.empty() && std::none_of(request.headers.begin(), request.headers.end(), is_type))
    request.headers.emplace_back("Content-Type", "application/json");
  request.body = body;
  return run(client.send(std::move(request)));
}

std::string CaptureWorld::problem(const http::ClientResponse& answer) {
  std::string out = std::to_string(answer.status);
  const auto parsed = json::parse_value(answer.body);
  if (parsed.has_error() || !parsed->is_object()) return out;
  const auto& document = parsed->as_object();
  if (const auto* type = document.if_contains("type")) out += " " + std::string(type->as_string());
  if (const auto* errors = document.if_contains("errors")) {
    for (const auto& error : errors->as_array())
      out += " " + std::string(error.at("pointer").as_string()) + ":" + std::string(error.at("code").as_string());
  }
  return out;
}

json::Object CaptureWorld::finished(const http::ClientResponse& taken) {
  if (taken.status != 202) throw std::runtime_error(problem(taken));
  run(jobs.carry_out_taken());
  const auto answer = get(taken.headers.find("Location")->second);
  if (answer.status != 200) throw std::runtime_error(problem(answer));
  return json::parse_value(answer.body).value().as_object();
}

json::Object CaptureWorld::job_of(const std::string& text, const std::string& behaviour) {
  return finished(post("/capture", text, {{"GS1-Capture-Error-Behaviour", behaviour}}));
}

std::string CaptureWorld::event(int number, const std::string& more) {
  return R"({"type":"ObjectEvent","eventTime":"2026-11-23T08:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE",)"
         R"("bizStep":"packing","epcList":["urn:epc:id:sgtin:4012345.011111.)" +
         std::to_string(number) + "\"]" + more + "}";
}

std::string CaptureWorld::document(const std::vector<std::string>& events) {
  std::string list;
  for (const auto& text : events) list += (list.empty() ? "" : ",") + text;
  return R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"farm":"https://farm.example/ns/"}],)"
         R"("type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-23T08:00:00Z","epcisBody":{"eventList":[)" +
         list + "]}}";
}

}  // namespace shanhai::traceability
