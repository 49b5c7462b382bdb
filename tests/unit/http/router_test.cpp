#include "common/http/router.hpp"

#include <gtest/gtest.h>

#include "common/http/target.hpp"

namespace shanhai::http {
namespace {

struct Nothing {
  Task<Result<Response>> handle(Request&) { co_return Response::empty(); }
};

Route<Nothing> row(Method method, std::string_view path) {
  return {method, path, Access::anyone(), &Nothing::handle, Contract("Nothing")};
}

class Routing : public ::testing::Test {
 protected:
  std::string find(Method method, std::string_view path) {
    const auto target = parse_target(path);
    const auto match = router.find(method, target->segments);
    if (!match.row) return "-";
    std::string out = match.row->path;
    for (const auto& [name, value] : match.values) out += ' ' + std::string(name) + '=' + std::string(value);
    return out;
  }
  static RouteTable make(Nothing& routes) {
    RouteTable out;
    out.mount(routes,
              {row(Method::get, "/v1/orders"), row(Method::get, "/v1/orders/{order}"),
               row(Method::get, "/v1/orders/export"), row(Method::post, "/v1/orders/{order}/accept"),
               row(Method::post, "/v1/orders/export/start"), row(Method::get, "/"), row(Method::del, "/v1/orders/{id}"),
               row(Method::get, "/01/{gtin}/10/{lot}"), row(Method::get, "/01/{gtin}/{rest...}")});
    return out;
  }
  Nothing routes;
  RouteTable table = make(routes);
  Router router{{&table}};
};

TEST_F(Routing, TakesStaticSegmentsFirst) {
  EXPECT_EQ(find(Method::get, "/v1/orders/export"), "/v1/orders/export");
  EXPECT_EQ(find(Method::get, "/v1/orders/ord_1"), "/v1/orders/{order} order=ord_1");
  EXPECT_EQ(find(Method::post, "/v1/orders/export/accept"), "/v1/orders/{order}/accept order=export");
  EXPECT_EQ(find(Method::del, "/v1/orders/export"), "/v1/orders/{id} id=export");
  EXPECT_EQ(find(Method::get, "/"), "/");
  EXPECT_EQ(find(Method::get, "/01/0690/10/A%2F1"), "/01/{gtin}/10/{lot} gtin=0690 lot=A/1");
}

TEST_F(Routing, FindsNothingBesides) {
  for (const auto* path : {"/v1", "/v1/orders/", "/v1/orders//accept", "//v1/orders", "/v1/orders/a/b", "/V1/orders"}) {
    EXPECT_EQ(find(Method::get, path), "-") << path;
    EXPECT_EQ(router.allow(parse_target(path)->segments, false), "") << path;
  }
}

TEST_F(Routing, LeavesToTheLastNameWhatNothingElseFits) {
  EXPECT_EQ(find(Method::get, "/01/0690/10/A/21/S"), "/01/{gtin}/{rest...} gtin=0690 rest=10/A/21/S");
  EXPECT_EQ(find(Method::get, "/01/0690/10/A%2F1%25/"), "/01/{gtin}/{rest...} gtin=0690 rest=10/A%2F1%25/");
  EXPECT_EQ(find(Method::get, "/01/0690/10"), "/01/{gtin}/{rest...} gtin=0690 rest=10");
  EXPECT_EQ(find(Method::get, "/01/0690//%2F"), "/01/{gtin}/{rest...} gtin=0690 rest=/%2F");
  EXPECT_EQ(find(Method::get, "/01/0690/"), "/01/{gtin}/{rest...} gtin=0690 rest=");
  for (const auto* path : {"/01/0690", "/01//10/A", "/01/"}) EXPECT_EQ(find(Method::get, path), "-") << path;
  EXPECT_EQ(router.allow({"01", "0690", "x", "y"}, false), "GET, HEAD, OPTIONS");
}

TEST_F(Routing, TellsTheMethodsOfAPath) {
  EXPECT_EQ(find(Method::post, "/v1/orders"), "-");
  EXPECT_EQ(router.allow({"v1", "orders"}, false), "GET, HEAD, OPTIONS");
  EXPECT_EQ(router.allow({"v1", "orders", "x"}, false), "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(router.allow({"v1", "orders", "x", "accept"}, false), "POST, OPTIONS");
}

TEST(Router, RefusesTablesThatContradictThemselves) {
  Nothing routes;
  const auto build = [&routes](std::string_view first, std::string_view second) {
    RouteTable table;
    table.mount(routes, {row(Method::get, first), row(Method::get, second)});
    Router router({&table});
  };
  EXPECT_THROW(build("/a/{x}", "/a/{y}"), std::logic_error);
  EXPECT_THROW(build("/a", "/a"), std::logic_error);
  EXPECT_THROW(build("/a", "b"), std::logic_error);
  EXPECT_THROW(build("/a", "/b/"), std::logic_error);
  EXPECT_THROW(build("/a", "/b/x{y}"), std::logic_error);
  EXPECT_THROW(build("/a", "/b/{x...}/c"), std::logic_error);
  EXPECT_THROW(build("/a/{x...}", "/a/{y...}"), std::logic_error);
  EXPECT_NO_THROW(build("/a/{x}", "/a/b"));
}

}  // namespace
}  // namespace shanhai::http
