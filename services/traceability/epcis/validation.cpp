#include "services/traceability/epcis/validation.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "common/base/clock.hpp"
#include "common/json/json.hpp"
#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/epcis/lexical.hpp"
#include "services/traceability/epcis/privacy.hpp"
#include "services/traceability/epcis/shapes.hpp"

namespace shanhai::traceability::epcis {
namespace {

using Scope = json::Reader::Scope;

constexpr std::size_t kPlacesMax = 100;
constexpr std::size_t kDigitsMax = 102;           // with sign and point
constexpr std::size_t kContextBytesMax = 16'384;  // of a document's: each event is stored with it

// One that columns hold, also in UTC.
bool is_time(std::string_view text) {
  static const auto first = Instant{}, last = parse_rfc3339("9999-12-31T23:59:59Z").value();
  const auto instant = parse_rfc3339(text);
  return instant.has_value() && *instant >= first && *instant <= last;
}

// Walks a document along its shapes.
class Walk {
 public:
  explicit Walk(const Context& context) : context_(context) {}

  void object(const Node& node, const Shape& shape) {
    if (!node.is(Node::Kind::object)) return reader_.fail("expected_object");
    require(node, shape);
    if (shape.not_empty && node.members.empty()) reader_.fail("too_few", "at least one member");
    for (const auto& [name, value] : node.members) {
      const auto* known = shape.find(name);
      if (!known && !may_stand(name, shape.others)) {
        reader_.fail_at(name, "unknown_field", "extensions are named by a declared prefix or a full IRI");
        continue;
      }
      const Scope scope(reader_, name);
      if (known) {
        field(value, *known);
      } else {
        extension(name, value);
      }
    }
  }

  json::Reader& reader() { return reader_; }
  // As many as help to mend a document.
  std::vector<FieldError> take_errors() {
    auto out = reader_.take_errors();
    if (out.size() > kPlacesMax) out.resize(kPlacesMax);
    return out;
  }

 private:
  void require(const Node& node, const Shape& shape) {
    for (const auto& known : shape.fields) {
      if (known.required && !node.find(known.name)) reader_.fail_at(known.name, "required");
    }
    if (shape.base) require(node, *shape.base);
  }

  static bool may_stand(std::string_view name, Others others) {
    return others == Others::any || (others == Others::named_by_uri && is_uri(name));
  }

  void field(const Node& node, const Field& field) {
    if (field.count == Count::one || (field.count == Count::one_or_list && !node.is(Node::Kind::array)))
      return value(node, field);
    if (!node.is(Node::Kind::array)) return reader_.fail("expected_array");
    if (field.form == Form::event) return;  // each is looked at by itself
    if (field.not_empty && node.elements.empty()) reader_.fail("too_few", "at least one");
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      const Scope scope(reader_, i);
      const auto& element = node.elements[i];
      value(element, field);
      if (field.count == Count::set && element.is(Node::Kind::string) && !seen.insert(element.text).second)
        reader_.fail("repeated", "each only once");
    }
  }

  void value(const Node& node, const Field& field) {
    switch (field.form) {
      case Form::object:
        return object(node, *field.shape);
      case Form::context:
        return context(node);
      case Form::number:
        if (!node.is(Node::Kind::number)) return reader_.fail("expected_number");
        return number(node);
      case Form::boolean:
        if (!node.is(Node::Kind::boolean)) reader_.fail("expected_boolean");
        return;
      case Form::attribute:
        if (!node.is(Node::Kind::number) && !node.is(Node::Kind::string) && !node.is(Node::Kind::object))
          return reader_.fail("expected_string", "a number, text or object");
        return anything(node);
      case Form::anything:
        return anything(node);
      case Form::event:
        return;
      default:
        if (!node.is(Node::Kind::string)) return reader_.fail("expected_string");
        return string(node.text, field);
    }
  }

  void string(std::string_view text, const Field& field) {
    switch (field.form) {
      case Form::uri:
        if (!is_uri(text)) reader_.fail("invalid_uri", "expected a URI (RFC 3986)");
        return;
      case Form::time:
        if (!is_time(text)) reader_.fail("invalid_time", "expected a time with offset (RFC 3339), from 1970 to 9999");
        return;
      case Form::version:
        if (!is_version(text)) reader_.fail("invalid_version", "expected a version such as 2.0");
        return;
      case Form::offset:
        if (!is_time_zone_offset(text)) reader_.fail("invalid_offset", "expected an offset such as +08:00");
        return;
      case Form::unit:
        if (!is_unit_of_measure(text)) reader_.fail("invalid_unit", "expected a code such as KGM");
        return;
      case Form::hex:
        if (!is_hex_binary(text)) reader_.fail("invalid_hex", "expected hexadecimal digits");
        return;
      case Form::action:
        if (text != "ADD" && text != "OBSERVE" && text != "DELETE")
          reader_.fail("unknown_value", "ADD, OBSERVE, DELETE");
        return;
      case Form::word:
        return word(text, field.vocabulary);
      default:
        if (field.name == "stringValue" && holds_personal_data(text)) reader_.fail("personal_data", kPersonal);
    }
  }

  // Stored and hashed without exponent.
  void number(const Node& node) {
    if (normal_number(node.text).size() > kDigitsMax) reader_.fail("out_of_range", "at most 100 digits");
  }

  void word(std::string_view text, Vocabulary vocabulary) {
    if (is_bare_word(vocabulary, text)) return;
    const bool may_be_own = is_uri(text) && !is_reserved(vocabulary, text);
    if (may_be_own || !standard_word(vocabulary, text).empty()) return;
    reader_.fail("unknown_value", "expected a word of the standard vocabulary, or a URI of one's own");
  }

