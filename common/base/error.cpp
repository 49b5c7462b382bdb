#include "common/base/error.hpp"

namespace shanhai {

Error Error::invalid_field(std::string pointer, std::string code, std::string detail) {
  std::vector<FieldError> fields;
  fields.push_back({std::move(pointer), std::move(code), std::move(detail)});
  return invalid(std::move(fields));
}

Error Error::invalid(std::vector<FieldError> fields) {
  Error error;
  error.kind = ErrorKind::invalid;
  error.code = "invalid_request";
  error.fields = std::move(fields);
  return error;
}

namespace {
Error make(ErrorKind kind, std::string code, std::string detail) {
  Error error;
  error.kind = kind;
  error.code = std::move(code);
  error.detail = std::move(detail);
  return error;
}
}  // namespace

Error Error::not_found(std::string_view what) {
  return make(ErrorKind::not_found, std::string(what) + "_not_found", {});
}

Error Error::unauthenticated(std::string code, std::string detail) {
  return make(ErrorKind::unauthenticated, std::move(code), std::move(detail));
}

Error Error::forbidden(std::string code, std::string detail) {
  return make(ErrorKind::forbidden, std::move(code), std::move(detail));
}

Error Error::conflict(std::string code, std::string detail) {
  return make(ErrorKind::conflict, std::move(code), std::move(detail));
}

Error Error::unprocessable(std::string code, std::string detail) {
  return make(ErrorKind::unprocessable, std::move(code), std::move(detail));
}

Error Error::precondition_failed(std::string detail) {
  return make(ErrorKind::precondition_failed, "precondition_failed", std::move(detail));
}

Error Error::too_many_requests(std::chrono::seconds retry_after, std::string code) {
  Error error = make(ErrorKind::too_many_requests, std::move(code), {});
  error.retry_after = retry_after;
  return error;
}

Error Error::unavailable(std::string code, std::chrono::seconds retry_after) {
  Error error = make(ErrorKind::unavailable, std::move(code), {});
  error.retry_after = retry_after;
  return error;
}

Error Error::internal(std::string detail) { return make(ErrorKind::internal, "internal", std::move(detail)); }

Error&& Error::with(std::string_view name, boost::json::value value) && {
  extensions[name] = std::move(value);
  return std::move(*this);
}

UnexpectedError::UnexpectedError(const Error& error)
    : std::logic_error("unexpected error " + error.code + (error.detail.empty() ? "" : ": " + error.detail)) {}

}  // namespace shanhai
