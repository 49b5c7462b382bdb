// The codecs of json.hpp. Include json.hpp, not this.
#pragma once

#include "common/json/json.hpp"

namespace shanhai::json {

namespace detail {

bool read_string(Reader& reader, const Value& value, std::string& out);
bool read_integer(Reader& reader, const Value& value, std::int64_t min, std::int64_t max, std::int64_t& out);
void read_text(Reader& reader, const Value& value, std::size_t min, std::size_t max, std::string& out);
const Object* expect_object(Reader& reader, const Value& value);
const Array* expect_array(Reader& reader, const Value& value);
void fail_enum(Reader& reader, const std::vector<std::string_view>& names);
// Copies an Error's first field error into the reader at the current place.
void fail_with(Reader& reader, const Error& error);
Object integer_schema(std::int64_t min, std::int64_t max);
Object string_schema(std::string_view format);

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

}  // namespace detail

template <>
struct Codec<Value> {
  static void read(Reader&, const Value& value, Value& out) { out = value; }
  static Value write(const Value& value) { return value; }
  static Object schema() { return {}; }
};

template <>
struct Codec<Object> {
  static void read(Reader& reader, const Value& value, Object& out) {
    if (const auto* object = detail::expect_object(reader, value)) out = *object;
  }
  static Value write(const Object& value) { return value; }
  static Object schema() { return {{"type", "object"}}; }
};

template <>
struct Codec<bool> {
  static void read(Reader& reader, const Value& value, bool& out);
  static Value write(bool value) { return value; }
  static Object schema() { return {{"type", "boolean"}}; }
};

template <class T>
struct Codec<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
  static constexpr std::int64_t kMin = std::is_signed_v<T> ? std::int64_t(std::numeric_limits<T>::min()) : 0;
  static constexpr std::int64_t kMax =
      sizeof(T) == 8 ? std::numeric_limits<std::int64_t>::max() : std::int64_t(std::numeric_limits<T>::max());
  static void read(Reader& reader, const Value& value, T& out) {
    std::int64_t wide = 0;
    if (detail::read_integer(reader, value, kMin, kMax, wide)) out = static_cast<T>(wide);
  }
  static Value write(T value) { return value; }
  static Object schema() { return detail::integer_schema(kMin, kMax); }
};

template <>
struct Codec<double> {
  static Value write(double value) { return value; }
  static Object schema() { return {{"type", "number"}}; }
};

template <std::int64_t Min, std::int64_t Max>
struct Codec<Bounded<Min, Max>> {
  static void read(Reader& reader, const Value& value, Bounded<Min, Max>& out) {
    std::int64_t wide = 0;
    if (detail::read_integer(reader, value, Min, Max, wide)) out = wide;
  }
  static Value write(Bounded<Min, Max> value) { return value.value(); }
  static Object schema() { return detail::integer_schema(Min, Max); }
};

template <>
struct Codec<std::string> {
  static void read(Reader& reader, const Value& value, std::string& out) { detail::read_string(reader, value, out); }
  static Value write(const std::string& value) { return Value(value); }
  static Object schema() { return {{"type", "string"}}; }
};

template <std::size_t Min, std::size_t Max>
struct Codec<Text<Min, Max>> {
  static void read(Reader& reader, const Value& value, Text<Min, Max>& out) {
    std::string text;
    detail::read_text(reader, value, Min, Max, text);
    out = std::move(text);
  }
  static Value write(const Text<Min, Max>& value) { return Value(value.str()); }
  static Object schema() { return {{"type", "string"}, {"minLength", Min}, {"maxLength", Max}}; }
};

template <class Tag>
struct Codec<Id<Tag>> {
  static void read(Reader& reader, const Value& value, Id<Tag>& out) {
    std::string text;
    if (!detail::read_string(reader, value, text)) return;
    auto parsed = Id<Tag>::parse(text);
    if (parsed.has_error()) return detail::fail_with(reader, parsed.error());
    out = *parsed;
  }
  static Value write(const Id<Tag>& value) { return Value(value.str()); }
  static Object schema() {
    return {{"type", "string"}, {"pattern", "^" + std::string(Tag::kPrefix) + "_[0-7][0-9a-hjkmnp-tv-z]{25}$"}};
  }
};

template <>
struct Codec<Money> {
  static void read(Reader& reader, const Value& value, Money& out);
  static Value write(Money value) { return Object{{"amount_fen", value.fen()}, {"currency", "CNY"}}; }
  static Object schema();
};

template <>
struct Codec<Instant> {
  static void read(Reader& reader, const Value& value, Instant& out);
  static Value write(Instant value) { return Value(to_rfc3339(value)); }
  static Object schema() { return detail::string_schema("date-time"); }
};

template <>
struct Codec<Date> {
  static void read(Reader& reader, const Value& value, Date& out);
  static Value write(Date value) { return Value(to_string(value)); }
  static Object schema() { return detail::string_schema("date"); }
};

