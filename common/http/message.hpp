// Requests as handlers see them, and their answers. No Beast in here: only common/http's own .cpp files know it.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/auth/principal.hpp"
#include "common/db/idempotency_key.hpp"
#include "common/json/json.hpp"
#include "common/telemetry/trace.hpp"

namespace shanhai::http {

enum class Method { get, post, put, patch, del };

enum class Language { zh, en };

// Names compare without case.
struct CaseLess {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};
using Headers = std::multimap<std::string, std::string, CaseLess>;

namespace detail {
// Builds a JSON object from decoded query pairs, giving integers and booleans their type where `schema` says so;
// repeated parameters and commas make arrays.
json::Object query_document(const std::vector<std::pair<std::string, std::string>>& pairs, const json::Object& schema);
Error as_query_error(Error error);  // pointers "/name" become "query/name"
}  // namespace detail

class Request {
 public:
  Method method = Method::get;
  std::string path;                                             // decoded, without the query
  std::vector<std::pair<std::string, std::string>> query;       // decoded pairs in order
  std::map<std::string, std::string, std::less<>> path_values;  // from the route's {names}
  Headers headers;
  std::string body;
  std::string remote_address;  // from the peer, or from X-Forwarded-For of a trusted proxy
  Language language = Language::zh;
  telemetry::TraceContext trace;
  std::chrono::steady_clock::time_point deadline;
  std::optional<auth::Principal> principal;       // set by the router for every route that is not open to anyone
  std::optional<db::IdempotencyKey> idempotency;  // set by the router for routes that ask for it

  std::string_view header(std::string_view name) const;  // empty: absent
  const auth::Principal& caller() const;                 // throws std::logic_error on an open route

  template <class IdType>
  Result<IdType> path_id(std::string_view name) const {
    auto parsed = IdType::parse(path_value(name));
    if (parsed.has_error()) return Error::not_found(IdType::TagType::kPrefix);  // an id that cannot exist is not found
    return *parsed;
  }
  const std::string& path_value(std::string_view name) const;  // std::logic_error: not in the route's path

  template <class T>
  Result<T> read_body() const {
    if (auto wrong = check_json_body()) return std::move(*wrong);
    return json::parse<T>(body);
  }
  // T: described struct; every parameter is a member, unknown ones are refused.
  template <class T>
  Result<T> read_query() const {
    auto out = json::read<T>(detail::query_document(query, json::schema<T>()));
    if (out.has_error()) return detail::as_query_error(std::move(out).error());
    return out;
  }
  // The version in If-Match ("<n>" as a strong entity tag). precondition_required (428) if absent.
  Result<std::int64_t> if_match() const;

 private:
  std::optional<Error> check_json_body() const;  // Content-Type must be application/json
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string content_type = "application/json";
  // Complete pre-serialised answer (status line, all headers but Date and Connection, blank line, body), for
  // documents served from memory; everything above is ignored then.
  std::shared_ptr<const std::string> prepared;

  template <class T>
  static Response json(int status, const T& value) {
    Response out;
    out.status = status;
    out.body = json::print(value);
    return out;
  }
  static Response empty(int status = 204);
  static Response of(int status, std::string content_type, std::string body);
  Response&& with(std::string name, std::string value) &&;
  Response&& etag(std::int64_t version) &&;  // ETag: "<version>"
  Response&& replayed(bool yes) &&;          // Idempotent-Replayed: true
  Response&& next_page(const Request& request,
                       const std::optional<std::string>& cursor) &&;  // Link: <...>; rel="next"
};

// Lists: `{"items": [...], "next_cursor": "..."}`.
struct PageQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
  std::int64_t size() const { return limit ? limit->value() : 50; }
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (limit, cursor))

}  // namespace shanhai::http
