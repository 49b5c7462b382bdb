// From the bytes of a request to events that are ready to be stored, and to what is wrong with the others. Pure: what a
// process read before it died, another reads again with the same outcome.
#pragma once

#include <string>
#include <vector>

#include "services/traceability/capture/api.hpp"
#include "services/traceability/epcis/appending.hpp"
#include "services/traceability/epcis/master_vocabulary.hpp"

namespace shanhai::traceability {

struct CaptureDraft {
  std::vector<epcis::PreparedEvent> events;  // those that are valid
  std::vector<std::string> pointers;         // where each stands in the document
  std::vector<FieldError> wrong;             // of the others, at most 100 places; pointers into the document
  std::size_t unnamed = 0;                   // further events that are wrong, of which `wrong` names no place
  std::vector<epcis::MasterElement> master;  // of the header
  std::size_t bytes = 0;                     // of the events as they will be stored and found
};

// invalid: what stands around the events; too_large capture_limit: more than `events_max` of them, or
// more than a transaction should hold.
Result<CaptureDraft> read_capture(std::string_view text, OrganisationId organisation, std::int64_t events_max);
// A single event, in its own context or in the standard's. invalid: each place; too_large capture_limit.
Result<epcis::PreparedEvent> read_event(std::string_view text, OrganisationId organisation);

CaptureProblem validation_problem(const FieldError& wrong);
CaptureProblem duplicate_problem(const std::string& pointer, const std::string& event_id);
CaptureProblem further_problem(std::size_t events);  // that were not captured, either
CaptureProblem implementation_problem();

}  // namespace shanhai::traceability
