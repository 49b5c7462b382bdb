// Source: GS1 EPCIS 2.0.1, sections 7 and 10; its normative JSON Schema.
#include "services/traceability/epcis/shapes.hpp"

#include <algorithm>
#include <array>

#include "services/traceability/epcis/lexical.hpp"

namespace shanhai::traceability::epcis {
namespace {

constexpr Field needed(Field field) {
  field.required = true;
  return field;
}
constexpr Field with_some(Field field) {
  field.not_empty = true;
  return field;
}
constexpr Field uri(std::string_view name) { return {name, Form::uri}; }
constexpr Field uris(std::string_view name, Count count = Count::list) { return {name, Form::uri, count}; }
constexpr Field time(std::string_view name) { return {name, Form::time}; }
constexpr Field text(std::string_view name) { return {name, Form::text}; }
constexpr Field number(std::string_view name) { return {name, Form::number}; }
constexpr Field word(std::string_view name, Vocabulary vocabulary, Count count = Count::one) {
  return {name, Form::word, count, false, false, nullptr, vocabulary};
}
constexpr Field object(std::string_view name, const Shape& shape, Count count = Count::one) {
  return {name, Form::object, count, false, false, &shape};
}
constexpr Field objects(std::string_view name, const Shape& shape) { return object(name, shape, Count::list); }

// Parts of events.
constexpr std::array kQuantityFields{needed(uri("epcClass")), number("quantity"), Field{"uom", Form::unit}};
constexpr Shape kQuantity{kQuantityFields, Others::refused};
constexpr std::array kPlaceFields{needed(uri("id"))};
constexpr Shape kPlace{kPlaceFields, Others::any};
constexpr std::array kTransactionFields{word("type", Vocabulary::transaction_type), needed(uri("bizTransaction"))};
constexpr Shape kTransaction{kTransactionFields, Others::refused};
constexpr std::array kSourceFields{needed(word("type", Vocabulary::party_type)), needed(uri("source"))};
constexpr Shape kSource{kSourceFields, Others::refused};
constexpr std::array kDestinationFields{needed(word("type", Vocabulary::party_type)), needed(uri("destination"))};
constexpr Shape kDestination{kDestinationFields, Others::refused};
constexpr std::array kPersistentFields{with_some(word("set", Vocabulary::disposition, Count::set)),
                                       with_some(word("unset", Vocabulary::disposition, Count::set))};
constexpr Shape kPersistent{kPersistentFields, Others::refused, nullptr, true};
constexpr Shape kMasterAttributes{{}, Others::named_by_uri};  // ilmd
constexpr std::array kDeclarationFields{needed(time("declarationTime")), word("reason", Vocabulary::error_reason),
                                        uris("correctiveEventIDs")};
constexpr Shape kDeclaration{kDeclarationFields, Others::named_by_uri};

// Sensors.
constexpr std::array kMetadataFields{
    time("time"),      uri("deviceID"), uri("deviceMetadata"),       uri("rawData"),
    time("startTime"), time("endTime"), uri("dataProcessingMethod"), uri("bizRules"),
};
constexpr Shape kMetadata{kMetadataFields, Others::named_by_uri};
constexpr std::array kReportFields{
    needed(word("type", Vocabulary::measurement)),
    word("exception", Vocabulary::alert),
    uri("deviceID"),
    uri("deviceMetadata"),
    uri("rawData"),
    uri("dataProcessingMethod"),
    uri("bizRules"),
    time("time"),
    uri("microorganism"),
    uri("chemicalSubstance"),
    uri("coordinateReferenceSystem"),
    number("value"),
    word("component", Vocabulary::component),
    text("stringValue"),
    Field{"booleanValue", Form::boolean},
    Field{"hexBinaryValue", Form::hex},
    uri("uriValue"),
    number("minValue"),
    number("maxValue"),
    number("meanValue"),
    number("sDev"),
    number("percRank"),
    number("percValue"),
    text("uom"),
};
constexpr Shape kReport{kReportFields, Others::named_by_uri};
constexpr std::array kSensorFields{object("sensorMetadata", kMetadata),
                                   needed(with_some(objects("sensorReport", kReport)))};
constexpr Shape kSensor{kSensorFields, Others::named_by_uri};

// Events. What every event has, what every one of the five has, and what each has besides.
constexpr std::array kEventFields{
    Field{"@context", Form::context},
    needed(text("type")),
    needed(time("eventTime")),
    time("recordTime"),
    needed(Field{"eventTimeZoneOffset", Form::offset}),
    uri("eventID"),
    uris("certificationInfo", Count::one_or_list),
    object("errorDeclaration", kDeclaration),
};
constexpr Shape kExtendedEvent{kEventFields, Others::any};
constexpr std::array kStandardEventFields{
    word("bizStep", Vocabulary::biz_step),
    word("disposition", Vocabulary::disposition),
    object("readPoint", kPlace),
    object("bizLocation", kPlace),
    objects("bizTransactionList", kTransaction),
    objects("sourceList", kSource),
    objects("destinationList", kDestination),
    objects("sensorElementList", kSensor),
};
constexpr Shape kStandardEvent{kStandardEventFields, Others::named_by_uri, &kExtendedEvent};
constexpr Field kAction = needed(Field{"action", Form::action});

constexpr std::array kObjectFields{kAction, uris("epcList", Count::set), objects("quantityList", kQuantity),
                                   object("persistentDisposition", kPersistent), object("ilmd", kMasterAttributes)};
constexpr Shape kObjectEvent{kObjectFields, Others::named_by_uri, &kStandardEvent};
constexpr std::array kAggregationFields{kAction, uri("parentID"), uris("childEPCs"),
                                        objects("childQuantityList", kQuantity)};
constexpr Shape kAggregationEvent{kAggregationFields, Others::named_by_uri, &kStandardEvent};
constexpr std::array kAssociationFields{kAction, needed(uri("parentID")), uris("childEPCs"),
                                        objects("childQuantityList", kQuantity)};
constexpr Shape kAssociationEvent{kAssociationFields, Others::named_by_uri, &kStandardEvent};
constexpr std::array kTransactionEventFields{kAction, uri("parentID"), uris("epcList"),
                                             objects("quantityList", kQuantity),
                                             needed(with_some(objects("bizTransactionList", kTransaction)))};
constexpr Shape kTransactionEvent{kTransactionEventFields, Others::named_by_uri, &kStandardEvent};
constexpr std::array kTransformationFields{
    uris("inputEPCList", Count::set),  objects("inputQuantityList", kQuantity),
    uris("outputEPCList", Count::set), objects("outputQuantityList", kQuantity),
    uri("transformationID"),           object("persistentDisposition", kPersistent),
    object("ilmd", kMasterAttributes)};
constexpr Shape kTransformationEvent{kTransformationFields, Others::named_by_uri, &kStandardEvent};

struct EventType {
  std::string_view name;
  const Shape* shape;
};
constexpr std::array kEventTypes{
    EventType{"ObjectEvent", &kObjectEvent}, EventType{"AggregationEvent", &kAggregationEvent},
    EventType{"TransactionEvent", &kTransactionEvent}, EventType{"TransformationEvent", &kTransformationEvent},
    EventType{"AssociationEvent", &kAssociationEvent}};

// Master data of a header, and documents.
constexpr std::array kAttributeFields{needed(uri("id")), Field{"attribute", Form::attribute}};
constexpr Shape kAttribute{kAttributeFields, Others::any};
constexpr std::array kElementFields{needed(uri("id")), objects("attributes", kAttribute), uris("children")};
constexpr Shape kElement{kElementFields, Others::any};
constexpr std::array kVocabularyFields{needed(uri("type")), objects("vocabularyElementList", kElement)};
constexpr Shape kVocabulary{kVocabularyFields, Others::any};
constexpr std::array kMasterDataFields{objects("vocabularyList", kVocabulary)};
constexpr Shape kMasterData{kMasterDataFields, Others::any};
constexpr std::array kHeaderFields{object("epcisMasterData", kMasterData)};
constexpr Shape kHeader{kHeaderFields, Others::named_by_uri};
constexpr Field kEventList = needed(Field{"eventList", Form::event, Count::list});
constexpr std::array kBodyFields{kEventList};
constexpr Shape kBody{kBodyFields, Others::any};
constexpr std::array kDocumentFields{
    needed(Field{"@context", Form::context}),
    uri("id"),
    needed(text("type")),
    needed(Field{"schemaVersion", Form::version}),
    needed(time("creationDate")),
    text("instanceIdentifier"),
    text("sender"),
    text("receiver"),
    object("epcisHeader", kHeader),
    needed(object("epcisBody", kBody)),
};
constexpr std::array kResultsFields{kEventList, objects("vocabularyList", kVocabulary)};
constexpr Shape kResults{kResultsFields, Others::named_by_uri};
constexpr std::array kQueryResultsFields{needed(text("queryName")), text("subscriptionID"),
                                         needed(object("resultsBody", kResults))};
constexpr Shape kQueryResults{kQueryResultsFields, Others::named_by_uri};
constexpr std::array kQueryBodyFields{needed(object("queryResults", kQueryResults))};
constexpr Shape kQueryBody{kQueryBodyFields, Others::named_by_uri};
constexpr std::array kQueryDocumentFields{
    needed(Field{"@context", Form::context}),
    uri("id"),
    needed(text("type")),
    Field{"schemaVersion", Form::version},
    time("creationDate"),
    needed(object("epcisBody", kQueryBody)),
};

}  // namespace

const Shape kDocument{kDocumentFields, Others::named_by_uri};
const Shape kQueryDocument{kQueryDocumentFields, Others::named_by_uri};

const Field* Shape::find(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
  if (found != fields.end()) return &*found;
  return base ? base->find(name) : nullptr;
}

bool is_standard_event(std::string_view type) {
  return std::any_of(kEventTypes.begin(), kEventTypes.end(), [&](const auto& known) { return known.name == type; });
}

const Shape* event_shape(std::string_view type) {
  const auto known =
      std::find_if(kEventTypes.begin(), kEventTypes.end(), [&](const auto& row) { return row.name == type; });
  if (known != kEventTypes.end()) return known->shape;
  return is_uri(type) ? &kExtendedEvent : nullptr;
}

}  // namespace shanhai::traceability::epcis
