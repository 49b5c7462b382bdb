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
constexpr std::size_t kPointerBytesMax = 400;  // job errors have 512 with what is wrong there
constexpr std::size_t kEventIdBytesMax = 1'024;
constexpr std::size_t kDigitsMax = 102;           // with sign and point
constexpr std::size_t kContextBytesMax = 16'384;  // each event is stored with its document's
constexpr std::size_t kTermsMax = 200;            // with the standard's
constexpr std::size_t kIriBytesMax = 512;
constexpr std::size_t kExpandedBytesMax = 16'000'000;  // of an event: what is hashed and indexed

// One that columns hold, also in UTC.
bool is_time(std::string_view text) {
  static const auto first = Instant{}, last = parse_rfc3339("9999-12-31T23:59:59Z").value();
  const auto instant = parse_rfc3339(text);
  return instant.has_value() && *instant >= first && *instant <= last;
}

// The end of it, where it is long.
std::string shortened(std::string pointer) {
  if (pointer.size() <= kPointerBytesMax) return pointer;
  constexpr std::string_view kMore = "...";
  auto begin = pointer.size() - kPointerBytesMax + kMore.size();
  while (begin < pointer.size() && (static_cast<unsigned char>(pointer[begin]) & 0xC0) == 0x80) ++begin;
  return std::string(kMore) + pointer.substr(begin);
}

// Walks a document along its shapes.
class Walk {
 public:
  explicit Walk(const Context& context) : context_(context) {}

  void object(const Node& node, const Shape& shape) {
    if (!node.is(Node::Kind::object)) return fail("expected_object");
    require(node, shape);
    if (shape.not_empty && node.members.empty()) fail("too_few", "at least one member");
    for (const auto& [name, value] : node.members) {
      const auto* known = shape.find(name);
      if (!known && !may_stand(name, shape.others)) {
        fail_at(name, "unknown_field", "extensions are named by a declared prefix or a full IRI");
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
    for (auto& place : out) place.pointer = shortened(std::move(place.pointer));
    return out;
  }

 private:
  // No more are kept: each may have a long pointer.
  void fail(std::string code, std::string detail = {}) {
    if (places_++ < kPlacesMax) reader_.fail(std::move(code), std::move(detail));
  }
  void fail_at(std::string_view member, std::string code, std::string detail = {}) {
    if (places_++ < kPlacesMax) reader_.fail_at(member, std::move(code), std::move(detail));
  }

  void require(const Node& node, const Shape& shape) {
    for (const auto& known : shape.fields) {
      if (known.required && !node.find(known.name)) fail_at(known.name, "required");
    }
    if (shape.base) require(node, *shape.base);
  }

  static bool may_stand(std::string_view name, Others others) {
    return others == Others::any || (others == Others::named_by_uri && is_uri(name));
  }

  void field(const Node& node, const Field& field) {
    if (field.count == Count::one || (field.count == Count::one_or_list && !node.is(Node::Kind::array)))
      return value(node, field);
    if (!node.is(Node::Kind::array)) return fail("expected_array");
    if (field.form == Form::event) return;  // each is looked at by itself
    if (field.not_empty && node.elements.empty()) fail("too_few", "at least one");
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      const Scope scope(reader_, i);
      const auto& element = node.elements[i];
      value(element, field);
      if (field.count == Count::set && element.is(Node::Kind::string) && !seen.insert(element.text).second)
        fail("repeated", "each only once");
    }
  }

  void value(const Node& node, const Field& field) {
    switch (field.form) {
      case Form::object:
        return object(node, *field.shape);
      case Form::context:
        return context(node);
      case Form::number:
        if (!node.is(Node::Kind::number)) return fail("expected_number");
        return number(node);
      case Form::boolean:
        if (!node.is(Node::Kind::boolean)) fail("expected_boolean");
        return;
      case Form::attribute:
        if (!node.is(Node::Kind::number) && !node.is(Node::Kind::string) && !node.is(Node::Kind::object))
          return fail("expected_string", "a number, text or object");
        return anything(node);
      case Form::anything:
        return anything(node);
      case Form::event:
        return;
      default:
        if (!node.is(Node::Kind::string)) return fail("expected_string");
        return string(node.text, field);
    }
  }

  void string(std::string_view text, const Field& field) {
    const bool free =
        field.form == Form::uri || field.form == Form::text || field.form == Form::word || field.form == Form::hex;
    if (free && refuse_personal(text)) return;
    switch (field.form) {
      case Form::uri:
        if (!is_uri(text)) fail("invalid_uri", "expected a URI (RFC 3986)");
        if (field.name == "eventID" && text.size() > kEventIdBytesMax) fail("too_long", "at most 1024 bytes");
        return;
      case Form::time:
        if (!is_time(text)) fail("invalid_time", "expected a time with offset (RFC 3339), from 1970 to 9999");
        return;
      case Form::version:
        if (!is_version(text)) fail("invalid_version", "expected a version such as 2.0");
        return;
      case Form::offset:
        if (!is_time_zone_offset(text)) fail("invalid_offset", "expected an offset such as +08:00");
        return;
      case Form::unit:
        if (!is_unit_of_measure(text)) fail("invalid_unit", "expected a code such as KGM");
        return;
      case Form::hex:
        if (!is_hex_binary(text)) fail("invalid_hex", "expected hexadecimal digits");
        return;
      case Form::action:
        if (text != "ADD" && text != "OBSERVE" && text != "DELETE") fail("unknown_value", "ADD, OBSERVE, DELETE");
        return;
      case Form::word:
        return word(text, field.vocabulary);
      default:
        return;
    }
  }

  // Stored and hashed without exponent.
  void number(const Node& node) {
    if (normal_number(node.text).size() > kDigitsMax) fail("out_of_range", "at most 100 digits");
  }

  void word(std::string_view text, Vocabulary vocabulary) {
    if (is_bare_word(vocabulary, text)) return;
    const bool may_be_own = is_uri(text) && !is_reserved(vocabulary, text);
    if (may_be_own || !standard_word(vocabulary, text).empty()) return;
    fail("unknown_value", "expected a word of the standard vocabulary, or a URI of one's own");
  }

  void context(const Node& node) {
    if (!node.is(Node::Kind::array)) return context_part(node);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      const Scope scope(reader_, i);
      context_part(node.elements[i]);
      if (!seen.insert(canonical_text(node.elements[i])).second) fail("repeated", "each only once");
    }
  }
  void context_part(const Node& node) {
    definitions(node);
    if (node.is(Node::Kind::object)) return;
    if (!node.is(Node::Kind::string)) return fail("expected_string", "a URI or an object");
    if (!is_uri(node.text)) fail("invalid_uri", "expected a URI (RFC 3986)");
  }