template <class T>
struct Codec<std::optional<T>> {
  static void read(Reader& reader, const Value& value, std::optional<T>& out) {
    if (value.is_null()) return out.reset();
    Codec<T>::read(reader, value, out.emplace());
  }
  static Value write(const std::optional<T>& value) { return value ? Codec<T>::write(*value) : Value(nullptr); }
  static Object schema() { return Codec<T>::schema(); }
};

template <class T>
struct Codec<std::vector<T>> {
  static void read(Reader& reader, const Value& value, std::vector<T>& out) {
    const auto* array = detail::expect_array(reader, value);
    if (!array) return;
    out.clear();
    out.reserve(array->size());
    for (std::size_t i = 0; i < array->size(); ++i) {
      const Reader::Scope scope(reader, i);
      T element{};  // not emplace_back(): std::vector<bool> has no references
      Codec<T>::read(reader, (*array)[i], element);
      out.push_back(std::move(element));
    }
  }
  static Value write(const std::vector<T>& value) {
    Array out;
    out.reserve(value.size());
    for (const auto& element : value) out.push_back(Codec<T>::write(element));
    return out;
  }
  static Object schema() { return {{"type", "array"}, {"items", Codec<T>::schema()}}; }
};

template <class T>
struct Codec<std::map<std::string, T>> {
  static void read(Reader& reader, const Value& value, std::map<std::string, T>& out) {
    const auto* object = detail::expect_object(reader, value);
    if (!object) return;
    for (const auto& member : *object) {
      const Reader::Scope scope(reader, std::string_view(member.key()));
      Codec<T>::read(reader, member.value(), out[std::string(member.key())]);
    }
  }
  static Value write(const std::map<std::string, T>& value) {
    Object out;
    for (const auto& [key, element] : value) out[key] = Codec<T>::write(element);
    return out;
  }
  static Object schema() { return {{"type", "object"}, {"additionalProperties", Codec<T>::schema()}}; }
};

template <class E>
struct Codec<E, std::enable_if_t<std::is_enum_v<E>>> {
  static std::vector<std::string_view> names() {
    std::vector<std::string_view> out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) { out.push_back(d.name); });
    return out;
  }
  static void read(Reader& reader, const Value& value, E& out) {
    std::string text;
    if (!detail::read_string(reader, value, text)) return;
    if (!boost::describe::enum_from_string(text.c_str(), out)) detail::fail_enum(reader, names());
  }
  static Value write(E value) { return Value(boost::describe::enum_to_string(value, "")); }
  static Object schema() {
    Array values;
    for (const auto name : names()) values.emplace_back(name);
    return {{"type", "string"}, {"enum", std::move(values)}};
  }
};

// What is done for a member depends on its type alone, so that structs share the code of it.
namespace detail {

// Gives whether the member is there.
template <class M>
bool read_member(Reader& reader, const Object& object, std::string_view name, M& out) {
  const auto* member = object.if_contains(name);
  if (!member) {
    if (!kIsOptional<M>) reader.fail_at(name, "required");
    return false;
  }
  const Reader::Scope scope(reader, name);
  Codec<M>::read(reader, *member, out);
  return true;
}

template <class M>
void write_member(Object& object, std::string_view name, const M& member) {
  if constexpr (kIsOptional<M>) {
    if (!member) return;
  }
  object[name] = Codec<M>::write(member);
}

template <class M>
void describe_member(Object& properties, Array& required, std::string_view name) {
  properties[name] = Codec<M>::schema();
  if (!kIsOptional<M>) required.emplace_back(name);
}

void fail_unknown(Reader& reader, const Object& object, std::span<const std::string_view> known);
Object object_schema(Object properties, Array required);

}  // namespace detail

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_any_access | boost::describe::mod_inherited>;

template <class T>
struct Codec<T, std::enable_if_t<boost::describe::has_describe_members<T>::value && !std::is_union_v<T>>> {
  static void read(Reader& reader, const Value& value, T& out) {
    if (const auto* object = detail::expect_object(reader, value)) read_members(reader, *object, out, Members<T>());
  }

  static Value write(const T& value) {
    Object out;
    write_members(out, value, Members<T>());
    return out;
  }

  static Object schema() { return describe_members(Members<T>()); }

 private:
  template <class D>
  using MemberOf = std::remove_reference_t<decltype(std::declval<T&>().*D::pointer)>;

  template <template <class...> class List, class... D>
  static void read_members(Reader& reader, const Object& object, T& out, List<D...>) {
    std::size_t found = 0;
    ((found += detail::read_member(reader, object, D::name, out.*D::pointer)), ...);
    if (found == object.size()) return;
    const std::array<std::string_view, sizeof...(D)> known{D::name...};
    detail::fail_unknown(reader, object, known);
  }

  template <template <class...> class List, class... D>
  static void write_members(Object& object, const T& value, List<D...>) {
    (detail::write_member(object, D::name, value.*D::pointer), ...);
  }

  template <template <class...> class List, class... D>
  static Object describe_members(List<D...>) {
    Object properties;
    Array required;
    (detail::describe_member<MemberOf<D>>(properties, required, D::name), ...);
    return detail::object_schema(std::move(properties), std::move(required));
  }
};

}  // namespace shanhai::json
