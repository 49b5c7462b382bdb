// What a query says of an event.
#include <algorithm>

#include "services/traceability/epcis/master_vocabulary.hpp"
#include "services/traceability/query/criteria.hpp"
#include "services/traceability/query/decimal.hpp"
#include "services/traceability/query/globs.hpp"
#include "services/traceability/query/parameters.hpp"

namespace shanhai::traceability::query {
namespace {

using epcis::Context;
using epcis::Node;
using Kind = Node::Kind;
using Nodes = std::vector<const Node*>;

void add_flat(const Node& node, Nodes& out) {
  if (!node.is(Kind::array)) return out.push_back(&node);
  for (const auto& element : node.elements) add_flat(element, out);
}

template <class F>
void each_part(std::string_view text, char separator, F f) {
  for (;;) {
    const auto end = text.find(separator);
    f(text.substr(0, end));
    if (end == text.npos) return;
    text.remove_prefix(end + 1);
  }
}

// What a path leads to; lists are gone through.
void add_at(const Node& node, std::string_view path, Nodes& out) {
  if (path.empty()) return add_flat(node, out);
  const auto slash = std::min(path.find('/'), path.size());
  const auto* next = node.find(path.substr(0, slash));
  if (!next) return;
  Nodes here;
  add_flat(*next, here);
  for (const auto* child : here) add_at(*child, path.substr(std::min(slash + 1, path.size())), out);
}

bool is_extension(std::string_view name) { return name.find(':') != name.npos && !name.starts_with('@'); }

int sign_of(Instant a, Instant b) { return a < b ? -1 : a > b ? 1 : 0; }

bool holds(Comparison comparison, int order) {
  switch (comparison) {
    case Comparison::equal:
      return order == 0;
    case Comparison::greater:
      return order > 0;
    case Comparison::greater_or_equal:
      return order >= 0;
    case Comparison::less:
      return order < 0;
    case Comparison::less_or_equal:
      return order <= 0;
    default:
      return false;
  }
}

class Matcher {
 public:
  Matcher(const Criteria& criteria, const Node& event) : criteria_(criteria), event_(event) {
    if (const auto* own = event.find("@context")) context_.add(*own);
  }

  bool matches_all() const {
    return std::all_of(criteria_.conditions.begin(), criteria_.conditions.end(),
                       [&](const auto& condition) { return matches(condition); });
  }

  std::optional<std::string> order_value() const {
    for (const auto& [name, value] : event_.members) {
      if (!is_extension(name) || !is_called(name, criteria_.order_field)) continue;
      Nodes values;
      add_flat(value, values);
      for (const auto* found : values) {
        const auto* literal = found->is(Kind::object) ? found->find("@value") : found;
        if (literal && !literal->is(Kind::null) && !literal->is(Kind::object)) return literal->text;
      }
    }
    return std::nullopt;
  }

 private:
  bool matches(const Condition& condition) const {
    if (condition.comparison == Comparison::has_attribute || condition.comparison == Comparison::attribute_equals)
      return has_attribute(condition);
    const auto& parameter = *condition.parameter;
    Nodes parents;
    each_part(parameter.parents, '|', [&](auto path) { add_at(event_, path, parents); });
    for (const auto* parent : parents) {
      if (!is_of_type(*parent, condition)) continue;
      for (const auto* value : members(*parent, condition)) {
        if (is_wanted(*value, *parent, condition)) return true;
      }
    }
    return false;
  }

  bool is_of_type(const Node& parent, const Condition& condition) const {
    if (condition.parameter->tail != Tail::type) return true;
    const auto* type = parent.find("type");
    return type && epcis::index_spelling(type->text, condition.parameter->vocabulary, context_) == condition.type;
  }

  Nodes members(const Node& parent, const Condition& condition) const {
    Nodes out;
    const auto& parameter = *condition.parameter;
    if (parameter.tail == Tail::field) {
      for (const auto& [name, value] : parent.members) {
        if (!is_extension(name)) continue;
        if (parameter.inner)
          add_inner(value, condition.fields, out);
        else if (is_called(name, condition.fields))
          add_flat(value, out);
      }
      return out;
    }
    each_part(parameter.members, '|', [&](auto name) {
      if (const auto* found = parent.find(name)) add_flat(*found, out);
    });
    return out;
  }

  bool is_called(std::string_view name, const std::vector<std::string>& fields) const {
    return std::find(fields.begin(), fields.end(), context_.expanded_name(name)) != fields.end();
  }

  void add_inner(const Node& node, const std::vector<std::string>& fields, Nodes& out) const {
    for (const auto& element : node.elements) add_inner(element, fields, out);
    for (const auto& [name, value] : node.members) {
      if (is_called(name, fields)) add_flat(value, out);
      add_inner(value, fields, out);
    }
  }

