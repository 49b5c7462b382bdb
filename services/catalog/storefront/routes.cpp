#include "services/catalog/storefront/routes.hpp"

#include "common/http/target.hpp"
#include "common/http/text.hpp"

namespace shanhai::catalog {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kProducts = "/v1/storefront/products";

Wanted wanted_by(const Request& request) {
  return {request.header("If-None-Match"), http::weight_of(request.header("Accept-Encoding"), "gzip").value_or(0) > 0};
}

// Parameters in the order given: the same question in another order is kept apart, which costs room only.
std::string key_of(std::string key, const std::vector<std::pair<std::string, std::string>>& query) {
  for (const auto& [name, value] : query) key.append("\x1f").append(name).append("\x1e").append(value);
  return key;
}

Response from_memory(Prepared prepared) {
  Response response;
  response.prepared = std::move(prepared);
  return response;
}

// Called on the I/O thread for every GET under the prefix: what is not ready in memory goes the long way.
Prepared answer_now(const StorefrontService& storefront, std::string_view target, const Wanted& wanted) {
  auto rest = target.substr(kProducts.size());
  if (rest.starts_with('/')) {
    const auto id = ProductId::parse(rest.substr(1));
    return id.has_value() ? storefront.product_now(*id, wanted) : nullptr;
  }
  if (rest.empty()) return storefront.list_now(key_of("products", {}), wanted);
  if (rest.front() != '?') return nullptr;
  auto parsed = http::parse_target(target);
  if (parsed.has_error()) return nullptr;
  auto key = key_of("products", parsed->query);
  if (auto kept = storefront.list_now(key, wanted)) return kept;
  Request request;
  request.query = std::move(parsed->query);
  const auto query = request.read_query<StorefrontQuery>();
  return query.has_value() ? storefront.search_now(*query, std::move(key), wanted) : nullptr;
}

}  // namespace

void StorefrontRoutes::mount(http::RouteTable& table) {
  table.mount<StorefrontRoutes>(
      *this,
      {
          {Method::get, kProducts, Access::anyone(), &StorefrontRoutes::products,
           Contract("Search and list products: Chinese by any part, by pinyin or its initials, other words whole or "
                    "with a slip; exact facets, each without its own filter")
               .query<StorefrontQuery>()
               .reply<StorefrontPage>(200)
               .reply_empty(304)},
          {Method::get, "/v1/storefront/products/{product}", Access::anyone(), &StorefrontRoutes::product,
           Contract("A product's published version; with `version`, once it or a later one is to be seen")
               .query<ProductVersionQuery>()
               .reply<StorefrontProduct>(200)
               .reply_empty(304)},
          {Method::get, "/v1/storefront/products/{product}/similar", Access::anyone(), &StorefrontRoutes::similar,
           Contract("Products of the same category whose names are most like it")
               .reply<SimilarList>(200)
               .reply_empty(304)},
          {Method::get, "/v1/storefront/suggestions", Access::anyone(), &StorefrontRoutes::suggestions,
           Contract("What somebody may mean who has typed so much: counties, products, suppliers")
               .query<SuggestionQuery>()
               .reply<SuggestionList>(200)
               .reply_empty(304)},
          {Method::get, "/v1/storefront/suppliers/{supplier}", Access::anyone(), &StorefrontRoutes::supplier,
           Contract("A supplier: name, county, status").reply<StorefrontSupplier>(200)},
          {Method::get, "/v1/storefront/categories", Access::anyone(), &StorefrontRoutes::categories,
           Contract("Categories and how many products each has").reply<FacetList>(200).reply_empty(304)},
          {Method::get, "/v1/storefront/counties", Access::anyone(), &StorefrontRoutes::counties,
           Contract("Counties of origin and how many products each has").reply<FacetList>(200).reply_empty(304)},
          {Method::get, "/v1/storefront/certifications", Access::anyone(), &StorefrontRoutes::certifications,
           Contract("Certifications in publicity and valid ones, newest first")
               .query<PublicCertificationQuery>()
               .reply<PublicCertificationPage>(200)
               .limit("catalog.certifications", 600)},
          {Method::post, "/v1/certifications/{certification}/objections", Access::anyone(), &StorefrontRoutes::object,
           Contract("Object to a certification while it is in publicity")
               .body<ObjectionText>()
               .reply<ObjectionReceipt>(201)
               .limit("catalog.objections", 20)},
      });
  table.mount_fast(std::string(kProducts), [this](std::string_view target, std::string_view if_none_match, bool gzip) {
    return answer_now(storefront_, target, {if_none_match, gzip});
  });
}

Task<Result<Response>> StorefrontRoutes::products(Request& request) {
  SH_CO_TRY(auto query, request.read_query<StorefrontQuery>());
  auto answer = co_await storefront_.products(std::move(query), key_of("products", request.query), wanted_by(request));
  if (answer.has_error()) co_return std::move(answer).error();
  co_return from_memory(std::move(*answer));
}

Task<Result<Response>> StorefrontRoutes::product(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(const auto query, request.read_query<ProductVersionQuery>());
  if (query.version) {
    auto waited = co_await storefront_.product_of_version(id, query.version->value(), wanted_by(request));
    if (waited.has_error()) co_return std::move(waited).error();
    co_return from_memory(std::move(*waited));
  }
  auto answer = storefront_.product(id, wanted_by(request));
  if (answer.has_error()) co_return std::move(answer).error();
  co_return from_memory(std::move(*answer));
}

Task<Result<Response>> StorefrontRoutes::similar(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  auto answer = co_await storefront_.similar(id, wanted_by(request));
  if (answer.has_error()) co_return std::move(answer).error();
  co_return from_memory(std::move(*answer));
}

Task<Result<Response>> StorefrontRoutes::suggestions(Request& request) {
  SH_CO_TRY(auto query, request.read_query<SuggestionQuery>());
  auto answer =
      co_await storefront_.suggestions(std::move(query), key_of("suggestions", request.query), wanted_by(request));
  if (answer.has_error()) co_return std::move(answer).error();
  co_return from_memory(std::move(*answer));
}

Task<Result<Response>> StorefrontRoutes::supplier(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<OrganisationId>("supplier"));
  SH_CO_TRY(const auto view, storefront_.supplier(id));
  co_return Response::json(200, view);
}

Task<Result<Response>> StorefrontRoutes::categories(Request& request) {
  auto answer = co_await storefront_.categories(wanted_by(request));
  if (answer.has_error()) co_return std::move(answer).error();
  co_return from_memory(std::move(*answer));
}

Task<Result<Response>> StorefrontRoutes::counties(Request& request) {
  auto answer = co_await storefront_.counties(wanted_by(request));
  if (answer.has_error()) co_return std::move(answer).error();
  co_return from_memory(std::move(*answer));
}

Task<Result<Response>> StorefrontRoutes::certifications(Request& request) {
  SH_CO_TRY(auto query, request.read_query<PublicCertificationQuery>());
  auto page = co_await certifications_.list_public(std::move(query));
  if (page.has_error()) co_return std::move(page).error();
  co_return Response::json(200, *page).next_page(request, page->next_cursor);
}

Task<Result<Response>> StorefrontRoutes::object(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<CertificationId>("certification"));
  SH_CO_TRY(auto objection, request.read_body<ObjectionText>());
  auto receipt = co_await certifications_.object(id, std::move(objection));
  if (receipt.has_error()) co_return std::move(receipt).error();
  co_return Response::json(201, *receipt);
}

}  // namespace shanhai::catalog
