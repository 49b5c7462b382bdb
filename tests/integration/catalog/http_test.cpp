#include <gtest/gtest.h>

#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "services/catalog/certification/routes.hpp"
#include "services/catalog/images/routes.hpp"
#include "services/catalog/problem_texts.hpp"
#include "services/catalog/product/routes.hpp"
#include "services/catalog/review/routes.hpp"
#include "services/catalog/storefront/routes.hpp"
#include "services/catalog/supplier/routes.hpp"
#include "services/catalog/versions/routes.hpp"
#include "tests/integration/catalog/world.hpp"
#include "tests/unit/catalog/picture_files.hpp"

namespace shanhai::catalog {
namespace {

class OverHttp : public World {
 protected:
  OverHttp() {
    register_problem_texts();
    tokens.set_keys({{key.id, key.public_key}});
    supplier_routes.mount(table);
    product_routes.mount(table);
    certification_routes.mount(table);
    image_routes.mount(table);
    review_routes.mount(table);
    version_routes.mount(table);
    storefront_routes.mount(table);
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.access_log = false;
    server = std::make_unique<http::Server>(options, table, tokens, limiter, random, [this] { return ready(); });
    server->start();
  }
  ~OverHttp() override { server->drain(std::chrono::seconds(1)); }

  struct Answer {
    int status = 0;
    http::Headers headers;
    json::Value body;
    std::string text;
    std::string header(const char* name) const {
      const auto found = headers.find(std::string(name));
      return found == headers.end() ? "" : found->second;
    }
    std::string code() const { return json::read<std::string>(body.at("code")).value(); }
    std::vector<std::string> places() const {
      std::vector<std::string> out;
      for (const auto& field : body.at("errors").as_array()) {
        out.push_back(std::string(field.at("pointer").as_string()) + " " + std::string(field.at("code").as_string()));
      }
      return out;
    }
  };

  std::vector<std::pair<std::string, std::string>> as(const auth::Principal& caller) {
    return {{"Authorization",
             "Bearer " + auth::sign_token(key, kIssuer, caller, "t", clock.now(), std::chrono::minutes(10))}};
  }
  Answer send(http::Method method, const std::string& path, std::vector<std::pair<std::string, std::string>> headers,
              std::string body = {}) {
    http::ClientRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(server->port()) + path;
    request.headers = std::move(headers);
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(body);
    http::Client client;
    auto response = run(client.send(std::move(request)));
    Answer answer;
    answer.status = response.status;
    answer.headers = std::move(response.headers);
    answer.text = std::move(response.body);
    if (const auto parsed = json::parse_value(answer.text); parsed.has_value()) answer.body = *parsed;
    return answer;
  }
  Answer get(const std::string& path, std::vector<std::pair<std::string, std::string>> headers = {}) {
    return send(http::Method::get, path, std::move(headers));
  }
  template <class T>
  Answer post(const std::string& path, const auth::Principal& caller, const T& body) {
    return send(http::Method::post, path, as(caller), json::print(body));
  }

  static constexpr auto kIssuer = "https://shanhai.example";
  auth::SigningKey key = auth::SigningKey::make(random);
  auth::TokenVerifier tokens{kIssuer, clock};
  http::RateLimiter limiter{nullptr, clock};
  SupplierRoutes supplier_routes{suppliers, licences, workers};
  ProductRoutes product_routes{products};
  CertificationRoutes certification_routes{certifications_at_once, workers};
  ImageRoutes image_routes{images, workers};
  ReviewRoutes review_routes{reviews};
  VersionRoutes version_routes{versions};
  StorefrontRoutes storefront_routes{storefront_service, certifications_at_once};
  http::RouteTable table;
  std::unique_ptr<http::Server> server;

