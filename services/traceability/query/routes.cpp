#include "services/traceability/query/routes.hpp"

#include "common/http/problem.hpp"
#include "common/http/standard_contract.hpp"
#include "common/http/target.hpp"
#include "services/traceability/query/parameters.hpp"
#include "services/traceability/query/request.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr auto kTop = "/", kPageToken = "/nextPageToken/{token}", kEvents = "/events", kEvent = "/events/{event}",
               kQueries = "/queries", kQuery = "/queries/{query}", kQueryEvents = "/queries/{query}/events";
constexpr std::size_t kDefinitionBytes = 256 * 1024;
constexpr auto kMediaType = "application/json";

std::string list_path(const query::Resource& resource) { return "/" + std::string(resource.name); }
std::string item_path(const query::Resource& resource) {
  return list_path(resource) + "/{" + std::string(resource.item) + "}";
}
std::string item_events_path(const query::Resource& resource) { return item_path(resource) + "/events"; }

json::Object text_schema() { return {{"type", "string"}}; }

json::Object paging_schema() {
  return {{"type", "object"},
          {"properties", json::Object{{"perPage", json::Object{{"type", "integer"}, {"minimum", 1}}},
                                      {"nextPageToken", text_schema()}}}};
}

// The names that are no family's; of the others there is no end.
json::Object query_schema() {
  auto out = paging_schema();
  auto& properties = out["properties"].as_object();
  for (const auto& name : query::fixed_names()) properties[name] = text_schema();
  for (const auto* name : {"orderBy", "orderDirection", "eventCountLimit", "maxEventCount"})
    properties[name] = text_schema();
  return out;
}

std::string families() {
  std::string out;
  for (const auto& name : query::family_names()) out += (out.empty() ? "" : ", ") + name;
  return out;
}

Contract events_contract(const std::string& summary) {
  auto out = Contract(summary + ". Also takes " + families()).reply_media(200, kMediaType);
  out.query_schema = query_schema();
  return out;
}

Contract list_contract(const std::string& summary) {
  auto out = Contract(summary).reply_media(200, kMediaType);
  out.query_schema = paging_schema();
  return out;
}

// A named query's events, which one may subscribe to, know no QueryValidationException.
Response refused(const Request& request, const Error& error, const std::string& path) {
  if (path == kQueryEvents && error.kind == ErrorKind::invalid)
    return http::as_standard(http::to_problem(error, request.language, request.trace.trace_id), path);
  return query::as_query_problem(request, error, path);
}

// Errors of these kinds have a type of their own in queries; the others are the router's.
bool is_of_query(const Error& error) { return error.kind == ErrorKind::invalid || error.kind == ErrorKind::too_large; }

void add_next(Response& response, const Request& request, std::string_view path,
              const std::optional<std::string>& token) {
  if (!token) return;
  response.headers.emplace_back("Link", "<" + query::next_target(request, path, *token) + ">; rel=\"next\"");
}

std::optional<Response> refuse(const Request& request, const std::string& path, bool lists_keys = false) {
  if (auto refusal = refuse_negotiation(request, path)) return refusal;
  return query::refuse_format(request, path, lists_keys);
}

std::vector<http::StandardContract::Problem> problems() {
  return {{400, "epcisException:QueryValidationException", {}},
          {401, "epcisException:SecurityException", {}},
          {403, "epcisException:SecurityException", {}},
          {404, "epcisException:NoSuchResourceException", {}},
          {406, "epcisException:NotAcceptableException", {}},
          {409, "epcisException:ResourceAlreadyExistsException", {}},
          {413, "epcisException:QueryTooLargeException", {}},
          {414, "epcisException:URITooLongException", {}},
          {415, "epcisException:UnsupportedMediaTypeException", {}},
          {500, "epcisException:ImplementationException", {}},
          {501, "epcisException:ImplementationException", {}}};
}

