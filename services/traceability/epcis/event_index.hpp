// Under which values an event is found: one table says which members, and how each is spelt so that all spellings of
// one key meet.
#pragma once

#include <string>
#include <vector>

#include "services/traceability/epcis/context.hpp"
#include "services/traceability/epcis/node.hpp"
#include "services/traceability/epcis/vocabulary.hpp"

namespace shanhai::traceability::epcis {

// Stored as numbers: never given another meaning.
enum class IndexKind {
  event_id = 1,
  event_type = 2,
  action = 3,
  biz_step = 4,
  disposition = 5,
  disposition_set = 6,  // persistent dispositions
  disposition_unset = 7,
  read_point = 8,
  biz_location = 9,
  transaction = 10,  // "type value": type and what is of it; the type empty where none is given
  source = 11,       // the same
  destination = 12,
  transformation = 13,
  parent = 14,
  epc = 15,  // of epcList and childEPCs
  input_epc = 16,
  output_epc = 17,
  epc_class = 18,  // of quantityList and childQuantityList
  input_class = 19,
  output_class = 20,
  error_reason = 21,
  corrective_event = 22,
};

struct IndexValue {
  IndexKind kind;
  std::string value;  // as index_spelling() writes it
  bool operator==(const IndexValue&) const = default;
  auto operator<=>(const IndexValue&) const = default;
};

// The one spelling of a URI: prefixes expanded, GS1 keys as canonical Digital Links, URNs of the CBV as web URIs.
std::string index_spelling(std::string_view uri, const Context& context);
std::string index_spelling(std::string_view word, Vocabulary vocabulary, const Context& context);

// Each once. `context` counts, and the event's own "@context".
std::vector<IndexValue> index_values(const Node& event, const Context& context);

}  // namespace shanhai::traceability::epcis
