// One parameter of a query: its values, checked and in their one spelling. Knows nothing of the others.
#pragma once

#include "services/traceability/query/criteria.hpp"
#include "services/traceability/query/parameters.hpp"

namespace shanhai::traceability::query {

// A parameter's value before its type is known.
struct Given {
  std::string pointer;
  const epcis::Node* node = nullptr;
  bool is_text = false;  // from a URL: numbers and flags are texts, and lists are separated by "|"
};

struct Wrong {
  std::string code, detail;
};

struct ReadCondition {
  std::optional<Condition> condition;  // none, and nothing wrong: the parameter asks for nothing (EXISTS_ false)
  std::optional<Wrong> wrong;
};
ReadCondition read_condition(const epcis::Context& context, const Given& given, const Named& named, std::string name);

// How the name of an extension may stand in an event, expanded.
std::vector<std::string> expanded_names(const epcis::Context& context, std::string_view name);

inline constexpr std::size_t kQueryTextMax = 2048;  // bytes of a name or value

}  // namespace shanhai::traceability::query