  void context(const Node& node) {
    if (!node.is(Node::Kind::array)) return context_part(node);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      const Scope scope(reader_, i);
      context_part(node.elements[i]);
      if (!seen.insert(canonical_text(node.elements[i])).second) reader_.fail("repeated", "each only once");
    }
  }
  void context_part(const Node& node) {
    if (node.is(Node::Kind::object)) return;
    if (!node.is(Node::Kind::string)) return reader_.fail("expected_string", "a URI or an object");
    if (!is_uri(node.text)) reader_.fail("invalid_uri", "expected a URI (RFC 3986)");
  }

  void extension(std::string_view name, const Node& node) {
    name_of_extension(name);
    anything(node);
  }
  void name_of_extension(std::string_view name) {
    if (name.find(':') != name.npos && !context_.declares(name))
      reader_.fail("undeclared_prefix", "@context declares no such prefix; contexts by URL are not fetched");
    if (names_personal_data(name)) reader_.fail("personal_data", kPersonal);
  }
  void anything(const Node& node) {
    if (node.is(Node::Kind::number)) number(node);
    const bool scalar = node.is(Node::Kind::string) || node.is(Node::Kind::number);
    if (scalar && holds_personal_data(node.text) && !canonical_gs1_uri(node.text))
      reader_.fail("personal_data", kPersonal);
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      const Scope scope(reader_, i);
      anything(node.elements[i]);
    }
    for (const auto& [name, value] : node.members) {
      const Scope scope(reader_, name);
      extension(name, value);
    }
  }

  static constexpr auto kPersonal = "events are kept for ever: they hold no personal data";

  const Context& context_;
  json::Reader reader_;
};

bool has(const Node& event, std::string_view list) {
  const auto* found = event.find(list);
  return found && !found->elements.empty();
}

// What an event is about must be there. Where a form is wrong already, that is what is told.
void check_subject(const Node& event, std::string_view type, json::Reader& reader) {
  const auto* action = event.find("action");
  const bool deletes = action && action->text == "DELETE";
  if (type == "ObjectEvent") {
    const bool senses = has(event, "sensorElementList") && event.find("readPoint");
    if (!event.find("epcList") && !has(event, "quantityList") && !senses)
      reader.fail("no_objects", "epcList, quantityList, or sensorElementList with readPoint");
    if (event.find("ilmd") && action && action->text != "ADD") reader.fail_at("ilmd", "not_allowed", "only with ADD");
  } else if (type == "AggregationEvent" || type == "AssociationEvent") {
    if (!has(event, "childEPCs") && !has(event, "childQuantityList") && !deletes)
      reader.fail("no_objects", "childEPCs or childQuantityList");
  } else if (type == "TransactionEvent") {
    if (!event.find("epcList") && !has(event, "quantityList") && !deletes)
      reader.fail("no_objects", "epcList or quantityList");
  } else if (type == "TransformationEvent") {
    const bool in = has(event, "inputEPCList") || has(event, "inputQuantityList");
    const bool out = has(event, "outputEPCList") || has(event, "outputQuantityList");
    if (!(in && out) && !((in || out) && event.find("transformationID")))
      reader.fail("no_objects", "inputs and outputs, or one of them with transformationID");
  }
}

Node take(Node& parent, std::string_view name) {
  for (auto& member : parent.members) {
    if (member.name == name) return std::move(member.value);
  }
  return {};
}

}  // namespace

Result<EventList> open_document(Node document) {
  const auto* type = document.find("type");
  const bool queried = type && type->text == "EPCISQueryDocument";
  if (!document.is(Node::Kind::object) || !type) {
    return Error::invalid_field(document.is(Node::Kind::object) ? "/type" : "", "required",
                                "an EPCISDocument or EPCISQueryDocument");
  }
  if (!type->is(Node::Kind::string) || (!queried && type->text != "EPCISDocument"))
    return Error::invalid_field("/type", "unknown_value", "EPCISDocument, EPCISQueryDocument");
  Context context;
  if (const auto* declared = document.find("@context")) context.add(*declared);
  Walk walk(context);
  walk.object(document, queried ? kQueryDocument : kDocument);
  if (walk.reader().failed()) return Error::invalid(walk.take_errors());
  if (canonical_text(*document.find("@context")).size() > kContextBytesMax)
    return Error::invalid_field("/@context", "too_long", "at most 16 KiB");
  EventList out;
  out.pointer = queried ? "/epcisBody/queryResults/resultsBody/eventList" : "/epcisBody/eventList";
  out.context = take(document, "@context");
  Node body = take(document, "epcisBody");
  if (queried) {
    body = take(body, "queryResults");
    body = take(body, "resultsBody");
  }
  out.events = take(body, "eventList").elements;
  return out;
}

std::vector<FieldError> check_event(const Node& event, const Context& context) {
  std::optional<Context> extended;
  if (const auto* own = event.find("@context")) extended.emplace(context).add(*own);
  Walk walk(extended ? *extended : context);
  const auto* type = event.find("type");
  if (!event.is(Node::Kind::object)) {
    walk.reader().fail("expected_object");
  } else if (!type) {
    walk.reader().fail_at("type", "required");
  } else if (!type->is(Node::Kind::string)) {
    walk.reader().fail_at("type", "expected_string");
  } else if (const auto* shape = event_shape(type->text)) {
    walk.object(event, *shape);
    if (!walk.reader().failed()) check_subject(event, type->text, walk.reader());
  } else {
    walk.reader().fail_at("type", "unknown_value", "one of the five event types, or the URI of one's own");
  }
  return walk.take_errors();
}

}  // namespace shanhai::traceability::epcis
