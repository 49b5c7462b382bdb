#include "services/catalog/images/routes.hpp"

#include "services/catalog/files/answer.hpp"
#include "services/catalog/storefront/prepared.hpp"

namespace shanhai::catalog {

using auth::Role;
using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr std::size_t kUploadBytesMax = 15 << 20;  // 10 MiB in base64
constexpr auto kJpeg = "image/jpeg";

}  // namespace

void ImageRoutes::mount(http::RouteTable& table) {
  const auto supplier = Access::only({Role::supplier});
  const auto concerned = Access::only({Role::supplier, Role::county_reviewer, Role::platform_operator});
  auto upload = Contract(
                    "Upload a picture (JPEG or PNG, 10 MiB, 40 million pixels); two sizes are made of it, without "
                    "what the camera wrote into it")
                    .body<ImageUpload>()
                    .reply<StoredImage>(201)
                    .limit("catalog.images", 60);
  table.mount<ImageRoutes>(
      *this, {
                 {Method::post, "/v1/product-images", supplier, &ImageRoutes::upload,
                  taking_files(std::move(upload), kUploadBytesMax)},
                 {Method::get, "/v1/product-images", supplier, &ImageRoutes::list,
                  Contract("One's own pictures, newest first").query<http::PageQuery>().reply<ImagePage>(200)},
                 {Method::get, "/v1/product-images/{image}/file", concerned, &ImageRoutes::file,
                  Contract("A picture, also before anything published shows it")
                      .query<ImageFileQuery>()
                      .reply_media(200, kJpeg)},
                 {Method::get, "/v1/storefront/images/{sha256}", Access::anyone(), &ImageRoutes::published,
                  Contract("A picture that a published version shows; its bytes never change")
                      .reply_media(200, kJpeg)
                      .reply_empty(304)},
             });
}

Task<Result<Response>> ImageRoutes::upload(Request& request) {
  auto job = [&request](std::size_t) { return request.read_body<ImageUpload>(); };
  auto body = co_await workers_.run(job);
  if (body.has_error()) co_return std::move(body).error();
  auto image = co_await service_.upload(request.caller(), std::move(*body));
  if (image.has_error()) co_return std::move(image).error();
  co_return Response::json(201, *image);
}

Task<Result<Response>> ImageRoutes::list(Request& request) {
  SH_CO_TRY(auto query, request.read_query<http::PageQuery>());
  auto page = co_await service_.list(request.caller(), std::move(query));
  if (page.has_error()) co_return std::move(page).error();
  co_return Response::json(200, *page).next_page(request, page->next_cursor);
}

Task<Result<Response>> ImageRoutes::file(Request& request) {
  SH_CO_TRY(const auto id, request.path_id<ImageId>("image"));
  SH_CO_TRY(const auto query, request.read_query<ImageFileQuery>());
  auto bytes = co_await service_.read(request.caller(), id, query.size.value_or(ImageSize::large));
  if (bytes.has_error()) co_return std::move(bytes).error();
  co_return Response::of(200, kJpeg, std::move(*bytes)).with("Cache-Control", "private, no-store");
}

// The address is the hash of the bytes: what a cache has under it is right for ever.
Task<Result<Response>> ImageRoutes::published(Request& request) {
  const auto sha256_hex = request.path_value("sha256");
  auto bytes = co_await service_.read_public(sha256_hex);
  if (bytes.has_error()) co_return std::move(bytes).error();
  const auto known = matches(request.header("If-None-Match"), Tags::of(sha256_hex));
  auto out = known ? Response::empty(304) : Response::of(200, kJpeg, std::move(*bytes));
  co_return std::move(out)
      .with("Cache-Control", "public, max-age=31536000, immutable")
      .with("ETag", "\"" + sha256_hex + "\"");
}

}  // namespace shanhai::catalog
