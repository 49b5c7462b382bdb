#include "services/traceability/query/condition_reader.hpp"

#include <algorithm>

#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/epcis/lexical.hpp"
#include "services/traceability/epcis/shapes.hpp"
#include "services/traceability/query/decimal.hpp"

namespace shanhai::traceability::query {
namespace {

using epcis::Context;
using epcis::Node;
using Kind = Node::Kind;
using Checked = std::optional<Wrong>;

constexpr std::size_t kValuesMax = 1000;

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t begin = 0;;) {
    const auto end = text.find('|', begin);
    out.push_back(text.substr(begin, end == text.npos ? text.npos : end - begin));
    if (end == text.npos) return out;
    begin = end + 1;
  }
}

// Reads the values of one condition; knows nothing of other parameters.
class ConditionReader {
 public:
  ConditionReader(const Context& context, const Given& given, const Named& named, std::string name)
      : context_(context), given_(given), parameter_(*named.parameter) {
    out_.parameter = named.parameter;
    out_.comparison = named.comparison;
    out_.name = std::move(name);
    wrong_ = read_tail(named.tail);
  }

  // nullopt without a mistake: the parameter asks for nothing (EXISTS_ false).
  std::optional<Condition> read() {
    if (wrong_) return std::nullopt;
    if (out_.comparison == Comparison::exists) {
      const auto flag = read_flag(true);
      if (!flag) wrong_ = Wrong{"wrong_type", "true or false"};
      if (!flag || !*flag) return std::nullopt;
      return std::move(out_);
    }
    wrong_ = read_values();
    if (wrong_) return std::nullopt;
    return std::move(out_);
  }
  const Checked& wrong() const { return wrong_; }

 private:
  Checked read_tail(std::string_view tail) {
    switch (parameter_.tail) {
      case Tail::none:
        return std::nullopt;
      case Tail::type:
        if (tail.find(':') == tail.npos && !epcis::is_bare_word(parameter_.vocabulary, tail))
          return Wrong{"unknown_word", "a type of the Core Business Vocabulary, or a URI"};
        out_.type = epcis::index_spelling(tail, parameter_.vocabulary, context_);
        return std::nullopt;
      case Tail::unit:
        out_.unit = tail;
        if (tail.size() < 2 || tail.size() > 4 || !std::all_of(tail.begin(), tail.end(), is_of_unit))
          return Wrong{"invalid_unit", "a code of UN/ECE Recommendation 20"};
        return std::nullopt;
      case Tail::field:
        return read_field(tail);
      case Tail::field_and_attribute: {
        // Both may hold underscores; a standard member's name holds none.
        const auto bar = tail.find('_', std::min(tail.find(':'), tail.find('_')));
        if (bar == tail.npos || bar + 1 == tail.size()) return Wrong{"unknown_parameter", "EQATTR_field_attribute"};
        out_.attributes = {context_.expanded_value(tail.substr(bar + 1)), std::string(tail.substr(bar + 1))};
        return read_field(tail.substr(0, bar));
      }
    }
    return std::nullopt;
  }

  Checked read_field(std::string_view name) {
    if (name.size() > kQueryTextMax) return Wrong{"too_long", {}};
    if (name.find(':') == name.npos) {
      out_.fields = {std::string(name)};
      return epcis::event_shape("ObjectEvent")->find(name) || epcis::event_shape("TransformationEvent")->find(name)
                 ? Checked()
                 : Wrong{"unknown_parameter", {}};
    }
    if (!context_.declares(name)) return Wrong{"undeclared_prefix", "declare the prefix in @context or GS1-Extensions"};
    out_.fields = expanded_names(context_, name);
    return std::nullopt;
  }

  static bool is_of_unit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

