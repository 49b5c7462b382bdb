// An event as a lot change tells it, and the EPCIS 2.0 document it becomes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/traceability/epcis/names.hpp"
#include "services/traceability/epcis/node.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability::epcis {

enum class EventType { ObjectEvent, TransformationEvent };
BOOST_DESCRIBE_ENUM(EventType, ObjectEvent, TransformationEvent)
enum class Action { ADD, OBSERVE, DELETE_ };
enum class Part { subject, input, output };
BOOST_DESCRIBE_ENUM(Part, subject, input, output)

// So much of a lot. Grams become KGM; pieces and sale units have no unit of measure.
struct Amount {
  LotId lot;
  std::string epc_class;
  std::int64_t quantity = 0;
  Unit unit = Unit::g;
};

// What the public page of `lot` adds up: see lot_journey.
struct JourneyEntry {
  LotId lot;
  Step step = Step::harvest;
  std::string division;
  std::int64_t quantity = 0;
};

struct LotEvent {
  EventType type = EventType::ObjectEvent;
  OrganisationId organisation;      // the supplier whose lots it is about
  Action action = Action::OBSERVE;  // of object events
  Instant event_time{};
  std::string biz_step;                         // CBV, bare: commissioning
  std::string disposition;                      // CBV, bare; empty: none
  std::string division;                         // read point
  std::vector<Amount> amounts;                  // of object events
  std::vector<Amount> inputs, outputs;          // of transformation events
  std::string transaction;                      // URI; empty: none
  std::string transaction_type;                 // CBV, bare; empty: none
  std::string source_party, destination_place;  // URIs; empty: none
  Node::Members master_attributes;              // ilmd; names with their prefix
  Node::Members extensions;                     // names without prefix, in the namespace of Names::extensions()
  JourneyEntry journey;
};

// The document without eventID and recordTime, with its @context.
Node to_document(const LotEvent& event, const Names& names);

}  // namespace shanhai::traceability::epcis
