// Where a standard governs a path, its problems have the standard's types, and OPTIONS describes what there is.
#include "common/http/standard_contract.hpp"

#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

class Standard : public Served {
 protected:
  static void SetUpTestSuite() {
    register_standard_contract({"/v1/notes", {{"X-Version", "2.0"}}, {{400, "note:Wrong", {{"X-Limit", "9"}}}}});
  }
  static void TearDownTestSuite() { register_standard_contract({"/v1/notes", {}, {}}); }
};

TEST_F(Standard, OptionsDescribeThePath) {
  const auto answer = ask("OPTIONS /v1/notes HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(answer.header("x-version"), "2.0");
}

TEST_F(Standard, ProblemsHaveItsTypes) {
  const auto wrong = get("/v1/notes?word=");
  ASSERT_EQ(wrong.status, 400);
  EXPECT_EQ(json::parse_value(wrong.body).value().at("type"), "note:Wrong");
  EXPECT_EQ(wrong.header("x-limit"), "9");
  // A status that the contract does not name.
  const auto other = ask("DELETE /v1/notes HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(json::parse_value(other.body).value().at("type"), "about:blank");
}

}  // namespace
}  // namespace shanhai::http
