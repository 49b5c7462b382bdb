#include "services/traceability/epcis/event_hash.hpp"

#include <algorithm>
#include <array>

#include "common/base/encoding.hpp"
#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/epcis/timestamp.hpp"
#include "services/traceability/epcis/vocabulary.hpp"

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

std::string joined_sorted(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  std::string out;
  for (const auto& part : parts) out += part;
  return out;
}

class PreHash {
 public:
  explicit PreHash(const Context& context) : context_(context) {}

  std::string event(const Node& event) const {
    std::string out = "eventType=" + (event.find("type") ? value(*event.find("type"), {}) : "");
    out += ordered(event, kOrder);
    return out + extensions_beside(event, kOrder, true);
  }

 private:
  // A scalar in its canonical spelling; empty: nothing to hash.
  std::string value(const Node& node, std::string_view bare_words_in) const {
    if (node.is(Node::Kind::number)) return normal_number(node.text);
    if (node.is(Node::Kind::boolean)) return node.text;
    if (!node.is(Node::Kind::string)) return {};
    const auto text = trimmed(node.text);
    if (!bare_words_in.empty() && !text.empty() && text.find_first_of(":/") == text.npos)
      return std::string(bare_words_in) + std::string(text);
    auto full = as_web_vocabulary(context_.expanded_value(text));
    if (auto gs1 = canonical_gs1_uri(full)) return std::move(*gs1);
    return full;
  }

  std::string named(std::string_view name, const std::string& value) const {
    return value.empty() ? std::string() : std::string(name) + "=" + value;
  }

  template <std::size_t N>
  std::string ordered(const Node& parent, const std::array<Field, N>& order) const {
    std::string out;
    for (const auto& field : order) {
      const auto* node = parent.find(field.name);
      if (!node) continue;
      const auto text = field_text(field, *node);
      // Lists and places stand under their name, scalars bring it themselves.
      const bool under_name =
          field.form != Form::text && field.form != Form::time && !(field.form == Form::texts && field.about.empty());
      if (under_name && !text.empty()) out += field.name;
      out += text;
    }
    return out;
  }

  std::string field_text(const Field& field, const Node& node) const {
    switch (field.form) {
      case Form::text:
        return named(field.name, value(node, field.about));
      case Form::time:
        return named(field.name, canonical_timestamp(trimmed(node.text)));
      case Form::texts:
        return texts(field.about.empty() ? field.name : field.about, node, {});
      case Form::quantities:
        return each(node, "quantityElement", kQuantityOrder);
      case Form::dispositions:
        return dispositions(node);
      case Form::place:
        return place(node);
      case Form::typed:
        return typed(node, field.about, field.types);
      case Form::sensors:
        return sensors(node);
      case Form::extensions:
        return extensions(node);
    }
    return {};
  }

  std::string texts(std::string_view name, const Node& node, std::string_view bare_words_in) const {
    if (!node.is(Node::Kind::array)) return named(name, value(node, bare_words_in));
    std::vector<std::string> parts;
    for (const auto& element : node.elements) parts.push_back(named(name, value(element, bare_words_in)));
    return joined_sorted(std::move(parts));
  }

  // Elements of one kind, each with fields in order and its extensions behind them.
  template <std::size_t N>
  std::string each(const Node& list, std::string_view name, const std::array<Field, N>& order) const {
    std::vector<std::string> parts;
    for (const auto& element : list.elements)
      parts.push_back(std::string(name) + ordered(element, order) + extensions_beside(element, order, false));
    return joined_sorted(std::move(parts));
  }

  std::string dispositions(const Node& node) const {
    std::string out;
    for (const std::string_view name : {"set", "unset"}) {
      if (const auto* list = node.find(name)) out += texts(name, *list, kDisposition);
    }
    return out;
  }

  std::string place(const Node& node) const {
    constexpr std::array kId{Field{"id", Form::text}};
    if (!node.is(Node::Kind::object)) return named("id", value(node, {}));
    return ordered(node, kId) + extensions_beside(node, kId, false);
  }

  std::string typed(const Node& list, std::string_view name, std::string_view types) const {
    std::vector<std::string> parts;
    for (const auto& element : list.elements) {
      const auto* type = element.find("type");
      const auto* subject = element.find(name);
      parts.push_back((type ? named("type", value(*type, types)) : "") +
                      (subject ? named(name, value(*subject, {})) : ""));
    }
    return joined_sorted(std::move(parts));
  }

  std::string sensors(const Node& list) const {
    constexpr std::array kParts{Field{"sensorMetadata", Form::text}, Field{"sensorReport", Form::text}};
    std::vector<std::string> parts;
    for (const auto& element : list.elements) {
      std::string out = "sensorElement";
      if (const auto* metadata = element.find("sensorMetadata")) {
        out +=
            "sensorMetadata" + ordered(*metadata, kMetadataOrder) + extensions_beside(*metadata, kMetadataOrder, false);
      }
      if (const auto* reports = element.find("sensorReport")) out += each(*reports, "sensorReport", kReportOrder);
      parts.push_back(out + extensions_beside(element, kParts, false));
    }
    return joined_sorted(std::move(parts));
  }

  // What members of no known name tell.
  template <std::size_t N>
  std::string extensions_beside(const Node& parent, const std::array<Field, N>& known, bool is_event) const {
    std::vector<std::string> parts;
    for (const auto& [name, node] : parent.members) {
      const auto is_this = [&name = name](const Field& f) { return f.name == name; };
      if (std::any_of(known.begin(), known.end(), is_this)) continue;
      if (is_event && std::find(kLeftOut.begin(), kLeftOut.end(), name) != kLeftOut.end()) continue;
      append_extension(parts, name, node);
    }
    return joined_sorted(std::move(parts));
  }

  std::string extensions(const Node& parent) const {
    std::vector<std::string> parts;
    for (const auto& [name, node] : parent.members) append_extension(parts, name, node);
    return joined_sorted(std::move(parts));
  }

  void append_extension(std::vector<std::string>& parts, std::string_view name, const Node& node) const {
    if (is_comment(name)) return;
    if (node.is(Node::Kind::array)) {
      for (const auto& element : node.elements) append_extension(parts, name, element);
      return;
    }
    auto out = context_.expanded_name(name);
    if (node.is(Node::Kind::object)) {
      const auto* typed_value = node.find("@value");  // JSON-LD's long form of a scalar
      out += typed_value ? equal_sign(value(*typed_value, {})) : extensions(node);
    } else {
      out += equal_sign(value(node, {}));
    }
    parts.push_back(std::move(out));
  }

  static std::string equal_sign(std::string value) { return value.empty() ? value : "=" + value; }

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
