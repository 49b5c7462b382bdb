// The top-level resources of EPCIS 2.0: what events are listed by, each value with its events.
#pragma once

#include <span>

#include "services/traceability/query/store.hpp"

namespace shanhai::traceability::query {

struct Resource {
  std::string_view name;  // "bizSteps"
  std::string_view item;  // of its path: "bizStep"
  std::vector<epcis::IndexKind> kinds;
  std::string_view parameter;  // that selects an item's events; empty: an EPC or class, anywhere
  std::optional<epcis::Vocabulary> vocabulary;
  std::vector<std::string_view> standard;  // listed whether an event has them or not
  bool holds_keys = false;                 // GS1 keys: there are formats to choose from
};
std::span<const Resource> resources();
const Resource& resource_of(std::string_view name);  // std::logic_error: there is none

// A page of values: standard ones as bare words, others in their one spelling.
struct ValuePage {
  std::vector<std::string> values;
  std::optional<std::string> next;  // `after` of the next page
};
// `after`: empty at the beginning. invalid: it is not what a page gave.
Result<ValuePage> list_resource(db::Tx& tx, OrganisationId organisation, const Resource& resource,
                                const std::string& after, std::size_t limit);
// Is `item` a value, in any spelling? Prefixes are those of `names`.
bool has_item(db::Tx& tx, OrganisationId organisation, const Resource& resource, const std::string& item,
              const epcis::Context& names);
// Narrows `criteria` to the item's events. False: no event can have it.
bool require_item(Criteria& criteria, const Resource& resource, const std::string& item, const epcis::Context& names);

}  // namespace shanhai::traceability::query
