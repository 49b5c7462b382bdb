#include "common/base/result.hpp"

namespace shanhai {

OptionalError::OptionalError(Error error) : error_(new Error(std::move(error))) {}

OptionalError::OptionalError(const OptionalError& other) : error_(other.error_ ? new Error(*other.error_) : nullptr) {}

void OptionalError::destroy() { delete error_; }

void OptionalError::raise() const {
  if (!error_) throw std::logic_error("a Result was used after it was moved from");
  throw UnexpectedError(*error_);
}

}  // namespace shanhai
