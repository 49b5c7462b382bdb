#include "common/http/message.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "common/http/target.hpp"
#include "common/http/text.hpp"

namespace shanhai::http {

bool CaseLess::operator()(std::string_view a, std::string_view b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return to_lower(x) < to_lower(y); });
}

std::string_view Request::header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

const auth::Principal& Request::caller() const {
  if (!principal) throw std::logic_error("this route has no caller: its access is open");
  return *principal;
}

const std::string& Request::path_value(std::string_view name) const {
  const auto found = path_values.find(name);
  if (found == path_values.end()) throw std::logic_error("the route's path has no {" + std::string(name) + "}");
  return found->second;
}

std::optional<Error> Request::check_json_body() const {
  if (media_type_matches(header("Content-Type"), "application/json")) return std::nullopt;
  Error error;
  error.kind = ErrorKind::unsupported_media;
  error.code = "unsupported_media_type";
  error.detail = "expected application/json";
  return error;
}

Result<std::int64_t> Request::if_match() const {
  const auto tag = header("If-Match");
  if (tag.empty()) {
    Error error;
    error.kind = ErrorKind::precondition_required;
    error.code = "precondition_required";
    error.fields.push_back({"header/If-Match", "required", "send the ETag of the version you read"});
    return error;
  }
  std::int64_t version = 0;
  const auto wrong = Error::invalid_field("header/If-Match", "invalid_entity_tag", "expected one tag such as \"3\"");
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"' || tag[1] == '-') return wrong;
  const auto digits = tag.substr(1, tag.size() - 2);
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (failure != std::errc() || end != digits.data() + digits.size()) return wrong;
  return version;
}

Response Response::empty(int status) {
  Response out;
  out.status = status;
  out.content_type.clear();
  return out;
}

Response Response::of(int status, std::string content_type, std::string body) {
  Response out;
  out.status = status;
  out.content_type = std::move(content_type);
  out.body = std::move(body);
  return out;
}

Response&& Response::with(std::string name, std::string value) && {
  headers.emplace_back(std::move(name), std::move(value));
  return std::move(*this);
}

Response&& Response::etag(std::int64_t version) && {
  return std::move(*this).with("ETag", '"' + std::to_string(version) + '"');
}

Response&& Response::replayed(bool yes) && {
  if (yes) headers.emplace_back("Idempotent-Replayed", "true");
  return std::move(*this);
}

Response&& Response::next_page(const Request& request, const std::optional<std::string>& cursor) && {
  if (!cursor) return std::move(*this);
  std::string link = "<" + encode_path(request.path);
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    if (name == "cursor") continue;
    link += separator + encode_query(name) + '=' + encode_query(value);
    separator = '&';
  }
  link += separator + ("cursor=" + encode_query(*cursor)) + ">; rel=\"next\"";
  return std::move(*this).with("Link", std::move(link));
}

namespace detail {
namespace {

// Text as it stands where it does not fit the type: reading the document then names what was expected.
json::Value typed(std::string_view text, std::string_view type) {
  if (type == "integer") {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc() && end == text.data() + text.size()) return number;
    if (failure == std::errc::result_out_of_range) return std::numeric_limits<std::uint64_t>::max();
  }
  if (type == "boolean" && (text == "true" || text == "false")) return text == "true";
  return json::Value(text);
}

std::string_view type_of(const json::Object* schema) {
  const auto* type = schema ? schema->if_contains("type") : nullptr;
  const auto* name = type ? type->if_string() : nullptr;
  return name ? std::string_view(name->data(), name->size()) : std::string_view();
}

const json::Object* member(const json::Object* object, std::string_view name) {
  const auto* found = object ? object->if_contains(name) : nullptr;
  return found ? found->if_object() : nullptr;
}

void append_list(json::Array& out, std::string_view text, std::string_view type) {
  for (const auto part : split(text, ',')) out.push_back(typed(part, type));
}

}  // namespace

json::Object query_document(const std::vector<std::pair<std::string, std::string>>& pairs, const json::Object& schema) {
  json::Object out;
  const auto* properties = member(&schema, "properties");
  for (const auto& [name, value] : pairs) {
    const auto* property = member(properties, name);
    auto* earlier = out.if_contains(name);
    if (type_of(property) == "array") {
      if (!earlier) earlier = &out.emplace(name, json::Array()).first->value();
      append_list(earlier->get_array(), value, type_of(member(property, "items")));
    } else if (!earlier) {
      out.emplace(name, typed(value, type_of(property)));
    } else {  // given twice where one is expected: an array fits no scalar, so reading refuses it
      *earlier = json::Array{*earlier, json::Value(value)};
    }
  }
  return out;
}

Error as_query_error(Error error) {
  for (auto& field : error.fields) field.pointer = "query" + field.pointer;
  return error;
}

}  // namespace detail
}  // namespace shanhai::http