 private:
  Task<std::string> ready() { co_return ""; }
};

TEST_F(OverHttp, FromApplicationToTheStorefront) {
  const auto caller = cooperative();
  const auto path = "/v1/suppliers/" + caller.organisation->str();
  const auto applied = post("/v1/suppliers", caller, application(caller));
  ASSERT_EQ(applied.status, 201) << applied.text;
  EXPECT_EQ(applied.body.at("status").as_string(), "applied");
  EXPECT_EQ(applied.header("ETag"), "\"1\"");
  EXPECT_EQ(post(path + "/recommend", reviewer(kZhaojue), Reason{"材料齐全"}).status, 200);
  EXPECT_EQ(post(path + "/approve", platform(), Reason{"同意"}).status, 200);
  EXPECT_EQ(get("/v1/suppliers/me", as(caller)).body.at("status").as_string(), "approved");
  const auto licence = std::string(applied.body.at("licences").at(0).at("licence_id").as_string());
  const auto file = get(path + "/licences/" + licence + "/file", as(platform()));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(file.header("Content-Disposition"), "attachment; filename*=UTF-8''%E8%AF%81%E7%85%A7.txt");

  const auto draft = post("/v1/products", caller, tea());
  ASSERT_EQ(draft.status, 201) << draft.text;
  const auto product = std::string(draft.body.at("product_id").as_string());
  const auto published_ = post("/v1/products/" + product + "/publish", caller, OptionalReason{});
  ASSERT_EQ(published_.status, 200) << published_.text;
  EXPECT_EQ(published_.body.at("published_version").as_int64(), 1);

  auto asked = evidence(*ProductId::parse(product));
  const auto certification = post("/v1/certifications", caller, asked);
  ASSERT_EQ(certification.status, 201) << certification.text;
  const auto certification_path =
      "/v1/certifications/" + std::string(certification.body.at("certification_id").as_string());
  const auto reviewed = send(http::Method::post, certification_path + "/review", as(reviewer(kZhaojue)),
                             R"({"decision":"pass","reason":"属实"})");
  ASSERT_EQ(reviewed.status, 200) << reviewed.text;
  EXPECT_EQ(reviewed.body.at("status").as_string(), "valid");

  storefront();
  const auto found = get("/v1/storefront/products?q=%E8%8B%A6%E8%8D%9E%E8%8C%B6&county=513431&certified=true");
  ASSERT_EQ(found.status, 200) << found.text;
  EXPECT_EQ(found.body.at("total").as_int64(), 1);
  EXPECT_EQ(found.body.at("items").at(0).at("product_id").as_string(), product);
  const auto detail = get("/v1/storefront/products/" + product);
  EXPECT_EQ(detail.status, 200);
  EXPECT_EQ(detail.body.at("price_version").as_int64(), 1);
  EXPECT_TRUE(detail.body.as_object().contains("certification"));
  EXPECT_FALSE(detail.header("Date").empty());
  EXPECT_EQ(detail.header("Snapshot-Sequence"), "5");
  EXPECT_EQ(get("/v1/storefront/certifications").body.at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/v1/storefront/suppliers/" + caller.organisation->str()).body.at("status").as_string(), "approved");
  EXPECT_EQ(get("/v1/storefront/categories").body.at("items").as_array().size(), 3u);
  EXPECT_GE(get("/v1/storefront/counties").body.at("items").as_array().size(), 29u);
}

TEST_F(OverHttp, UnchangedIsNotSentAgain) {
  const auto product = published(supplier(), tea());
  storefront();
  for (const auto& path :
       {"/v1/storefront/products/" + product.product_id.str(), std::string("/v1/storefront/products"),
        std::string("/v1/storefront/products?sort=newest"), std::string("/v1/storefront/counties")}) {
    const auto first = get(path);
    ASSERT_EQ(first.status, 200) << path;
    const auto again = get(path, {{"If-None-Match", first.header("ETag")}});
    EXPECT_EQ(again.status, 304) << path;
    EXPECT_TRUE(again.text.empty());
    EXPECT_EQ(get(path).text, first.text) << "from memory the same";
    const auto packed = get(path, {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(packed.header("Content-Encoding"), "gzip") << path;
  }
}

TEST_F(OverHttp, WhoHasPublishedSeesItAndBuyersAreHelpedOn) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  published(caller, tea());
  storefront();
  const auto path = "/v1/storefront/products/" + product.product_id.str();
  EXPECT_EQ(get(path + "?version=1").body.at("version").as_int64(), 1);
  const auto behind = get(path + "?version=2");
  EXPECT_EQ(behind.status, 503) << "nobody has published it";
  EXPECT_EQ(behind.code(), "catalog_behind");
  EXPECT_EQ(get(path + "?version=0").places(), std::vector<std::string>{"query/version out_of_range"});
  EXPECT_EQ(get(path + "/similar").body.at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/v1/storefront/products/" + ProductId().str() + "/similar").status, 404);
  const auto typed = get("/v1/storefront/suggestions?q=kuqi&limit=1");
  ASSERT_EQ(typed.status, 200) << typed.text;
  EXPECT_EQ(typed.body.at("items").at(0).at("text").as_string(), "凉山苦荞茶");
  EXPECT_EQ(get("/v1/storefront/suggestions").places(), std::vector<std::string>{"query/q required"});
}

TEST_F(OverHttp, WhoMayNotIsToldSo) {
  const auto caller = supplier();
  EXPECT_EQ(get("/v1/products").status, 401);
  EXPECT_EQ(get("/v1/suppliers", as(caller)).status, 403);
  EXPECT_EQ(get("/v1/products", as(platform())).status, 403);
  EXPECT_EQ(post("/v1/suppliers/" + caller.organisation->str() + "/approve", reviewer(kZhaojue), Reason{"?"}).status,
            403);
  EXPECT_EQ(get("/v1/suppliers/" + caller.organisation->str(), as(reviewer(kMeigu))).status, 404);
  EXPECT_EQ(get("/v1/products/" + published(caller, tea()).product_id.str(), as(supplier(kMeigu))).status, 404);
  EXPECT_EQ(get("/v1/products/nonsense", as(caller)).status, 404);
  EXPECT_EQ(get("/v1/storefront/products/nonsense").status, 404);
}

TEST_F(OverHttp, WrongInputIsNamed) {
  const auto caller = supplier();
  auto body = json::write(tea()).as_object();
  body["colour"] = "red";
  body.erase("category");
  body["skus"].as_array().at(0).as_object()["price"].as_object()["amount_fen"] = "58";
  const auto answer = send(http::Method::post, "/v1/products", as(caller), json::to_text(body));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  auto places = answer.places();
  std::sort(places.begin(), places.end());
  EXPECT_EQ(places, (std::vector<std::string>{"/category required", "/colour unknown_field",
                                              "/skus/0/price/amount_fen expected_integer"}));

  auto claim = tea();
  claim.description = "可降血压";
  const auto refused_ = post("/v1/products", caller, claim);
  EXPECT_EQ(refused_.status, 422);
  EXPECT_EQ(refused_.code(), "listing_refused");
  EXPECT_EQ(refused_.body.at("title").as_string(), "商品不符合上架规则");
  EXPECT_EQ(refused_.places(), std::vector<std::string>{"/description efficacy_claim"});

  storefront();
  const std::pair<const char*, const char*> queries[] = {
      {"?county=999999", "query/county unknown_division"},
      {"?limit=0", "query/limit out_of_range"},
      {"?limit=201", "query/limit out_of_range"},
      {"?sort=best", "query/sort unknown_value"},
      {"?colour=red", "query/colour unknown_field"},
      {"?cursor=x", "query/cursor invalid_cursor"},
      {"?supplier=x", "query/supplier invalid_id"},
      {"?q=", "query/q too_short"},
      {"?mark=best", "query/mark unknown_value"},
      {"?price_min_fen=200&price_max_fen=100", "query/price_max_fen below_price_min"},
  };
  for (const auto& [query, place] : queries) {
    const auto wrong = get(std::string("/v1/storefront/products") + query);
    EXPECT_EQ(wrong.status, 400) << query;
    EXPECT_EQ(wrong.places(), std::vector<std::string>{place}) << query;
  }
}

TEST_F(OverHttp, EditsNameTheVersionTheySaw) {
  const auto caller = supplier();
  const auto draft = must(products.create(caller, tea()));
  const auto path = "/v1/products/" + draft.product_id.str();
  EXPECT_EQ(send(http::Method::put, path, as(caller), json::print(tea())).status, 428);
  auto headers = as(caller);
  headers.emplace_back("If-Match", "\"1\"");
  const auto edited = send(http::Method::put, path, headers, json::print(tea()));
  EXPECT_EQ(edited.status, 200) << edited.text;
  EXPECT_EQ(edited.header("ETag"), "\"2\"");
  EXPECT_EQ(send(http::Method::put, path, headers, json::print(tea())).status, 412);
}

TEST_F(OverHttp, ImagesAreKeptByCachesForEver) {
  const auto caller = supplier();
  const auto file = to_base64(write_jpeg(sample::quarters(80, 40), 90));
  const auto uploaded = post("/v1/product-images", caller, ImageUpload{{"图.jpg", file}});
  ASSERT_EQ(uploaded.status, 201) << uploaded.text;
  const auto id = std::string(uploaded.body.at("image_id").as_string());
  const auto own = get("/v1/product-images/" + id + "/file?size=thumb", as(caller));
  EXPECT_EQ(own.status, 200);
  EXPECT_EQ(own.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(own.header("Cache-Control"), "private, no-store");
  const auto path = "/v1/storefront/images/" + std::string(uploaded.body.at("large_sha256").as_string());
  EXPECT_EQ(get(path).status, 404);
  auto content = tea();
  content.images.emplace().push_back({*ImageId::parse(id), "苦荞田", {}, {}, {}, {}, {}});
  published(caller, content);
  const auto shown = get(path);
  ASSERT_EQ(shown.status, 200) << shown.text;
  EXPECT_EQ(shown.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(shown.header("Cache-Control"), "public, max-age=31536000, immutable");
  const auto again = get(path, {{"If-None-Match", shown.header("ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.header("ETag"), shown.header("ETag"));
  EXPECT_TRUE(again.text.empty());
  const auto wrong = post("/v1/product-images", caller, ImageUpload{{"图.jpg", to_base64("GIF89a")}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.places(), std::vector<std::string>{"/file/content_base64 unsupported_file_type"});
  EXPECT_EQ(wrong.body.at("title").as_string(), "图片未被接受");
}

TEST_F(OverHttp, ListingsHaveBarcodesVersionsAndAStanding) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  const auto path = "/v1/products/" + product.product_id.str();
  const auto barcode = path + "/skus/" + product.skus[0].sku_id.str() + "/barcode";
  EXPECT_EQ(get(barcode, as(caller)).header("Content-Type"), "image/svg+xml");
  EXPECT_NE(get(barcode, as(caller)).text.find(">" + product.skus[0].gtin.substr(2, 6) + "</text>"), std::string::npos);
  EXPECT_TRUE(get(barcode + "?form=png", as(caller)).text.starts_with("\x89PNG"));
  EXPECT_EQ(get(barcode, as(supplier(kMeigu))).status, 404);
  EXPECT_EQ(get(path + "/skus/" + SkuId().str() + "/barcode", as(caller)).status, 404);
  EXPECT_EQ(get(path + "/versions", as(caller)).body.at("items").as_array().size(), 1u);
  EXPECT_EQ(get(path + "/versions/1", as(reviewer(kZhaojue))).body.at("content").at("name").as_string(), "凉山苦荞茶");
  EXPECT_EQ(get(path + "/versions/one", as(caller)).status, 404);
  EXPECT_FALSE(get(path + "/eligibility").body.at("eligible").as_bool());
  const auto before = to_rfc3339(clock.now() - std::chrono::hours(1));
  const auto valid = certified(caller, product.product_id);
  const auto now = get(path + "/eligibility");
  EXPECT_TRUE(now.body.at("eligible").as_bool());
  EXPECT_EQ(now.body.at("certification_id").as_string(), valid.certification_id.str());
  const auto earlier = get(path + "/eligibility?at=" + before);
  EXPECT_FALSE(earlier.body.at("eligible").as_bool());
  EXPECT_EQ(earlier.body.at("history").as_array().size(), 1u);
  EXPECT_EQ(get(path + "/eligibility?at=yesterday").places().size(), 1u);
  EXPECT_EQ(get("/v1/products/" + ProductId().str() + "/eligibility").status, 404);
  const auto view = get(path, as(caller));
  const auto& unit_price = view.body.at("skus").at(0).at("unit_price");
  EXPECT_EQ(unit_price.at("per").as_string(), "500g");
  EXPECT_EQ(unit_price.at("price").at("amount_fen").as_int64(), 5800);
}

TEST_F(OverHttp, DraftsAreDecidedAsTheyWereSeen) {
  const auto caller = supplier();
  const auto draft = must(products.create(caller, tea()));
  const auto path = "/v1/product-reviews/" + draft.product_id.str();
  const auto handed_in = post("/v1/products/" + draft.product_id.str() + "/submit", caller, OptionalReason{});
  ASSERT_EQ(handed_in.status, 200) << handed_in.text;
  const auto seen = get(path, as(reviewer(kZhaojue)));
  const std::string decision = R"({"decision":"pass","reason":"属实"})";
  EXPECT_EQ(send(http::Method::post, path + "/decision", as(reviewer(kZhaojue)), decision).status, 428);
  auto headers = as(reviewer(kZhaojue));
  headers.emplace_back("If-Match", "\"1\"");
  EXPECT_EQ(send(http::Method::post, path + "/decision", headers, decision).status, 412);
  headers.back().second = seen.header("ETag");
  EXPECT_EQ(send(http::Method::post, path + "/decision", headers, decision).status, 200);
}

TEST_F(OverHttp, LargeFilesAreTakenAndTooLargeOnesNamed) {
  const auto caller = cooperative();
  auto big = application(caller);
  big.licences[0].file = file(std::string(5 << 20, 'x'));
  EXPECT_EQ(post("/v1/suppliers", caller, big).status, 201);
  const auto other = cooperative();
  auto larger = application(other);
  larger.licences[0].file = file(std::string((5 << 20) + 1, 'x'));
  const auto refused_ = post("/v1/suppliers", other, larger);
  EXPECT_EQ(refused_.status, 422);
  EXPECT_EQ(refused_.places(), std::vector<std::string>{"/licences/0/file/content_base64 file_too_large"});
}

TEST_F(OverHttp, AnyoneMayObjectOverHttp) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  const auto applied = must(certifications.apply(caller, evidence(product.product_id)));
  Review review;
  review.decision = Verdict::pass;
  review.reason = "属实";
  must(certifications.review(reviewer(kZhaojue), applied.certification_id, review, {}));
  const auto path = "/v1/certifications/" + applied.certification_id.str() + "/objections";
  EXPECT_EQ(send(http::Method::post, path, {}, R"({"text":"不实"})").status, 201);
  const auto wrong = send(http::Method::post, path, {}, R"({"text":""})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.places(), std::vector<std::string>{"/text too_short"});
}

}  // namespace
}  // namespace shanhai::catalog
