// The parameters of EPCIS queries as one table: how each is called, what its values are, where in an event it looks,
// and in which index its values are found. Parsing, matching, selection and the OpenAPI follow from it.
//
// Source: GS1 EPCIS 2.0.1, section 8.2.7.1; its OpenAPI; its query schema. Fixed names are a comparison and a subject:
// "GE_" "eventTime"; families have a subject that ends in what the client names: "EQ_" "value_" "CEL".
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/traceability/epcis/event_index.hpp"
#include "services/traceability/epcis/vocabulary.hpp"

namespace shanhai::traceability::query {

enum class Comparison {
  equal,
  greater,
  greater_or_equal,
  less,
  less_or_equal,
  exists,
  matches,           // patterns of EPCs
  with_descendants,  // by master data
  has_attribute,     // of the master data of a member's value
  attribute_equals,
};

enum class Form {
  time,
  number,
  type,  // of an event
  action,
  word,  // of a vocabulary, or a URI
  uri,   // GS1 keys in any spelling
  text,
  flag,
  anything,  // of an extension: texts, a number or a time
};

// What a family's name ends in.
enum class Tail { none, type, unit, field, field_and_attribute };

struct Parameter {
  std::string_view subject;
  unsigned comparisons = 0;  // bits: 1 << Comparison
  Form form = Form::text;
  std::string_view parents{};  // paths from the event to objects, separated by "|"; empty: the event
  std::string_view members{};  // of one of them, separated by "|"
  Tail tail = Tail::none;
  bool inner = false;  // extensions below others, at any depth
  std::span<const epcis::IndexKind> kinds{};
  epcis::Vocabulary vocabulary{};
  bool is_bare = false;  // called by its subject alone
};

struct Named {
  const Parameter* parameter = nullptr;
  Comparison comparison{};
  std::string_view tail;
};
// nullopt: the standard knows no such parameter.
std::optional<Named> find_parameter(std::string_view name);

// Of no name: an EPC or class of EPCs anywhere in an event.
const Parameter& any_identifier();

// The names that are no family's, in order of the table.
std::vector<std::string> fixed_names();
// The families, with what their names end in: "EQ_value_{unit}".
std::vector<std::string> family_names();

}  // namespace shanhai::traceability::query
