#include "services/traceability/query/parameters.hpp"

#include <algorithm>

namespace shanhai::traceability::query {
namespace {

using epcis::IndexKind;
using epcis::Vocabulary;

constexpr unsigned bit(Comparison comparison) { return 1u << static_cast<unsigned>(comparison); }
constexpr unsigned kEqual = bit(Comparison::equal);
constexpr unsigned kOrdered = bit(Comparison::greater) | bit(Comparison::greater_or_equal) | bit(Comparison::less) |
                              bit(Comparison::less_or_equal);
constexpr unsigned kBetween = bit(Comparison::greater_or_equal) | bit(Comparison::less);
constexpr unsigned kExists = bit(Comparison::exists);
constexpr unsigned kMatches = bit(Comparison::matches);
constexpr unsigned kPlaces = kEqual | bit(Comparison::with_descendants);
constexpr unsigned kExtension = kEqual | kOrdered | kExists;

struct Prefix {
  std::string_view text;
  Comparison comparison;
};
// A prefix stands before those that it begins with. EQ_ATTR_ is the query schema's spelling.
constexpr std::array kPrefixes{
    Prefix{"EQ_ATTR_", Comparison::attribute_equals},
    Prefix{"EQATTR_", Comparison::attribute_equals},
    Prefix{"HASATTR_", Comparison::has_attribute},
    Prefix{"EQ_", Comparison::equal},
    Prefix{"GT_", Comparison::greater},
    Prefix{"GE_", Comparison::greater_or_equal},
    Prefix{"LT_", Comparison::less},
    Prefix{"LE_", Comparison::less_or_equal},
    Prefix{"EXISTS_", Comparison::exists},
    Prefix{"MATCH_", Comparison::matches},
    Prefix{"WD_", Comparison::with_descendants},
};

template <IndexKind... kinds>
constexpr std::array<IndexKind, sizeof...(kinds)> kKinds{kinds...};
using K = IndexKind;

constexpr std::string_view kMetadata = "sensorElementList/sensorMetadata", kReport = "sensorElementList/sensorReport",
                           kSensorAny = "sensorElementList/sensorMetadata|sensorElementList/sensorReport",
                           kQuantities = "quantityList|childQuantityList|inputQuantityList|outputQuantityList";

constexpr Parameter time(std::string_view subject, std::string_view parents, std::string_view member) {
  return {subject, kBetween, Form::time, parents, member};
}
constexpr Parameter word(std::string_view subject, std::string_view parents, std::string_view member,
                         Vocabulary vocabulary, std::span<const IndexKind> kinds = {}) {
  return {subject, kEqual, Form::word, parents, member, Tail::none, false, kinds, vocabulary};
}
constexpr Parameter uri(std::string_view subject, std::string_view parents, std::string_view member,
                        std::span<const IndexKind> kinds = {}, unsigned comparisons = kEqual) {
  return {subject, comparisons, Form::uri, parents, member, Tail::none, false, kinds};
}
constexpr Parameter match(std::string_view subject, std::string_view parents, std::string_view members,
                          std::span<const IndexKind> kinds) {
  return {subject, kMatches, Form::uri, parents, members, Tail::none, false, kinds};
}
constexpr Parameter typed(std::string_view subject, std::string_view list, std::string_view member,
                          Vocabulary vocabulary, std::span<const IndexKind> kinds) {
  return {subject, kEqual, Form::uri, list, member, Tail::type, false, kinds, vocabulary};
}
constexpr Parameter measured(std::string_view subject, unsigned comparisons, std::string_view parents,
                             std::string_view member) {
  return {subject, comparisons, Form::number, parents, member, Tail::unit};
}
constexpr Parameter extension(std::string_view subject, std::string_view parents, bool inner,
                              unsigned comparisons = kExtension) {
  return {subject, comparisons, Form::anything, parents, "", Tail::field, inner};
}

constexpr std::array kParameters{
    Parameter{"eventType", kEqual, Form::type, "", "type", Tail::none, false, kKinds<K::event_type>, {}, true},
    time("eventTime", "", "eventTime"),
    time("recordTime", "", "recordTime"),
    Parameter{"action", kEqual, Form::action, "", "action", Tail::none, false, kKinds<K::action>},
    word("bizStep", "", "bizStep", Vocabulary::biz_step, kKinds<K::biz_step>),
    word("disposition", "", "disposition", Vocabulary::disposition, kKinds<K::disposition>),
    word("persistentDisposition_set", "persistentDisposition", "set", Vocabulary::disposition,
         kKinds<K::disposition_set>),
    word("persistentDisposition_unset", "persistentDisposition", "unset", Vocabulary::disposition,
         kKinds<K::disposition_unset>),
    uri("readPoint", "readPoint", "id", kKinds<K::read_point>, kPlaces),
    uri("bizLocation", "bizLocation", "id", kKinds<K::biz_location>, kPlaces),
    typed("bizTransaction_", "bizTransactionList", "bizTransaction", Vocabulary::transaction_type,
          kKinds<K::transaction>),
    typed("source_", "sourceList", "source", Vocabulary::party_type, kKinds<K::source>),
    typed("destination_", "destinationList", "destination", Vocabulary::party_type, kKinds<K::destination>),
    uri("transformationID", "", "transformationID", kKinds<K::transformation>),
    match("epc", "", "epcList|childEPCs", kKinds<K::epc>),
    match("parentID", "", "parentID", kKinds<K::parent>),
    match("inputEPC", "", "inputEPCList", kKinds<K::input_epc>),
    match("outputEPC", "", "outputEPCList", kKinds<K::output_epc>),
    match("anyEPC", "", "parentID|epcList|childEPCs|inputEPCList|outputEPCList",
          kKinds<K::parent, K::epc, K::input_epc, K::output_epc>),
    match("epcClass", "quantityList|childQuantityList", "epcClass", kKinds<K::epc_class>),
    match("inputEPCClass", "inputQuantityList", "epcClass", kKinds<K::input_class>),
    match("outputEPCClass", "outputQuantityList", "epcClass", kKinds<K::output_class>),
    match("anyEPCClass", kQuantities, "epcClass", kKinds<K::epc_class, K::input_class, K::output_class>),
    Parameter{"quantity", kEqual | kOrdered, Form::number, kQuantities, "quantity"},
    measured("quantity_", kEqual | kOrdered, kQuantities, "quantity"),
    Parameter{"eventID", kEqual, Form::text, "", "eventID", Tail::none, false, kKinds<K::event_id>},
    Parameter{"errorDeclaration", kExists, Form::flag, "", "errorDeclaration"},
    time("errorDeclarationTime", "errorDeclaration", "declarationTime"),
    time("errorDeclaration_Time", "errorDeclaration", "declarationTime"),  // the query schema's spelling
    word("errorReason", "errorDeclaration", "reason", Vocabulary::error_reason, kKinds<K::error_reason>),
    Parameter{"correctiveEventID", kEqual, Form::text, "errorDeclaration", "correctiveEventIDs", Tail::none, false,
              kKinds<K::corrective_event>},
    Parameter{"sensorElementList", kExists, Form::flag, "", "sensorElementList"},
    time("time", kSensorAny, "time"),
    time("startTime", kMetadata, "startTime"),
    time("endTime", kMetadata, "endTime"),
    word("type", kReport, "type", Vocabulary::measurement),
    uri("deviceID", kSensorAny, "deviceID"),
    uri("dataProcessingMethod", kSensorAny, "dataProcessingMethod"),
    uri("microorganism", kReport, "microorganism"),
    uri("chemicalSubstance", kReport, "chemicalSubstance"),
    uri("bizRules", kSensorAny, "bizRules"),
    Parameter{"stringValue", kEqual, Form::text, kReport, "stringValue"},
    Parameter{"booleanValue", kEqual, Form::flag, kReport, "booleanValue"},
    Parameter{"hexBinaryValue", kEqual, Form::text, kReport, "hexBinaryValue"},
    uri("uriValue", kReport, "uriValue"),
    Parameter{"percRank", kOrdered, Form::number, kReport, "percRank"},
    measured("value_", kEqual | kOrdered, kReport, "value"),
    measured("minValue_", kOrdered, kReport, "minValue"),
    measured("maxValue_", kOrdered, kReport, "maxValue"),
    measured("meanValue_", kOrdered, kReport, "meanValue"),
    measured("sDev_", kOrdered, kReport, "sDev"),
    measured("percValue_", kOrdered, kReport, "percValue"),
    extension("", "", false),
    extension("INNER_", "", true),
    extension("ILMD_", "ilmd", false),
    extension("INNER_ILMD_", "ilmd", true),
    extension("ERROR_DECLARATION_", "errorDeclaration", false),
    extension("INNER_ERROR_DECLARATION_", "errorDeclaration", true),
    extension("readPoint_", "readPoint", false, kEqual),
    extension("INNER_readPoint_", "readPoint", true, kEqual),
    extension("bizLocation_", "bizLocation", false, kEqual),
    extension("INNER_bizLocation_", "bizLocation", true, kEqual),
    extension("SENSORELEMENT_", "sensorElementList", false),
    extension("INNER_SENSORELEMENT_", "sensorElementList", true),
    extension("SENSORMETADATA_", kMetadata, false),
    extension("INNER_SENSORMETADATA_", kMetadata, true),
    extension("SENSORREPORT_", kReport, false),
    extension("INNER_SENSORREPORT_", kReport, true),
    Parameter{"", bit(Comparison::has_attribute), Form::text, "", "", Tail::field},
    Parameter{"", bit(Comparison::attribute_equals), Form::text, "", "", Tail::field_and_attribute},
};

constexpr Parameter kAnyIdentifier =
    match("", "|quantityList|childQuantityList|inputQuantityList|outputQuantityList",
          "parentID|epcList|childEPCs|inputEPCList|outputEPCList|epcClass",
          kKinds<K::parent, K::epc, K::input_epc, K::output_epc, K::epc_class, K::input_class, K::output_class>);

bool is_family(const Parameter& row) { return row.tail != Tail::none; }

// The one with the longest subject.
const Parameter* find_row(Comparison comparison, std::string_view rest) {
  const Parameter* out = nullptr;
  for (const auto& row : kParameters) {
    if (row.is_bare || !(row.comparisons & bit(comparison))) continue;
    const bool fits =
        is_family(row) ? rest.size() > row.subject.size() && rest.starts_with(row.subject) : rest == row.subject;
    if (fits && (!out || row.subject.size() >= out->subject.size())) out = &row;
  }
  return out;
}

std::string_view shown(Tail tail) {
  switch (tail) {
    case Tail::none:
      return "";
    case Tail::type:
      return "{type}";
    case Tail::unit:
      return "{unit}";
    case Tail::field:
      return "{field}";
    case Tail::field_and_attribute:
      return "{field}_{attribute}";
  }
  return "";
}

std::vector<std::string> names(bool families) {
  std::vector<std::string> out;
  for (const auto& row : kParameters) {
    if (is_family(row) != families) continue;
    if (row.is_bare) {
      out.emplace_back(row.subject);
      continue;
    }
    for (const auto& [text, comparison] : kPrefixes) {
      if (row.comparisons & bit(comparison))
        out.push_back(std::string(text) + std::string(row.subject) + std::string(shown(row.tail)));
    }
  }
  return out;
}

}  // namespace

std::optional<Named> find_parameter(std::string_view name) {
  for (const auto& row : kParameters) {
    if (row.is_bare && row.subject == name) return Named{&row, Comparison::equal, {}};
  }
  const auto prefix =
      std::find_if(kPrefixes.begin(), kPrefixes.end(), [&](const auto& p) { return name.starts_with(p.text); });
  if (prefix == kPrefixes.end()) return std::nullopt;
  const auto rest = name.substr(prefix->text.size());
  const auto* row = find_row(prefix->comparison, rest);
  if (!row) return std::nullopt;
  const auto tail = is_family(*row) ? rest.substr(row->subject.size()) : std::string_view();
  // An extension's name has a prefix or is an IRI: without a colon it is a parameter that nobody knows.
  const bool is_extension = row->form == Form::anything;
  if (is_extension && tail.find(':') == tail.npos) return std::nullopt;
  return Named{row, prefix->comparison, tail};
}

const Parameter& any_identifier() { return kAnyIdentifier; }

std::vector<std::string> fixed_names() { return names(false); }
std::vector<std::string> family_names() { return names(true); }

}  // namespace shanhai::traceability::query
