#include "services/traceability/query/criteria.hpp"

#include <algorithm>
#include <set>

#include "services/traceability/query/condition_reader.hpp"
#include "services/traceability/query/decimal.hpp"

namespace shanhai::traceability::query {
namespace {

using epcis::Context;
using epcis::Node;
using Kind = Node::Kind;

constexpr std::size_t kParametersMax = 200;
constexpr std::size_t kContextTermsMax = 200, kContextIriMax = 512;

// Reads the parameters of a query, one after the other.
class CriteriaReader {
 public:
  explicit CriteriaReader(const Context& context) : context_(context) {}

  void read(const std::string& name, const Given& given) {
    if (++parameters_ > kParametersMax) return fail_once("too_many", "at most 200 parameters");
    if (!names_.insert(name).second) return fail(given, {"repeated_parameter", {}});
    if (name == "orderBy" || name == "orderDirection") return read_order(name, given);
    if (name == "eventCountLimit") return read_count(given, out_.event_count_limit);
    if (name == "maxEventCount") return read_count(given, out_.max_event_count);
    const auto named = find_parameter(name);
    if (!named || name.size() > kQueryTextMax) return fail(given, {"unknown_parameter", {}});
    auto read = read_condition(context_, given, *named, name);
    if (read.wrong) return fail(given, *read.wrong);
    if (read.condition) out_.conditions.push_back(std::move(*read.condition));
  }

  void fail(const Given& given, const Wrong& wrong) { errors_.push_back({given.pointer, wrong.code, wrong.detail}); }

  Result<Criteria> finish(const std::string& prefix) {
    if (errors_.empty()) check_limits(prefix);
    if (errors_.empty()) return std::move(out_);
    auto error = Error::invalid(std::move(errors_));
    const auto is_parameter = [](const FieldError& field) { return field.code == kParameterError; };
    if (std::any_of(error.fields.begin(), error.fields.end(), is_parameter)) error.code = kParameterError;
    return error;
  }

 private:
  void fail_once(const std::string& code, const std::string& detail) {
    if (parameters_ == kParametersMax + 1) errors_.push_back({"", code, detail});
  }

  void read_order(const std::string& name, const Given& given) {
    const auto& text = given.node->text;
    if (!given.node->is(Kind::string)) return fail(given, {"wrong_type", "a text"});
    if (name == "orderDirection") {
      if (text != "ASC" && text != "DESC") return fail(given, {std::string(kParameterError), "ASC or DESC"});
      out_.descending = text == "DESC";
      return;
    }
    if (text == "eventTime" || text == "recordTime") {
      out_.order_by = text == "eventTime" ? OrderBy::event_time : OrderBy::record_time;
      return;
    }
    if (text.find(':') == text.npos || text.size() > kQueryTextMax || !context_.declares(text))
      return fail(given, {std::string(kParameterError), "eventTime, recordTime or an extension's name"});
    out_.order_by = OrderBy::field;
    out_.order_field = expanded_names(context_, text);
  }

  void read_count(const Given& given, std::optional<std::int64_t>& out) {
    const auto& node = *given.node;
    const auto number = node.is(given.is_text ? Kind::string : Kind::number) ? read_number(node.text) : std::nullopt;
    const bool is_count = number && number->size() <= 9 && number->find_first_not_of("0123456789") == number->npos;
    if (!is_count || *number == "0") return fail(given, {"wrong_type", "a whole number from 1 to 999999999"});
    out = std::stoll(*number);
  }

  void check_limits(const std::string& prefix) {
    const auto code = std::string(kParameterError);
    if (out_.event_count_limit && out_.max_event_count)
      errors_.push_back({prefix + "maxEventCount", code, "not with eventCountLimit"});
    if (out_.event_count_limit && out_.order_by == OrderBy::unspecified)
      errors_.push_back({prefix + "eventCountLimit", code, "only with orderBy"});
  }

  const Context& context_;
  std::set<std::string> names_;
  std::vector<FieldError> errors_;
  std::size_t parameters_ = 0;
  Criteria out_;
};

std::string escaped_pointer(std::string_view name) {
  std::string out;
  for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

}  // namespace

Result<Criteria> parse(const Node& node) {
  if (!node.is(Kind::object)) return Error::invalid_field("", "wrong_type", "an object");
  Context context;
  if (const auto* own = node.find("@context")) {
    if (epcis::canonical_text(*own, kContextTermsMax * kContextIriMax).size() > kContextTermsMax * kContextIriMax)
      return Error::invalid_field("/@context", "too_long");
    context.add(*own);
    if (context.terms() > kContextTermsMax || context.longest_iri() > kContextIriMax)
      return Error::invalid_field("/@context", "too_long", "at most 200 terms of 512 bytes");
  }
  CriteriaReader reader(context);
  for (const auto& [name, value] : node.members) {
    if (name == "@context") continue;
    reader.read(name, {"/" + escaped_pointer(name), &value, false});
  }
  return reader.finish("/");
}

Result<Criteria> parse(const std::vector<std::pair<std::string, std::string>>& parameters, const Context& names) {
  CriteriaReader reader(names);
  for (const auto& [name, text] : parameters) {
    const Node node = Node::of(std::string_view(text));
    reader.read(name, {"query/" + name, &node, true});
  }
  return reader.finish("query/");
}

bool require(Criteria& criteria, const std::string& name, const std::string& value) {
  const auto named = find_parameter(name);
  if (!named) throw std::logic_error("no parameter " + name);
  const Context standard;
  const Node node = Node::array({Node::of(std::string_view(value))});
  auto read = read_condition(standard, {"", &node, false}, *named, name);
  if (!read.condition) return false;
  criteria.conditions.push_back(std::move(*read.condition));
  return true;
}

void require_identifier(Criteria& criteria, const std::string& uri) {
  Condition condition;
  condition.parameter = &any_identifier();
  condition.comparison = Comparison::matches;
  condition.values.push_back({epcis::index_spelling(uri, Context()), {}, {}});
  criteria.conditions.push_back(std::move(condition));
}

}  // namespace shanhai::traceability::query
