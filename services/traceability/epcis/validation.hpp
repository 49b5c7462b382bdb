// Is a document EPCIS 2.0? Driven by the table of shapes.hpp; every mistake has its place.
//
// What the standard's JSON Schema accepts is accepted, what it refuses is refused, but for the differences that
// docs/decisions/0019 lists: words in all three spellings, prefixes that nobody declared, times that RFC 3339 does not
// know, personal data.
#pragma once

#include <string>
#include <vector>

#include "services/traceability/epcis/context.hpp"
#include "services/traceability/epcis/node.hpp"

namespace shanhai::traceability::epcis {

// What a document to capture holds.
struct EventList {
  Node context;              // the document's "@context"
  std::vector<Node> events;  // not looked at yet
  std::string pointer;       // where they stand: "/epcisBody/eventList"
  Node master_data;          // "epcisMasterData" of the header; null: none
};

// An EPCISDocument or EPCISQueryDocument, checked but for its events. invalid: each place.
Result<EventList> open_document(Node document);

// What is wrong with an event of a document with `context`; pointers begin at the event. The event's own "@context"
// counts for what stands in it.
std::vector<FieldError> check_event(const Node& event, const Context& context);

}  // namespace shanhai::traceability::epcis
