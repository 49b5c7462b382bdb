#include "services/traceability/subscription/routes.hpp"

#include "common/base/encoding.hpp"
#include "common/http/standard_contract.hpp"
#include "common/http/target.hpp"
#include "common/http/text.hpp"
#include "services/traceability/query/request.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr auto kSubscriptions = "/queries/{query}/subscriptions",
               kSubscription = "/queries/{query}/subscriptions/{subscription}",
               kResume = "/queries/{query}/subscriptions/{subscription}/resume";

// The standard knows no Idempotency-Key, so none is required; one that is sent is honoured as everywhere else.
Result<std::optional<db::IdempotencyKey>> key_of(const Request& request) {
  const auto key = request.header("Idempotency-Key");
  if (key.empty()) return std::optional<db::IdempotencyKey>();
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!visible || key.size() > 255)
    return Error::invalid_field("header/Idempotency-Key", "invalid_idempotency_key",
                                "1 to 255 visible ASCII characters");
  const auto& caller = request.caller();
  const auto who = caller.account.str() + " " + (caller.organisation ? caller.organisation->str() : "");
  return std::optional(
      db::IdempotencyKey{sha256(who + "|POST " + request.path + "|" + std::string(key)), sha256(request.body)});
}

Result<SubscriptionId> id_of(const Request& request) {
  const auto id = SubscriptionId::parse(request.path_value("subscription"));
  if (id.has_error()) return Error::not_found("subscription");
  return *id;
}

std::string path_of(const std::string& query, const SubscriptionId& id) {
  return "/queries/" + http::encode_query(query) + "/subscriptions/" + id.str();
}

void register_contract(const ServerDescription& server) {
  const std::vector<http::StandardContract::Problem> problems{{400, "epcisException:SubscriptionControlsException", {}},
                                                              {401, "epcisException:SecurityException", {}},
                                                              {403, "epcisException:SecurityException", {}},
                                                              {404, "epcisException:NoSuchResourceException", {}},
                                                              {406, "epcisException:NotAcceptableException", {}},
                                                              {414, "epcisException:URITooLongException", {}},
                                                              {415, "epcisException:UnsupportedMediaTypeException", {}},
                                                              {500, "epcisException:ImplementationException", {}}};
  for (const auto* path : {kSubscriptions, kSubscription, kResume})
    http::register_standard_contract({path, query_discovery(server), problems});
}

}  // namespace

void SubscriptionRoutes::mount(http::RouteTable& table) {
  register_contract(server_);
  const auto supplier = Access::only({auth::Role::supplier});
  table.mount<SubscriptionRoutes>(
      *this, {
                 {Method::post, kSubscriptions, supplier, &SubscriptionRoutes::subscribe,
                  Contract("Subscribe to a named query by webhook, as a stream or on a schedule")
                      .body<SubscriptionEntry>()
                      .reply<SubscriptionView>(201)},
                 {Method::get, kSubscriptions, supplier, &SubscriptionRoutes::list,
                  Contract("The subscriptions to a named query, newest first")
                      .query<SubscriptionQuery>()
                      .reply<std::vector<SubscriptionView>>(200)},
                 {Method::get, kSubscription, supplier, &SubscriptionRoutes::get,
                  Contract("A subscription, and how its deliveries are getting on").reply<SubscriptionView>(200)},
                 {Method::del, kSubscription, supplier, &SubscriptionRoutes::unsubscribe,
                  Contract("Unsubscribe: nothing more is sent").reply_empty(204)},
                 {Method::post, kResume, supplier, &SubscriptionRoutes::resume,
                  Contract("Go on with a subscription that was paused because its destination failed")
                      .body<ResumeSubscription>()
                      .reply<SubscriptionView>(200)},
             });
}

Task<Result<Response>> SubscriptionRoutes::subscribe(Request& request) {
  if (auto refusal = refuse_negotiation(request, kSubscriptions)) co_return std::move(*refusal);
  if (auto refusal = query::refuse_format(request, kSubscriptions, false)) co_return std::move(*refusal);
  SH_CO_TRY(auto entry, request.read_body<SubscriptionEntry>());
  SH_CO_TRY(auto key, key_of(request));
  const auto& query = request.path_value("query");
  std::string format(http::trim(request.header("GS1-EPC-Format")));
  if (format.empty()) format = "Always_GS1_Digital_Link";
  SH_CO_TRY(const auto receipt, co_await service_.subscribe(request.caller(), query, std::move(entry),
                                                            std::move(format), std::move(key), request.trace.trace_id));
  auto answer = described(Response::json(201, receipt.value).replayed(receipt.replayed), server_.names);
  answer.headers.emplace_back("Location", server_.names.below(path_of(query, receipt.value.subscriptionID)));
  co_return answer;
}

Task<Result<Response>> SubscriptionRoutes::list(Request& request) {
  if (auto refusal = refuse_negotiation(request, kSubscriptions)) co_return std::move(*refusal);
  SH_CO_TRY(auto page, request.read_query<SubscriptionQuery>());
  const auto size = page.size();
  const auto& query = request.path_value("query");
  SH_CO_TRY(const auto found, co_await service_.list(request.caller(), query, std::move(page)));
  auto answer = described(Response::json(200, found.items), server_.names);
  if (found.next) {
    answer.headers.emplace_back("Link", "</queries/" + http::encode_query(query) +
                                            "/subscriptions?perPage=" + std::to_string(size) +
                                            "&nextPageToken=" + http::encode_query(*found.next) + ">; rel=\"next\"");
  }
  co_return answer;
}

Task<Result<Response>> SubscriptionRoutes::get(Request& request) {
  if (auto refusal = refuse_negotiation(request, kSubscription)) co_return std::move(*refusal);
  SH_CO_TRY(const auto id, id_of(request));
  SH_CO_TRY(const auto view, co_await service_.get(request.caller(), request.path_value("query"), id));
  co_return described(Response::json(200, view), server_.names);
}

Task<Result<Response>> SubscriptionRoutes::unsubscribe(Request& request) {
  if (auto refusal = refuse_negotiation(request, kSubscription)) co_return std::move(*refusal);
  SH_CO_TRY(const auto id, id_of(request));
  auto removed =
      co_await service_.unsubscribe(request.caller(), request.path_value("query"), id, request.trace.trace_id);
  if (removed.has_error()) co_return std::move(removed).error();
  co_return described(Response::empty(204), server_.names);
}

Task<Result<Response>> SubscriptionRoutes::resume(Request& request) {
  if (auto refusal = refuse_negotiation(request, kResume)) co_return std::move(*refusal);
  SH_CO_TRY(const auto id, id_of(request));
  SH_CO_TRY(const auto body, request.read_body<ResumeSubscription>());
  const Change change{request.caller().actor(), body.reason, request.trace.trace_id};
  SH_CO_TRY(const auto view, co_await service_.resume(request.caller(), request.path_value("query"), id, change));
  co_return described(Response::json(200, view), server_.names);
}

}  // namespace shanhai::traceability
