#include "services/traceability/resolver/unit.hpp"

#include <set>

#include "common/http/target.hpp"
#include "services/traceability/epcis/gs1_uri.hpp"

namespace shanhai::traceability {
namespace {

using epcis::Node;

// "cbvmda:lotNumber", or its IRI (CBV 2.0, section 9.2).
bool is_lot_number(std::string_view name) {
  constexpr std::string_view kWord = "lotNumber";
  if (!name.ends_with(kWord)) return false;
  name.remove_suffix(kWord.size());
  return name.empty() || name.ends_with(':') || name.ends_with('/') || name.ends_with('#');
}

std::optional<std::string> of_master_data(const Node& event) {
  const auto* ilmd = event.find("ilmd");
  if (!ilmd) return std::nullopt;
  for (const auto& member : ilmd->members) {
    if (is_lot_number(member.name) && member.value.is(Node::Kind::string)) return member.value.text;
  }
  return std::nullopt;
}

std::optional<std::string> of_classes(const Node& event, std::string_view gtin14) {
  const auto prefix = "https://id.gs1.org/01/" + std::string(gtin14) + "/10/";
  std::set<std::string> lots;
  for (const auto list : {"quantityList", "outputQuantityList"}) {
    const auto* quantities = event.find(list);
    if (!quantities) continue;
    for (const auto& quantity : quantities->elements) {
      const auto* name = quantity.find("epcClass");
      const auto canonical = name ? epcis::canonical_gs1_uri(name->text) : std::nullopt;
      if (!canonical || !canonical->starts_with(prefix)) continue;
      const auto decoded = http::parse_target("/" + canonical->substr(prefix.size()));
      if (decoded.has_value() && decoded->segments.size() == 1) lots.insert(decoded->segments.front());
    }
  }
  if (lots.size() != 1) return std::nullopt;
  return *lots.begin();
}

std::string id_of(const Node& event) {
  const auto* id = event.find("eventID");
  return id ? id->text : std::string();
}

}  // namespace

std::string unit_uri(std::string_view gtin14, std::string_view ai, std::string_view serial) {
  return "https://id.gs1.org/01/" + std::string(gtin14) + "/" + std::string(ai) + "/" + http::encode_query(serial);
}

std::optional<std::string> lot_number_in(const std::vector<Node>& events, std::string_view gtin14) {
  std::set<std::string> errors;
  for (const auto& event : events) {
    if (event.find("errorDeclaration")) errors.insert(id_of(event));
  }
  for (const auto& event : events) {
    if (errors.contains(id_of(event))) continue;
    if (auto lot = of_master_data(event)) return lot;
    if (auto lot = of_classes(event, gtin14)) return lot;
  }
  return std::nullopt;
}

}  // namespace shanhai::traceability