std::string document_of(const query::NamedQuery& named) {
  return "{\"name\":" + json::to_text(json::Value(std::string_view(named.name))) + ",\"query\":" + named.definition +
         "}";
}

using Parameters = std::vector<std::pair<std::string, std::string>>;

std::optional<Response> refuse_any(const Request& request, const Parameters& parameters, const std::string& path,
                                   std::string detail = {}) {
  if (parameters.empty()) return std::nullopt;
  const auto unknown =
      Error::invalid_field("query/" + parameters.front().first, "unknown_parameter", std::move(detail));
  return refused(request, unknown, path);
}

}  // namespace

void QueryRoutes::mount(http::RouteTable& table) {
  register_contracts();
  const auto supplier = Access::only({auth::Role::supplier});
  table.mount<QueryRoutes>(
      *this,
      {
          {Method::get, kTop, Access::anyone(), &QueryRoutes::top_level,
           Contract("What there is in the EPCIS interface").reply_media(200, kMediaType)},
          {Method::del, kPageToken, supplier, &QueryRoutes::forget_token,
           Contract("Refused with 501: page tokens are kept nowhere, so none can be invalidated").reply_empty(501)},
          {Method::get, kEvents, supplier, &QueryRoutes::events, events_contract("One's own events")},
          {Method::get, kEvent, supplier, &QueryRoutes::event,
           Contract("One's own event by its eventID, with the declarations that it was an error")
               .reply_media(200, kMediaType)},
          {Method::post, kQueries, supplier, &QueryRoutes::create_query,
           Contract("Keep a query under a name").raw_body("application/json", kDefinitionBytes).reply_empty(201)},
          {Method::get, kQueries, supplier, &QueryRoutes::list_queries, list_contract("One's own named queries")},
          {Method::get, kQuery, supplier, &QueryRoutes::get_query,
           Contract("What a named query asks").reply_media(200, kMediaType)},
          {Method::del, kQuery, supplier, &QueryRoutes::remove_query,
           Contract("Remove a named query and what subscribes to it").reply_empty(204)},
      });
  mount_query_events(table);
  mount_resources(table);
}

void QueryRoutes::mount_query_events(http::RouteTable& table) {
  auto contract = list_contract("A named query's events; on a WebSocket, with stream or a schedule, those to come");
  if (const auto* parameters = socket_parameters_.if_contains("properties")) {
    auto& known = contract.query_schema->at("properties").as_object();
    for (const auto& [name, schema] : parameters->as_object()) known[name] = schema;
  }
  const auto plain = [this](Request& request) { return query_events(request); };
  table.add({Method::get, kQueryEvents, Access::only({auth::Role::supplier}),
             http::UpgradableHandler{plain, open_socket_}, std::move(contract).reply_empty(101)});
}

void QueryRoutes::mount_resources(http::RouteTable& table) {
  const auto supplier = Access::only({auth::Role::supplier});
  for (const auto& resource : query::resources()) {
    const auto* of = &resource;
    const auto name = std::string(resource.name);
    auto item_contract = Contract("What there is of one of the " + name).reply_media(200, kMediaType);
    table.add({Method::get, list_path(resource), supplier, [this, of](Request& r) { return list_values(r, *of); },
               list_contract("The " + name + " of one's own events")});
    table.add({Method::get, item_path(resource), supplier, [this, of](Request& r) { return item(r, *of); },
               std::move(item_contract)});
    table.add({Method::get, item_events_path(resource), supplier,
               [this, of](Request& r) { return item_events(r, *of); },
               events_contract("One's own events with one of the " + name)});
  }
}

void QueryRoutes::register_contracts() const {
  const auto versions = query_discovery({service_.names(), service_.policy().vendor_version});
  for (const auto* path : {kTop, kPageToken, kEvent, kQueries, kQuery})
    http::register_standard_contract({path, versions, problems()});
  auto of_events = problems();
  of_events.front().type = "epcisException:ValidationException";  // 400
  http::register_standard_contract({kQueryEvents, versions, std::move(of_events)});
  for (const auto& resource : query::resources()) {
    for (const auto& path : {list_path(resource), item_path(resource), item_events_path(resource)})
      http::register_standard_contract({path, versions, problems()});
  }
}