  void definitions(const Node& node) {
    if (node.is(Node::Kind::string)) refuse_personal(node.text);
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      const Scope scope(reader_, i);
      definitions(node.elements[i]);
    }
    for (const auto& [name, value] : node.members) {
      const Scope scope(reader_, name);
      refuse_personal(name);
      definitions(value);
    }
  }

  void extension(std::string_view name, const Node& node) {
    name_of_extension(name);
    anything(node);
  }
  void name_of_extension(std::string_view name) {
    if (name.find(':') != name.npos && !context_.declares(name))
      fail("undeclared_prefix", "@context declares no such prefix; contexts by URL are not fetched");
    auto iri = context_.expanded_name(name);
    std::erase_if(iri, [](char c) { return c == '{' || c == '}'; });
    if (names_personal_data(name) || names_personal_data(iri)) {
      fail("personal_data", kPersonal);
    } else {
      refuse_personal(iri);
    }
  }
  void anything(const Node& node) {
    if (node.is(Node::Kind::number)) number(node);
    const bool scalar = node.is(Node::Kind::string) || node.is(Node::Kind::number);
    if (scalar) refuse_personal(node.text);
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      const Scope scope(reader_, i);
      anything(node.elements[i]);
    }
    for (const auto& [name, value] : node.members) {
      const Scope scope(reader_, name);
      extension(name, value);
    }
  }

  // GS1 keys may look like it.
  bool refuse_personal(std::string_view text) {
    const bool personal = holds_personal_data(text) && !canonical_gs1_uri(text);
    if (personal) fail("personal_data", kPersonal);
    return personal;
  }

  static constexpr auto kPersonal = "events are kept for ever: they hold no personal data";

  const Context& context_;
  json::Reader reader_;
  std::size_t places_ = 0;
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

// Adds a "@context", unless it would make very much of little.
std::optional<FieldError> declare(Context& context, const Node& declared) {
  constexpr auto kPlace = "/@context";
  if (canonical_text(declared, kContextBytesMax).size() > kContextBytesMax)
    return FieldError{kPlace, "too_long", "at most 16 KiB"};
  context.add(declared);
  if (context.terms() > kTermsMax) return FieldError{kPlace, "too_many", "at most 200 terms"};
  if (context.longest_iri() > kIriBytesMax)
    return FieldError{kPlace, "too_long", "an IRI has at most 512 bytes, written out"};
  return std::nullopt;
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
  if (const auto* declared = document.find("@context")) {
    if (auto wrong = declare(context, *declared)) return Error::invalid({std::move(*wrong)});
  }
  Walk walk(context);
  walk.object(document, queried ? kQueryDocument : kDocument);
  if (walk.reader().failed()) return Error::invalid(walk.take_errors());
  EventList out;
  out.pointer = queried ? "/epcisBody/queryResults/resultsBody/eventList" : "/epcisBody/eventList";
  out.context = take(document, "@context");
  Node header = take(document, "epcisHeader");
  out.master_data = take(header, "epcisMasterData");
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
  if (const auto* own = event.find("@context")) {
    if (auto wrong = declare(extended.emplace(context), *own)) return {std::move(*wrong)};
  }
  const auto& whole = extended ? *extended : context;
  if (whole.expanded_size(event) > kExpandedBytesMax)
    return {{"", "too_long", "at most 16 MB with all its names written out"}};
  Walk walk(whole);
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
