// Described structs to and from JSON, and their JSON Schema: one description serves parsing, answers and OpenAPI.
//
//   struct Line { SkuId sku; Bounded<1, 9999> quantity; std::optional<Text<0, 200>> note; };
//   BOOST_DESCRIBE_STRUCT(Line, (), (sku, quantity, note))
//   SH_TRY(Line line, json::parse<Line>(body));
//
// Reading is strict: every member that is not std::optional is required, unknown members and wrong types are refused,
// and all wrong places are reported at once, each with its JSON pointer. Enumerations (BOOST_DESCRIBE_ENUM) are their
// names. Money is
// {"amount_fen": 1290, "currency": "CNY"}. An empty std::optional is left out when writing. Doubles are only written.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/money.hpp"
#include "common/base/result.hpp"
#include "common/base/text.hpp"

namespace shanhai::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

// Collects what is wrong while a document is read, with the pointer of the place being read.
class Reader {
 public:
  void fail(std::string code, std::string detail = {});
  void fail_at(std::string_view member, std::string code, std::string detail = {});
  std::vector<FieldError> take_errors() { return std::move(errors_); }
  bool failed() const { return !errors_.empty(); }

  // Enters a member or element for the lifetime of the scope.
  class Scope {
   public:
    Scope(Reader& reader, std::string_view member);
    Scope(Reader& reader, std::size_t index);
    ~Scope() { reader_.path_.resize(length_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Reader& reader_;
    std::size_t length_;
  };

 private:
  std::string path_;
  std::vector<FieldError> errors_;
};

// How a type is read, written and described. Specialised for everything named above.
template <class T, class = void>
struct Codec;

template <class T>
Value write(const T& value) {
  return Codec<T>::write(value);
}

template <class T>
Result<T> read(const Value& value) {
  Reader reader;
  T out{};
  Codec<T>::read(reader, value, out);
  if (reader.failed()) return Error::invalid(reader.take_errors());
  return out;
}

// Text to JSON. Depth at most 32; trailing bytes and invalid UTF-8 are refused; of a repeated member the last counts
// (code "invalid_json").
Result<Value> parse_value(std::string_view text);
std::string to_text(const Value& value);

template <class T>
Result<T> parse(std::string_view text) {
  SH_TRY(Value value, parse_value(text));
  return read<T>(value);
}

template <class T>
std::string print(const T& value) {
  return to_text(write(value));
}

// JSON Schema 2020-12 of T, nested types inline.
template <class T>
Object schema() {
  return Codec<T>::schema();
}

}  // namespace shanhai::json

#include "common/json/codecs.hpp"  // IWYU pragma: export