  // What is given as a list of texts; empty: it is none.
  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    if (given_.is_text) return split_list(given_.node->text);
    for (const auto& element : given_.node->elements) {
      if (!element.is(Kind::string)) return {};
      out.push_back(element.text);
    }
    return out;
  }

  std::optional<bool> read_flag(bool by_presence) const {
    const auto& node = *given_.node;
    if (given_.is_text ? node.text == "true" : node.is(Kind::boolean) && node.text == "true") return true;
    if (given_.is_text ? node.text == "false" : node.is(Kind::boolean)) return false;
    if (!by_presence) return std::nullopt;
    // The query schema has an integer, or null: "void" in the standard's words.
    if (node.is(Kind::null) || (given_.is_text && node.text.empty())) return true;
    if (!given_.is_text && !node.is(Kind::number)) return std::nullopt;
    const auto number = read_number(node.text);
    if (!number || number->find('.') != number->npos) return std::nullopt;
    return *number != "0";
  }

  Checked read_values() {
    switch (parameter_.form) {
      case Form::time:
        return read_time();
      case Form::number:
        return read_numbers();
      case Form::flag: {
        const auto flag = read_flag(false);
        if (!flag) return Wrong{"wrong_type", "true or false"};
        out_.values.push_back({*flag ? "true" : "false", {}, {}});
        return std::nullopt;
      }
      case Form::anything:
        return read_anything();
      default:
        return read_texts();
    }
  }

  Checked read_time() {
    auto text = given_.node->text;
    if (given_.is_text) std::replace(text.begin(), text.end(), ' ', '+');  // a plus sign that nobody escaped
    const auto time = parse_rfc3339(text);
    if (!given_.node->is(Kind::string) || time.has_error()) return Wrong{"invalid_time", "RFC 3339, with an offset"};
    out_.values.push_back({std::move(text), {}, *time});
    return std::nullopt;
  }

  Checked read_numbers() {
    std::vector<const Node*> nodes{given_.node};
    if (given_.node->is(Kind::array) && out_.comparison == Comparison::equal) {
      nodes.clear();
      for (const auto& element : given_.node->elements) nodes.push_back(&element);
    }
    if (nodes.empty() || nodes.size() > kValuesMax) return Wrong{"wrong_type", "numbers, 1 to 1000"};
    for (const auto* node : nodes) {
      const auto number =
          node->is(given_.is_text ? Kind::string : Kind::number) ? read_number(node->text) : std::nullopt;
      if (!number) return Wrong{"wrong_type", "a number"};
      out_.values.push_back({node->text, number, {}});
    }
    return std::nullopt;
  }

  Value any_value(const std::string& text, bool may_be_number) const {
    Value out{epcis::index_spelling(text, context_), {}, {}};
    if (may_be_number) out.number = read_number(text);
    if (const auto time = parse_rfc3339(text); time.has_value()) out.time = *time;
    return out;
  }

  Checked read_anything() {
    const auto& node = *given_.node;
    if (out_.comparison != Comparison::equal) {
      if (!node.is(Kind::number) && !node.is(Kind::string)) return Wrong{"wrong_type", "a number or a time"};
      auto value = any_value(node.text, given_.is_text || node.is(Kind::number));
      if (!value.number && !value.time) return Wrong{"wrong_type", "a number or a time"};
      out_.values.push_back(std::move(value));
      return std::nullopt;
    }
    if (!given_.is_text && node.is(Kind::number)) {
      if (!read_number(node.text)) return Wrong{"wrong_type", "a number of at most 200 digits"};
      out_.values.push_back({node.text, read_number(node.text), {}});
      return std::nullopt;
    }
    const auto all = !given_.is_text && node.is(Kind::string) ? std::vector{node.text} : texts();
    if (all.empty() || all.size() > kValuesMax) return Wrong{"wrong_type", "texts, a number or a time"};
    for (const auto& text : all) {
      if (text.size() > kQueryTextMax) return Wrong{"too_long", {}};
      out_.values.push_back(any_value(text, given_.is_text));
    }
    return std::nullopt;
  }

  Checked read_texts() {
    if (!given_.is_text && !given_.node->is(Kind::array)) return Wrong{"wrong_type", "a list of texts"};
    const auto all = texts();
    if (all.empty() || all.size() > kValuesMax) return Wrong{"wrong_type", "a list of 1 to 1000 texts"};
    for (const auto& text : all) {
      if (text.empty() || text.size() > kQueryTextMax) return Wrong{"invalid_text", "1 to 2048 bytes"};
      if (auto wrong = read_text(text)) return wrong;
    }
    // An event may have thousands, too: each is looked up.
    std::sort(out_.values.begin(), out_.values.end(), [](const Value& a, const Value& b) { return a.text < b.text; });
    return std::nullopt;
  }

  Checked read_text(const std::string& text) {
    switch (parameter_.form) {
      case Form::action:
        if (text != "ADD" && text != "OBSERVE" && text != "DELETE")
          return Wrong{std::string(kParameterError), "ADD, OBSERVE or DELETE"};
        break;
      case Form::type:
        if (!epcis::event_shape(text)) return Wrong{"unknown_type", "an event type of the standard, or a URI"};
        return add(epcis::index_spelling(text, context_));
      case Form::word:
        if (!epcis::is_uri(text) && !epcis::is_bare_word(parameter_.vocabulary, text))
          return Wrong{"unknown_word", "a word of the Core Business Vocabulary, or a URI"};
        return add(epcis::index_spelling(text, parameter_.vocabulary, context_));
      case Form::uri:
        return read_uri(text);
      default:
        break;
    }
    return add(out_.comparison == Comparison::has_attribute ? context_.expanded_value(text) : text);
  }

  Checked read_uri(const std::string& text) {
    if (out_.comparison == Comparison::matches) {
      auto globs = epcis::canonical_gs1_globs(context_.expanded_value(text));
      if (!globs.empty()) {
        out_.patterns.insert(out_.patterns.end(), globs.begin(), globs.end());
        return std::nullopt;
      }
      if (text.starts_with("urn:epc:idpat:") && !epcis::canonical_gs1_uri(text))
        return Wrong{"invalid_pattern", "a pure identity pattern, open at its end only"};
    }
    if (!epcis::is_uri(text)) return Wrong{"invalid_uri", "a URI"};
    return add(epcis::index_spelling(text, context_));
  }

  Checked add(std::string text) {
    out_.values.push_back({std::move(text), {}, {}});
    return std::nullopt;
  }

 private:
  const Context& context_;
  const Given& given_;
  const Parameter& parameter_;
  Condition out_;
  Checked wrong_;
};

}  // namespace

std::vector<std::string> expanded_names(const Context& context, std::string_view name) {
  std::vector<std::string> out{context.expanded_name(name)};
  // The standard also writes namespace, number sign, local name; then the sign is no part of the namespace.
  if (const auto sign = name.rfind('#'); sign != name.npos && sign + 1 < name.size())
    out.push_back("{" + std::string(name.substr(0, sign)) + "}" + std::string(name.substr(sign + 1)));
  return out;
}

ReadCondition read_condition(const Context& context, const Given& given, const Named& named, std::string name) {
  ConditionReader reader(context, given, named, std::move(name));
  auto condition = reader.read();
  return {std::move(condition), reader.wrong()};
}

}  // namespace shanhai::traceability::query
