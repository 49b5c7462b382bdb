// A query of EPCIS 2.0 (GS1, section 8.2.7; its OpenAPI and query schema) as it is understood: read from a JSON query
// object or from the parameters of a URL, and what it says of one event. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"
#include "services/traceability/epcis/context.hpp"
#include "services/traceability/epcis/event_index.hpp"

namespace shanhai::traceability::epcis {
class MasterVocabulary;
}

namespace shanhai::traceability::query {

struct Parameter;  // a row of the table: parameters.hpp
enum class Comparison;

// A value of a parameter, in every form in which it may be meant.
struct Value {
  std::string text;                   // as it was given, or in its one spelling: epcis::index_spelling()
  std::optional<std::string> number;  // epcis::normal_number()
  std::optional<Instant> time;
};

struct Condition {
  const Parameter* parameter = nullptr;  // never null; lives for ever
  Comparison comparison{};
  std::string name;                       // as it was given: "GE_value_CEL"
  std::string type;                       // of transactions, sources, destinations; in its one spelling
  std::string unit;                       // of quantities and measurements
  std::vector<std::string> fields;        // an extension's name, expanded; or, of master data, a standard member's
  std::vector<std::string> attributes;    // of master data
  std::vector<Value> values;              // any of them; in order, where they are texts
  std::vector<std::string> patterns;      // MATCH_: globs over spellings, `?` a digit, `*` at the end anything
  std::unordered_set<std::string> below;  // WD_: the values and what is known to lie below them; bind() of store.hpp
};

enum class OrderBy { unspecified, event_time, record_time, field };

struct Criteria {
  std::vector<Condition> conditions;  // all of them
  OrderBy order_by = OrderBy::unspecified;
  std::vector<std::string> order_field;  // expanded, where it is a field
  bool descending = true;
  std::optional<std::int64_t> event_count_limit, max_event_count;
  std::shared_ptr<const epcis::MasterVocabulary> master;  // what WD_, HASATTR_ and EQATTR_ look at; bind() of store.hpp
};

// The code of errors that the standard wants to be a QueryParameterException; all others are QueryValidationException.
inline constexpr std::string_view kParameterError = "query_parameter";

// The query member of POST /queries, with the "@context" it may have. invalid: each wrong place; pointers begin at
// `node`.
Result<Criteria> parse(const epcis::Node& node);
// Of a URL, decoded, without the parameters of paging; lists are separated by "|". `names`: prefixes that the client
// declares (GS1-Extensions). invalid: "query/<name>".
Result<Criteria> parse(const std::vector<std::pair<std::string, std::string>>& parameters, const epcis::Context& names);

// `event`: a stored document, which brings its own "@context".
bool matches(const Criteria& criteria, const epcis::Node& event);

// What orderBy, of an extension, sorts the event by; nullopt: it has no such field.
std::optional<std::string> order_value(const Criteria& criteria, const epcis::Node& event);

// Narrows `criteria`: the event holds `value`, in any spelling, where parameter `name` looks ("EQ_bizStep"). False: no
// event can hold it.
bool require(Criteria& criteria, const std::string& name, const std::string& value);
// The same for an EPC or a class of them, anywhere in the event.
void require_identifier(Criteria& criteria, const std::string& uri);

}  // namespace shanhai::traceability::query
