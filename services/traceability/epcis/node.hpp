// JSON as EPCIS needs it: numbers keep the digits they were written with, because hashes are taken over them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace shanhai::traceability::epcis {

struct Node {
  enum class Kind { null, boolean, number, string, array, object };
  struct Member;
  using Members = std::vector<Member>;

  Kind kind = Kind::null;
  std::string text;            // a string; of a number its digits, of a boolean "true" or "false"
  Members members;             // of an object, each name once
  std::vector<Node> elements;  // of an array

  static Node of(std::string_view value);
  static Node of(const char* value);
  static Node of(std::int64_t value);
  static Node number(std::string digits);  // a JSON number
  static Node object(Members members);
  static Node array(std::vector<Node> elements);

  const Node* find(std::string_view name) const;  // a member; nullptr: none
  void set(std::string_view name, Node value);    // adds or replaces a member
  bool is(Kind other) const { return kind == other; }
};

struct Node::Member {
  std::string name;
  Node value;
};

inline Node Node::of(const char* value) { return of(std::string_view(value)); }

// Depth at most 32; of a repeated member the last counts. invalid: code invalid_json; too_large capture_limit: more
// than 250,000 values, each of which takes far more than its text.
Result<Node> parse_node(std::string_view text);

// The one text of a document: members in order of their UTF-8 bytes, no white space, the shortest escapes, numbers as
// normal_number() writes them. One that is longer than `bytes_max` is left unfinished behind that.
std::string canonical_text(const Node& node, std::size_t bytes_max = std::string::npos);

// A JSON number without superfluous zeros, plus signs and exponents: "1.50e1" is "15". Exact: never through a double.
std::string normal_number(std::string_view digits);

// Grams as kilograms, exactly: 1234 is "1.234".
std::string kilograms(std::int64_t grams);

}  // namespace shanhai::traceability::epcis
