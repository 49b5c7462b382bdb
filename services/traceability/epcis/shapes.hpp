// The shapes of EPCIS 2.0 documents and events as one table, as the standard's JSON Schema gives them: which members an
// object may have, in what form, and what else may stand beside them.
#pragma once

#include <span>
#include <string_view>

#include "services/traceability/epcis/vocabulary.hpp"

namespace shanhai::traceability::epcis {

enum class Form {
  text,
  uri,
  time,
  version,
  offset,
  action,
  word,  // of a vocabulary, or a URI of one's own
  number,
  unit,
  boolean,
  hex,
  object,     // of `shape`
  event,      // of the shape that its type names
  context,    // JSON-LD's @context
  attribute,  // a number, text or object
  anything,   // looked at only for prefixes and personal data
};
enum class Count { one, list, set, one_or_list };
enum class Others {
  refused,
  named_by_uri,  // extensions: their names are compact or full IRIs
  any,
};

struct Shape;
struct Field {
  std::string_view name;
  Form form = Form::text;
  Count count = Count::one;
  bool required = false;
  bool not_empty = false;  // of a list
  const Shape* shape = nullptr;
  Vocabulary vocabulary{};
};
struct Shape {
  std::span<const Field> fields;
  Others others = Others::refused;
  const Shape* base = nullptr;  // whose fields it has, too
  bool not_empty = false;       // one of its fields is there at least

  const Field* find(std::string_view name) const;
};

extern const Shape kDocument, kQueryDocument;
// The shape of an event of that type, which may be an extension's; nullptr: `type` is neither a known one nor a URI.
const Shape* event_shape(std::string_view type);
bool is_standard_event(std::string_view type);

}  // namespace shanhai::traceability::epcis
