#include <set>

#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

const json::Object& member(const json::Object& object, std::string_view name) { return object.at(name).as_object(); }

TEST_F(Served, DescribesItsPublicRoutes) {
  const auto document = openapi(table, "1.2.3");
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  EXPECT_EQ(member(document, "info").at("version"), "1.2.3");
  const auto& paths = member(document, "paths");
  EXPECT_FALSE(paths.contains("/internal/v1/notes"));
  const auto& pin = member(member(paths, "/v1/notes/{note}/pin"), "post");
  EXPECT_EQ(json::to_text(pin.at("security")), R"([{"bearer":[]}])");
  EXPECT_EQ(json::to_text(pin.at("x-roles")), R"(["supplier"])");
  EXPECT_EQ(json::to_text(pin.at("tags")), R"(["notes"])");
  std::set<std::string> parameters;
  for (const auto& parameter : pin.at("parameters").as_array())
    parameters.insert(std::string(parameter.at("name").as_string()));
  EXPECT_EQ(parameters, (std::set<std::string>{"note", "Idempotency-Key"}));
  const json::Value pinned(pin);
  const auto& schema = pinned.at_pointer("/requestBody/content/application~1json/schema");
  EXPECT_EQ(json::to_text(schema.at("required")), R"(["text"])");
  EXPECT_EQ(json::to_text(pinned.at_pointer("/responses/default/content/application~1problem+json/schema/$ref")),
            R"("#/components/schemas/Problem")");
  const json::Value upload(member(member(paths, "/v1/files"), "post"));
  EXPECT_TRUE(upload.at_pointer("/requestBody/content").as_object().contains("text/csv"));
  EXPECT_TRUE(upload.at_pointer("/requestBody/content").as_object().contains("text/plain"));
  EXPECT_EQ(json::to_text(member(member(paths, "/v1/notes"), "get").at("security")), R"([{},{"bearer":[]}])");
}

TEST_F(Served, NamesEveryOperationOnce) {
  std::set<std::string> names;
  std::size_t operations = 0;
  const auto document = openapi(table, "1");
  for (const auto& path : member(document, "paths")) {
    for (const auto& operation : path.value().as_object()) {
      names.insert(std::string(operation.value().at("operationId").as_string()));
      ++operations;
    }
  }
  EXPECT_EQ(names.size(), operations);
  EXPECT_GT(operations, 10u);
}

}  // namespace
}  // namespace shanhai::http
