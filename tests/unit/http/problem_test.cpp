#include "common/http/problem.hpp"

#include <gtest/gtest.h>

namespace shanhai::http {
namespace {

TEST(Problem, EveryKindHasAStatus) {
  const std::vector<std::pair<ErrorKind, int>> table = {{ErrorKind::invalid, 400},
                                                        {ErrorKind::unauthenticated, 401},
                                                        {ErrorKind::forbidden, 403},
                                                        {ErrorKind::not_found, 404},
                                                        {ErrorKind::conflict, 409},
                                                        {ErrorKind::gone, 410},
                                                        {ErrorKind::precondition_failed, 412},
                                                        {ErrorKind::too_large, 413},
                                                        {ErrorKind::unsupported_media, 415},
                                                        {ErrorKind::unprocessable, 422},
                                                        {ErrorKind::precondition_required, 428},
                                                        {ErrorKind::too_many_requests, 429},
                                                        {ErrorKind::internal, 500},
                                                        {ErrorKind::unavailable, 503}};
  for (const auto& [kind, status] : table) EXPECT_EQ(status_of(kind), status);
}

TEST(Problem, IsWrittenAsTheStandardSays) {
  auto error = Error::invalid_field("/lines/0/quantity", "out_of_range", "between 1 and 99");
  const auto response = to_problem(error, Language::en, "trace");
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(
      response.body,
      R"({"type":"about:blank","title":"The request's content is wrong","status":400,"code":"invalid_request",)"
      R"("trace_id":"trace","errors":[{"pointer":"/lines/0/quantity","code":"out_of_range","detail":"between 1 and 99"}]})");
}

TEST(Problem, ExtensionsDoNotReplaceItsOwnMembers) {
  const auto error = Error::conflict("taken").with("status", 200).with("by", "x");
  const auto body = to_problem(error, Language::en, "").body;
  EXPECT_NE(body.find(R"("status":409)"), std::string::npos);
  EXPECT_NE(body.find(R"("by":"x")"), std::string::npos);
}

TEST(Problem, TextsFollowTheLanguageAndNeverTheCode) {
  constexpr ProblemText kTexts[] = {{"sold_out_test", "已售罄", "Sold out"}};
  register_problem_texts(kTexts);
  const auto error = Error::conflict("sold_out_test");
  EXPECT_NE(to_problem(error, Language::zh, "").body.find(R"("title":"已售罄")"), std::string::npos);
  EXPECT_NE(to_problem(error, Language::en, "").body.find(R"("title":"Sold out")"), std::string::npos);
  const auto unknown = Error::conflict("never_registered");
  EXPECT_NE(to_problem(unknown, Language::en, "").body.find("In conflict with the current state"), std::string::npos);
}

TEST(Problem, ComesBackAsTheSameError) {
  auto error = Error::unprocessable("too_much", "beyond the lot").with("lot", "lot_1");
  error.fields.push_back({"/quantity", "too_large", "at most 3"});
  const auto response = to_problem(error, Language::zh, "t");
  const auto again = from_problem(response.status, response.body);
  EXPECT_EQ(again.kind, error.kind);
  EXPECT_EQ(again.code, error.code);
  EXPECT_EQ(again.detail, error.detail);
  ASSERT_EQ(again.fields.size(), 1u);
  EXPECT_EQ(again.fields[0].pointer, "/quantity");
  EXPECT_EQ(again.extensions, error.extensions);
  for (const auto* other : {"", "<html>", "[]", R"({"code":1})"})
    EXPECT_EQ(from_problem(502, other).code, "http_502") << other;
}

}  // namespace
}  // namespace shanhai::http
