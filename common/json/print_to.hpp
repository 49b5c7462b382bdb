// JSON text of a described value without the document in between: the same bytes as print(), several times as fast, for
// answers of thousands of members.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <charconv>

#include "common/json/json.hpp"

namespace shanhai::json {

template <class T>
void print_to(std::string& out, const T& value);

namespace detail {

// Text of ids, enumerators, dates: nothing to escape.
inline void print_plain(std::string& out, std::string_view text) {
  const auto start = out.size();
  out.resize(start + text.size() + 2, '"');
  text.copy(&out[start + 1], text.size());
}

inline void print_string(std::string& out, std::string_view text) {
  const auto needs_escape = [](unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; };
  if (std::any_of(text.begin(), text.end(), needs_escape)) {
    out += to_text(Value(text));
  } else {
    print_plain(out, text);
  }
}

// `"name":` of a member.
template <class D>
constexpr auto key_text() {
  constexpr std::string_view name = D::name;
  std::array<char, name.size() + 3> out{'"'};
  std::copy(name.begin(), name.end(), out.begin() + 1);
  out[name.size() + 1] = '"';
  out[name.size() + 2] = ':';
  return out;
}

inline void print_integer(std::string& out, std::int64_t value) {
  char digits[20];
  out.append(digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr);
}

template <class D, class M>
void print_member(std::string& out, const M& member) {
  if constexpr (kIsOptional<M>) {
    if (!member) return;
  }
  static constexpr auto key = key_text<D>();
  out.append(key.data(), key.size());
  print_to(out, member);
  out += ',';
}

template <class T, template <class...> class List, class... D>
void print_members(std::string& out, const T& value, List<D...>) {
  out += '{';
  (print_member<D>(out, value.*D::pointer), ...);
  if (out.back() == ',') out.pop_back();
  out += '}';
}

template <class T>
inline constexpr bool kIsId = false;
template <class Tag>
inline constexpr bool kIsId<Id<Tag>> = true;
template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;

}  // namespace detail

template <class T>
void print_to(std::string& out, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T> && (std::is_signed_v<T> || sizeof(T) < 8)) {
    detail::print_integer(out, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    detail::print_string(out, value);
  } else if constexpr (detail::kIsId<T>) {
    detail::print_plain(out, value.str());
  } else if constexpr (std::is_enum_v<T>) {
    detail::print_plain(out, boost::describe::enum_to_string(value, ""));
  } else if constexpr (std::is_same_v<T, Date>) {
    detail::print_plain(out, to_string(value));
  } else if constexpr (detail::kIsOptional<T>) {
    if (value) {
      print_to(out, *value);
    } else {
      out += "null";
    }
  } else if constexpr (detail::kIsVector<T>) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ',';
      print_to(out, value[i]);
    }
    out += ']';
  } else if constexpr (boost::describe::has_describe_members<T>::value) {
    detail::print_members(out, value, Members<T>());
  } else {
    out += print(value);
  }
}

}  // namespace shanhai::json
