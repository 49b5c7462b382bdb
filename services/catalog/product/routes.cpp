#include "services/catalog/product/routes.hpp"

#include "services/catalog/barcode/drawing.hpp"
#include "services/catalog/supplier/api.hpp"

namespace shanhai::catalog {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

// Why a supplier publishes or withdraws its own is its own business: the reason may be left out.
Result<std::string> read_reason(const Request& request) {
  SH_TRY(const auto body, request.read_body<OptionalReason>());
  return body.reason ? body.reason->str() : std::string();
}

}  // namespace

void ProductRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({Role::supplier});
  table.mount<ProductRoutes>(
      *this, {
                 {Method::post, "/v1/products", supplier, &ProductRoutes::create,
                  Contract("Draft a product; a SKU without a GTIN gets one in the restricted range")
                      .body<ProductContent>()
                      .reply<ProductView>(201)},
                 {Method::get, "/v1/products", supplier, &ProductRoutes::list,
                  Contract("One's own products, newest first").query<ProductQuery>().reply<ProductPage>(200)},
                 {Method::get, "/v1/products/{product}", supplier, &ProductRoutes::get,
                  Contract("One's own product: its draft").reply<ProductView>(200)},
                 {Method::put, "/v1/products/{product}", supplier, &ProductRoutes::edit,
                  Contract("Replace the draft; SKUs keep their identity by sku_id")
                      .body<ProductContent>()
                      .conditional()
                      .reply<ProductView>(200)},
                 {Method::post, "/v1/products/{product}/publish", supplier, &ProductRoutes::publish,
                  Contract("Make the draft the version on sale; unchanged content makes no new version")
                      .body<OptionalReason>()
                      .reply<ProductView>(200)},
                 {Method::post, "/v1/products/{product}/withdraw", supplier, &ProductRoutes::withdraw,
                  Contract("Take a product off sale").body<OptionalReason>().reply<ProductView>(200)},
                 {Method::get, "/v1/products/{product}/skus/{sku}/barcode", supplier, &ProductRoutes::barcode,
                  Contract("The barcode of a SKU's GTIN: EAN-13, EAN-8 or ITF-14; a PNG is without digits")
                      .query<BarcodeQuery>()
                      .reply_media(200, "image/svg+xml")
                      .reply_media(200, "image/png")},
             });
}

Task<Result<Response>> ProductRoutes::create(Request& request) {
  SH_CO_TRY(auto content, request.read_body<ProductContent>());
  auto view = co_await service_.create(request.caller(), std::move(content));
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(201, *view).etag(view->version);
}

Task<Result<Response>> ProductRoutes::edit(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(const std::int64_t version, request.if_match());
  SH_CO_TRY(auto content, request.read_body<ProductContent>());
  auto view = co_await service_.edit(request.caller(), id, version, std::move(content));
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> ProductRoutes::publish(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(auto reason, read_reason(request));
  auto view = co_await service_.publish(request.caller(), id, std::move(reason), request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> ProductRoutes::withdraw(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(auto reason, read_reason(request));
  auto view = co_await service_.withdraw(request.caller(), id, std::move(reason), request.trace.trace_id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> ProductRoutes::get(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  auto view = co_await service_.get(request.caller(), id);
  if (view.has_error()) co_return std::move(view).error();
  co_return Response::json(200, *view).etag(view->version);
}

Task<Result<Response>> ProductRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<ProductQuery>());
  auto page = co_await service_.list(request.caller(), std::move(query));
  if (page.has_error()) co_return std::move(page).error();
  co_return Response::json(200, *page).next_page(request, page->next_cursor);
}

Task<Result<Response>> ProductRoutes::barcode(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ProductId>("product"));
  SH_CO_TRY(const auto sku, request.path_id<SkuId>("sku"));
  SH_CO_TRY(const auto query, request.read_query<BarcodeQuery>());
  auto gtin = co_await service_.gtin_of(request.caller(), id, sku);
  if (gtin.has_error()) co_return std::move(gtin).error();
  const auto code = barcode_of(*gtin);
  if (query.form == BarcodeForm::png) {
    const auto pixels = query.pixels_per_unit ? query.pixels_per_unit->value() : 4;
    co_return Response::of(200, "image/png", barcode_png(code, static_cast<int>(pixels)));
  }
  co_return Response::of(200, "image/svg+xml", barcode_svg(code));
}

}  // namespace shanhai::catalog
