// OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) of a route table.
#include <algorithm>

#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "common/http/text.hpp"

namespace shanhai::http {
namespace {

using json::Array;
using json::Object;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

// OpenAPI knows no name that stands for several segments.
std::string documented(std::string path) {
  if (path.ends_with("...}")) path.replace(path.size() - 4, 4, "}");
  return path;
}

// "post_v1_orders_order_accept": unique, because a method and a path are.
std::string operation_id(const BoundRoute& row) {
  auto out = lower(name_of(row.method));
  for (const char c : row.path) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word)
      out += c;
    else if (out.back() != '_')
      out += '_';
  }
  while (out.back() == '_') out.pop_back();
  return out;
}

Object header_parameter(std::string_view name, std::string_view description) {
  return {{"name", name},
          {"in", "header"},
          {"required", true},
          {"description", description},
          {"schema", Object{{"type", "string"}}}};
}

void append_query_parameters(Array& out, const Object& schema) {
  const auto* properties = schema.if_contains("properties");
  if (!properties) return;
  const auto* required = schema.if_contains("required");
  for (const auto& property : properties->get_object()) {
    const bool needed =
        required && std::any_of(required->get_array().begin(), required->get_array().end(),
                                [&](const json::Value& name) { return name.get_string() == property.key(); });
    Object parameter{{"name", property.key()}, {"in", "query"}, {"schema", property.value()}};
    if (needed) parameter["required"] = true;
    const auto* type = property.value().get_object().if_contains("type");
    if (type && *type == "array") parameter["explode"] = true;  // repeated; commas are understood too
    out.push_back(std::move(parameter));
  }
}

Array parameters_of(const BoundRoute& row) {
  Array out;
  const auto documented_path = documented(row.path);
  for (const auto segment : split(documented_path, '/')) {
    if (segment.size() < 3 || segment.front() != '{') continue;
    out.push_back(Object{{"name", segment.substr(1, segment.size() - 2)},
                         {"in", "path"},
                         {"required", true},
                         {"schema", Object{{"type", "string"}}}});
  }
  if (row.contract.query_schema) append_query_parameters(out, *row.contract.query_schema);
  if (row.contract.needs_idempotency_key) {
    out.push_back(header_parameter("Idempotency-Key",
                                   "1 to 255 visible ASCII characters; a repetition with the same key and "
                                   "body is answered from memory"));
  }
  if (row.contract.needs_if_match) out.push_back(header_parameter("If-Match", "the ETag of the version that was read"));
  return out;
}

Object media(std::string_view types, const std::optional<Object>& schema) {
  Object out;
  for (const auto type : split(types, ',')) out[trim(type)] = Object{{"schema", schema ? *schema : Object()}};
  return out;
}

Object problem_response(std::string_view description) {
  return {{"description", description},
          {"content",
           Object{{"application/problem+json", Object{{"schema", Object{{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

Object responses_of(const BoundRoute& row) {
  Object out;
  for (const auto& reply : row.contract.replies) {
    auto& entry = out[std::to_string(reply.status)];
    if (!entry.is_object()) entry = Object{{"description", row.contract.summary}};
    if (reply.media_type.empty()) continue;
    auto& content = entry.get_object()["content"];
    if (!content.is_object()) content = Object();
    for (auto& member : media(reply.media_type, reply.schema)) content.get_object()[member.key()] = member.value();
  }
  if (row.access.kind() != Access::Kind::anyone && row.access.kind() != Access::Kind::optional) {
    out["401"] = problem_response("No valid token");
    out["403"] = problem_response("Not allowed for this role");
  }
  out["default"] = problem_response("What went wrong, as a problem document");
  return out;
}

Object operation_of(const BoundRoute& row) {
  const auto segments = split(row.path, '/');
  auto tag = segments.size() > 2 && segments[1] == "v1" ? segments[2] : segments[1];
  if (tag.empty()) tag = "root";
  Object out{{"operationId", operation_id(row)}, {"summary", row.contract.summary}, {"tags", Array{tag}}};
  if (auto parameters = parameters_of(row); !parameters.empty()) out["parameters"] = std::move(parameters);
  if (row.contract.body_schema || row.contract.takes_raw_body) {
    out["requestBody"] =
        Object{{"required", true}, {"content", media(row.contract.body_media_type, row.contract.body_schema)}};
  }
  out["responses"] = responses_of(row);
  switch (row.access.kind()) {
    case Access::Kind::anyone:
      out["security"] = Array();
      break;
    case Access::Kind::optional:
      out["security"] = Array{Object(), Object{{"bearer", Array()}}};
      break;
    default:
      out["security"] = Array{Object{{"bearer", Array()}}};
  }
  if (row.access.kind() == Access::Kind::only) {
    Array roles;
    for (const auto role : row.access.roles()) roles.emplace_back(boost::describe::enum_to_string(role, ""));
    out["x-roles"] = std::move(roles);
  }
  return out;
}

Object problem_schema() {
  const Object text{{"type", "string"}};
  const Object field{{"type", "object"},
                     {"properties", Object{{"pointer", text}, {"code", text}, {"detail", text}}},
                     {"required", Array{"pointer", "code"}}};
  return {{"type", "object"},
          {"description", "RFC 9457; further members depend on the code"},
          {"properties", Object{{"type", text},
                                {"title", text},
                                {"status", Object{{"type", "integer"}}},
                                {"code", text},
                                {"detail", text},
                                {"trace_id", text},
                                {"errors", Object{{"type", "array"}, {"items", field}}}}},
          {"required", Array{"type", "title", "status", "code", "trace_id"}}};
}

}  // namespace

json::Object openapi(const RouteTable& routes, std::string_view version) {
  Object paths;
  for (const auto& row : routes.rows()) {
    if (row.access.kind() == Access::Kind::internal) continue;
    auto& path = paths[documented(row.path)];
    if (!path.is_object()) path = Object();
    path.get_object()[lower(name_of(row.method))] = operation_of(row);
  }
  const Object bearer{{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}};
  return {{"openapi", "3.1.0"},
          {"info",
           Object{{"title", "Shanhai"},
                  {"version", version},
                  {"description", "Purchases from mountain cooperatives, with lot traceability and measured volume"},
                  {"license", Object{{"name", "Apache 2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"servers", Array{Object{{"url", "/"}}}},
          {"paths", std::move(paths)},
          {"components", Object{{"securitySchemes", Object{{"bearer", bearer}}},
                                {"schemas", Object{{"Problem", problem_schema()}}}}}};
}

}  // namespace shanhai::http
