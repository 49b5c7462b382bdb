// Result<T>: a T, or the Error why there is none.
//
// Boost.System's result would do; written out flat, without a variant behind it, it took a fifth off the time that a
// file of a service compiles (docs/decisions/0003).
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "common/base/error.hpp"

namespace shanhai {

// Owns an Error or none. Apart from the value, so that its code is compiled once and not for every T.
class OptionalError {
 public:
  OptionalError() = default;
  explicit OptionalError(Error error);
  OptionalError(const OptionalError& other);
  OptionalError(OptionalError&& other) noexcept : error_(other.error_) { other.error_ = nullptr; }
  OptionalError& operator=(OptionalError other) noexcept {
    std::swap(error_, other.error_);
    return *this;
  }
  ~OptionalError() {
    if (error_) destroy();
  }

  explicit operator bool() const { return error_; }
  Error& operator*() const { return *error_; }
  // Throws UnexpectedError.
  [[noreturn]] void raise() const;

 private:
  void destroy();
  Error* error_ = nullptr;
};

// value() throws UnexpectedError on an error: reaching it is a bug in the caller. `*result` and `result->` are for
// where it is known to hold a value, error() for where it is known to hold an error. What was moved from holds neither.
template <class T = void>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result() requires std::is_default_constructible_v<T> : value_(std::in_place) {}
  template <class U = T>
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
           !std::is_same_v<std::remove_cvref_t<U>, Error>) Result(U&& value)
      : value_(std::forward<U>(value)) {}
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return value_.has_value(); }
  bool has_error() const { return !value_.has_value(); }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return std::move(*value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

  T& value() & { return checked(); }
  const T& value() const& {
    if (!value_) error_.raise();
    return *value_;
  }
  T value() && { return std::move(checked()); }  // not a reference: `for (x : f().value())` outlives the Result
  template <class U>
  T value_or(U&& other) const& {
    return value_ ? *value_ : T(std::forward<U>(other));
  }
  template <class U>
  T value_or(U&& other) && {
    return value_ ? std::move(*value_) : T(std::forward<U>(other));
  }

  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  T& checked() {
    if (!value_) error_.raise();
    return *value_;
  }
  std::optional<T> value_;
  OptionalError error_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_; }
  bool has_error() const { return static_cast<bool>(error_); }
  explicit operator bool() const { return !error_; }
  void operator*() const {}
  void value() const {
    if (error_) error_.raise();
  }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  OptionalError error_;
};

}  // namespace shanhai

// Unwrap a Result or hand its error to the caller: `SH_TRY(auto order, find_order(id));`, `SH_CHECK(validate(order));`.
// The CO forms are for coroutines: `SH_CO_TRY(auto order, co_await api.get(id));`.
#define SH_CONCAT_(a, b) a##b
#define SH_CONCAT(a, b) SH_CONCAT_(a, b)
#define SH_TRY_IMPL_(tmp, decl, returns, ...)          \
  auto tmp = __VA_ARGS__;                              \
  if (tmp.has_error()) returns std::move(tmp).error(); \
  decl = std::move(*tmp)
#define SH_CHECK_IMPL_(tmp, returns, ...) \
  if (auto tmp = __VA_ARGS__; tmp.has_error()) returns std::move(tmp).error()
#define SH_TRY(decl, ...) SH_TRY_IMPL_(SH_CONCAT(sh_result_, __LINE__), decl, return, __VA_ARGS__)
#define SH_CHECK(...) SH_CHECK_IMPL_(SH_CONCAT(sh_result_, __LINE__), return, __VA_ARGS__)
#define SH_CO_TRY(decl, ...) SH_TRY_IMPL_(SH_CONCAT(sh_result_, __LINE__), decl, co_return, __VA_ARGS__)
#define SH_CO_CHECK(...) SH_CHECK_IMPL_(SH_CONCAT(sh_result_, __LINE__), co_return, __VA_ARGS__)
