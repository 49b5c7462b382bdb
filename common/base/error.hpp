// One error type for everything that can be expected to fail.
//
// A function that may fail for a reason its caller can act on returns `Result<T>` (common/base/result.hpp); only
// unavailability (database gone) and bugs throw. `code` is stable and machine readable; texts for people are looked up
// by code where the answer is written (common/http/problem), so a changed text never breaks a client.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai {

// What happened, as far as the caller's next step depends on it. Mapped to an HTTP status in one place
// (http::status_of).
enum class ErrorKind {
  invalid,                // 400: the request itself is wrong; see `fields`
  unauthenticated,        // 401
  forbidden,              // 403
  not_found,              // 404, also what exists but the caller may not know of
  conflict,               // 409: true now, may succeed after something else changed
  gone,                   // 410
  precondition_failed,    // 412: If-Match named an older version
  too_large,              // 413
  unsupported_media,      // 415
  unprocessable,          // 422: well formed, but refused by a rule; also a reused key with another payload
  precondition_required,  // 428
  too_many_requests,      // 429: `retry_after` is set
  internal,               // 500: a bug or an inconsistency; reveals nothing
  unavailable,            // 503: `retry_after` is set
};

// One wrong place in the request. `pointer` is a JSON pointer (RFC 6901) into the body, or "query/name", "header/name",
// "path/name".
struct FieldError {
  std::string pointer;
  std::string code;    // e.g. required, unknown_field, out_of_range
  std::string detail;  // for people, English; never echoes personal data
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;    // stable, snake_case, e.g. insufficient_stock
  std::string detail;  // what is particular to this case; may be empty
  std::vector<FieldError> fields;
  boost::json::object extensions;  // further members of the problem document, e.g. the SKUs that ran out
  std::optional<std::chrono::seconds> retry_after;

  static Error invalid_field(std::string pointer, std::string code, std::string detail = {});
  static Error invalid(std::vector<FieldError> fields);
  static Error not_found(std::string_view what);  // code "<what>_not_found"
  static Error unauthenticated(std::string code = "unauthenticated", std::string detail = {});
  static Error forbidden(std::string code = "forbidden", std::string detail = {});
  static Error conflict(std::string code, std::string detail = {});
  static Error unprocessable(std::string code, std::string detail = {});
  static Error precondition_failed(std::string detail = {});
  static Error too_many_requests(std::chrono::seconds retry_after, std::string code = "too_many_requests");
  static Error unavailable(std::string code = "unavailable",
                           std::chrono::seconds retry_after = std::chrono::seconds(1));
  static Error internal(std::string detail);

  Error&& with(std::string_view name, boost::json::value value) &&;  // adds an extension member
};

// Thrown by Result::value() on an error: reaching it is a bug in the caller.
class UnexpectedError : public std::logic_error {
 public:
  explicit UnexpectedError(const Error& error);
};

// A dependency did not answer (database, peer service). Caught once per request and answered 503 with Retry-After.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace shanhai