Response QueryRoutes::answer_with(std::string document) const {
  return described(Response::of(200, kMediaType, std::move(document)), service_.names());
}

Task<Result<Response>> QueryRoutes::top_level(Request& request) {
  if (auto refusal = refuse_negotiation(request, kTop)) co_return std::move(*refusal);
  std::vector<std::string> names{"queries", "capture", "events"};
  for (const auto& resource : query::resources()) names.emplace_back(resource.name);
  co_return answer_with(query::collection_document(std::move(names), {}));
}

Task<Result<Response>> QueryRoutes::forget_token(Request& request) {
  Error error;
  error.code = "page_tokens_are_not_kept";
  co_return http::as_standard(http::to_problem(501, error, request.language, request.trace.trace_id), kPageToken);
}

Task<Result<Response>> QueryRoutes::events(Request& request) {
  if (auto refusal = refuse(request, kEvents)) co_return std::move(*refusal);
  auto list = query::read_list(request);
  if (list.has_error()) co_return refused(request, list.error(), kEvents);
  auto criteria = query::parse(list->parameters, query::context_of(list->extensions));
  if (criteria.has_error()) co_return refused(request, criteria.error(), kEvents);
  auto question = query::question_of(request, *list);
  auto page = co_await service_.events(request.caller(), std::move(*criteria), std::move(question), list->page);
  if (page.has_error() && is_of_query(page.error())) co_return refused(request, page.error(), kEvents);
  if (page.has_error()) co_return std::move(page).error();
  auto answer = answer_with(std::move(page->document));
  add_next(answer, request, kEvents, page->next);
  co_return answer;
}

Task<Result<Response>> QueryRoutes::event(Request& request) {
  if (auto refusal = refuse(request, kEvent)) co_return std::move(*refusal);
  if (auto refusal = refuse_any(request, request.query, kEvent)) co_return std::move(*refusal);
  const auto format = query::epc_format(request.header("GS1-EPC-Format")).value();
  SH_CO_TRY(auto document, co_await service_.event(request.caller(), request.path_value("event"), format));
  co_return answer_with(std::move(document));
}

Task<Result<Response>> QueryRoutes::list_values(Request& request, const query::Resource& resource) {
  const auto path = list_path(resource);
  if (auto refusal = refuse(request, path, resource.holds_keys)) co_return std::move(*refusal);
  auto list = query::read_list(request);
  if (list.has_error()) co_return refused(request, list.error(), path);
  if (auto refusal = refuse_any(request, list->parameters, path)) co_return std::move(*refusal);
  auto found = co_await service_.values(request.caller(), resource, list->page);
  if (found.has_error() && is_of_query(found.error())) co_return refused(request, found.error(), path);
  if (found.has_error()) co_return std::move(found).error();
  auto document = query::collection_document(std::move(found->values), list->extensions);
  auto answer = answer_with(std::move(document));
  add_next(answer, request, path, found->next);
  co_return answer;
}

Task<Result<Response>> QueryRoutes::item(Request& request, const query::Resource& resource) {
  const auto path = item_path(resource);
  if (auto refusal = refuse(request, path)) co_return std::move(*refusal);
  const auto list = query::read_list(request);
  if (list.has_error()) co_return refused(request, list.error(), path);
  if (auto refusal = refuse_any(request, list->parameters, path)) co_return std::move(*refusal);
  auto names = query::context_of(list->extensions);
  const auto& item = request.path_value(resource.item);
  SH_CO_CHECK(co_await service_.find_item(request.caller(), resource, item, std::move(names)));
  co_return answer_with(query::collection_document({"events"}, {}));
}

