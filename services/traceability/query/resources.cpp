#include "services/traceability/query/resources.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace shanhai::traceability::query {
namespace {

using epcis::IndexKind;
using epcis::Vocabulary;

constexpr char kStandardMark = 's', kStoredMark = 'v';  // what a page's place begins with

std::vector<std::string_view> words_of(Vocabulary vocabulary) {
  const auto words = epcis::standard_words(vocabulary);
  return {words.begin(), words.end()};
}

const std::array<Resource, 6>& all() {
  static const std::array<Resource, 6> resources{
      Resource{"eventTypes",
               "eventType",
               {IndexKind::event_type},
               "eventType",
               {},
               {"AggregationEvent", "AssociationEvent", "ObjectEvent", "TransactionEvent", "TransformationEvent"}},
      Resource{"epcs",
               "epc",
               {IndexKind::parent, IndexKind::epc, IndexKind::input_epc, IndexKind::output_epc, IndexKind::epc_class,
                IndexKind::input_class, IndexKind::output_class},
               "",
               {},
               {},
               true},
      Resource{"bizSteps",
               "bizStep",
               {IndexKind::biz_step},
               "EQ_bizStep",
               Vocabulary::biz_step,
               words_of(Vocabulary::biz_step)},
      Resource{"bizLocations", "bizLocation", {IndexKind::biz_location}, "EQ_bizLocation", {}, {}, true},
      Resource{"readPoints", "readPoint", {IndexKind::read_point}, "EQ_readPoint", {}, {}, true},
      Resource{"dispositions",
               "disposition",
               {IndexKind::disposition},
               "EQ_disposition",
               Vocabulary::disposition,
               words_of(Vocabulary::disposition)},
  };
  return resources;
}

bool is_standard(const Resource& resource, std::string_view value) {
  const auto word = resource.vocabulary ? epcis::standard_word(*resource.vocabulary, value) : value;
  return !word.empty() &&
         std::find(resource.standard.begin(), resource.standard.end(), word) != resource.standard.end();
}

std::string spelling(const Resource& resource, const std::string& item, const epcis::Context& names) {
  return resource.vocabulary ? epcis::index_spelling(item, *resource.vocabulary, names)
                             : epcis::index_spelling(item, names);
}

// The first `limit` of all kinds behind a digest, each once.
std::set<TextValue> first_values(db::Tx& tx, OrganisationId organisation, const Resource& resource,
                                 const std::string& after, std::size_t limit) {
  std::set<TextValue> out;
  for (const auto kind : resource.kinds) {
    for (auto& value : list_values(tx, organisation, kind, after, static_cast<std::int64_t>(limit)))
      out.insert(std::move(value));
  }
  return out;
}

}  // namespace

std::span<const Resource> resources() { return all(); }

const Resource& resource_of(std::string_view name) {
  const auto found = std::find_if(all().begin(), all().end(), [&](const auto& r) { return r.name == name; });
  if (found == all().end()) throw std::logic_error("no resource " + std::string(name));
  return *found;
}

Result<ValuePage> list_resource(db::Tx& tx, OrganisationId organisation, const Resource& resource,
                                const std::string& after, std::size_t limit) {
  const bool in_standard = after.empty() || (after[0] == kStandardMark && after.size() == 2);
  if (!in_standard && (after[0] != kStoredMark || after.size() != 17))
    return Error::invalid_field("query/nextPageToken", "invalid_cursor", "as a list gave it");
  ValuePage out;
  if (in_standard) {
    for (auto i = after.empty() ? 0u : static_cast<unsigned char>(after[1]); i < resource.standard.size(); ++i) {
      if (out.values.size() == limit) {
        out.next = std::string{kStandardMark, static_cast<char>(i)};
        return out;
      }
      out.values.emplace_back(resource.standard[i]);
    }
  }
  std::string place = in_standard ? std::string() : after.substr(1);
  const auto left = limit - out.values.size();
  // Those that are standard are read over, so as many more are asked for.
  const auto found = first_values(tx, organisation, resource, place, left + resource.standard.size() + 1);
  for (const auto& value : found) {
    if (is_standard(resource, value.text)) continue;
    if (out.values.size() == limit) {
      out.next =
          place.empty() ? std::string{kStandardMark, static_cast<char>(resource.standard.size())} : kStoredMark + place;
      return out;
    }
    out.values.push_back(value.text);
    place = value.digest;
  }
  return out;
}

bool has_item(db::Tx& tx, OrganisationId organisation, const Resource& resource, const std::string& item,
              const epcis::Context& names) {
  return is_standard(resource, item) || has_value(tx, organisation, resource.kinds, spelling(resource, item, names));
}

bool require_item(Criteria& criteria, const Resource& resource, const std::string& item, const epcis::Context& names) {
  const auto value = spelling(resource, item, names);
  if (!resource.parameter.empty()) return require(criteria, std::string(resource.parameter), value);
  require_identifier(criteria, value);
  return true;
}

}  // namespace shanhai::traceability::query