  bool is_wanted(const Node& value, const Node& parent, const Condition& condition) const {
    if (condition.comparison == Comparison::exists) return !value.is(Kind::null);
    switch (condition.parameter->form) {
      case Form::time:
        return compare_time(value, condition);
      case Form::number:
        return compare_number(value, parent, condition);
      case Form::flag:
        return value.is(Kind::boolean) && value.text == condition.values.front().text;
      case Form::anything:
        return compare_anything(value, condition);
      case Form::word:
        return is_any(epcis::index_spelling(value.text, condition.parameter->vocabulary, context_), condition);
      case Form::type:
      case Form::uri:
        return value.is(Kind::string) && is_any(epcis::index_spelling(value.text, context_), condition);
      case Form::action:
      case Form::text:
        return value.is(Kind::string) && is_any(value.text, condition);
    }
    return false;
  }

  bool is_any(const std::string& text, const Condition& condition) const {
    const auto& values = condition.values;
    const auto found =
        std::lower_bound(values.begin(), values.end(), text,
                         [](const Value& value, const std::string& wanted) { return value.text < wanted; });
    return (found != values.end() && found->text == text) || is_below(text, condition) ||
           std::any_of(condition.patterns.begin(), condition.patterns.end(),
                       [&](const auto& glob) { return is_match(glob, text); });
  }

  bool is_below(const std::string& text, const Condition& condition) const {
    if (condition.comparison != Comparison::with_descendants || !criteria_.master) return false;
    if (condition.below.contains(text)) return true;
    const auto above = criteria_.master->above_by_name(text);
    return std::any_of(above.begin(), above.end(), [&](const auto& uri) { return condition.below.contains(uri); });
  }

  static bool compare_time(const Node& value, const Condition& condition) {
    const auto time = parse_rfc3339(value.text);
    return time.has_value() && holds(condition.comparison, sign_of(*time, *condition.values.front().time));
  }

  static bool compare_number(const Node& value, const Node& parent, const Condition& condition) {
    if (!value.is(Kind::number)) return false;
    auto number = read_number(value.text);
    if (number && condition.parameter->tail == Tail::unit) {
      const auto* unit = parent.find("uom");
      number = unit ? converted(*number, unit->text, condition.unit) : std::nullopt;
    }
    if (!number) return false;
    return std::any_of(condition.values.begin(), condition.values.end(), [&](const Value& wanted) {
      return holds(condition.comparison, compare_numbers(*number, *wanted.number));
    });
  }

  // An extension's type is what its value looks like: a number, a time, else text.
  bool compare_anything(const Node& value, const Condition& condition) const {
    if (value.is(Kind::object)) {
      const auto* literal = value.find("@value");  // a typed literal of JSON-LD
      return literal && compare_anything(*literal, condition);
    }
    if (value.is(Kind::null)) return false;
    const auto number = value.is(Kind::boolean) ? std::nullopt : read_number(value.text);
    const auto time = parse_rfc3339(value.text);
    return std::any_of(condition.values.begin(), condition.values.end(), [&](const Value& wanted) {
      if (wanted.number && number) return holds(condition.comparison, compare_numbers(*number, *wanted.number));
      if (wanted.time && time.has_value()) return holds(condition.comparison, sign_of(*time, *wanted.time));
      if (condition.comparison != Comparison::equal) return false;
      return (value.is(Kind::string) || value.is(Kind::boolean)) &&
             epcis::index_spelling(value.text, context_) == wanted.text;
    });
  }

  bool has_attribute(const Condition& condition) const {
    if (!criteria_.master) return false;
    Nodes values;
    for (const auto& [name, value] : event_.members) {
      const bool called = is_extension(name) ? is_called(name, condition.fields) : name == condition.fields.front();
      if (called) add_flat(value, values);
    }
    std::vector<std::string> wanted;
    for (const auto& value : condition.values) wanted.push_back(value.text);
    const bool by_name = condition.comparison == Comparison::has_attribute;  // then the values are names
    return std::any_of(values.begin(), values.end(), [&](const Node* value) {
      const auto* id = value->is(Kind::object) ? value->find("id") : value;
      if (!id || !id->is(Kind::string)) return false;
      const auto names = spellings(id->text);
      return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return criteria_.master->has_attribute(name, by_name ? wanted : condition.attributes,
                                               by_name ? std::vector<std::string>() : wanted);
      });
    });
  }

  // A word without a prefix may be one of several vocabularies.
  std::vector<std::string> spellings(std::string_view text) const {
    using epcis::Vocabulary;
    return {epcis::index_spelling(text, context_), epcis::index_spelling(text, Vocabulary::biz_step, context_),
            epcis::index_spelling(text, Vocabulary::disposition, context_)};
  }

  const Criteria& criteria_;
  const Node& event_;
  Context context_;
};

}  // namespace

bool matches(const Criteria& criteria, const Node& event) { return Matcher(criteria, event).matches_all(); }

std::optional<std::string> order_value(const Criteria& criteria, const Node& event) {
  return Matcher(criteria, event).order_value();
}

}  // namespace shanhai::traceability::query
