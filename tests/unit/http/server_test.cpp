#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

TEST_F(Served, AnswersAndKeepsTheConnection) {
    auto connection = connect();
    for (int i = 0; i < 3; ++i) {
        const auto answer = connection.ask("GET /v1/notes/" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\n\r\n");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, R"({"note":")" + std::to_string(i) + "\"}");
        EXPECT_EQ(answer.header("connection"), "");
        EXPECT_EQ(answer.header("date").size(), std::string("Mon, 23 Nov 2026 17:00:00 GMT").size());
    }
}

TEST_F(Served, ReadsABodyAndNamesWrongFields) {
    const auto good = post("/v1/notes", R"({"text":"苦荞","stars":5})");
    EXPECT_EQ(good.status, 201) << good.body;
    EXPECT_EQ(good.body, R"({"text":"苦荞","stars":5})");
    const auto bad = post("/v1/notes", R"({"text":"","stars":10})");
    EXPECT_EQ(bad.status, 400);
    EXPECT_EQ(code_of(bad), "invalid_request");
    EXPECT_EQ(pointer_of(bad), "/text");
}

}  // namespace
}  // namespace shanhai::http