Task<Result<Response>> QueryRoutes::item_events(Request& request, const query::Resource& resource) {
  const auto path = item_events_path(resource);
  if (auto refusal = refuse(request, path)) co_return std::move(*refusal);
  auto list = query::read_list(request);
  if (list.has_error()) co_return refused(request, list.error(), path);
  auto names = query::context_of(list->extensions);
  auto criteria = query::parse(list->parameters, names);
  if (criteria.has_error()) co_return refused(request, criteria.error(), path);
  auto question = query::question_of(request, *list);
  const auto& item = request.path_value(resource.item);
  auto page = co_await service_.events_of(request.caller(), resource, item, std::move(names), std::move(*criteria),
                                          std::move(question), list->page);
  if (page.has_error() && is_of_query(page.error())) co_return refused(request, page.error(), path);
  if (page.has_error()) co_return std::move(page).error();
  auto answer = answer_with(std::move(page->document));
  add_next(answer, request, path, page->next);
  co_return answer;
}

Task<Result<Response>> QueryRoutes::create_query(Request& request) {
  if (auto refusal = refuse(request, kQueries)) co_return std::move(*refusal);
  auto name = co_await service_.create(request.caller(), std::move(request.body), request.trace.trace_id);
  if (name.has_error() && is_of_query(name.error())) co_return refused(request, name.error(), kQueries);
  if (name.has_error()) co_return std::move(name).error();
  co_return described(Response::empty(201).with("Location", "/queries/" + http::encode_query(*name)), service_.names());
}

Task<Result<Response>> QueryRoutes::list_queries(Request& request) {
  if (auto refusal = refuse(request, kQueries)) co_return std::move(*refusal);
  auto list = query::read_list(request);
  if (list.has_error()) co_return refused(request, list.error(), kQueries);
  if (auto refusal = refuse_any(request, list->parameters, kQueries)) co_return std::move(*refusal);
  auto page = co_await service_.list(request.caller(), list->page);
  if (page.has_error() && is_of_query(page.error())) co_return refused(request, page.error(), kQueries);
  if (page.has_error()) co_return std::move(page).error();
  std::string documents;
  for (const auto& named : page->items) documents += (documents.empty() ? "[" : ",") + document_of(named);
  auto answer = answer_with(documents.empty() ? "[]" : documents + "]");
  add_next(answer, request, kQueries, page->next);
  co_return answer;
}

Task<Result<Response>> QueryRoutes::get_query(Request& request) {
  if (auto refusal = refuse(request, kQuery)) co_return std::move(*refusal);
  if (auto refusal = refuse_any(request, request.query, kQuery)) co_return std::move(*refusal);
  SH_CO_TRY(const auto named, co_await service_.get(request.caller(), request.path_value("query")));
  co_return answer_with(document_of(named));
}

Task<Result<Response>> QueryRoutes::remove_query(Request& request) {
  if (auto refusal = refuse(request, kQuery)) co_return std::move(*refusal);
  SH_CO_CHECK(co_await service_.remove(request.caller(), request.path_value("query"), request.trace.trace_id));
  co_return described(Response::empty(204), service_.names());
}

Task<Result<Response>> QueryRoutes::query_events(Request& request) {
  if (auto refusal = refuse(request, kQueryEvents)) co_return std::move(*refusal);
  auto list = query::read_list(request);
  if (list.has_error()) co_return refused(request, list.error(), kQueryEvents);
  if (auto refusal = refuse_any(request, list->parameters, kQueryEvents, "a named query has its parameters"))
    co_return std::move(*refusal);
  auto page = co_await service_.events_of_query(request.caller(), request.path_value("query"), list->page);
  if (page.has_error() && is_of_query(page.error())) co_return refused(request, page.error(), kQueryEvents);
  if (page.has_error()) co_return std::move(page).error();
  auto answer = answer_with(std::move(page->document));
  add_next(answer, request, kQueryEvents, page->next);
  co_return answer;
}

}  // namespace shanhai::traceability
