#include "services/traceability/epcis/event_hash.hpp"

#include <algorithm>
#include <array>

#include "common/base/encoding.hpp"
#include "services/traceability/epcis/event_index.hpp"
#include "services/traceability/epcis/timestamp.hpp"

namespace shanhai::traceability::epcis {
namespace {

constexpr std::string_view kBizStep = "https://ref.gs1.org/cbv/BizStep-",
                           kDisposition = "https://ref.gs1.org/cbv/Disp-",
                           kTransactionType = "https://ref.gs1.org/cbv/BTT-",
                           kSourceType = "https://ref.gs1.org/cbv/SDT-", kComponent = "https://ref.gs1.org/cbv/Comp-",
                           kVoc = "https://gs1.org/voc/";

enum class Form { text, time, texts, quantities, dispositions, place, typed, sensors, extensions };

// `about`: of a text the namespace of its bare words; of a list the name its elements have.
struct Field {
  std::string_view name;
  Form form;
  std::string_view about{}, types{};
};

constexpr std::array kOrder{
    Field{"eventTime", Form::time},
    Field{"eventTimeZoneOffset", Form::text},
    Field{"certificationInfo", Form::texts},
    Field{"epcList", Form::texts, "epc"},
    Field{"parentID", Form::text},
    Field{"inputEPCList", Form::texts, "epc"},
    Field{"childEPCs", Form::texts, "epc"},
    Field{"quantityList", Form::quantities},
    Field{"childQuantityList", Form::quantities},
    Field{"inputQuantityList", Form::quantities},
    Field{"outputEPCList", Form::texts, "epc"},
    Field{"outputQuantityList", Form::quantities},
    Field{"action", Form::text},
    Field{"transformationID", Form::text},
    Field{"bizStep", Form::text, kBizStep},
    Field{"disposition", Form::text, kDisposition},
    Field{"persistentDisposition", Form::dispositions},
    Field{"readPoint", Form::place},
    Field{"bizLocation", Form::place},
    Field{"bizTransactionList", Form::typed, "bizTransaction", kTransactionType},
    Field{"destinationList", Form::typed, "destination", kSourceType},
    Field{"sourceList", Form::typed, "source", kSourceType},
    Field{"sensorElementList", Form::sensors},
    Field{"ilmd", Form::extensions},
};
constexpr std::array kQuantityOrder{Field{"epcClass", Form::text}, Field{"quantity", Form::text},
                                    Field{"uom", Form::text}};
constexpr std::array kMetadataOrder{
    Field{"time", Form::time},
    Field{"startTime", Form::time},
    Field{"endTime", Form::time},
    Field{"deviceID", Form::text},
    Field{"deviceMetadata", Form::text},
    Field{"rawData", Form::text},
    Field{"dataProcessingMethod", Form::text},
    Field{"bizRules", Form::text},
};
constexpr std::array kReportOrder{
    Field{"type", Form::text, kVoc},
    Field{"exception", Form::text, kVoc},
    Field{"deviceID", Form::text},
    Field{"deviceMetadata", Form::text},
    Field{"rawData", Form::text},
    Field{"dataProcessingMethod", Form::text},
    Field{"time", Form::time},
    Field{"microorganism", Form::text},
    Field{"chemicalSubstance", Form::text},
    Field{"value", Form::text},
    Field{"component", Form::text, kComponent},
    Field{"stringValue", Form::text},
    Field{"booleanValue", Form::text},
    Field{"hexBinaryValue", Form::text},
    Field{"uriValue", Form::text},
    Field{"minValue", Form::text},
    Field{"maxValue", Form::text},
    Field{"meanValue", Form::text},
    Field{"sDev", Form::text},
    Field{"percRank", Form::text},
    Field{"percValue", Form::text},
    Field{"uom", Form::text},
    Field{"coordinateReferenceSystem", Form::text},
};
constexpr std::array<std::string_view, 5> kLeftOut{"type", "@context", "eventID", "recordTime", "errorDeclaration"};

bool is_comment(std::string_view name) { return name == "rdfs:comment" || name == "comment"; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

void append_sorted(std::string& out, std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  for (const auto& part : parts) out += part;
}

// Each function appends what it finds; nothing where there is nothing to hash.
class PreHash {
 public:
  explicit PreHash(const Context& context) : context_(context) {}

  std::string event(const Node& event) const {
    std::string out = "eventType=";
    out.reserve(kUsualBytes);
    if (const auto* type = event.find("type")) value(out, *type, {});
    ordered(out, event, kOrder);
    extensions_beside(out, event, kOrder, true);
    return out;
  }

 private:
  static constexpr std::size_t kUsualBytes = 1024;

  // A scalar in its canonical spelling.
  void value(std::string& out, const Node& node, std::string_view bare_words_in) const {
    if (node.is(Node::Kind::number)) out += normal_number(node.text);
    if (node.is(Node::Kind::boolean)) out += node.text;
    if (!node.is(Node::Kind::string)) return;
    const auto text = trimmed(node.text);
    if (!bare_words_in.empty() && !text.empty() && text.find(':') == text.npos && text.find('/') == text.npos) {
      out.append(bare_words_in).append(text);
    } else {
      out += index_spelling(text, context_);
    }
  }

  // Takes the name away again, where `append` finds nothing to stand behind it.
  template <class Append>
  static void under(std::string& out, std::string_view name, Append append) {
    const auto before = out.size();
    out += name;
    const auto begin = out.size();
    append();
    if (out.size() == begin) out.resize(before);
  }

  void named(std::string& out, std::string_view name, const Node& node, std::string_view bare_words_in) const {
    under(out, name, [&] { under(out, "=", [&] { value(out, node, bare_words_in); }); });
  }

  template <std::size_t N>
  void ordered(std::string& out, const Node& parent, const std::array<Field, N>& order) const {
    for (const auto& field : order) {
      const auto* node = parent.find(field.name);
      if (!node) continue;
      // Lists and places stand under their name, scalars bring it themselves.
      const bool under_name =
          field.form != Form::text && field.form != Form::time && !(field.form == Form::texts && field.about.empty());
      under(out, under_name ? field.name : std::string_view(), [&] { field_text(out, field, *node); });
    }
  }

  void field_text(std::string& out, const Field& field, const Node& node) const {
    switch (field.form) {
      case Form::text:
        return named(out, field.name, node, field.about);
      case Form::time:
        return under(out, field.name,
                     [&] { under(out, "=", [&] { out += canonical_timestamp(trimmed(node.text)); }); });
      case Form::texts:
        return texts(out, field.about.empty() ? field.name : field.about, node, {});
      case Form::quantities:
        return each(out, node, "quantityElement", kQuantityOrder);
      case Form::dispositions:
        return dispositions(out, node);
      case Form::place:
        return place(out, node);
      case Form::typed:
        return typed(out, node, field.about, field.types);
      case Form::sensors:
        return sensors(out, node);
      case Form::extensions:
        return extensions(out, node);
    }
  }

  void texts(std::string& out, std::string_view name, const Node& node, std::string_view bare_words_in) const {
    if (!node.is(Node::Kind::array)) return named(out, name, node, bare_words_in);
    std::vector<std::string> parts(node.elements.size());
    for (std::size_t i = 0; i < parts.size(); ++i) named(parts[i], name, node.elements[i], bare_words_in);
    append_sorted(out, std::move(parts));
  }

  // Elements of one kind, each with fields in order and its extensions behind them.
  template <std::size_t N>
  void each(std::string& out, const Node& list, std::string_view name, const std::array<Field, N>& order) const {
    std::vector<std::string> parts(list.elements.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i] = name;
      ordered(parts[i], list.elements[i], order);
      extensions_beside(parts[i], list.elements[i], order, false);
    }
    append_sorted(out, std::move(parts));
  }

  void dispositions(std::string& out, const Node& node) const {
    for (const std::string_view name : {"set", "unset"}) {
      if (const auto* list = node.find(name)) texts(out, name, *list, kDisposition);
    }
  }

  void place(std::string& out, const Node& node) const {
    constexpr std::array kId{Field{"id", Form::text}};
    if (!node.is(Node::Kind::object)) return named(out, "id", node, {});
    ordered(out, node, kId);
    extensions_beside(out, node, kId, false);
  }

  void typed(std::string& out, const Node& list, std::string_view name, std::string_view types) const {
    std::vector<std::string> parts(list.elements.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto& element = list.elements[i];
      if (const auto* type = element.find("type")) named(parts[i], "type", *type, types);
      if (const auto* subject = element.find(name)) named(parts[i], name, *subject, {});
    }
    append_sorted(out, std::move(parts));
  }

  void sensors(std::string& out, const Node& list) const {
    constexpr std::array kParts{Field{"sensorMetadata", Form::text}, Field{"sensorReport", Form::text}};
    std::vector<std::string> parts;
    for (const auto& element : list.elements) {
      std::string part = "sensorElement";
      if (const auto* metadata = element.find("sensorMetadata")) {
        part += "sensorMetadata";
        ordered(part, *metadata, kMetadataOrder);
        extensions_beside(part, *metadata, kMetadataOrder, false);
      }
      if (const auto* reports = element.find("sensorReport")) each(part, *reports, "sensorReport", kReportOrder);
      extensions_beside(part, element, kParts, false);
      parts.push_back(std::move(part));
    }
    append_sorted(out, std::move(parts));
  }

  // What members of no known name tell.
  template <std::size_t N>
  void extensions_beside(std::string& out, const Node& parent, const std::array<Field, N>& known, bool is_event) const {
    std::vector<std::string> parts;
    for (const auto& [name, node] : parent.members) {
      const auto is_this = [&name = name](const Field& f) { return f.name == name; };
      if (std::any_of(known.begin(), known.end(), is_this)) continue;
      if (is_event && std::find(kLeftOut.begin(), kLeftOut.end(), name) != kLeftOut.end()) continue;
      add_extension(parts, name, node);
    }
    append_sorted(out, std::move(parts));
  }

  void extensions(std::string& out, const Node& parent) const {
    std::vector<std::string> parts;
    for (const auto& [name, node] : parent.members) add_extension(parts, name, node);
    append_sorted(out, std::move(parts));
  }

  void add_extension(std::vector<std::string>& parts, std::string_view name, const Node& node) const {
    if (is_comment(name)) return;
    if (node.is(Node::Kind::array)) {
      for (const auto& element : node.elements) add_extension(parts, name, element);
      return;
    }
    auto out = context_.expanded_name(name);
    // JSON-LD's long form of a scalar has it under "@value".
    const auto* scalar = node.is(Node::Kind::object) ? node.find("@value") : &node;
    if (scalar) {
      under(out, "=", [&] { value(out, *scalar, {}); });
    } else {
      extensions(out, node);
    }
    parts.push_back(std::move(out));
  }

  const Context& context_;
};

}  // namespace

std::string pre_hash(const Node& event, const Context& context) {
  if (const auto* own = event.find("@context")) {
    Context extended = context;
    extended.add(*own);
    return PreHash(extended).event(event);
  }
  return PreHash(context).event(event);
}

std::string event_hash(const Node& event, const Context& context) { return sha256(pre_hash(event, context)); }

std::string hash_id(std::string_view hash) {
  return "ni:///sha-256;" + to_hex(hash) + "?ver=" + std::string(kHashVersion);
}

}  // namespace shanhai::traceability::epcis
